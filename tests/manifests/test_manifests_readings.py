"""What each reader of manifests and locks finds in real files."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.manifests.readings import CASES, cases, readings


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.relative_to(CASES).as_posix())
def test_reading(case: Path) -> None:
    expected = json.loads((case / "reading.json").read_text("utf-8"))
    assert readings(case / "tree") == expected
