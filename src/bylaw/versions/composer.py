"""Composer (PHP): versions by PHP's `version_compare`, and the constraints of Composer.

https://getcomposer.org/doc/articles/versions.md, and its parser, https://github.com/composer/semver
"""

from __future__ import annotations

import re
from typing import Any, Final

from bylaw.versions.interface import compared, sign

_STABILITY: Final = r"(?:[._-]?(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?\d{1,18})*)?)?"
_VERSION: Final = re.compile(
    rf"v?(\d{{1,18}})(?:\.(\d{{1,18}}))?(?:\.(\d{{1,18}}))?(?:\.(\d{{1,18}}))?{_STABILITY}([.-]?dev)?",
    re.IGNORECASE | re.ASCII,
)
_BRANCH: Final = re.compile(
    r"v?(\d{1,9})((?:\.\d{1,9}){0,2})((?:\.[xX*])+)[.-]dev", re.IGNORECASE | re.ASCII
)
_RANKS: Final = {
    "alpha": -3, "a": -3, "beta": -2, "b": -2, "rc": -1, "stable": 0, "": 0,
    "patch": 1, "pl": 1, "p": 1,
}  # fmt: skip
_LAST: Final = 9_999_999
_DEV: Final = (-4, (), 0)
_ASKED: Final = re.compile(r"(\^|~|<=|>=|!=|<>|==|<|>|=)?\s*([^\s,|<>=!^~]+)(?:\s*,\s*|\s+|$)")
_ANY: Final = re.compile(r"[xX*](?:\.[xX*])*")
_STARRED: Final = re.compile(r"v?(\d{1,9}(?:\.\d{1,9}){0,2})(?:\.[xX*])+", re.ASCII)
_HYPHEN: Final = re.compile(r"(\S+)\s+-\s+(\S+)")
_FLAG: Final = re.compile(r"@(?:stable|RC|beta|alpha|dev)$", re.IGNORECASE)
_COMMIT: Final = re.compile(r"dev-[^\s#]+#[0-9a-f]{40}")

Key = tuple[tuple[int, ...], tuple[Any, ...]]


def key(text: str) -> Key | None:
    """See interface. A branch such as `dev-main` has no order; `1.0.x-dev` ends its series."""
    said = text.strip().partition("+")[0]
    if (branch := _BRANCH.fullmatch(said)) is not None:
        numbers = [int(branch[1]), *map(int, branch[2].split(".")[1:])]
        return tuple(numbers + [_LAST] * (4 - len(numbers))), _DEV
    found = _VERSION.fullmatch(said)
    if found is None:
        return None
    parts = tuple(int(found[n] or 0) for n in (1, 2, 3, 4))
    if found[7] and not found[5]:
        return parts, _DEV
    tail = tuple(map(int, re.findall(r"\d+", found[6] or "")))
    return parts, (_RANKS[(found[5] or "").lower()], tail, -1 if found[7] else 0)


def holds(text: str, range_: str) -> bool | None:
    """See interface. Stability flags (`@beta`) say what may be picked, and not what is in it."""
    version = key(text)
    if version is None:
        return None
    answers = [_all(version, part.strip()) for part in re.split(r"\|\|?", range_)]
    return None if None in answers else any(answers)


def _all(version: Key, said: str) -> bool | None:
    if (hyphen := _HYPHEN.fullmatch(said)) is not None:
        low, high, numbers = key(hyphen[1]), key(hyphen[2]), release(hyphen[2])
        if low is None or high is None or numbers is None:
            return None
        low = _start(hyphen[1], low)
        if len(numbers) < 3 and high[1][0] == 0:  # `- 2.0` means all of 2.0
            return low <= version < _next(numbers, len(numbers) - 1)
        return low <= version <= high
    at, answers = 0, []
    while at < len(said):
        found = _ASKED.match(said, at)
        if found is None:
            return None
        answers.append(_one(version, found[1] or "=", _FLAG.sub("", found[2])))
        at = found.end()
    return None if not answers or None in answers else all(answers)


def _one(version: Key, operator: str, bound: str) -> bool | None:
    if _ANY.fullmatch(bound):
        return True if operator == "=" else None
    if (starred := _STARRED.fullmatch(bound)) is not None:
        numbers = tuple(map(int, starred[1].split(".")))
        is_in = _floor(numbers) <= version < _next(numbers, len(numbers) - 1)
        return {"=": is_in, "==": is_in, "!=": not is_in, "<>": not is_in}.get(operator)
    at, numbers_ = key(bound), release(bound)
    if at is None or numbers_ is None:
        return None
    if operator == "^":
        first = next((n for n, number in enumerate(numbers_) if number), len(numbers_) - 1)
        return _start(bound, at) <= version < _next(numbers_, min(first, 2))
    if operator == "~":
        return _start(bound, at) <= version < _next(numbers_, max(len(numbers_) - 2, 0))
    if operator in ("<", ">="):
        at = _start(bound, at)
    return compared(sign(version, at), "!=" if operator == "<>" else operator)


def _start(bound: str, at: Key) -> Key:
    """Where a bound begins: with its development, unless it names a stability itself."""
    return _floor(at[0]) if at[1] == (0, (), 0) and "stable" not in bound else at


def _floor(numbers: tuple[int, ...]) -> Key:
    return (*numbers, 0, 0, 0)[:4], _DEV


def _next(numbers: tuple[int, ...], at: int) -> Key:
    return _floor((*numbers[:at], numbers[at] + 1))


def release(text: str) -> tuple[int, ...] | None:
    """See interface."""
    found = _VERSION.fullmatch(text.strip().partition("+")[0])
    return tuple(int(found[n]) for n in (1, 2, 3, 4) if found[n]) if found else None


def exact(requirement: str) -> str | None:
    """See interface: a version, with or without `=`; a branch at a commit. No branch alone."""
    text = _FLAG.sub("", requirement.strip().lstrip("= "))
    if _COMMIT.fullmatch(text):
        return text
    made = key(text)
    moves = made is None or made[1] == _DEV or made[1][-1]
    return None if moves else text
