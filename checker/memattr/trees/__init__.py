"""Files read out of folders and of revisions that nobody vouches for."""
