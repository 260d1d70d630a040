"""Each format as its tools and people write it, and what goes wrong in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.decisions.cases import ANSWER, HERE, cases, read, shown

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("case", cases(), ids=lambda each: each.relative_to(HERE).as_posix())
def test_case(case: Path) -> None:
    assert shown(read(case)) == json.loads((case / ANSWER).read_text("utf-8"))


def test_our_own_decisions_are_in_order() -> None:
    own = read(ROOT)
    assert own.problems == ()
    files = sorted(ROOT.glob("docs/adr/[0-9]*.md"))
    assert [each.path for each in own.records] == [
        each.relative_to(ROOT).as_posix() for each in files
    ]
    assert all(own.is_active(each) for each in own.records)
