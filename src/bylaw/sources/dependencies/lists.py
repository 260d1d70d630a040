"""Lists of dependencies as rules get them: ordered, and with their gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bylaw.facts.place import Listing, Unknown
from bylaw.sources.dependencies.model import Dependency


def listing(found: list[Dependency], gaps: Sequence[Unknown]) -> Sequence[Dependency]:
    """Dependencies in their order, with what may be missing among them."""
    found.sort(key=_order)
    return Listing(found, tuple(gaps)) if gaps else tuple(found)


def _order(dependency: Dependency) -> tuple[str, str, str, str, int]:
    """By ecosystem, name and version, as language.md orders dependencies."""
    package = dependency.package
    return (
        package.ecosystem,
        package.name,
        package.version or package.requirement,
        dependency.place.path,
        dependency.place.line,
    )


def once(gaps: Iterable[Unknown]) -> tuple[Unknown, ...]:
    """Each gap once: a file that several others include has its problems for all of them."""
    seen: dict[Any, Unknown] = {}
    for gap in gaps:
        seen.setdefault((gap.place, gap.detail), gap)
    return tuple(seen.values())
