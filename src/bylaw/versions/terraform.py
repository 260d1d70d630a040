"""Terraform: versions and constraints of https://github.com/hashicorp/go-version.

Numbers that are left out are 0. A pre-release is only in a constraint that names one.
"""

from __future__ import annotations

import re
from typing import Any, Final

from bylaw.versions.interface import compared, sign
from bylaw.versions.semver import RELEASED, early

_VERSION: Final = re.compile(
    r"v?(\d{1,18}(?:\.\d{1,18}){0,3})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[\w.~-]+)?", re.A
)
_ASKED: Final = re.compile(r"\s*(~>|[<>]=?|!=|=|)\s*(\S+)\s*")


def key(text: str) -> Any | None:
    """See interface."""
    found = _VERSION.fullmatch(text.strip())
    if found is None:
        return None
    numbers = list(map(int, found[1].split(".")))
    return (*numbers, *[0] * (4 - len(numbers))), early(found[2])


def release(text: str) -> tuple[int, ...] | None:
    """See interface."""
    found = _VERSION.fullmatch(text.strip())
    return tuple(map(int, found[1].split("."))) if found else None


def holds(text: str, range_: str) -> bool | None:
    """See interface: constraints joined by commas, all of which have to hold."""
    version = key(text)
    if version is None:
        return None
    answers = [_one(version, part) for part in range_.split(",")]
    return None if None in answers else all(answers)


def _one(version: Any, part: str) -> bool | None:
    found = _ASKED.fullmatch(part)
    bound, numbers = (key(found[2]), release(found[2])) if found else (None, None)
    if found is None or bound is None or numbers is None:
        return None
    operator = found[1] or "="
    is_early, asks_early = version[1] != RELEASED, bound[1] != RELEASED
    if operator in ("=", "!="):
        return compared(sign(version, bound), operator)
    if is_early and (not asks_early or version[0] != bound[0]):
        return False
    if operator != "~>":
        return compared(sign(version, bound), operator)
    kept = len(numbers) - 1
    return bool(
        version >= bound and is_early == asks_early and version[0][:kept] == bound[0][:kept]
    )


def exact(requirement: str) -> str | None:
    """See interface: `= 1.2.3`, or a version alone."""
    found = _ASKED.fullmatch(requirement)
    is_one = found is not None and found[1] in ("", "=") and key(found[2]) is not None
    return found[2] if found and is_one else None
