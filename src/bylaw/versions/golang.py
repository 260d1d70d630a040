"""Go and Swift: Semantic Versioning without ranges of its own.

Pseudo-versions are pre-releases by their form, and `+incompatible` is build metadata, so both are
ordered as the go command orders them: https://go.dev/ref/mod#versions.
"""

from __future__ import annotations

from bylaw.versions import semver
from bylaw.versions.interface import by_comparisons

key = semver.key
release = semver.release


def holds(text: str, range_: str) -> bool | None:
    """See interface: comparisons joined by commas; a version alone means itself."""
    return by_comparisons(lambda bound: key(_whole(bound)), text, range_)


def exact(requirement: str) -> str | None:
    """See interface: a version is one and no range."""
    return requirement if key(requirement) is not None else None


def _whole(bound: str) -> str:
    """`1.4` of a policy's author as `1.4.0`."""
    return (
        bound + ".0" * (2 - bound.count("."))
        if bound.lstrip("v").replace(".", "").isdecimal()
        else bound
    )
