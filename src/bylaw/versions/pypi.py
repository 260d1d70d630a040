"""Python: PEP 440, by `packaging`."""

from __future__ import annotations

from typing import Any


def key(text: str) -> Any | None:
    """See interface."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(text)
    except InvalidVersion:
        return None


def holds(text: str, range_: str) -> bool | None:
    """See interface. Pre-releases are in a range that their order puts them in."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    version = key(text)
    if version is None:
        return None
    said = range_.strip()
    if said[:1].isdigit() or said[:1] == "v":
        said = f"=={said}"
    try:
        return SpecifierSet(said).contains(version, prereleases=True)
    except InvalidSpecifier:
        return None


def release(text: str) -> tuple[int, ...] | None:
    """See interface; an epoch is the first number where one of the two could have it."""
    version = key(text)
    return None if version is None else tuple(version.release)


def exact(requirement: str) -> str | None:
    """See interface: `==` without a star, `===`, or a version alone, as Poetry has it."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    if key(requirement) is not None:
        return requirement
    try:
        specifiers = list(SpecifierSet(requirement))
    except InvalidSpecifier:
        return None
    pinned = [each.version for each in specifiers if each.operator in ("==", "===")]
    return next((version for version in pinned if not version.endswith("*")), None)
