"""What was decided: components, who owns them, what may import what, and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bylaw.facts.scalars import Date, Fact, Glob, Located

if TYPE_CHECKING:
    from bylaw.facts.change import File, Line


@dataclass(frozen=True, slots=True)
class Owner(Fact):
    """Who is responsible."""

    name: str
    """As written: `@ana`, `@org/payments`, `ana@example.org`."""
    kind: Literal["user", "team", "email"]
    """What the name stands for."""


@dataclass(frozen=True, slots=True)
class Architecture(Fact):
    """The catalog of components."""

    components: list[Component]
    """Every component, by name."""


@dataclass(frozen=True, slots=True)
class Component(Located):
    """A part of the system, as the catalog describes it."""

    name: str
    """Its name in the catalog."""
    kind: str
    """What it is: `service`, `library`, `website`."""
    layer: str | None
    """The layer it is in."""
    tier: int | None
    """How critical it is; 1 is the most."""
    owner: Owner | None
    """Who is responsible for it."""
    system: str | None
    """The system it is part of."""
    domain: str | None
    """The domain that its system is part of."""
    lifecycle: str | None
    """Where it is in its life: `experimental`, `production`, `deprecated`."""
    data_classes: list[str]
    """The classes of data it handles: `pii`, `cardholder`."""
    tags: list[str]
    """Its tags."""
    paths: list[Glob]
    """The paths that belong to it."""
    depends_on: list[Component]
    """The components that it may use."""
    consumers: list[Component]
    """The components that use it."""


@dataclass(frozen=True, slots=True)
class Imports(Fact):
    """What the source imports, by parsing it."""

    added: list[Import]
    """Imports that the base does not have."""
    removed: list[Import]
    """Imports that the head no longer has."""
    all: list[Import]
    """Every import at the head."""


@dataclass(frozen=True, slots=True)
class Import(Located):
    """An import in a file: an edge between two components, or out of the system."""

    module: str
    """What is imported, as the language names it: `src.web.pay`, `./pay`, `lodash`."""
    file: File
    """The file that imports."""
    line: Line
    """The line that imports."""
    source: Component | None
    """The component that imports."""
    target: Component | None
    """The component that is imported."""
    external: bool
    """What is imported is not part of this repository."""
    allowed: bool
    """The architecture allows it."""
    reason: str
    """Why it is not allowed, in one clause; empty where it is."""
    kind: Literal["static", "dynamic", "type", "re-export"]
    """How it is imported; `type` is for the type checker alone."""


@dataclass(frozen=True, slots=True)
class Cycles(Fact):
    """Components that import one another in a ring."""

    added: list[Cycle]
    """Cycles that the base does not have."""
    all: list[Cycle]
    """Every cycle at the head."""


@dataclass(frozen=True, slots=True)
class Cycle(Located):
    """A ring of components."""

    members: list[Component]
    """The components in it, the smallest name first."""
    edges: list[Import]
    """One import for each step around it."""
    closing: Import
    """The import that the change adds to close it; of an old cycle, its last edge."""


@dataclass(frozen=True, slots=True)
class Decisions(Fact):
    """What was decided and written down (ADRs); in a gate, from the target branch."""

    active: list[Decision]
    """Decisions that are accepted and not superseded."""
    all: list[Decision]
    """Every decision, by id."""


@dataclass(frozen=True, slots=True)
class Decision(Located):
    """One architecture decision record."""

    id: str
    """Its id: `ADR-0007`."""
    title: str
    """Its title."""
    status: Literal["draft", "proposed", "accepted", "rejected", "deprecated", "superseded"]
    """Where it is in its life."""
    date: Date | None
    """When it was decided."""
    owners: list[Owner]
    """Who decided it."""
    supersedes: list[str]
    """The ids of the decisions it replaces."""
    superseded_by: list[str]
    """The ids of the decisions that replace it."""
    scope: list[str]
    """The names of the components it is about."""
    paths: list[Glob]
    """The paths it is about."""
    path: str
    """The file it stands in."""
