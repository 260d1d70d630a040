"""What services say of packages: registries, advisories, licenses; asked over HTTP or read."""
