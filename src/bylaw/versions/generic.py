"""Versions of no ecosystem in particular: Semantic Versioning 2.0 and its natural extension.

More parts, `1.0rc1`, a leading `v` and an epoch `1!` are understood; build metadata is ignored.
"""

from __future__ import annotations

import re
from typing import Any, Final

from bylaw.versions.interface import by_comparisons, comparators

_PART: Final = re.compile(r"(\d+)|([a-z]+)", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"v?(?:\d+!)?(\d+(?:\.\d+)*)", re.IGNORECASE)
_EARLY: Final = {
    "dev": -6, "alpha": -5, "a": -5, "beta": -4, "b": -4, "milestone": -3, "m": -3,
    "rc": -2, "c": -2, "cr": -2, "pre": -2, "preview": -2, "snapshot": -1,
}  # fmt: skip
_PLAIN: Final = re.compile(r"v?\d[\w.+!-]*", re.ASCII)


def key(text: str) -> Any | None:
    """See interface."""
    text = text.strip().lower()
    if not _PLAIN.fullmatch(text):
        return None
    epoch, bang, rest = text.rpartition("!")
    core, _, _ = rest.removeprefix("v").partition("+")
    parts: list[tuple[int, int, str]] = []
    released, dash, tail = core.partition("-")
    for number, word in _PART.findall(released):
        if number:
            parts.append((0, int(number), ""))
        else:
            _trim(parts)
            parts.append(_word(word))
    _trim(parts)
    if dash:
        parts.append((-2, 0, ""))
        for piece in tail.split("."):
            parts.append((1, int(piece), "") if piece.isdecimal() else (2, 0, piece))
    return (int(epoch) if bang and epoch.isdecimal() else 0, (*parts, (-1, 0, "")))


def holds(text: str, range_: str) -> bool | None:
    """See interface. Comparisons joined by commas; a version alone means itself."""
    return by_comparisons(key, text, range_)


def release(text: str) -> tuple[int, ...] | None:
    """See interface."""
    found = _NUMBERS.match(text.strip())
    return tuple(map(int, found[1].split("."))) if found else None


def exact(requirement: str) -> str | None:
    """See interface: `=1.2`, `==1.2`, or a version alone."""
    asked = comparators(requirement)
    if asked is None or len(asked) != 1 or asked[0][0] not in ("", "=", "=="):
        return None
    return asked[0][1] if release(asked[0][1]) and "*" not in asked[0][1] else None


def _trim(parts: list[tuple[int, int, str]]) -> None:
    while parts and parts[-1] == (0, 0, ""):
        parts.pop()


def _word(word: str) -> tuple[int, int, str]:
    rank = _EARLY.get(word)
    return (0, 0, word) if rank is None else (-2, rank, "")
