"""What real manifests ask for is in the locks that their tools made of them."""

from pathlib import Path

import pytest

from bylaw.sources.dependencies.join import join
from bylaw.sources.dependencies.locks import Locks
from bylaw.sources.dependencies.sides import Read
from bylaw.sources.manifests.formats import format_of, read
from bylaw.sources.manifests.interface import Source
from tests.manifests.readings import CASES, Folder

REAL = sorted(path.parent for path in CASES.glob("*/*/listed.json"))


@pytest.mark.parametrize("case", REAL, ids=lambda case: case.relative_to(CASES).as_posix())
def test_every_dependency_is_found_in_the_lock(case: Path) -> None:
    tree = Folder(case / "tree")
    locks = Locks(tree)
    files = {}
    for path in tree.paths():
        data, format_ = tree.read(path), format_of(path)
        if format_ is not None and data is not None:
            reading = read(format_, Source(path, data, tree))
            files[path] = Read(path, locks.role(path, format_), reading, path)
    joined = join(files, locks)
    assert joined.missing == {}
    read_locks = {path for path, file in files.items() if file.format.kind == "lock"}
    asked = [
        each
        for each in joined.packages
        if each.lock in read_locks and each.path not in read_locks and each.scope != "build"
    ]
    assert all(each.locked or each.source == "workspace" for each in asked)
    names = {(each.path, each.name, each.version) for each in asked}
    in_locks = [each for each in joined.packages if each.path in read_locks]
    assert not {(each.name, each.version) for each in in_locks} & {each[1:] for each in names}
