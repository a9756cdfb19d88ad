"""Do the lines of source that policies cite still stand?"""
