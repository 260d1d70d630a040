"""Damaged manifests and locks: each is read as far as it goes, or said to be unreadable."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2]))
from bylaw.sources.manifests.formats import FORMATS, format_of, read
from bylaw.sources.manifests.interface import Entry, Problem, Source, Unreadable
from tests.manifests.readings import Folder, cases

FILES = {
    format_.module: [
        (case, path)
        for case in cases()
        if case.parent.name == format_.module
        for path in Folder(case / "tree").paths()
        if (found := format_of(path)) is not None and found.module == format_.module
    ]
    for format_ in FORMATS
}
WITH_CASES = sorted(module for module, files in FILES.items() if files)
PIECES = [
    *b"{ } [ ] \" ' < /> = : - null 7 ${a} $(a) ../../".split(),
    b"\n",
    b"\r\n",
    b"\0",
    b"\xff",
]


class Damaged(Folder):
    """A folder in which one file has other bytes."""

    def __init__(self, root: Path, path: str, data: bytes) -> None:
        super().__init__(root)
        self.path, self.data = path, data

    def read(self, path: str) -> bytes | None:
        return self.data if path == self.path else super().read(path)


@pytest.mark.parametrize("module", WITH_CASES)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_damaged_files(module: str, data: st.DataObject) -> None:
    case, path = data.draw(st.sampled_from(FILES[module]))
    original = (case / "tree" / path).read_bytes()
    start = data.draw(st.integers(0, len(original)))
    end = min(len(original), start + data.draw(st.integers(0, 40)))
    piece = data.draw(st.sampled_from([b"", original[start:end] * 2, *PIECES]))
    damaged = original[:start] + piece + original[end:]
    lines = damaged.count(b"\n") + damaged.count(b"\r") + 1
    tree = Damaged(case / "tree", path, damaged)
    format_ = format_of(path)
    assert format_ is not None
    try:
        reading = read(format_, Source(path, damaged, tree))
    except Unreadable as error:
        assert error.message
        assert 1 <= error.line <= lines
        return
    places: list[Entry | Problem] = [*reading.entries, *reading.problems]
    for each in places:
        assert each.path or 1 <= each.line <= lines
        assert each.column >= 1
    assert all(entry.name for entry in reading.entries)
    keys = [entry.key for entry in reading.entries if entry.key]
    assert len(keys) == len(set(keys))
    assert {key for entry in reading.entries for key in entry.requires} <= set(keys)
    assert {ask.key for ask in reading.asks or () if ask.key} <= set(keys)
