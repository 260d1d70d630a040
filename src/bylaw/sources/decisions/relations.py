"""What decisions say of one another: which replaces which, and what is wrong with that."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.decisions.interface import Problem, Record

_MOST: Final = 20
"""Decisions of one number that are looked at."""


@dataclass(frozen=True, slots=True)
class Relations:
    """Both directions of "supersedes", whichever side says it; by path."""

    newer: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    older: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def superseded_by(self, record: Record) -> tuple[str, ...]:
        """The ids of the decisions that replace one."""
        return self.newer.get(record.path, ())

    def supersedes(self, record: Record) -> tuple[str, ...]:
        """The ids of the decisions that one replaces."""
        return self.older.get(record.path, ())


def related(records: Sequence[Record]) -> tuple[Relations, list[Problem]]:
    """How the decisions of a tree stand to each other, and what does not hold."""
    by_id: dict[str, list[Record]] = {}
    for each in records:
        by_id.setdefault(each.id, []).append(each)
    newer = {each.path: list(each.superseded_by) for each in records}
    older = {each.path: list(each.supersedes) for each in records}
    replaced = {id_ for each in records for id_ in each.supersedes}
    problems: list[Problem] = []
    for record in records:
        problems += _references(record, by_id, replaced)
        for id_ in record.superseded_by:
            for other in _meant(by_id, id_, record):
                older[other.path].append(record.id)
        if record.status == "accepted":
            for id_ in record.supersedes:
                for other in _meant(by_id, id_, record):
                    newer[other.path].append(record.id)
    relations = Relations(
        {path: tuple(dict.fromkeys(ids)) for path, ids in newer.items() if ids},
        {path: tuple(dict.fromkeys(ids)) for path, ids in older.items() if ids},
    )
    problems += _doubles(records, relations)
    problems += _cycles(records, by_id, relations)
    return relations, problems


def _meant(by_id: Mapping[str, Sequence[Record]], id_: str, record: Record) -> list[Record]:
    """The decisions of an id, those of the record's own folder first, never itself."""
    found = [each for each in by_id.get(id_, ())[:_MOST] if each.path != record.path]
    return ([each for each in found if each.folder == record.folder] or found)[:_MOST]


def _references(
    record: Record, by_id: Mapping[str, Sequence[Record]], replaced: Container[str]
) -> Iterator[Problem]:
    at = record.lines.get("superseded_by", record.lines.get("status", record.line))
    if record.status == "superseded" and not record.superseded_by and record.id not in replaced:
        message = "it is superseded, and no decision says that it replaces it"
        yield Problem("one-sided-supersession", message, record.path, at, record.id)
    for id_ in record.superseded_by:
        if id_ not in by_id:
            message = f"it is superseded by {id_}, which is not there"
            yield Problem("dangling-reference", message, record.path, at, record.id)
            continue
        others = _meant(by_id, id_, record)
        if others and not any(_names(other, record) for other in others):
            message = f"it is superseded by {id_}, which does not name it"
            yield Problem("one-sided-supersession", message, record.path, at, record.id)
    at = record.lines.get("supersedes", record.lines.get("status", record.line))
    for id_ in record.supersedes:
        if id_ not in by_id:
            message = f"it supersedes {id_}, which is not there"
            yield Problem("dangling-reference", message, record.path, at, record.id)
            continue
        if record.status != "accepted":
            continue
        others = _meant(by_id, id_, record)
        if others and not any(record.id in other.superseded_by for other in others):
            message = f"it supersedes {id_}, which does not say so"
            yield Problem("one-sided-supersession", message, record.path, at, record.id)


def _names(newer: Record, older: Record) -> bool:
    """Whether a decision says that it replaces another, or at least links it."""
    return older.id in newer.supersedes or older.id in newer.mentions


def _doubles(records: Sequence[Record], relations: Relations) -> Iterator[Problem]:
    """Two active decisions of one folder with one number."""
    first: dict[tuple[str, str], Record] = {}
    for record in records:
        if record.status != "accepted" or relations.superseded_by(record):
            continue
        other = first.setdefault((record.folder, record.id), record)
        if other is not record:
            message = f"{record.id} is also the number of {other.path}, and both are active"
            yield Problem("duplicate-id", message, record.path, record.line, record.id)


def _cycles(
    records: Sequence[Record], by_id: Mapping[str, Sequence[Record]], relations: Relations
) -> Iterator[Problem]:
    """Rings of decisions that replace one another, each once, at the member of the least id."""
    done: set[str] = set()
    for record in records:
        trail: dict[str, Record] = {}
        at: Record | None = record
        while at is not None and at.path not in done and at.path not in trail:
            trail[at.path] = at
            said = (each for id_ in relations.superseded_by(at) for each in by_id.get(id_, ()))
            at = next(said, None)
        if at is not None and at.path in trail:
            ring = list(trail.values())[list(trail).index(at.path) :]
            least = min(ring, key=lambda each: (each.id, each.path))
            turned = ring[ring.index(least) :] + ring[: ring.index(least)]
            shown = " → ".join([*(each.id for each in turned[:8]), "…" if len(turned) > 8 else ""])
            line = least.lines.get("superseded_by", least.lines.get("status", least.line))
            message = f"decisions supersede one another in a ring: {shown.strip(' →')} → {least.id}"
            yield Problem("cyclic-supersession", message, least.path, line, least.id)
        done.update(trail)
