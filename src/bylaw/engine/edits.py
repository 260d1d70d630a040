"""The edits that a rule's `fix` makes of a finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bylaw.engine.compile import Compiler, Frame
from bylaw.engine.result import Edit
from bylaw.engine.show import certain
from bylaw.engine.values import Regex
from bylaw.facts.place import Place

Editor = Callable[[Frame, Any, Place], tuple[Edit, ...]]
_TEXTS = {"Line": "Line.text", "Match": "Match.text"}


def editor(to: Compiler, fix: list[Any], type_: str) -> Editor:
    """Edits of head text only; none where the new text hangs on an absent or unknown value.

    `replace` mends every match inside the text of a line or match; `with` puts a new text in the
    place of a line, match or node.
    """
    text_of = to.reader(_TEXTS[type_]) if type_ in _TEXTS else None
    new = certain(to, fix[-1])

    def text(run: Any, value: Any) -> str | None:
        if text_of is None:
            return None
        found = run.readers[text_of](value)
        return found if isinstance(found, str) else None

    def whole(frame: Frame, value: Any, place: Place) -> tuple[Edit, ...]:
        if place.side != "head" or place.scope != "region":
            return ()
        content = new(frame)
        if content is None:
            return ()
        if place.end_column == 0:
            old = text(frame[0], value)
            if old is None:
                return ()
            place = span(place, old, 0, len(old))
        return (Edit(place, content),)

    if fix[0] == "with":
        return whole
    regex = Regex(*fix[1])

    def inside(frame: Frame, value: Any, place: Place) -> tuple[Edit, ...]:
        if place.side != "head" or place.scope != "region":
            return ()
        old = text(frame[0], value)
        content = None if old is None else new(frame)
        if old is None or content is None:
            return ()
        return tuple(
            Edit(span(place, old, start, end), content)
            for start, end, _ in regex.find(old)
            if end > start
        )

    return inside


def span(place: Place, text: str, start: int, end: int) -> Place:
    """The place of a stretch of a text that begins at `place`."""
    first, last = _at(place, text, start), _at(place, text, end)
    return replace(place, line=first[0], column=first[1], end_line=last[0], end_column=last[1])


def _at(place: Place, text: str, offset: int) -> tuple[int, int]:
    newlines = text.count("\n", 0, offset)
    if not newlines:
        return place.line, place.column + offset
    return place.line + newlines, offset - text.rfind("\n", 0, offset)
