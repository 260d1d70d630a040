"""Hex (Elixir, Erlang): Semantic Versioning with `~>`, `and` and `or`.

https://hexdocs.pm/elixir/Version.html
"""

from __future__ import annotations

import re
from typing import Final

from bylaw.versions import semver
from bylaw.versions.interface import compared, filled, sign

key = semver.key
release = semver.release

_ASKED: Final = re.compile(r"\s*(~>|[<>]=?|!=|!|==|=|)\s*(\d[0-9A-Za-z.+-]*)\s*")


def holds(text: str, range_: str) -> bool | None:
    """See interface. What a comparison leaves out of a version is 0."""
    version = key(text)
    if version is None:
        return None
    answers = [
        [_one(version, part) for part in re.split(r"\band\b|,", any_)]
        for any_ in re.split(r"\bor\b|\|\|", range_)
    ]
    if any(None in parts for parts in answers):
        return None
    return any(all(parts) for parts in answers)


def _one(version: semver.Key, part: str) -> bool | None:
    found = _ASKED.fullmatch(part)
    bound = key(filled(found[2])) if found else None
    if found is None or bound is None:
        return None
    if found[1] != "~>":
        return compared(sign(version, bound), {"!": "!="}.get(found[1], found[1]))
    dots = found[2].partition("-")[0].count(".")
    if not dots:
        return None
    major, minor, _ = bound[0]
    end = (major + 1, 0, 0) if dots == 1 else (major, minor + 1, 0)
    return bound <= version < (end, semver.FIRST)


def exact(requirement: str) -> str | None:
    """See interface: `==` and a version, or a version alone."""
    found = _ASKED.fullmatch(requirement)
    is_one = found is not None and found[1] in ("", "==", "=") and key(found[2]) is not None
    return found[2] if found and is_one else None
