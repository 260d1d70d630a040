"""What registries say of packages: one file a protocol, and the names that look like others."""
