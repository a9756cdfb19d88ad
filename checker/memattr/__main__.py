"""`python -m memattr`"""

from memattr.command.start import main

main()
