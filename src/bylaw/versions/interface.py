"""The shared shape: what one ecosystem says of versions and ranges.

A module of this room is one ecosystem's. It has three functions:

- `key(text) -> Any | None`: what a version is ordered by; None where it is no version.
- `holds(text, range_) -> bool | None`: whether a version is in a range; None where the range is
  none that the ecosystem knows, or the version is no version.
- `release(text) -> tuple[int, ...] | None`: the numbers of a version, for the kind of a step.

and, where the ecosystem's own notation pins a version, `exact(requirement) -> str | None`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, Protocol

LONGEST: Final = 500
"""Characters of a version or a pinned requirement; what is longer is none."""
LONGEST_RANGE: Final = 2_000
"""Characters of a range."""


class Ecosystem(Protocol):
    """What a module of this room has."""

    def key(self, text: str) -> Any | None:
        """What a version is ordered by; None where it is no version."""
        ...

    def holds(self, text: str, range_: str) -> bool | None:
        """Whether a version is in a range; None where that cannot be told."""
        ...

    def release(self, text: str) -> tuple[int, ...] | None:
        """The numbers of a version, the first the largest; None where it is no version."""
        ...

    def exact(self, requirement: str) -> str | None:
        """The version that a requirement allows alone; None where it allows more."""
        ...


_SPLIT: Final = re.compile(r"\s*(<=|>=|!=|==|<|>|=)\s*")


def comparators(text: str, separator: str = ",") -> list[tuple[str, str]] | None:
    """`>=1.4,<2` as operators and versions; a version alone has the operator "". None: malformed.

    Args:
        text: The range.
        separator: What stands between its parts; white space also separates them where it is
            followed by an operator.
    """
    found: list[tuple[str, str]] = []
    for part in text.split(separator):
        pieces = _SPLIT.split(part.strip())
        if pieces[0]:
            found.append(("", pieces[0]))
        for operator, version in zip(pieces[1::2], pieces[2::2], strict=True):
            if not version.strip():
                return None
            found.append((operator, version.strip()))
        if len(pieces) == 1 and not pieces[0]:
            return None
    return found


_CORE: Final = re.compile(r"v?\d+(?:\.\d+){0,2}(?=[-+]|$)")


def filled(text: str) -> str:
    """A version of three numbers from one that leaves some out: `1.2-rc` as `1.2.0-rc`."""
    text = text.strip()
    found = _CORE.match(text)
    if found is None:
        return text
    return f"{found[0]}{'.0' * (2 - found[0].count('.'))}{text[found.end() :]}"


def compared(order: int, operator: str) -> bool:
    """Whether a comparison of -1, 0 or 1 is what the operator asks for."""
    return {
        "": order == 0, "=": order == 0, "==": order == 0, "!=": order != 0,
        "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0,
    }[operator]  # fmt: skip


def sign(one: Any, other: Any) -> int:
    """-1, 0 or 1 for less, equal and greater."""
    return int(one > other) - int(one < other)


def by_comparisons(key: Callable[[str], Any | None], text: str, range_: str) -> bool | None:
    """Whether a version holds against comparisons joined by commas or white space.

    A version alone means itself.
    """
    asked, version = comparators(range_), key(text)
    if asked is None or version is None:
        return None
    bounds = [(operator, key(bound)) for operator, bound in asked]
    if any(bound is None for _, bound in bounds):
        return None
    return all(compared(sign(version, bound), operator) for operator, bound in bounds)
