"""Semantic Versioning 2.0, https://semver.org, and the ranges that several ecosystems build on it.

The ranges are those of node-semver, https://github.com/npm/node-semver#ranges: `^`, `~`, parts left
out or `x`, hyphens. Cargo and Helm read each comparison alike, and join them in their own way.
"""

from __future__ import annotations

import re
from typing import Any, Final

from bylaw.versions.interface import compared, sign

_NUMBER: Final = r"(?:0|[1-9]\d{0,15})"
_LABEL: Final = r"(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)"
_PRE: Final = rf"(?:-({_LABEL}(?:\.{_LABEL})*))"
_BUILD: Final = r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)"
_VERSION: Final = re.compile(rf"v?({_NUMBER})\.({_NUMBER})\.({_NUMBER}){_PRE}?{_BUILD}?", re.ASCII)
_PART: Final = rf"({_NUMBER}|[xX*])"
_ASKED: Final = re.compile(
    rf"(\^|~>?|[<>]=?|=|!=|)[v=]*{_PART}(?:\.{_PART}(?:\.{_PART}{_PRE}?{_BUILD}?)?)?", re.ASCII
)

Key = tuple[tuple[int, ...], tuple[Any, ...]]
Bound = tuple[str, Key]
"""A comparison, and what is compared with."""

RELEASED: Final = (1,)
"""What a release is ordered by beside its numbers."""
FIRST: Final = (0, ((0, 0, ""),))
"""The least pre-release, `-0`."""


def key(text: str) -> Key | None:
    """See interface. A leading `v` is allowed, build metadata is ignored."""
    found = _VERSION.fullmatch(text.strip())
    if found is None:
        return None
    return tuple(int(found[number]) for number in (1, 2, 3)), early(found[4])


def early(pre: str | None) -> tuple[Any, ...]:
    """What the pre-release part is ordered by; a release comes after all of its pre-releases."""
    if pre is None:
        return RELEASED
    parts = ((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in pre.split("."))
    return (0, tuple(parts))


def release(text: str) -> tuple[int, ...] | None:
    """See interface."""
    made = key(text)
    return None if made is None else made[0]


def asked(text: str) -> list[Bound] | None:
    """One comparison, `^1.2` or `>1.x`, as comparisons with whole versions; None: it is none.

    An empty list holds every version.
    """
    found = _ASKED.fullmatch(text)
    if found is None:
        return None
    operator, pre = found[1][:1] if found[1] == "~>" else found[1], found[5]
    numbers = _numbers(found[2], found[3], found[4])
    low = (*numbers, 0, 0, 0)[:3]
    if len(numbers) == 3:
        at: Key = (low, early(pre))
        if operator not in ("^", "~"):
            return [(operator or "=", at)]
    else:
        at = (low, RELEASED)
    if not numbers:
        return [("<", ((0, 0, 0), FIRST))] if operator in ("<", ">", "!=") else []
    if operator == "^":
        first = next((n for n, number in enumerate(numbers) if number), len(numbers) - 1)
        return [(">=", at), _below(numbers, first)]
    if operator == "~":
        return [(">=", at), _below(numbers, min(len(numbers) - 1, 1))]
    last = len(numbers) - 1
    if operator in (">", "<="):
        end = _below(numbers, last)
        return [(">=", (end[1][0], RELEASED))] if operator == ">" else [end]
    if operator == "<":
        return [("<", (low, FIRST))]
    if operator == ">=":
        return [(">=", at)]
    return None if operator == "!=" else [(">=", at), _below(numbers, last)]


def between(low: str, high: str) -> list[Bound] | None:
    """`low - high`: of what is left out of the end, everything is in the range."""
    first, last = asked(f">={low}"), asked(f"<={high}")
    return None if first is None or last is None else first + last


def _numbers(*parts: str | None) -> tuple[int, ...]:
    """The numbers before the first that is left out or any."""
    numbers: list[int] = []
    for part in parts:
        if part is None or part in "xX*":
            break
        numbers.append(int(part))
    return tuple(numbers)


def _below(numbers: tuple[int, ...], at: int) -> Bound:
    """Before everything of the next number at a position, its pre-releases too."""
    return "<", ((*numbers[:at], numbers[at] + 1, 0, 0)[:3], FIRST)


def meets(version: Key, bounds: list[Bound]) -> bool:
    """Whether comparisons hold, in plain order."""
    return all(compared(sign(version, bound), operator) for operator, bound in bounds)


def is_asked_early(version: Key, bounds: list[Bound]) -> bool:
    """Whether a pre-release is asked for: one of the same release is named. True of a release."""
    return version[1] == RELEASED or any(
        bound[1] != RELEASED and bound[0] == version[0] for _, bound in bounds
    )
