"""`bylaw.yaml`: from its bytes to a checked Config, every complaint at its line."""
