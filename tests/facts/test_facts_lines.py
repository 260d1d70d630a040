"""Blocks of lines, against lists of (number, text)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.facts.lines import LineBlock, LineBlocks
from bylaw.facts.place import Place, Unknown

TEXTS = st.text(alphabet="ab é\u2028\x0c\r ", max_size=6)
Stretch = tuple[int, list[str]]


@st.composite
def stretches(draw: st.DrawFn) -> list[Stretch]:
    """Consecutive lines with gaps between: the number of the first, and the texts."""
    found, number = [], 1
    for texts in draw(st.lists(st.lists(TEXTS, min_size=1, max_size=4), max_size=4)):
        number += draw(st.integers(0, 5))
        found.append((number, texts))
        number += len(texts) + 1
    return found


def block_of(found: list[Stretch], path: str = "a.py") -> LineBlock:
    data, runs = b"", []
    for number, texts in found:
        runs.append((len(data), number))
        data += "".join(text + "\n" for text in texts).encode()
    return LineBlock(object(), path, data, runs)


def pairs(found: list[Stretch]) -> list[tuple[int, str]]:
    return [(first + at, text) for first, texts in found for at, text in enumerate(texts)]


@given(stretches())
def test_a_block_is_the_list_of_its_lines(found: list[Stretch]) -> None:
    block, expected = block_of(found), pairs(found)
    assert [(line.number, line.text) for line in block] == expected
    assert len(block) == len(expected)
    for at, pair in enumerate(expected):
        assert (block[at].number, block[at].text) == pair
        back = block[at - len(expected)]
        assert (back.number, back.text) == pair
    assert [(line.number, line.text) for line in block[1:3]] == expected[1:3]


@given(stretches(), st.data())
def test_an_offset_leads_to_its_line(found: list[Stretch], data: st.DataObject) -> None:
    block = block_of(found)
    for line in block:
        end = line.offset + len(line.text.encode())
        offset = data.draw(st.integers(line.offset, end))
        assert block.number_at(offset) == line.number
        assert block.line_at(offset) == line


@given(st.lists(stretches(), max_size=4))
def test_blocks_are_one_list(many: list[list[Stretch]]) -> None:
    blocks = [block_of(found, f"{at}.py") for at, found in enumerate(many)]
    lines = LineBlocks(lambda: blocks)
    expected = [line for block in blocks for line in block]
    assert list(lines) == expected
    assert len(lines) == len(expected)
    for at in range(-len(expected), len(expected)):
        assert lines[at] == expected[at]
    for at in (len(expected), -len(expected) - 1):
        with pytest.raises(IndexError):
            lines[at]


def test_blocks_have_the_gaps_of_each() -> None:
    gap = Unknown("file.added_lines", "too-large")
    blocks = [LineBlock(None, "a", b"", [], gaps=(gap,)), LineBlock(None, "b", b"", [])]
    assert LineBlocks(lambda: blocks).gaps == (gap,)


def test_a_line_knows_its_place_and_file() -> None:
    file = object()
    block = LineBlock(file, "a.py", b"x\n", [(0, 7)], side="base")
    assert block[0].place == Place("a.py", 7, side="base")
    assert block[0].file is file
    assert Place("a.py", 7).last_line == 7
    assert Place("a.py", 7, end_line=9).last_line == 9
