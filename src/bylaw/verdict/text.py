"""The text that findings stand in: lines, excerpts, and whether an edit fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeAlias

from bylaw.engine.result import Edit
from bylaw.facts.place import Place, Side
from bylaw.verdict.model import Excerpt

Lines: TypeAlias = Callable[[str, Side], Sequence[str] | None]
"""The text of a file split at every LF and nothing else, as `text.split("\\n")` gives it.

A CR stays at its line's end, and the last item is what follows the last LF: empty when the file
ends with one. None where the file cannot be read as text. Called once a file and side.
"""

CONTEXT = 2
"""Lines shown before and after a region."""
_MOST_LINES = 12
_MOST_CHARACTERS = 2000


def line_at(lines: Lines, place: Place) -> str | None:
    """The first line of a place, without its end; None where it cannot be read."""
    text = lines(place.path, place.side)
    if text is None or not 1 <= place.line <= count(text):
        return None
    return text[place.line - 1].removesuffix("\r")


def count(text: Sequence[str]) -> int:
    """How many lines a split text has: what follows the last LF is a line if it holds anything."""
    return len(text) - (1 if text and not text[-1] else 0)


def excerpt(lines: Lines, place: Place) -> Excerpt | None:
    """The lines around a place; None where there are none to show."""
    if place.scope != "region":
        return None
    text = lines(place.path, place.side)
    if text is None or not 1 <= place.line <= count(text):
        return None
    first = max(1, place.line - CONTEXT)
    last = min(count(text), place.last_line + CONTEXT, first + _MOST_LINES - 1)
    shown = (text[number - 1].removesuffix("\r") for number in range(first, last + 1))
    return Excerpt(first, tuple(line[:_MOST_CHARACTERS] for line in shown))


def sound_edits(edits: Sequence[Edit], lines: Lines) -> tuple[Edit, ...]:
    """The edits, or none of them when one does not fit its file or two overlap.

    Half a fix is worse than none, so they stand or fall together.
    """
    spans = []
    for edit in edits:
        span = _span(edit.place, lines)
        if span is None:
            return ()
        spans.append((edit.place.path, *span))
    spans.sort()
    for (path, _, end), (next_path, start, _) in pairwise(spans):
        if path == next_path and start < end:
            return ()
    return tuple(edits)


def _span(place: Place, lines: Lines) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Start and end of an edit's region as (line, column); None where it is not in the file."""
    text = lines(place.path, place.side)
    if place.side != "head" or text is None:
        return None
    last = place.last_line
    if not 1 <= place.line <= last <= count(text):
        return None
    width = len(text[last - 1].removesuffix("\r")) + 1
    end_column = place.end_column or width
    start, end = (place.line, place.column), (last, end_column)
    if place.column < 1 or end_column > width or start > end:
        return None
    if place.column > len(text[place.line - 1].removesuffix("\r")) + 1:
        return None
    return start, end
