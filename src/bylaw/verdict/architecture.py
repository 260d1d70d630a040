"""A picture of the architecture: components, what imports what, and what a change does to it."""

from __future__ import annotations

from typing import Literal

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place

EdgeChange = Literal["added", "removed", "changed", "same"]
Level = Literal["component", "layer", "system"]


@dataclass(frozen=True, slots=True)
class Node:
    """A component, a package from outside, or a group of components."""

    name: str
    kind: str = ""
    layer: str = ""
    """The layer it is in; empty where it is in none that the catalog names."""
    owner: str = ""
    system: str = ""
    """The system it is part of; empty where the catalog names none."""
    is_external: bool = False
    """It is a package, and no component of the catalog."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One component imports another one, or a package from outside."""

    source: str
    target: str
    imports: int | None
    """How many files of the source import one of the target, at the head; None where only the
    change was read."""
    added: int = 0
    """Of these, how many the change adds."""
    removed: int = 0
    """How many of the base the change takes away."""
    reason: str = ""
    """Why an import of the head is not allowed, in one clause; empty where all are."""
    place: Place | None = None
    """The import that tells most: one that is not allowed, else one that the change adds, else
    the first."""
    is_external: bool = False
    """The target is a package."""

    @property
    def change(self) -> EdgeChange:
        """What the change does to the edge as a whole.

        Where only the change was read, an edge that gains imports counts as added: whether others
        were there before is not known.
        """
        if self.imports is None:
            if self.added and self.removed:
                return "changed"
            return "added" if self.added else "removed" if self.removed else "same"
        if not self.imports:
            return "removed"
        if self.imports - self.added + self.removed <= 0:
            return "added"
        return "changed" if self.added or self.removed else "same"


@dataclass(frozen=True, slots=True)
class Picture:
    """Components and edges, each by name; an edge's ends are among the nodes."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    layers: tuple[str, ...] = ()
    """The names of the layers, the highest first."""
    unread: int = 0
    """Source files and imports of which nobody knows what they lead to: edges may be missing."""
    left_out: int = 0
    """Nodes that are not shown, because there are too many."""
    edges_left_out: int = 0
    """Likewise, edges."""
    level: Level = "component"
    """What the nodes are."""
    problems: tuple[str, ...] = ()
    """What does not hold in the catalog: each begins with its place."""
    unclaimed: tuple[str, ...] = ()
    """The paths of source files that belong to no component."""
