"""npm: the ranges of node-semver, https://github.com/npm/node-semver#ranges."""

from __future__ import annotations

import re
from typing import Final

from bylaw.versions import semver

key = semver.key
release = semver.release

_AFTER: Final = re.compile(r"(~>?|\^|[<>]=?|=)\s+(?![<>=^~])")
_EXACT: Final = re.compile(r"[=v\s]*(\d.*)", re.DOTALL)


def holds(text: str, range_: str) -> bool | None:
    """See interface. A tag such as `latest` is no range."""
    version = key(text)
    alternatives = [_bounds(part.strip()) for part in range_.split("||")]
    if version is None or None in alternatives:
        return None
    return any(
        semver.meets(version, bounds) and semver.is_asked_early(version, bounds)
        for bounds in alternatives
        if bounds is not None
    )


def _bounds(said: str) -> list[semver.Bound] | None:
    low, hyphen, high = said.partition(" - ")
    if hyphen:
        plain = not (set(low + high) & set("<>^~ "))
        return semver.between(low.strip(), high.strip()) if plain else None
    found: list[semver.Bound] = []
    for part in _AFTER.sub(r"\1", said).split():
        bounds = None if part.startswith("!") else semver.asked(part)
        if bounds is None:
            return None
        found += bounds
    return found


def exact(requirement: str) -> str | None:
    """See interface: a whole version, with or without `=`."""
    found = _EXACT.fullmatch(requirement.strip())
    return found[1] if found and key(found[1]) is not None else None
