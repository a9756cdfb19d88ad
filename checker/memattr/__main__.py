"""`python -m memattr`"""

from memattr.command.main import main

main()
