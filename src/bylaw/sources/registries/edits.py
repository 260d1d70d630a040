"""Names that are one slip of the keyboard apart."""

from __future__ import annotations

from collections.abc import Iterator

from bylaw.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands in one text where the other has something else; at most two characters each."""

    at: int
    """Where the texts begin to differ."""
    one: str
    other: str


def edit(one: str, other: str) -> Edit | None:
    """The one step from a text to another.

    A step is a character too many, too few, another one, or two that changed places: a distance of
    1 by Damerau and Levenshtein. None where the texts are alike, or further apart.
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return None
    start = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        start += 1
    end = 0
    shortest = min(len(one), len(other)) - start
    while end < shortest and one[-1 - end] == other[-1 - end]:
        end += 1
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    if max(len(left), len(right)) == 1 or (len(left) == 2 and left == right[::-1]):
        return Edit(start, left, right)
    return None


def without_one(text: str) -> Iterator[str]:
    """The texts that are left when one character goes.

    Two texts that are one step apart have one of these, or one of them itself, in common.
    """
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]
