"""conda: `VersionOrder` and the version part of match specifications.

https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html
"""

from __future__ import annotations

import re
from functools import total_ordering
from itertools import zip_longest
from typing import Any, Final

from bylaw.versions.interface import comparators, compared, sign

_VERSION: Final = re.compile(r"(?:(\d{1,9})!)?([a-z0-9_.-]*\d[a-z0-9_.-]*)(?:\+([a-z0-9_.]+))?")
_RUN: Final = re.compile(r"\d+|[^\d]+")
_MISSING: Final = (1, 0, "")
_NUMBERS: Final = re.compile(r"(?:\d+!)?v?(\d{1,18}(?:\.\d{1,18})*)")
_COMPATIBLE: Final = re.compile(r"~=\s*(\S+)")

Part = tuple[int, float, str]


@total_ordering
class _Key:
    """Parts of runs in order, where what is missing is 0; a text is before a number."""

    __slots__ = ("epoch", "parts")

    def __init__(self, epoch: int, parts: tuple[tuple[tuple[Part, ...], ...], ...]) -> None:
        self.epoch, self.parts = epoch, parts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and (self.epoch, self.parts) == (other.epoch, other.parts)

    def __hash__(self) -> int:
        return hash((self.epoch, self.parts))

    def __lt__(self, other: _Key) -> bool:
        if self.epoch != other.epoch:
            return self.epoch < other.epoch
        for mine, theirs in zip(self.parts, other.parts, strict=True):
            for one, two in zip_longest(mine, theirs, fillvalue=()):
                for a, b in zip_longest(one, two, fillvalue=_MISSING):
                    if a != b:
                        return a < b
        return False


def key(text: str) -> Any | None:
    """See interface: the version, then its local part."""
    found = _VERSION.fullmatch(text.strip().lower())
    if found is None or ("_" in found[2] and "-" in found[2]):
        return None
    version, local = _parts(found[2]), _parts(found[3] or "")
    return None if version is None or local is None else _Key(int(found[1] or 0), (version, local))


def _parts(text: str) -> tuple[tuple[Part, ...], ...] | None:
    text = text.replace("-", "_")
    bare = text.rstrip("_")
    pieces = bare.replace("_", ".").split(".") if bare else []
    if pieces and len(bare) < len(text):
        pieces[-1] += "_"
    if not all(pieces):
        return None
    parts = [_runs(piece) for piece in pieces]
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts)


def _runs(piece: str) -> tuple[Part, ...]:
    found: list[Part] = [] if piece[0].isdecimal() else [_MISSING]
    for run in _RUN.findall(piece):
        if run.isdecimal():
            found.append((1, int(run), ""))
        elif run == "post":
            found.append((2, 0, ""))
        else:
            found.append((0, 0, "" if run == "dev" else run))
    while found and found[-1] == _MISSING:
        found.pop()
    return tuple(found)


def holds(text: str, range_: str) -> bool | None:
    """See interface: comparisons joined by commas, alternatives by `|`.

    `1.2.*` and `=1.2` hold all that begins so; `1.2` alone is this version.
    """
    if key(text) is None:
        return None
    answers = [_all(text.strip(), part) for part in range_.split("|")]
    return None if None in answers else any(answers)


def _all(text: str, said: str) -> bool | None:
    answers = [_one(text, part.strip()) for part in said.split(",")]
    return None if None in answers else all(answers)


def _one(text: str, part: str) -> bool | None:
    if part == "*":
        return True
    if (compatible := _COMPATIBLE.fullmatch(part)) is not None:
        start, dot, _ = compatible[1].rpartition(".")
        return _all(text, f">={compatible[1]},{start}.*") if dot else None
    asked = comparators(part)
    if asked is None or len(asked) != 1:
        return None
    ((operator, bound),) = asked
    is_start = operator == "=" or bound.endswith("*")
    bound = bound.rstrip("*").rstrip(".") if is_start else bound
    at = key(bound)
    if at is None:
        return None
    if not is_start or operator in (">", ">=", "<", "<="):
        return compared(sign(key(text), at), operator)
    begins = bool(text == bound or re.match(rf"{re.escape(bound)}(?![0-9])", text))
    return begins != (operator == "!=")


def release(text: str) -> tuple[int, ...] | None:
    """See interface."""
    found = _NUMBERS.match(text.strip())
    return tuple(map(int, found[1].split("."))) if found and key(text) is not None else None


def exact(requirement: str) -> str | None:
    """See interface: `==1.2`, `1.2`, and `=1.2=build`, which names one build."""
    text = requirement.strip()
    version, _, build = text.removeprefix("==").strip().lstrip("=").partition("=")
    if text.startswith("=") and not text.startswith("==") and not build:
        return None
    return version if key(version) is not None else None
