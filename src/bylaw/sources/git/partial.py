"""Diffs in a clone that lacks some contents: what is here is compared, what is not is a gap.

Git stops at the first content that is missing. So files whose content is not here are replaced on
both sides by the same stand-in; the diff of these trees is true for all other files.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bylaw.dataclass import dataclass
from bylaw.sources.git.diffstream import DiffStream, Record
from bylaw.sources.git.files import ABSENT, SUBMODULE

if TYPE_CHECKING:
    from bylaw.sources.git.store import Store


@dataclass(frozen=True, slots=True)
class StandIn:
    """Trees that can be compared, and the records of the files that could not."""

    base: str
    head: str
    missing: dict[str, Record]


def stand_in(store: Store, base: str, head: str) -> StandIn:
    """Trees without the contents that are not here."""
    git = store.private.git
    raw = git.run("diff-tree", "-r", "-z", "--raw", "-M100%", "-l1000", "--no-abbrev", base, head)
    pieces = iter((raw,))
    records = DiffStream(lambda _: next(pieces, b""), 1 << 62).records()
    store.objects.ask_sizes(oid for record in records for oid in _contents(record))
    sizes = store.objects.known_sizes
    missing = {r.path: r for r in records if any(sizes[oid] is None for oid in _contents(r))}
    if not missing:
        return StandIn(base, head, {})
    olds = [(r.old_path or r.path, r.old_mode, _blob(store, r)) for r in missing.values()]
    news = [(r.path, r.mode, _blob(store, r)) for r in missing.values()]
    return StandIn(_tree(store, base, olds), _tree(store, head, news), missing)


def _contents(record: Record) -> list[str]:
    sides = ((record.old_mode, record.old_oid), (record.mode, record.oid))
    return [oid for mode, oid in sides if mode not in (ABSENT, SUBMODULE)]


def _blob(store: Store, record: Record) -> str:
    """A content unlike any other, so that no rename is seen in it."""
    name = hashlib.sha256(os.fsencode(record.path)).hexdigest()
    return store.private.write("blob", name.encode())


def _tree(store: Store, tree: str, entries: Sequence[tuple[str, str, str]]) -> str:
    index = str(store.private.folder / "partial")
    git = store.private.git
    git.run("read-tree", tree, GIT_INDEX_FILE=index)
    lines = b"".join(
        f"{mode} {oid}\t".encode() + os.fsencode(path) + b"\0"
        for path, mode, oid in entries
        if mode not in (ABSENT, SUBMODULE)
    )
    git.run("update-index", "-z", "--index-info", data=lines, GIT_INDEX_FILE=index)
    return git.run("write-tree", "--missing-ok", GIT_INDEX_FILE=index).decode().strip()
