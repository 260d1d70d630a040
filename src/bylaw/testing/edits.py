"""Applying the edits of findings to a text."""

from __future__ import annotations

from collections.abc import Iterable

from bylaw.engine.result import Edit


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text after the edits, each given once.

    Raises:
        ValueError: two edits overlap.
    """
    starts = [0]
    while (at := text.find("\n", starts[-1])) >= 0:
        starts.append(at + 1)

    def offset(line: int, column: int) -> int:
        if column:
            return starts[line - 1] + column - 1
        end = starts[line] - 1 if line < len(starts) else len(text)
        return end - 1 if text[:end].endswith("\r") else end

    spans = sorted(
        {
            (
                offset(edit.place.line, edit.place.column),
                offset(edit.place.last_line, edit.place.end_column),
                edit.text,
            )
            for edit in edits
        }
    )
    pieces, done = [], 0
    for start, end, new in spans:
        if start < done:
            raise ValueError("two fixes overlap")
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]])
