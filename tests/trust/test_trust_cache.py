"""What a runner keeps from job to job cannot weaken a gate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bylaw


def weakened(repo: Any) -> int:
    """Edit the kept policies as the tests of another change could; how many were edited."""
    edited = 0
    for path in Path(repo.root, ".git", "bylaw", "cache").glob("*.json"):
        entry = json.loads(path.read_text())
        text = json.dumps(entry).replace("EVIL", "NOTHING OF THE KIND")
        edited += text != json.dumps(entry)
        path.write_text(text)
    return edited


def test_profile_ci_does_not_believe_a_cache(repo: Any) -> None:
    repo.branch({"src/a.py": "EVIL\n"})
    assert bylaw.check(repo.root, base="main").exit_code == 1
    assert weakened(repo)
    assert bylaw.check(repo.root, base="main").exit_code == 0, "the cache was not used"
    assert bylaw.check(repo.root, base="main", profile="ci").exit_code == 1
