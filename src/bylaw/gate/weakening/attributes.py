"""Attributes of git that take files out of what rules see: generated, vendored, binary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from bylaw.gate.weakening.interface import Sides, Weakening, at_base, at_either, clause
from bylaw.gate.weakening.paths import is_attributes

_NAMES: Final = "linguist-generated|linguist-vendored|gitlab-generated|binary"
_HIDING: Final = (
    rf"(?:{_NAMES})(?:=(?!false(?:\s|$))\S*)?|-diff|-text|working-tree-encoding(?:=\S*)?"
)
_SHOWING: Final = rf"[-!](?:{_NAMES})|(?:{_NAMES})=false|!?diff|![-\w]*text"
_MACRO: Final = re.compile(r"[ \t\r]*\[attr\]([-\w.]+)")


def find(sides: Sides) -> Iterator[Weakening]:
    """Lines that are new and hide something, and such as kept something in sight and are gone.

    The last line that matches counts, so their order is compared, too.
    """
    if not any(map(is_attributes, sides.touched)):
        return
    words = _macros(sides)
    hides, shows = _asked(_HIDING, words), _asked(_SHOWING, [f"[-!]{one}" for one in words])
    for before, after in sides.of(is_attributes):
        path, where = before or after or "", at_either(before, after)
        old = _speaking(sides.base.text(path), hides, shows)
        new = _speaking(sides.head.text(path), hides, shows)
        gone, added = Counter(old) - Counter(new), Counter(new) - Counter(old)
        for line in filter(hides.search, added):
            yield Weakening("attributes", f"{path} takes files out of sight: {clause(line)}", where)
        for line in filter(shows.search, gone):
            said = f"{path} no longer keeps files in sight: {clause(line)}"
            yield Weakening("attributes", said, at_base(path))
        if [one for one in old if one not in gone] != [one for one in new if one not in added]:
            said = f"{path} has its lines in another order, and the last one counts"
            yield Weakening("attributes", said, where)


def _asked(words: str, more: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s)(?:{'|'.join([words, *more])})(?=\s|$)")


def _macros(sides: Sides) -> list[str]:
    """Names that stand for attributes which hide something; git takes them at the root alone."""
    lines = [
        (found[1], line[found.end() :])
        for side in (sides.base, sides.head)
        for line in side.text(".gitattributes").split("\n")
        if (found := _MACRO.match(line))
    ]
    names: list[str] = []
    for _ in lines:  # one may be made of another
        hides = _asked(_HIDING, names)
        more = {re.escape(name) for name, rest in lines if hides.search(rest)}
        if more <= {*names}:
            break
        names = sorted(more)
    return names


def _speaking(text: str, hides: re.Pattern[str], shows: re.Pattern[str]) -> list[str]:
    return [
        line
        for line in (each.strip(" \t\r") for each in text.split("\n"))
        if not line.startswith("#") and (hides.search(line) or shows.search(line))
    ]
