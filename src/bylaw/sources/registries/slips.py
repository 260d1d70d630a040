"""Which steps between two names are slips: what a hurried hand makes and a hurried eye misses.

Most names that are one step apart are of two honest packages (`patch` and `hatch`). So a step
counts the more easily, the more it is like a slip, the longer the names, and the better known the
package.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, Literal

from bylaw.sources.registries.edits import Edit

SHORTEST: Final = 5
"""Characters of a name from which one step counts: shorter ones are alike by chance."""
_SEPARATOR: Final = re.compile(r"[^a-z0-9]")
_ROWS: Final = ("1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS: Final = frozenset(
    frozenset(pair) for row in _ROWS for pair in pairwise(row)
) | frozenset(
    frozenset((upper, lower))
    for above, below in pairwise(_ROWS)
    for at, lower in enumerate(below)
    for upper in above[at : at + 2]
)
"""Letters beside or above each other on a keyboard."""
_SHAPES: Final = frozenset(map(frozenset, ("ij", "il", "jl", "lt", "uv", "mn", "ce", "o0", "l1")))
"""Letters that are easily read for each other."""
_LIKELY: Final = {"slip": 5, "letter": 5, "other": 7}
_UNLIKELY: Final = {"slip": 6, "letter": 8, "other": 10}
"""How long both names have to be, by the kind of the step."""


def is_slip(step: Edit, asked: str, other: str, is_well_known: bool) -> bool:
    """Whether a step counts as a slip.

    Digits do not count, because they are versions and sizes (`int32`); nor does a step in a short
    word (`aws-ec2`, `aws-ecs`), nor another first letter.

    Args:
        step: From the name to the popular one.
        asked: The name.
        other: The popular name.
        is_well_known: The popular name is one of the most popular.
    """
    changed = step.one + step.other
    if changed.isdigit() or len(_word(other, step.at)) < SHORTEST - 1:
        return False
    kind = _kind(step, asked, other)
    if step.at == 0 and kind != "slip":
        return False
    if not is_well_known and changed == "s" and step.at >= min(len(asked), len(other)):
        return False
    least = (_LIKELY if is_well_known else _UNLIKELY)[kind]
    return min(len(asked), len(other)) >= least


def _kind(step: Edit, asked: str, other: str) -> Literal["slip", "letter", "other"]:
    """`slip`: letters swapped or doubled, or of neighbouring keys; `letter`: one more or less."""
    one, two = step.one, step.other
    if len(one) == len(two) == 2:
        return "slip"
    if one and two:
        pair = frozenset((one, two))
        is_near = step.at > 0 and (pair in _NEIGHBOURS or pair in _SHAPES)
        return "slip" if is_near else "other"
    longer = asked if one else other
    return "slip" if step.at and longer[step.at - 1] == one + two else "letter"


def _word(text: str, at: int) -> str:
    """The word around a place."""
    start = max((found.end() for found in _SEPARATOR.finditer(text, 0, at)), default=0)
    end = next((found.start() for found in _SEPARATOR.finditer(text, at)), len(text))
    return text[start:end]
