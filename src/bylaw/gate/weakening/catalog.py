"""The catalog of components: what may depend on what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from bylaw.gate.architecture import adapted
from bylaw.gate.governance import CONFIG
from bylaw.gate.weakening.interface import Side, Sides, Weakening, at_base, at_head
from bylaw.sources.catalog.formats import found as catalog_files
from bylaw.sources.catalog.interface import Catalog

_MOST: Final = 10
"""Pairs that are named; more of them are counted."""


def find(sides: Sides) -> Iterator[Weakening]:
    """Imports that the base's catalog forbids between components, and the head's allows."""
    named = [*sources(sides.base), *sources(sides.head)]
    files = [path for path in sorted(sides.touched) if path in named or catalog_files([path])]
    if not files and not (CONFIG in sides.touched and named):
        return
    before = _catalog(sides.base)
    if before is None:
        return
    path = files[0] if files else CONFIG
    where = at_head(path) if sides.head.text(path) else at_base(path)
    after = _catalog(sides.head)
    if after is None:
        yield Weakening("catalog", "the repository no longer has a catalog of components", where)
        return
    for name in before.components:
        if name not in after.components:
            yield Weakening("catalog", f"the component {name} is no longer described", where)
    allowed = [pair for pair in _forbidden(before, after) if not _is_forbidden(after, *pair)]
    for source, target in allowed[:_MOST]:
        yield Weakening("catalog", f"{source} may depend on {target} now", where)
    if len(allowed) > _MOST:
        said = f"{len(allowed) - _MOST:,} more dependencies between components are allowed now"
        yield Weakening("catalog", said, where)
    for name, old in before.components.items():
        new = after.components.get(name)
        if new is None:
            continue
        if old.externals is not None and set(new.externals or ("*",)) - set(old.externals):
            yield Weakening("catalog", f"{name} may use more packages now", where)
        if set(old.paths) - set(new.paths):
            yield Weakening("catalog", f"{name} has other paths now", where)
        if old.public and (not new.public or set(new.public) - set(old.public)):
            yield Weakening("catalog", f"more of {name} is public now", where)


def sources(side: Side) -> Sequence[str]:
    """What the configuration of a side names as its catalog."""
    found = side.configuration()
    value: Any = found.value if found is not None else None
    architecture = value.get("architecture") if isinstance(value, dict) else None
    said = architecture.get("sources") if isinstance(architecture, dict) else None
    return said if isinstance(said, list) else ()


def _catalog(side: Side) -> Catalog | None:
    from bylaw.sources.catalog.load import load

    named = sources(side) or None
    return load(adapted(side), side.below(""), named, checks_paths=False).catalog


def _forbidden(before: Catalog, after: Catalog) -> Iterator[tuple[str, str]]:
    names = [name for name in before.components if name in after.components]
    for source in names:
        for target in names:
            if source != target and _is_forbidden(before, source, target):
                yield source, target


def _is_forbidden(catalog: Catalog, source: str, target: str) -> bool:
    from bylaw.sources.catalog.allowed import judge

    return any(breach.kind != "public" for breach in judge(catalog, source, target))
