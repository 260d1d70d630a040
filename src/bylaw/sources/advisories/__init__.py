"""Published weaknesses of packages, as OSV has them: a local snapshot, or OSV's API."""
