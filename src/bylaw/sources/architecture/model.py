"""The facts about architecture as objects; readers take their fields."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bylaw.facts.place import Listing, Place, Side, Unknown
from bylaw.sources.catalog.allowed import Breach
from bylaw.sources.catalog.interface import Component as Described
from bylaw.sources.imports.edges import Edge, key_of

if TYPE_CHECKING:
    from bylaw.sources.architecture.change import Architecture


class Component:
    """A component of the governing catalog."""

    __slots__ = ("architecture", "described")

    def __init__(self, architecture: Architecture, described: Described) -> None:
        self.architecture = architecture
        self.described = described

    @property
    def name(self) -> str:
        """Its name in the catalog."""
        return self.described.name

    def named(self, names: Sequence[str] | None) -> tuple[Component, ...]:
        """The components with these names; those that nobody describes are left out."""
        known = self.architecture.by_name
        return tuple(known[name] for name in names or () if name in known)


class Import:
    """An edge, as one side of the change has it."""

    __slots__ = ("__dict__", "architecture", "edge", "is_new_step", "side")

    def __init__(
        self, architecture: Architecture, edge: Edge, side: Side, *, is_new_step: bool = False
    ) -> None:
        self.architecture = architecture
        self.edge = edge
        self.side: Side = side
        self.is_new_step = is_new_step
        """It is part of a chain, and the base has no import from this file to its target."""

    @property
    def place(self) -> Place:
        """The statement."""
        said = self.edge.statement
        return Place(
            self.edge.source, said.line, said.column, said.end_line, said.end_column, self.side
        )

    @property
    def is_known(self) -> bool:
        """Whether it can be known what is imported."""
        return not self.edge.target.unknown

    @cached_property
    def source(self) -> Component | None:
        """The component that imports."""
        return self.architecture.component_of(self.edge.source)

    @cached_property
    def target(self) -> Component | Unknown | None:
        """The component that is imported."""
        if self.edge.target.unknown:
            return self.unresolved("target")
        path = self.edge.target.path
        return None if path is None else self.architecture.component_of(path)

    @cached_property
    def breaches(self) -> Sequence[Breach]:
        """What it goes against."""
        source, target = self.source, self.target
        if source is None:
            return ()
        if isinstance(target, Unknown):
            kinds = self.architecture.possible(source)
            gaps = (self.unresolved("breaches", ("kind", kind)) for kind in kinds)
            return Listing((), tuple(gaps)) if kinds else ()
        return self.architecture.judge(self, source, target)

    @property
    def reason(self) -> str | Unknown:
        """Why it is not allowed."""
        if isinstance(self.breaches, Listing):
            return self.unresolved("allowed")
        return self.breaches[0].reason if self.breaches else ""

    @property
    def allowed(self) -> bool | Unknown:
        """Whether the architecture allows it."""
        reason = self.reason
        return reason if isinstance(reason, Unknown) else not reason

    @property
    def is_first(self) -> bool | Unknown:
        """Whether a component begins to use another, or a package, with it."""
        links = self.architecture.links
        if self.side == "head" and self.edge.target.unknown and links.counts(self.edge.source):
            return self.unresolved("is_first")
        return links.is_first(self)

    @property
    def external(self) -> bool | Unknown:
        """Whether it leads out of the repository."""
        target = self.edge.target
        return self.unresolved("external") if target.unknown else target.path is None

    @property
    def package(self) -> str | Unknown | None:
        """The package outside."""
        target = self.edge.target
        return self.unresolved("package") if target.unknown else target.package

    def unresolved(self, field: str, *known: tuple[str, str]) -> Unknown:
        """Why nobody knows where it leads."""
        edge = self.edge
        return Unknown(
            f"import.{field}",
            "unresolved-import",
            f"Where {edge.source} finds `{edge.target.module}` is not known: "
            f"{edge.target.unknown}.",
            "Import it by a path that the repository has, or leave it out by its module.",
            self.place,
            known=known,
        )

    def __repr__(self) -> str:
        return f"Import({self.edge.source!r} -> {self.edge.target.module!r})"


class Cycle:
    """A ring: of components, or of files."""

    __slots__ = ("closing", "edges", "members")

    def __init__(
        self, members: tuple[Any, ...], edges: tuple[Import, ...], closing: Import
    ) -> None:
        self.members = members
        self.edges = edges
        self.closing = closing

    @property
    def place(self) -> Place:
        """Where it is closed."""
        return self.closing.place


def identity(edge: Edge) -> tuple[str, str, bool]:
    """What an edge is within one side."""
    return edge.source, key_of(edge.target), edge.is_for_types


def order(edge: Edge) -> tuple[str, int, int, str]:
    """Path, line, column."""
    said = edge.statement
    return edge.source, said.line, said.column, key_of(edge.target)
