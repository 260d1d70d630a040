"""A first catalog of an architecture, proposed from folders and imports."""
