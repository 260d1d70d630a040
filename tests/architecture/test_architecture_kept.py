"""What is kept between runs: where it is broken, it is read again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.architecture.test_architecture_moves import PACKAGE, check, found

BROKEN: list[Any] = [
    [[[5, 1, 1, 1, 1]]],
    [[["m", "x", 1, 1, 1]]],
    [[["m", None, 1, 1, 1]]],
    [[["m", 1, 1, 1, 1, 5, 6, 7]]],
    [[], [3]],
    [[], [], [["a", "b"]]],
    {"a": 1},
    "abc",
    7,
]


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_what_is_kept_and_broken_is_read_again(repo: Any, broken: Any) -> None:
    repo.commit({"policies/a.bylaw": PACKAGE.replace("added", "all"), "a.py": "import left_pad\n"})
    repo.branch({"a.txt": "a"})
    assert found(check(repo)) == ["a.py:1 left_pad"]
    kept = next((repo.root / ".git" / "bylaw" / "imports").glob("python-*.json"))
    kept.write_text(json.dumps(dict.fromkeys(json.loads(kept.read_text()), broken)))
    assert found(check(repo)) == ["a.py:1 left_pad"]
