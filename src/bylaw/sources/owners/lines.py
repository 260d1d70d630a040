"""A CODEOWNERS as lines of words, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place

_WORD: Final = re.compile(r"(?:\\.|[^\s\\]|\\$)+")


@dataclass(frozen=True, slots=True)
class Written:
    """A line that says something."""

    text: str
    """Without space around it."""
    pattern: str
    """Its first word, with its backslashes."""
    rest: list[tuple[str, Place]]
    """The words behind it."""
    place: Place


def written(path: str, text: str) -> Iterator[Written]:
    """The lines that are neither empty nor remarks."""
    for number, whole in enumerate(text.split("\n"), 1):
        line = whole.strip()
        if not line or line.startswith("#"):
            continue
        column = len(whole) - len(whole.lstrip()) + 1
        place = Place(path, number, column, 0, column + len(line))
        words = tokens(place, line, 0)
        if words:
            yield Written(line, words[0][0], words[1:], place)


def tokens(place: Place, line: str, start: int) -> list[tuple[str, Place]]:
    """The words of a line from a column on; the line begins at the place.

    Space behind a backslash is part of a word.
    """
    found = []
    for word in _WORD.finditer(line, start):
        column = place.column + word.start()
        at = Place(place.path, place.line, column, 0, column + len(word[0]))
        found.append((word[0], at))
    return found
