"""Locks hold what the tool that wrote them lists.

Beside some cases stands `listed.json`: for a lock, the packages that its tool said are in it, and
by which command. A version stands there where the tool said one.
"""

import json
from pathlib import Path

import pytest

from bylaw.sources.manifests.formats import format_of, read
from bylaw.sources.manifests.interface import Source
from tests.manifests.readings import CASES, Folder

LISTED = sorted(
    (path.parent, lock)
    for path in CASES.glob("*/*/listed.json")
    for lock in json.loads(path.read_text())
)


@pytest.mark.parametrize(
    ("case", "lock"), LISTED, ids=lambda part: getattr(part, "name", None) or str(part)
)
def test_the_lock_is_read_in_full(case: Path, lock: str) -> None:
    listed = json.loads((case / "listed.json").read_text())[lock]["packages"]
    tree = Folder(case / "tree")
    data = tree.read(lock)
    format_ = format_of(lock)
    assert data is not None
    assert format_ is not None
    reading = read(format_, Source(lock, data, tree))
    versioned = {f"{entry.name} {entry.version}": entry.name for entry in reading.entries}
    told = {each if each in listed else name for each, name in versioned.items()}
    assert told == set(listed)
    assert not reading.problems
