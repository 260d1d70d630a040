"""Runs the tests that stand in policies: `test "…" { given … expect … }`."""
