"""Findings become a verdict: levels, weights, identity, excerpts and line hashes."""
