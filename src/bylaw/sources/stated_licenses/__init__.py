"""Under which license a package is, as its authors and others state it."""
