"""Each case of tests/imports/LANGUAGE: a small tree, and what its files import.

`BYLAW_UPDATE=1 pytest tests/imports` writes what is read now; look at the difference.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.imports.trees import read_case, shown, write_again

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*/*.txt"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_case_has_its_edges(path: Path) -> None:
    if os.environ.get("BYLAW_UPDATE"):
        write_again(path)
    tree, expected = read_case(path.read_text("utf-8"))
    assert expected, "a case without edges shows nothing"
    assert shown(tree) == expected
