"""Hex (Elixir, Erlang): Semantic Versioning with `~>`, `and` and `or`.

The rules are those of `Version` in the documentation of Elixir.
"""

from __future__ import annotations

import re
from typing import Any, Final

from bylaw.versions import gem, semver
from bylaw.versions.interface import compared, sign

key = semver.key
release = semver.release

_ASKED: Final = re.compile(r"\s*(~>|<=|>=|!=|==|<|>)?\s*([0-9A-Za-z.+-]+)\s*")


def holds(text: str, range_: str) -> bool | None:
    """See interface."""
    answers = [
        [_one(text, part) for part in re.split(r"\band\b|,", any_)]
        for any_ in re.split(r"\bor\b|\|\|", range_)
    ]
    if any(None in parts for parts in answers):
        return None
    return any(all(parts) for parts in answers)


def _one(text: str, part: str) -> bool | None:
    found, version = _ASKED.fullmatch(part), key(text)
    if found is None or version is None:
        return None
    if found[1] == "~>":
        return gem.holds(text, part)
    bound: Any = key(found[2])
    return None if bound is None else compared(sign(version, bound), found[1] or "==")


def exact(requirement: str) -> str | None:
    """See interface: `==` and a version, or a version alone."""
    found = _ASKED.fullmatch(requirement)
    is_one = found is not None and found[1] in (None, "==") and key(found[2]) is not None
    return found[2] if found and is_one else None
