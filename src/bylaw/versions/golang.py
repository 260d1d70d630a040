"""Go: Semantic Versioning without ranges of its own.

Pseudo-versions are pre-releases by their form, and `+incompatible` is build metadata, so both are
ordered as the go command orders them: https://go.dev/ref/mod#versions.
"""

from __future__ import annotations

from bylaw.versions import semver
from bylaw.versions.interface import by_comparisons, filled

key = semver.key
release = semver.release


def holds(text: str, range_: str) -> bool | None:
    """See interface: comparisons joined by commas; a version alone means itself."""
    return by_comparisons(lambda bound: key(filled(bound)), text, range_)


def exact(requirement: str) -> str | None:
    """See interface: a version is one and no range."""
    return requirement.strip() if key(requirement) is not None else None
