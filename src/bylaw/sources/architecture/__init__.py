"""What a change does to the architecture: its imports against the catalog of components."""
