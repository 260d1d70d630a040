"""Versions and how they are ordered."""

from __future__ import annotations

import re
from functools import total_ordering
from typing import Any, Final

_PART: Final = r"(?i)(\d+)|([a-z]+)"
_EARLY: Final = {"dev": -6, "alpha": -5, "a": -5, "beta": -4, "b": -4, "milestone": -3, "m": -3}
_EARLY_TOO: Final = {"rc": -2, "c": -2, "cr": -2, "pre": -2, "preview": -2, "snapshot": -1}


@total_ordering
class Version:
    """A version: numbers by value, a pre-release before its release, build metadata ignored.

    The order is that of Semantic Versioning 2.0 where a text follows it, and its natural extension
    (more parts, `1.0rc1`, a leading `v`, an epoch `1!`) where not.
    """

    __slots__ = ("_key", "ecosystem", "text")

    def __init__(self, text: str, ecosystem: str = "") -> None:
        self.text, self.ecosystem = text, ecosystem
        self._key: Any = None

    @property
    def key(self) -> Any:
        """What it is ordered by."""
        if self._key is None:
            self._key = _key(self.text)
        return self._key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and bool(self.key == other.key)

    def __lt__(self, other: Version) -> bool:
        return bool(self.key < other.key)

    def __hash__(self) -> int:
        return hash(self.key)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Version({self.text!r})"


def _key(text: str) -> Any:
    epoch, bang, rest = text.strip().lower().rpartition("!")
    core, _, _ = rest.removeprefix("v").partition("+")
    parts: list[tuple[int, int, str]] = []
    released, dash, tail = core.partition("-")
    for number, word in re.findall(_PART, released):
        if number:
            parts.append((0, int(number[:4000]), ""))
        else:
            _trim(parts)
            parts.append(_word(word))
    _trim(parts)
    if dash:
        parts.append((-2, 0, ""))
        for piece in tail.split("."):
            parts.append((1, int(piece), "") if piece.isdecimal() else (2, 0, piece))
    return (int(epoch) if bang and epoch.isdecimal() else 0, (*parts, (-1, 0, "")))


def _trim(parts: list[tuple[int, int, str]]) -> None:
    while parts and parts[-1] == (0, 0, ""):
        parts.pop()


def _word(word: str) -> tuple[int, int, str]:
    rank = _EARLY.get(word, _EARLY_TOO.get(word))
    return (0, 0, word) if rank is None else (-2, rank, "")
