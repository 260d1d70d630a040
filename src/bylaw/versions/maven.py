"""Maven: `ComparableVersion`, and ranges in brackets.

Both as the POM reference of Apache Maven specifies them.
"""

from __future__ import annotations

import re
from functools import total_ordering
from typing import Any, Final

from bylaw.versions.nuget import between

_TOKEN: Final = re.compile(r"\d+|[^\d.-]+|[.-]")
_QUALIFIERS: Final = ("alpha", "beta", "milestone", "rc", "snapshot", "", "sp")
_SHORT: Final = {"a": "alpha", "b": "beta", "m": "milestone"}
_ALIASES: Final = {"cr": "rc", "ga": "", "final": "", "release": ""}
_PLAIN: Final = re.compile(r"[0-9A-Za-z][\w.+-]*", re.ASCII)
_RANGES: Final = re.compile(
    r"([\[(])\s*([^,\[\]()]*?)\s*(?:(,)\s*([^,\[\]()]*?)\s*)?([\])])\s*,?\s*"
)
_NUMBERS: Final = re.compile(r"\d{1,18}(?:\.\d{1,18})*")
_DEEPEST: Final = 60

Item = int | str | list[Any]


def key(text: str) -> Any | None:
    """See interface."""
    text = text.strip()
    if not _PLAIN.fullmatch(text):
        return None
    items = _parsed(text.lower())
    return None if items is None else _Key(items)


@total_ordering
class _Key:
    """A parsed version in its order."""

    __slots__ = ("items",)

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and not _compare_lists(self.items, other.items)

    def __lt__(self, other: _Key) -> bool:
        return _compare_lists(self.items, other.items) < 0

    def __hash__(self) -> int:
        return hash(next((item for item in self.items if isinstance(item, int)), 0))


def _parsed(text: str) -> list[Any] | None:
    """Numbers and qualifiers in lists: a hyphen, and a change of digits to letters, open one.

    None where lists are nested too deeply.
    """
    root: list[Any] = []
    stack = [root]
    pieces = _TOKEN.findall(text)
    was_separator = True
    for number, piece in enumerate(pieces):
        if piece in ".-":
            if was_separator:
                stack[-1].append(0)
            if piece == "-":
                _open(stack)
            was_separator = True
            continue
        if not was_separator:  # digits beside letters
            _open(stack)
        if piece.isdecimal():
            stack[-1].append(int(piece))
        else:
            follows = pieces[number + 1] if number + 1 < len(pieces) else ""
            word = _SHORT.get(piece, piece) if follows.isdecimal() else piece
            if stack[-1]:  # `1.foo` is `1-foo`
                _open(stack)
            stack[-1].append(_ALIASES.get(word, word))
        was_separator = False
        if len(stack) > _DEEPEST:
            return None
    for some in reversed(stack):
        _normalise(some)
    return root


def _open(stack: list[list[Any]]) -> None:
    _normalise(stack[-1])
    if len(stack) > 1 and not stack[-1]:  # `1-ga-1` is `1-1`
        return
    inner: list[Any] = []
    stack[-1].append(inner)
    stack.append(inner)


def _normalise(items: list[Any]) -> None:
    """Take away what means nothing at the end, looking past lists."""
    for at in range(len(items) - 1, -1, -1):
        if items[at] in (0, "", []):
            del items[at]
        elif not isinstance(items[at], list):
            break


def _compare_lists(one: list[Any], other: list[Any]) -> int:
    for at in range(max(len(one), len(other))):
        first = one[at] if at < len(one) else None
        second = other[at] if at < len(other) else None
        if first is None:
            found = -_compare(second, None)
        else:
            found = _compare(first, second)
        if found:
            return found
    return 0


def _compare(one: Item | None, other: Item | None) -> int:
    """One item with another, or with nothing, by the table of the specification."""
    if one is None:
        return 0 if other is None else -_compare(other, None)
    if isinstance(one, int):
        if other is None:
            return int(one != 0)
        return (one > other) - (one < other) if isinstance(other, int) else 1
    if isinstance(one, str):
        if other is None:
            return _sign(_rank(one), _rank(""))
        return _sign(_rank(one), _rank(other)) if isinstance(other, str) else -1
    if other is None:
        return _compare_lists(one, [])
    if isinstance(other, list):
        return _compare_lists(one, other)
    return -1 if isinstance(other, int) else 1


def _rank(word: str) -> tuple[int, str]:
    if word in _QUALIFIERS:
        return _QUALIFIERS.index(word), ""
    return len(_QUALIFIERS), word


def _sign(one: tuple[int, str], other: tuple[int, str]) -> int:
    return (one > other) - (one < other)


def holds(text: str, range_: str) -> bool | None:
    """See interface: ranges joined by commas, one of which has to hold; else the version itself."""
    version, said = key(text), range_.strip()
    if version is None:
        return None
    if not said.startswith(("[", "(")):
        soft = key(said)
        return None if soft is None else bool(version == soft)
    at, answers = 0, []
    while at < len(said):
        found = _RANGES.match(said, at)
        if found is None:
            return None
        answers.append(between(version, found, key))
        at = found.end()
    is_whole = bool(answers) and not said.endswith(",")
    return any(answers) if is_whole and None not in answers else None


def release(text: str) -> tuple[int, ...] | None:
    """See interface."""
    found = _NUMBERS.match(text.strip())
    return tuple(map(int, found[0].split("."))) if found and key(text) is not None else None


def exact(requirement: str) -> str | None:
    """See interface: `[1.0]`, `[1.0,1.0]`, and a version alone, which builds take as it is."""
    text = requirement.strip()
    found = _RANGES.fullmatch(text)
    if found and (not found[3] or found[2] == found[4]) and found[1] + found[5] == "[]":
        text = found[2]
    moves = text.upper().endswith("SNAPSHOT") or text in ("LATEST", "RELEASE")
    return None if moves or key(text) is None else text
