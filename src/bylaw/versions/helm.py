"""Helm: Semantic Versioning with the ranges of https://github.com/Masterminds/semver.

A version may leave numbers out (`1.2`). A pre-release is in a range only where each of its
comparisons names a pre-release (`>=1.2-0`).
"""

from __future__ import annotations

import re
from typing import Any, Final

from bylaw.versions import npm, semver
from bylaw.versions.interface import filled

_ASKED: Final = re.compile(r"(\^|~>?|[<>]=?|=[<>]|!=|=|)\s*(v?\d[^\s,]*|[*xX](?:\.[*xX])*)")
_JOINED: Final = re.compile(r"\s*,\s*|\s+(?=[\^~<>=!vxX*\d])")

exact = npm.exact


def key(text: str) -> Any | None:
    """See interface."""
    return semver.key(filled(text))


def release(text: str) -> tuple[int, ...] | None:
    """See interface."""
    return semver.release(filled(text))


def holds(text: str, range_: str) -> bool | None:
    """See interface: alternatives by `||`, comparisons joined by commas or white space."""
    version = key(text)
    if version is None:
        return None
    answers = [_all(version, part.strip()) for part in range_.split("||")]
    return None if None in answers else any(answers)


def _all(version: Any, said: str) -> bool | None:
    low, hyphen, high = said.partition(" - ")
    if hyphen:
        said = f">={low.strip()},<={high.strip()}"
    said = re.sub(r"([\^~<>=!])\s+", r"\1", said)
    answers = [_one(version, part) for part in _JOINED.split(said)]
    return None if None in answers else all(answers)


def _one(version: Any, part: str) -> bool | None:
    found = _ASKED.fullmatch(part)
    if found is None:
        return None
    operator = {"=<": "<=", "=>": ">=", "!=": "="}.get(found[1], found[1])
    bounds = semver.asked(operator + found[2])
    names_early = "-" in found[2]
    if bounds is None and names_early:  # `>=1.2-0`
        bounds = semver.asked(operator + filled(found[2]))
    if bounds is None:
        return None
    if found[1] == "!=":
        return not semver.meets(version, bounds)
    if version[1] != semver.RELEASED and not names_early:
        return False
    return semver.meets(version, bounds)
