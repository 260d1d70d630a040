"""RubyGems and CocoaPods: `Gem::Version`, and `~>`, which holds all but the last part.

https://docs.ruby-lang.org/en/master/Gem/Version.html
"""

from __future__ import annotations

import re
from functools import total_ordering
from itertools import zip_longest
from typing import Any, Final

from bylaw.versions.interface import compared, sign

_VERSION: Final = re.compile(
    r"[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?", re.ASCII
)
_PART: Final = re.compile(r"[0-9]+|[a-z]+", re.IGNORECASE)
_ASKED: Final = re.compile(r"\s*(~>|<=|>=|!=|<|>|=)?\s*(\S+)\s*")


@total_ordering
class _Key:
    """Parts in order: a text is before a number, and what is missing is 0."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[int | str, ...]) -> None:
        self.parts = parts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.parts == other.parts

    def __hash__(self) -> int:
        return hash(self.parts)

    def __lt__(self, other: _Key) -> bool:
        for one, two in zip_longest(self.parts, other.parts, fillvalue=0):
            if one == two:
                continue
            if isinstance(one, str) is isinstance(two, str):
                return one < two  # type: ignore[operator]
            return isinstance(one, str)
        return False


def key(text: str) -> Any | None:
    """See interface."""
    text = text.strip().removeprefix("v")
    if not _VERSION.fullmatch(text):
        return None
    return _Key(tuple(_trimmed(_parts(text))))


def _parts(text: str) -> list[int | str]:
    found = _PART.findall(text.replace("-", ".pre."))
    return [int(part) if part.isdecimal() else part for part in found]


def _trimmed(parts: list[int | str]) -> list[int | str]:
    """Without zeros at the end of the numbers, and at the end of what follows them."""
    at = next((n for n, part in enumerate(parts) if isinstance(part, str)), len(parts))
    numbers, rest = parts[:at], parts[at:]
    for some in (numbers, rest):
        while some and some[-1] == 0:
            some.pop()
    return numbers + rest


def holds(text: str, range_: str) -> bool | None:
    """See interface: requirements joined by commas, all of which have to hold."""
    version = key(text)
    if version is None:
        return None
    for part in range_.split(","):
        found = _ASKED.fullmatch(part)
        bound = key(found[2]) if found else None
        if found is None or bound is None:
            return None
        if found[1] == "~>":
            if version < bound or not _Key(release(text) or ()) < _Key(_next(found[2])):
                return False
        elif not compared(sign(version, bound), found[1] or "="):
            return False
    return True


def _next(text: str) -> tuple[int | str, ...]:
    """Where `~> text` ends: the last number but one, one further."""
    numbers: list[int | str] = []
    for part in _parts(text.strip().removeprefix("v")):
        if isinstance(part, str):
            break
        numbers.append(part)
    kept = numbers[:-1] if len(numbers) > 1 else numbers
    return (*kept[:-1], int(kept[-1]) + 1)


def release(text: str) -> tuple[int, ...] | None:
    """See interface."""
    if key(text) is None:
        return None
    numbers = []
    for part in _parts(text.strip().removeprefix("v")):
        if isinstance(part, str):
            break
        numbers.append(part)
    return tuple(numbers)


def exact(requirement: str) -> str | None:
    """See interface: `= 1.2`, or a version alone."""
    found = _ASKED.fullmatch(requirement)
    is_one = found is not None and found[1] in (None, "=") and key(found[2]) is not None
    return found[2] if found and is_one else None
