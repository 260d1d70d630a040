"""The catalog of the architecture: components, layers and owners, from files to data."""
