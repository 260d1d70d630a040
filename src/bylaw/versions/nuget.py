"""NuGet: Semantic Versioning with a fourth number, and ranges in brackets.

https://learn.microsoft.com/nuget/concepts/package-versioning
"""

from __future__ import annotations

import re
from typing import Any, Final

from bylaw.versions.interface import sign
from bylaw.versions.semver import RELEASED, early

_VERSION: Final = re.compile(
    r"\s*(\d{1,18}(?:\.\d{1,18}){0,3})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?\s*",
    re.ASCII,
)
_RANGE: Final = re.compile(r"([\[(])\s*([^,\[\]()]*?)\s*(?:(,)\s*([^,\[\]()]*?)\s*)?([\])])")
_FLOATING: Final = re.compile(r"((?:\d{1,18}\.){0,3})\*(-\*)?", re.ASCII)


def key(text: str) -> Any | None:
    """See interface."""
    found = _VERSION.fullmatch(text)
    if found is None:
        return None
    numbers = list(map(int, found[1].split(".")))
    return (*numbers, *[0] * (4 - len(numbers))), early(found[2].lower() if found[2] else None)


def holds(text: str, range_: str) -> bool | None:
    """See interface: `1.0` is at least, `[1.0]` this one, `[1.0,2.0)` between, `1.*` the part."""
    version, said = key(text), range_.strip()
    if version is None:
        return None
    if (floating := _FLOATING.fullmatch(said)) is not None:
        start = tuple(int(part) for part in floating[1].split(".") if part)
        is_wanted = version[1] == RELEASED or floating[2] is not None
        return bool(version[0][: len(start)] == start and is_wanted)
    if (least := key(said)) is not None:
        return bool(version >= least)
    found = _RANGE.fullmatch(said)
    if found is None:
        return None
    return between(version, found, key)


def between(version: Any, found: re.Match[str], key_of: Any) -> bool | None:
    """Whether a version is in `[low,high)`; either may be left out, round brackets exclude."""
    opening, low, comma, high, closing = found.groups()
    if not comma:
        one = key_of(low)
        return None if one is None or opening != "[" or closing != "]" else bool(version == one)
    if low:
        least = key_of(low)
        if least is None:
            return None
        if sign(version, least) < (0 if opening == "[" else 1):
            return False
    if high:
        most = key_of(high)
        if most is None:
            return None
        if sign(version, most) > (0 if closing == "]" else -1):
            return False
    return True


def release(text: str) -> tuple[int, ...] | None:
    """See interface."""
    found = _VERSION.fullmatch(text)
    return tuple(map(int, found[1].split("."))) if found else None


def exact(requirement: str) -> str | None:
    """See interface: `[1.0]`, and as it is practised a version alone, which restores to itself."""
    found = _RANGE.fullmatch(requirement)
    is_one = found is not None and (not found[3] or found[2] == found[4])
    text = found[2] if found and is_one and found[1] + found[5] == "[]" else requirement
    return text.strip() if key(text) is not None else None
