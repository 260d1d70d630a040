"""What was decided: components, who owns them, what may import what, and decisions."""

from __future__ import annotations

from abc import abstractmethod
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
    layers: list[str]
    """The names of the layers, the highest first."""
    added: list[Component]
    """Components that the catalog of the head describes and that of the base does not."""
    sources: list[str]
    """The paths of the files that describe it."""
    problems: list[CatalogProblem]
    """What is wrong with the catalog that the change would leave."""
    unclaimed: list[File]
    """Source files at the head that belong to no component."""


@dataclass(frozen=True, slots=True)
class CatalogProblem(Located):
    """Something in the catalog that does not hold."""

    kind: Literal[
        "unreadable",
        "dangling-reference",
        "duplicate-name",
        "overlapping-paths",
        "no-files",
    ]
    """What is wrong: `no-files` is a component whose paths match nothing."""
    message: str
    """What is wrong, in one clause."""
    path: str
    """The file it stands in."""
    component: str | None
    """The name of the component it is about."""
    is_added: bool
    """The catalog of the base does not have it."""


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
    description: str | None
    """What it is for."""
    public: list[Glob]
    """The paths that other components may import; empty where all of it is public."""
    externals: list[str] | None
    """Names of the packages that it may use, `*` stands for any text; absent where any may be."""
    depends_on: list[Component]
    """The components that it uses, as the catalog says."""
    consumers: list[Component]
    """The components that use it, as the catalog says."""
    may_depend_on: list[Component] | None
    """The only components that it may use; absent where its layer alone decides."""
    files: list[File]
    """Its files at the head."""
    uses: list[Component]
    """The components that its source imports at the head: its fan-out. What tests import does not
    count, unless all of a component is tests."""
    used_by: list[Component]
    """The components whose `uses` it is among: its fan-in."""
    packages: list[str]
    """The names of the external packages that its source imports at the head, tests aside."""
    instability: float | None
    """`uses / (uses + used_by)`, from 0, which others hang on, to 1; absent without either.

    Robert C. Martin, Design Principles and Design Patterns: depend in the direction of stability.
    """


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
    """The component that is imported; absent outside of components, and for what is external."""
    target_file: File | None
    """The file that is imported; absent where it is external, or not in the repository."""
    names: list[str]
    """The names that are taken from the module, as written; empty where it is taken whole."""
    external: bool
    """What is imported is not part of this repository."""
    package: str | None
    """The package that an external import is part of, as its ecosystem names it: `requests`,
    `@org/ui`; absent for what the language itself brings along."""
    is_added: bool
    """The base does not have it."""
    is_first: bool
    """With it a component begins to use another one, or a package: at the base it did not, tests
    aside. Of several new imports that do so it is one, for the type checker alone if all are."""
    is_public: bool
    """The target is among what its component shows to others, or the component hides nothing."""
    allowed: bool
    """The architecture allows it."""
    reason: str
    """Why it is not allowed, in one clause; empty where it is."""
    breaches: list[Breach]
    """The decisions that it goes against; the first gives the reason."""
    kind: Literal["static", "dynamic", "type", "re-export"]
    """How it is imported; `type` is for the type checker alone."""


@dataclass(frozen=True, slots=True)
class Breach(Fact):
    """A decision that an import goes against."""

    kind: Literal["packages", "dependencies", "layers", "public"]
    """What decides: the `externals` of the component that imports, its `may_depend_on`, the
    layers, or what is `public` in the component that is imported."""
    reason: str
    """Why it is not allowed, in one clause."""


@dataclass(frozen=True, slots=True)
class Cycles(Fact):
    """Components, and files, that import one another in a ring.

    What is for the type checker alone takes no part; in rings of components, neither do tests,
    unless all of a component is tests.
    """

    added: list[Cycle]
    """Cycles of components that the change closes."""
    all: list[Cycle]
    """A shortest cycle for each import between components that is part of one, each once."""
    added_modules: list[ModuleCycle]
    """Cycles of files that the change closes."""
    all_modules: list[ModuleCycle]
    """A shortest cycle for each group of files that import one another."""


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
class ModuleCycle(Located):
    """A ring of files."""

    members: list[File]
    """The files in it, the smallest path first."""
    components: list[Component]
    """The components that its files belong to, by name."""
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
    added: list[Decision]
    """Decisions that the change adds."""
    changed: list[Decision]
    """Decisions of the base whose text the change alters, as they are at the head."""
    removed: list[Decision]
    """Decisions of the base that the change takes away."""
    problems: list[DecisionProblem]
    """What is wrong with the decisions that the change would leave."""


@dataclass(frozen=True, slots=True)
class DecisionProblem(Located):
    """Something in the records of decisions that does not hold."""

    kind: Literal[
        "unreadable",
        "no-number",
        "no-title",
        "no-status",
        "unknown-status",
        "duplicate-id",
        "dangling-reference",
        "cyclic-supersession",
        "one-sided-supersession",
        "not-a-decision",
        "empty-scope",
    ]
    """What is wrong."""
    message: str
    """What is wrong, in one clause."""
    path: str
    """The file it stands in."""
    decision: str | None
    """The id of the decision it is about."""
    is_added: bool
    """The decisions of the base do not have it."""


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
    tags: list[str]
    """Its tags; a component with one of them is in its scope."""
    text: str
    """Its whole text."""
    body: str
    """Its text without what may change: front matter, header, status, change log, blank lines."""
    before: Decision | None
    """The decision as it was at the base; absent for one that the change adds."""
    path: str
    """The file it stands in."""
    directory: str
    """The folder of that file."""

    @abstractmethod
    def covers(self, file: File) -> bool:
        """Whether a file is in its scope: by its paths, or by its component's name or tags."""
