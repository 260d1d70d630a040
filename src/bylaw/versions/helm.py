"""Helm: Semantic Versioning with the ranges of Masterminds/semver, where commas mean both."""

from __future__ import annotations

from bylaw.versions import npm, semver

key = semver.key
release = semver.release
exact = npm.exact


def holds(text: str, range_: str) -> bool | None:
    """See interface."""
    return npm.holds(text, " ".join(range_.replace(",", " ").split()))
