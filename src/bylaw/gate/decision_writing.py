"""A new decision on the disk: nothing is overwritten, and both sides of a replacement say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.gate.disk import create, inside, put
from bylaw.gate.errors import wrong_request
from bylaw.gate.shelf import Shelf
from bylaw.packs.tree import Unreadable, read_file
from bylaw.sources.decisions.draft import NotWritten, named, place, superseded, text_of
from bylaw.sources.decisions.folders import ADR_DIR, is_glob
from bylaw.sources.decisions.interface import Record, Status

FIRST: Final = "docs/adr"
"""Where the first decision of a repository goes, if nothing says otherwise."""
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, by paths from the root."""

    path: str
    superseded: tuple[str, ...]


def new(of: Shelf, title: str, status: Status, day: str, supersedes: Sequence[str]) -> Written:
    """Writes a decision. Raises Wrong where it cannot be written whole; then nothing is."""
    title = _title(title)
    old = list({each.path: each for each in map(of.wanted, supersedes)}.values())
    folder = _folder(of, old)
    at = place(of.kept.records, folder, list(of.kept.paths))
    path = named(at, title, day)
    target = of.root / path
    try:
        text = text_of(at, path, title, status, day, old)
    except NotWritten as error:
        raise wrong_request(f"`{title}` cannot be a title: {error}") from None
    changed = {each.path: _changed(of, each, path, title) for each in old}
    inside(of.root, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    create(target, text.encode(), path)
    try:
        for old_path, data in changed.items():
            put(of.root / old_path, data)
    except OSError:
        target.unlink()
        raise
    return Written(path, tuple(changed))


def _title(title: str) -> str:
    shown = " ".join(title.split())
    if not shown or not shown.isprintable() or len(shown) > _LONGEST:
        raise wrong_request(
            "a title is one line of at most 200 characters, without control characters"
        )
    return shown


def _folder(of: Shelf, old: Sequence[Record]) -> str:
    """That of what it replaces, else the one with most decisions, else what is configured."""
    if old:
        return old[0].folder
    held: dict[str, int] = {}
    for each in of.kept.records:
        held[each.folder] = held.get(each.folder, 0) + 1
    if held:
        return max(held, key=lambda folder: (held[folder], folder))
    for entry in of.kept.entries:
        if not is_glob(entry) and (of.root / entry).is_dir():
            return entry
    named_here = [each for each in of.configured or () if not is_glob(each)]
    has_adr_dir = of.configured is None and len(of.kept.entries) == 1
    if has_adr_dir and (of.root / ADR_DIR).is_file():
        return of.kept.entries[0]
    return named_here[0] if named_here else FIRST


def _changed(of: Shelf, record: Record, path: str, title: str) -> bytes:
    """The content of what is replaced, after it says so."""
    try:
        data = read_file(of.root / record.path, of.root)
        if record.superseded_by:
            raise NotWritten(f"it is superseded by {', '.join(record.superseded_by)} already")
        if record.folder != path.rpartition("/")[0]:
            raise NotWritten("it stands in another folder than the first that is replaced")
        return superseded(data, record, path, title)
    except (NotWritten, Unreadable) as error:
        raise wrong_request(
            f"{record.path} cannot be marked as superseded: {error}",
            help="write it by hand, in both files",
        ) from None
