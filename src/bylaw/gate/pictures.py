"""Pictures of the architecture: of the whole with a change on it, and of the change alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TypeAlias

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown
from bylaw.facts.readers import Facts
from bylaw.verdict.architecture import Edge, Node, Picture
from bylaw.verdict.model import RuleCard

if TYPE_CHECKING:
    from bylaw.sources.architecture.change import Architecture
    from bylaw.sources.architecture.model import Import

_READING: Final = frozenset(("Cycle", "Cycles", "Import", "Imports", "ModuleCycle", "reach()"))
"""Facts for which imports are read; of others a picture would cost more than the rule."""

_LAST: Final = 4

_Key: TypeAlias = tuple[str, str, bool]
"""Source, target, and whether the target is a package."""


@dataclass(slots=True)
class _Link:
    """What is known of one edge of the picture so far."""

    imports: int = 0
    added: int = 0
    removed: int = 0
    reason: str = ""
    best: tuple[int, Import] | None = None

    def take(self, each: Import, rank: int) -> None:
        """Keeps an import as the one to show, where none that tells more was seen."""
        if self.best is None or rank < self.best[0]:
            self.best = rank, each


def change_picture(facts: Facts, cards: Iterable[RuleCard]) -> Picture | None:
    """What the change does to edges, for reports; None where no rule asked, or nobody knows."""
    known = facts.roots.get("architecture")
    if known is None or isinstance(known, Unknown) or known.change.store is None:
        return None
    if not any(fact.partition(".")[0] in _READING for card in cards for fact in card.requires):
        return None
    links = _Links(known)
    for each in known.added:
        links.add(each, is_added=True)
    for each in known.removed:
        links.remove(each)
    return links.picture(len(getattr(known.added, "gaps", ())), is_whole=False)


def whole_picture(known: Architecture, externals: bool, *, is_marked: bool) -> Picture:
    """All components, and what they import.

    Args:
        known: The architecture, of a change that has both trees.
        externals: Packages from outside are nodes too.
        is_marked: What the change adds and removes is told apart.
    """
    links = _Links(known, externals=externals)
    for edges in known.whole.values():
        for each in edges:
            links.add(each, is_added=is_marked and known.is_added(each))
    for each in known.removed if is_marked else ():
        links.remove(each)
    return links.picture(len(known.gaps), is_whole=True)


class _Links:
    """Collects imports as edges between components."""

    def __init__(self, known: Architecture, *, externals: bool = False) -> None:
        self._known = known
        self._externals = externals
        self._links: dict[_Key, _Link] = {}
        self._unclear = 0

    def add(self, each: Import, *, is_added: bool) -> None:
        """An import of the head."""
        key = self._key(each)
        if key is None:
            return
        link = self._links.setdefault(key, _Link())
        link.imports += 1
        link.added += is_added
        reason = each.reason
        if isinstance(reason, Unknown):
            reason = ""
        link.take(each, (not reason) * 2 + (not is_added))
        if reason and not link.reason:
            link.reason = reason

    def remove(self, each: Import) -> None:
        """An import that only the base has."""
        key = self._key(each)
        if key is not None:
            link = self._links.setdefault(key, _Link())
            link.removed += 1
            link.take(each, _LAST)

    def _key(self, each: Import) -> _Key | None:
        """Which edge an import is part of; None for what stays in a component, or is in none."""
        source, target = each.source, each.edge.target
        if source is None:
            return None
        if target.unknown:
            self._unclear += 1
            return None
        if target.path is None:
            named = target.package if self._externals else None
            return None if named is None else (source.name, named, True)
        other = self._known.catalogs.component_of(target.path)
        if other is None or other == source.name:
            return None
        return source.name, other, False

    def picture(self, gaps: int, *, is_whole: bool) -> Picture:
        """The edges and their nodes; of the whole, all components."""
        edges = tuple(
            Edge(
                source, target, link.imports if is_whole else None, link.added, link.removed,
                link.reason, link.best[1].place if link.best else None, is_external,
            )
            for (source, target, is_external), link in sorted(self._links.items())
        )  # fmt: skip
        catalog = self._known.catalogs.governing
        assert catalog is not None
        layers = tuple(layer.name for layer in catalog.layers)
        shown = {name for edge in edges for name in (edge.source, edge.target)}
        nodes = [
            Node(
                each.name, each.kind, each.layer if each.layer in layers else "",
                each.owner.name if each.owner else "",
                each.system or "",
            )
            for each in catalog.components.values()
            if is_whole or each.name in shown
        ]  # fmt: skip
        packages = sorted({edge.target for edge in edges if edge.is_external})
        nodes += [Node(name, "package", is_external=True) for name in packages]
        return Picture(tuple(nodes), edges, layers, gaps + self._unclear)
