"""Every decision of a tree, by its folders."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.decisions import names
from bylaw.sources.decisions.folders import ADR_DIR, USUAL, GlobOf, chosen, fixed, named_by
from bylaw.sources.decisions.formats import is_candidate, read
from bylaw.sources.decisions.interface import Problem, Reading, Record, Unreadable
from bylaw.sources.decisions.relations import Relations, related
from bylaw.sources.decisions.tree import Files

MOST_FILES: Final = 2000
"""Files that are read as records; more are a gap."""
MOST_TEXT: Final = 32 << 20
"""Characters of all records together; more are a gap."""

Readings = dict[tuple[str, str], Reading]
"""What was read before, by path and content."""


@dataclass(frozen=True, slots=True)
class Collection:
    """The decisions of one tree."""

    records: tuple[Record, ...] = ()
    """By id, and those of one id by path."""
    problems: tuple[Problem, ...] = ()
    """By path and line; what is wrong with the scope of a decision is not among them."""
    unread: tuple[Problem, ...] = ()
    """Of these, those about files of which nothing is known."""
    relations: Relations = field(default_factory=Relations)
    entries: tuple[str, ...] = ()
    """The folders and globs that were looked at."""
    paths: Mapping[str, str] = field(default_factory=dict)
    """The files that should be decisions, and what tells their contents apart."""
    has_more: bool = False
    """There are more files than are read."""

    def is_active(self, record: Record) -> bool:
        """Accepted, and superseded by none."""
        return record.status == "accepted" and not self.relations.superseded_by(record)

    def found(self, id_: str) -> Record | None:
        """The decision that people mean by an id, a number or a file's name.

        Of several with one number it is an active one, else the last.
        """
        wanted = names.key(id_)
        mine = [each for each in self.records if wanted in keys(each)]
        active = [each for each in mine if self.is_active(each)]
        return next(reversed(active or mine), None)

    def may_be(self, id_: str) -> Problem | None:
        """A file that could not be read, and that could be the decision of this id."""
        wanted = names.key(id_)
        for each in self.unread:
            if wanted in _name_keys(each.path):
                return each
        return None


def keys(record: Record) -> tuple[str, ...]:
    """All by which a decision is found."""
    return (names.key(record.id), *_name_keys(record.path))


def collect(
    files: Files, configured: Sequence[str] | None, glob_of: GlobOf, known: Readings | None = None
) -> Collection:
    """The decisions of a tree.

    Args:
        files: The tree.
        configured: Folders and globs that the configuration names; None where it names none.
        glob_of: How a glob is made ready.
        known: Files that were read already; what is read now is added.
    """
    listed, entries, problems = candidates(files, configured, glob_of)
    return _collected(files, listed, {} if known is None else known, entries, problems)


def _collected(
    files: Files,
    listed: Mapping[str, str],
    known: Readings,
    entries: Sequence[str],
    problems: list[Problem],
) -> Collection:
    paths = list(listed)
    records: list[Record] = []
    unread: list[Problem] = []
    total, has_more = 0, len(paths) > MOST_FILES
    for path in paths[:MOST_FILES]:
        if total > MOST_TEXT:
            has_more = True
            break
        reading = _read(files, path, listed[path], known)
        total += len(reading.record.text) if reading.record else 0
        problems += reading.problems
        if reading.record is not None:
            records.append(reading.record)
        elif any(each.kind == "unreadable" for each in reading.problems):
            unread += reading.problems
    records.sort(key=lambda each: (each.id, os.fsencode(each.path)))
    relations, more = related(records)
    problems += more
    problems.sort(key=lambda each: (os.fsencode(each.path), each.line, each.kind, each.message))
    return Collection(
        tuple(records),
        tuple(problems),
        tuple(unread),
        relations,
        tuple(entries),
        listed,
        has_more,
    )


def candidates(
    files: Files, configured: Sequence[str] | None, glob_of: GlobOf
) -> tuple[Mapping[str, str], Sequence[str], list[Problem]]:
    """The files that should be decisions, the folders looked at, and what is wrong with these."""
    entries, problems = _entries(files, configured)
    listed = files.below(sorted({fixed(entry) for entry in entries}))
    paths = sorted(filter(is_candidate, chosen(entries, listed, glob_of)), key=os.fsencode)
    return {path: listed[path] for path in paths}, entries, problems


def looked_up(
    files: Files, configured: Sequence[str] | None, glob_of: GlobOf, ids: Sequence[str]
) -> dict[str, Record | None] | None:
    """What some ids mean, by id; None where no decision is kept at all.

    Files whose names begin with a number that is asked for are read alone where that is enough.
    """
    listed, entries, _ = candidates(files, configured, glob_of)
    if not listed:
        return None
    wanted = {names.key(id_) for id_ in ids}
    likely = [path for path in listed if wanted & set(_name_keys(path))]
    for some in (likely, list(listed)):
        found = _collected(files, {path: listed[path] for path in some}, {}, entries, [])
        answers = {id_: found.found(id_) for id_ in ids}
        if None not in answers.values():
            break
    return answers


def _entries(files: Files, configured: Sequence[str] | None) -> tuple[Sequence[str], list[Problem]]:
    if configured is not None:
        return configured, []
    try:
        said = files.read(ADR_DIR)
    except Unreadable as error:
        return USUAL, [Problem("unreadable", error.message, ADR_DIR)]
    if said is None:
        return USUAL, []
    folder = named_by(said)
    if folder is None:
        message = "it names no folder of this repository"
        return USUAL, [Problem("unreadable", message, ADR_DIR)]
    return (folder,), []


def _read(files: Files, path: str, content: str, known: Readings) -> Reading:
    key = (path, content)
    if content and key in known:
        return known[key]
    try:
        data = files.read(path)
    except Unreadable as error:
        reading = Reading(None, (Problem("unreadable", error.message, path, error.line),))
    else:
        reading = Reading() if data is None else read(path, data)
    known[key] = reading
    return reading


def _name_keys(path: str) -> tuple[str, str, str]:
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return (names.key(names.id_of(stem)), stem.lower(), names.slug(stem).lower())
