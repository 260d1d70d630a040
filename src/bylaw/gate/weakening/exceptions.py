"""Waivers that are new or other, and baselines that grow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bylaw.config.document import Document
from bylaw.config.document import read as read_document
from bylaw.config.waivers import PATH as WAIVERS
from bylaw.gate.baseline import DEFAULT as BASELINE
from bylaw.gate.baseline import parsed
from bylaw.gate.errors import Wrong
from bylaw.gate.governance import CONFIG
from bylaw.gate.weakening.interface import Side, Sides, Weakening, at_head, clause
from bylaw.packs.tree import Unreadable


def find(sides: Sides) -> Iterator[Weakening]:
    """New exceptions; fewer of them are no weakening."""
    yield from _waivers(sides)
    yield from _baseline(sides)


def files(side: Side) -> tuple[str, str]:
    """The files of waivers and of the baseline, as a side names them."""
    return _named(side, "waivers", WAIVERS), _named(side, "baseline", BASELINE)


def _named(side: Side, key: str, default: str) -> str:
    """The file that the configuration of a side names under a key."""
    document = side.configuration()
    value = document.value.get(key) if document and isinstance(document.value, dict) else None
    value = value.get("path") if isinstance(value, dict) else value
    return value.removeprefix("./") if isinstance(value, str) else default


def _waivers(sides: Sides) -> Iterator[Weakening]:
    paths = [files(side)[0] for side in (sides.base, sides.head)]
    if not sides.touched & {*paths, CONFIG}:
        return
    before, after = _listed(sides.base, paths[0]), _listed(sides.head, paths[1])
    if after is None:
        said = f"{paths[1]} is there, and cannot be read"
        yield Weakening("waiver", said, at_head(paths[1]))
        return
    known = [entry for entry, _ in before or []]
    for entry, line in after:
        if entry in known:
            continue
        said = f"a waiver of {_about(entry)} is added or changed"
        yield Weakening("waiver", said, at_head(paths[1], line))


def _about(entry: Any) -> str:
    if not isinstance(entry, dict):
        return "something"
    rule = entry.get("rule") or entry.get("pack") or "some rules"
    until = f" until {entry['expires']}" if "expires" in entry else ""
    return clause(f"{rule}{until}")


def _listed(side: Side, path: str) -> list[tuple[Any, int]] | None:
    """The waivers of a side, each with its line; None where they cannot be read."""
    try:
        data = side.read(path)
    except Unreadable:
        return None
    if data is None:
        return []
    document, complaints = read_document(path, data)
    if document is None or complaints:
        return None
    key = ("waivers",) if isinstance(document.value, dict) else ()
    found = document.value.get("waivers") if isinstance(document.value, dict) else document.value
    if found is None:
        return []
    if not isinstance(found, list):
        return None
    return [(entry, _line(document, (*key, at))) for at, entry in enumerate(found)]


def _line(document: Document, at: tuple[str | int, ...]) -> int:
    span = document.spans.get(at)
    return span[0] if span else 0


def _baseline(sides: Sides) -> Iterator[Weakening]:
    paths = [files(side)[1] for side in (sides.base, sides.head)]
    if not sides.touched & {*paths, CONFIG}:
        return
    before, after = _counts(sides.base, paths[0]), _counts(sides.head, paths[1])
    if after is None:
        yield Weakening("baseline", f"{paths[1]} is there, and cannot be read", at_head(paths[1]))
        return
    # What moved to another path was tolerated before: the sum over all paths does not grow.
    grown = sum((after - (before or Counter())).values())
    if grown:
        noun = "finding" if grown == 1 else "findings"
        said = f"the baseline tolerates {grown:,} more {noun}"
        yield Weakening("baseline", said, at_head(paths[1]))


def _counts(side: Side, path: str) -> Counter[tuple[str, str]] | None:
    try:
        data = side.read(path)
        baseline = parsed(path, data) if data is not None else None
    except (Unreadable, Wrong):
        return None
    counts: Counter[tuple[str, str]] = Counter()
    for entry in baseline.entries if baseline else ():
        counts[entry.rule, entry.subject] += entry.count
    return counts
