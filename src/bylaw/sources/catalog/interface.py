"""The shared shape of catalogs: what every format says about components, and where.

A format is a module with a function `read(path, data, fetch) -> Reading`; `formats.py` says which
files it is for. A reading is what one file says; `join.py` makes one catalog of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Literal, Protocol, TypeAlias

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place

OwnerKind = Literal["user", "team", "email"]
ProblemKind = Literal[
    "unreadable", "dangling-reference", "duplicate-name", "overlapping-paths", "no-files"
]
EntityKind = Literal["component", "system", "domain", "owner"]
"""What a name in a catalog stands for."""
Fetch: TypeAlias = Callable[[str], bytes | None]
"""A file of the tree by its path; None where there is none. It raises Unreadable."""


class Unreadable(Exception):
    """A file of the tree cannot be read; its text is a clause: `it is a symbolic link`."""


class Tree(Protocol):
    """Files by their paths from the root, `/`-separated."""

    def read(self, path: str) -> bytes | None:
        """The content of a file; None where there is none. Unreadable where it is not a file."""

    def below(self, folder: str) -> Sequence[str]:
        """The paths of all files below a folder, the root where it is empty."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who is responsible."""

    name: str
    """As written: `@ana`, `@org/payments`, `ana@example.org`, `payments`."""
    kind: OwnerKind


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer; which ones are above it is the order of the catalog's list."""

    name: str
    closed: bool = False
    """Layers above it may not reach what is below it."""
    independent: bool = False
    """Its components may not import one another."""
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the system. In a reading, what is empty or None was not said."""

    name: str
    kind: str = ""
    place: Place = Place("")
    """Where its name stands in the first file that describes it."""
    paths: tuple[str, ...] = ()
    """Globs of the files that belong to it."""
    layer: str | None = None
    tier: int | None = None
    """How critical it is; 1 is the most."""
    owner: Owner | None = None
    system: str | None = None
    domain: str | None = None
    lifecycle: str | None = None
    description: str | None = None
    data_classes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    """Names of the components that it uses, by decision."""
    may_depend_on: tuple[str, ...] | None = None
    """With `depends_on`, the only ones it may import; None where its layer alone decides."""
    public: tuple[str, ...] = ()
    """Globs of the files that others may import; empty where all of it is public."""
    externals: tuple[str, ...] | None = None
    """The only packages it may import, `*` stands for any text; None where any may be."""
    folder: str | None = None
    """The folder that is its own where no source says `paths`; empty is the root."""
    places: Mapping[tuple[str, str], Place] = field(default_factory=dict, compare=False)
    """Where a field's value stands, by the field's name and the value."""

    def at(self, name: str, value: str = "") -> Place:
        """Where a value of a field stands: `at("depends_on", "ledger")`; else the component."""
        return self.places.get((name, value), self.place)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the catalog that does not hold."""

    kind: ProblemKind
    message: str
    """What is wrong, in one clause."""
    place: Place
    component: str | None = None
    """The name of the component it is about."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a file, or a part of it, is no catalog: it does not keep to its format."""

    path: str
    line: int
    column: int
    end_line: int
    """0 means the same as `line`."""
    end_column: int
    """Column after the last; 0 means the end of the line."""
    message: str
    """One line without a full stop."""
    help: str = ""
    """One way to mend it."""


@dataclass(frozen=True, slots=True)
class Link:
    """One component uses another, said elsewhere than in its own description.

    With `provides`, the target is what the source offers to others: who uses the target uses the
    source.
    """

    source: str
    target: str
    place: Place
    provides: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """What is described beside components: a system, a domain, an owner."""

    kind: EntityKind
    """`component` is what components can use without being one: an environment."""
    name: str
    place: Place
    domain: str | None = None
    """Of a system: the domain that it is part of."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that something has to answer to, beside those that components hold in fields."""

    kind: EntityKind
    name: str
    place: Place
    component: str | None = None
    """Who refers to it."""
    shown: str = ""
    """As written."""


@dataclass(frozen=True, slots=True)
class Include:
    """Other files that belong to the catalog: a path or a glob of paths, from the root."""

    glob: str
    place: Place


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file says."""

    components: tuple[Component, ...] = ()
    layers: tuple[Layer, ...] = ()
    problems: tuple[Problem, ...] = ()
    broken: tuple[Broken, ...] = ()
    links: tuple[Link, ...] = ()
    entities: tuple[Entity, ...] = ()
    references: tuple[Reference, ...] = ()
    includes: tuple[Include, ...] = ()
    folds: bool = False
    """Its names are the same in upper and lower case."""
    by_file: bool = False
    """Names are unique in one file: two files that have one of them mean the same component."""
    foreign: bool = False
    """It has the name of a catalog, and is a file of another kind: Nx's workspace.json."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """The catalog of all sources."""

    components: Mapping[str, Component] = field(default_factory=dict)
    """By name, in the order of names."""
    layers: tuple[Layer, ...] = ()
    """The highest first."""
    sources: tuple[str, ...] = ()
    """The paths of the files that it was read from, in the order in which they count."""
    problems: tuple[Problem, ...] = ()


def owner(text: str) -> Owner:
    """An owner by how it is written: `@org/team`, `@user`, an address; a bare name is a team's."""
    if text.startswith("@"):
        return Owner(text, "team" if "/" in text else "user")
    return Owner(text, "email" if "@" in text else "team")


def one_line(text: str) -> str:
    """A text of strangers without what does not print."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "�" for c in text)
