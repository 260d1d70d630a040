"""Edits of findings, against cutting the text by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.result import Edit
from bylaw.facts.place import Place
from bylaw.testing.edits import apply_edits

TEXTS = st.text(alphabet="ab é\n", min_size=1, max_size=40)


def position(text: str, offset: int) -> tuple[int, int]:
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1


@given(TEXTS, st.data())
def test_edits_replace_what_they_name(text: str, data: st.DataObject) -> None:
    points = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=8)))
    spans = list(zip(points[::2], points[1::2], strict=False))
    expected, done, edits = "", 0, []
    for number, (start, end) in enumerate(spans):
        expected += text[done:start] + f"<{number}>"
        done = end
        (line, column), (end_line, end_column) = position(text, start), position(text, end)
        place = Place("a", line, column, end_line, end_column)
        edits.append(Edit(place, f"<{number}>"))
    expected += text[done:]
    order = data.draw(st.permutations(edits))
    assert apply_edits(text, [*order, *order]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("one\ntwo\n", "one\nX\n"), ("one\r\ntwo\r\n", "one\r\nX\r\n"), ("one\ntwo", "one\nX")],
)
def test_a_whole_line_leaves_its_end(text: str, expected: str) -> None:
    assert apply_edits(text, [Edit(Place("a", 2), "X")]) == expected


def test_overlapping_edits_are_refused() -> None:
    edits = [Edit(Place("a", 1, 1, 1, 3), "x"), Edit(Place("a", 1, 2, 1, 4), "y")]
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abcdef\n", edits)
