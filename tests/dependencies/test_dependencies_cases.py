"""What changes do to dependencies, case by case."""

import json
import sys
from pathlib import Path

import pytest

from bylaw.facts.place import Unknown

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.dependencies.cases import CASES, cases, change_of, shown


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.relative_to(CASES).as_posix())
def test_change(case: Path, tmp_path: Path) -> None:
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    with change_of(case / "base", case / "head", tmp_path) as dependencies:
        assert shown(dependencies) == expected


def reversible() -> list[Path]:
    """Cases whose way back is as long.

    Not those with what cannot be read at the head, of which nothing is known to be removed, nor
    with a deleted manifest: what that had is moved, and what a new one has too is not.
    """
    found = []
    for case in cases():
        expected = json.loads((case / "expected.json").read_text("utf-8"))
        rows = expected.get("removed", ())
        if "gaps" not in expected and not any(row["at"].endswith("(base)") for row in rows):
            found.append(case)
    return found


@pytest.mark.parametrize("case", reversible(), ids=lambda case: case.relative_to(CASES).as_posix())
def test_the_way_back_adds_what_the_change_removed(case: Path, tmp_path: Path) -> None:
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    with change_of(case / "head", case / "base", tmp_path) as back:
        for one, other in (("added", "removed"), ("removed", "added")):
            there = [(row["name"], row.get("version")) for row in expected.get(one, ())]
            here = [(each.package.name, each.package.version) for each in getattr(back, other)]
            assert sorted(there, key=str) == sorted(here, key=str)
        changed = {each.package.name.lower() for each in back.changed}
        rows = expected.get("changed", ())
        sure = {row["name"].lower() for row in rows if row.get("bump") != "integrity"}
        assert sure <= changed <= {row["name"].lower() for row in rows}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.relative_to(CASES).as_posix())
def test_what_a_change_adds_is_among_all(case: Path, tmp_path: Path) -> None:
    with change_of(case / "base", case / "head", tmp_path) as dependencies:
        assert not isinstance(dependencies.all, Unknown)
        everything = {id(each) for each in dependencies.all}
        assert {id(each) for each in (*dependencies.added, *dependencies.changed)} <= everything
