"""What one expression allows of another, in three values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bylaw.licenses.expression import LONGEST, Expression, Joined, One, parse


def allows(stated: Expression, allowed: Expression) -> bool | None:
    """See `bylaw.licenses.satisfies`."""
    return _holds(stated, tuple(_ones(allowed)))


def _holds(stated: Expression, allowed: tuple[One, ...]) -> bool | None:
    if isinstance(stated, One):
        return _is_allowed(stated, allowed)
    decides = stated.operator == "OR"
    answers = [_holds(part, allowed) for part in stated.parts]
    if decides in answers:
        return decides
    return None if None in answers else not decides


def _is_allowed(stated: One, allowed: tuple[One, ...]) -> bool | None:
    if stated.kind == "nobody":
        return False
    if any(_meets(stated, each) for each in allowed):
        return True
    return None if stated.kind == "unknown" else False


def _meets(stated: One, allowed: One) -> bool:
    """Whether one license is the other, or a version that both leave to choose."""
    if allowed.exception not in ("", stated.exception):
        return False
    if stated.kind != allowed.kind or stated.kind == "nobody":
        return False
    if stated.kind == "unknown":
        # both say the same word: a license that is younger than the list
        return stated.id.lower() == allowed.id.lower()
    if stated.id == allowed.id:
        return True
    mine, other = stated.series, allowed.series
    if mine is None or other is None or mine[0] != other[0]:
        return False
    return (stated.later and other[1] > mine[1]) or (allowed.later and mine[1] > other[1])


def _ones(expression: Expression) -> Iterator[One]:
    if isinstance(expression, Joined):
        for part in expression.parts:
            yield from _ones(part)
    else:
        yield expression


def names(text: str) -> tuple[frozenset[str], bool]:
    """All names in a license, in small letters, and whether they are all that it can mean."""
    found = {word.lower() for word in re.findall(r"[\w.+:-]+", text[:LONGEST])}
    expression = parse(text)
    if expression is None:
        return frozenset(found), False
    ones = list(_ones(expression))
    for one in ones:
        found |= {one.full.lower(), one.exception.lower()}
        if one.is_gnu:
            found.add(f"{one.id}{'+' if one.later else ''}".lower())
        if one.later and not one.is_gnu:
            found.add(one.id.lower())
    return frozenset(found - {"", "and", "or", "with"}), all(one.kind != "unknown" for one in ones)
