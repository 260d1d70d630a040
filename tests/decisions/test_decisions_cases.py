"""Each format as its tools and people write it, and what goes wrong in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bylaw.gate import catalog
from bylaw.gate.request import Request
from bylaw.sources.decisions.formats import FORMATS
from bylaw.testing.run import run_tests
from tests.decisions.cases import ANSWER, HERE, cases, read, shown

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "decisions.md").read_text("utf-8")


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


@pytest.mark.parametrize("text", re.findall(r"^```bylaw\n(.*?)^```", PAGE, re.M | re.S))
def test_the_examples_of_the_manual_hold(text: str, tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "a.bylaw").write_text(text, "utf-8")
    found = catalog.testable(Request(repo=str(tmp_path)))
    assert not found.warnings
    assert run_tests(found.packs).ok


def test_the_manual_tells_of_every_format() -> None:
    for each in FORMATS:
        assert each.name.lower() in PAGE.lower()
