"""Where packs from elsewhere are: a directory, a commit, an archive, a wheel. All of it is data."""
