"""Semantic Versioning 2.0, https://semver.org: the versions that several ecosystems share."""

from __future__ import annotations

import re
from typing import Any, Final

_VERSION: Final = re.compile(
    r"[v=\s]*(\d{1,18})\.(\d{1,18})\.(\d{1,18})"
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z.-]+))?\s*"
)


def key(text: str) -> Any | None:
    """See interface. A leading `v` or `=` is allowed, build metadata is ignored."""
    found = _VERSION.fullmatch(text)
    if found is None:
        return None
    numbers = tuple(int(found[number]) for number in (1, 2, 3))
    return numbers, early(found[4])


def early(pre: str | None) -> tuple[Any, ...]:
    """What the pre-release part is ordered by; a release comes after all of its pre-releases."""
    if pre is None:
        return (1,)
    parts = ((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in pre.split("."))
    return (0, tuple(parts))


def release(text: str) -> tuple[int, ...] | None:
    """See interface."""
    made = key(text)
    return None if made is None else made[0]
