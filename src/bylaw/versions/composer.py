"""Composer (PHP): versions by PHP's `version_compare`, and Composer's constraints.

https://getcomposer.org/doc/articles/versions.md
"""

from __future__ import annotations

import re
from typing import Any, Final

from bylaw.versions.interface import compared, sign

_VERSION: Final = re.compile(
    r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?"
    r"(?:[._-]?(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?\d+)*)?)?([.-]?dev)?",
    re.IGNORECASE,
)
_BRANCH: Final = re.compile(r"v?(\d{1,9})((?:\.(?:\d{1,9}|[xX*]))*)[.-]dev", re.IGNORECASE)
_RANKS: Final = {
    "alpha": -3, "a": -3, "beta": -2, "b": -2, "rc": -1, "stable": 0, "": 0,
    "patch": 1, "pl": 1, "p": 1,
}  # fmt: skip
_LAST: Final = 9_999_999
_ASKED: Final = re.compile(r"(\^|~|<=|>=|!=|<>|==|<|>|=)?\s*([^\s,|]+)")
_HYPHEN: Final = re.compile(r"(\S+)\s+-\s+(\S+)")
_FLAG: Final = re.compile(r"@(?:stable|RC|beta|alpha|dev)$", re.IGNORECASE)
_DEV: Final = (-4, ())
_START: Final = (-5, ())


def key(text: str) -> Any | None:
    """See interface. A branch such as `dev-main` has no order."""
    said = text.strip().partition("+")[0]
    if (branch := _BRANCH.fullmatch(said)) and re.search(r"[xX*]", branch[2]):
        numbers = [branch[1], *branch[2].split(".")[1:]]
        full = [int(each) if each.isdecimal() else _LAST for each in numbers]
        return (*full, *[_LAST] * (4 - len(full)))[:4], _DEV
    found = _VERSION.fullmatch(said)
    if found is None:
        return None
    numbers_ = tuple(int(found[n] or 0) for n in (1, 2, 3, 4))
    if found[7]:
        return numbers_, _DEV
    tail = tuple(map(int, re.findall(r"\d+", found[6] or "")))
    return numbers_, (_RANKS[(found[5] or "").lower()], tail)


def holds(text: str, range_: str) -> bool | None:
    """See interface. Stability flags are no part of the constraint."""
    version = key(text)
    if version is None:
        return None
    answers = [_all(version, part.strip()) for part in re.split(r"\|\|?", range_)]
    return None if None in answers else any(answers)


def _all(version: Any, said: str) -> bool | None:
    if (hyphen := _HYPHEN.fullmatch(said)) is not None:
        low, high = key(hyphen[1]), key(hyphen[2])
        numbers = release(hyphen[2])
        if low is None or high is None or numbers is None:
            return None
        if len(numbers) < 3:  # `- 2.0` means all of 2.0
            return bool(version >= low and version < _bound(_stepped(numbers, len(numbers) - 1)))
        return bool(low <= version <= high)
    parts = [found.groups() for found in _ASKED.finditer(said)]
    if not parts:
        return None
    answers = [_one(version, operator or "", _FLAG.sub("", bound)) for operator, bound in parts]
    return None if None in answers else all(answers)


def _one(version: Any, operator: str, bound: str) -> bool | None:
    if bound in ("*", "x", "X", ""):
        return True
    if re.search(r"\.[*xX]", bound):
        numbers = release(re.sub(r"(?:\.[*xX])+$", "", bound))
        if numbers is None or operator not in ("", "=", "=="):
            return None
        return bool(_bound(numbers) <= version < _bound(_stepped(numbers, len(numbers) - 1)))
    at, numbers = key(bound), release(bound)
    if at is None or numbers is None:
        return None
    if operator == "^":
        first = next((n for n, number in enumerate(numbers) if number), len(numbers) - 1)
        return bool(version >= at and version < _bound(_stepped(numbers, first)))
    if operator == "~":
        return bool(version >= at and version < _bound(_stepped(numbers, max(len(numbers) - 2, 0))))
    return compared(sign(version, at), "!=" if operator == "<>" else operator)


def _bound(numbers: tuple[int, ...]) -> Any:
    """Before everything of these numbers, what is in development too."""
    return (*numbers, 0, 0, 0)[:4], _START


def _stepped(numbers: tuple[int, ...], at: int) -> tuple[int, ...]:
    return (*numbers[:at], numbers[at] + 1)


def release(text: str) -> tuple[int, ...] | None:
    """See interface."""
    found = _VERSION.fullmatch(text.strip().partition("+")[0])
    return tuple(int(found[n]) for n in (1, 2, 3, 4) if found[n]) if found else None


def exact(requirement: str) -> str | None:
    """See interface: a whole version, with or without `=`."""
    text = _FLAG.sub("", requirement.strip().lstrip("= "))
    numbers = release(text)
    return text if numbers is not None and len(numbers) >= 3 and key(text) else None
