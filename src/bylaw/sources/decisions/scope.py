"""Decisions whose scope means nothing that is there."""

from __future__ import annotations

from collections.abc import Iterator

from bylaw.facts.place import Unknown
from bylaw.facts.readers import Facts
from bylaw.sources.decisions.collect import Collection
from bylaw.sources.decisions.folders import GlobOf
from bylaw.sources.decisions.interface import Problem, Record
from bylaw.sources.decisions.tree import Files

LIVE = ("draft", "proposed", "accepted")
"""States in which a scope has to mean something; what has fallen may speak of what is gone."""


def empty_scopes(
    of: Collection, files: Files, glob_of: GlobOf, known: Facts | None
) -> Iterator[Problem]:
    """Paths that meet no file, and names of components that no catalog has.

    Args:
        of: The decisions.
        files: The tree they are of.
        glob_of: How a glob is made ready.
        known: Facts that tell of components; without them names are not looked up.
    """
    live = [each for each in of.records if each.status in LIVE]
    with_paths = [each for each in live if each.paths]
    every = files.every() if with_paths else ()
    for record in with_paths:
        line = record.lines.get("paths", record.lines.get("scope", record.line))
        for text in record.paths:
            glob = glob_of(text)
            if glob is None:
                message = f"`{text[:80]}` in its paths is no glob"
            elif not any(map(glob.matches, every)):
                message = f"`{text[:80]}` in its paths matches no file"
            else:
                continue
            yield Problem("empty-scope", message, record.path, line, record.id)
    names = _components(known) if known and any(each.scope for each in live) else None
    if names is not None:
        for record in live:
            yield from _unknown_names(record, names)


def _unknown_names(record: Record, names: frozenset[str]) -> Iterator[Problem]:
    line = record.lines.get("scope", record.line)
    for name in record.scope:
        if name not in names:
            message = f"`{name[:80]}` in its scope is no component of the catalog"
            yield Problem("empty-scope", message, record.path, line, record.id)


def _components(known: Facts) -> frozenset[str] | None:
    """The names of the catalog's components; None where they are not known."""
    root = known.roots.get("architecture")
    read, name = known.readers.get("Architecture.components"), known.readers.get("Component.name")
    if root is None or isinstance(root, Unknown) or read is None or name is None:
        return None
    found = read(root)
    if isinstance(found, Unknown) or getattr(found, "gaps", None):
        return None
    named = [name(each) for each in found]
    return None if any(isinstance(each, Unknown) for each in named) else frozenset(named)
