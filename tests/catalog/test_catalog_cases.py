"""What is read of whole trees: each case is a folder with a tree, and what it says beside."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.catalog.trees import CASES, folder, loaded, plain

FOUND = sorted(path.parent for path in CASES.glob("*/*/catalog.json"))


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case.relative_to(CASES).as_posix())
def test_a_tree_says_what_stands_beside_it(case: Path) -> None:
    expected = json.loads((case / "catalog.json").read_text("utf-8"))
    assert plain(loaded(folder(case / "tree"))) == expected


def test_every_format_has_cases() -> None:
    from bylaw.sources.catalog.formats import FORMATS

    assert {case.parent.name for case in FOUND} >= {each.module for each in FORMATS}
