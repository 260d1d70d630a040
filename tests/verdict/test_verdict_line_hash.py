"""GitHub's line hash: its published vectors, and a reference that reads the text unit by unit."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.verdict.line_hash import line_hashes

# Inputs and expected values of github/codeql-action, src/fingerprints.test.ts.
VECTORS = json.loads(Path(__file__).with_name("line_hashes.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: repr(vector["text"][:20]))
def test_published_vectors(vector: dict[str, list[str]]) -> None:
    expected = dict(enumerate(vector["hashes"], start=1))
    lines = str(vector["text"]).split("\n")
    # A lone CR ends a line there and not here, so those lines stand in one of ours.
    wanted = [number for number in expected if number <= len(lines)]
    assert line_hashes(lines, wanted) == {number: expected[number] for number in wanted}


def reference(text: str) -> dict[int, str]:
    """Every line's hash, from the units of the whole text at once."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    raw = text.encode("utf-16-be", "surrogatepass")
    every = [int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2)]
    units = [unit for unit in every if unit not in (0x20, 0x09)] + [0xFFFF]
    starts = [0] + [i + 1 for i, unit in enumerate(units) if unit == 0x0A]
    answer, seen = {}, Counter[int]()
    for number, start in enumerate(starts, start=1):
        value = 0
        for unit in (units[start : start + 100] + [0] * 100)[:100]:
            value = (value * 37 + unit) % 2**64
        seen[value] += 1
        answer[number] = f"{value:x}:{seen[value]}"
    return answer


# "0Z" and "15" weigh the same in base 37, so different lines can share a hash.
PIECES = st.sampled_from(
    ["0Z", "15", "a", " ", "\t", "\n", "\n", "\r\n", "\r", "é", "\U0001f600", "x" * 40, "\ufeff"]
)


@given(st.lists(PIECES, max_size=60).map("".join), st.data())
def test_any_line_of_any_text(text: str, data: st.DataObject) -> None:
    lines = text.split("\n")
    wanted = data.draw(st.sets(st.integers(1, len(lines))))
    expected = reference(text)
    assert line_hashes(lines, wanted) == {number: expected[number] for number in wanted}


def test_lines_that_weigh_the_same_share_an_ordinal() -> None:
    same = "y" * 120
    hashes = line_hashes([f"0Z{same}", f"15{same}", ""], [1, 2])
    assert hashes[2] == hashes[1].replace(":1", ":2")


def test_a_line_that_is_not_there_has_no_hash() -> None:
    assert line_hashes(["one", ""], [0, -1, 7]) == {}
    assert line_hashes([], [1]) == {1: "c129715d7a2bc9a3:1"}
