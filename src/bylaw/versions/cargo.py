"""Cargo: Semantic Versioning, where a plain version means `^` of it and commas mean both.

https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html
"""

from __future__ import annotations

import re
from typing import Final

from bylaw.versions import semver

key = semver.key
release = semver.release

_ASKED: Final = re.compile(r"(\^|~|[<>]=?|=|)\s*(\d\S*|[*xX])")


def holds(text: str, range_: str) -> bool | None:
    """See interface. Pre-releases are in a range that names one of the same release."""
    version, bounds = key(text), []
    for part in range_.split(","):
        found = _ASKED.fullmatch(part.strip())
        if found is None:
            return None
        has_star = any(letter in found[2].partition("-")[0] for letter in "*xX")
        more = semver.asked(f"{found[1] or ('' if has_star else '^')}{found[2]}")
        if more is None or (has_star and found[1] not in ("", "=")):
            return None
        bounds += more
    if version is None:
        return None
    return semver.meets(version, bounds) and semver.is_asked_early(version, bounds)


def exact(requirement: str) -> str | None:
    """See interface: `=` and a whole version."""
    found = _ASKED.fullmatch(requirement.strip())
    return found[2] if found and found[1] == "=" and key(found[2]) is not None else None
