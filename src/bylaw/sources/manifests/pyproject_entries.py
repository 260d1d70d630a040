"""Collects what the tables of a `pyproject.toml` ask for, whoever's tables they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from posixpath import dirname

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Entry, Problem, Scope, Source
from bylaw.sources.manifests.python_names import normal
from bylaw.sources.manifests.python_requirement import Asked, NoRequirement, allows, asked
from bylaw.sources.manifests.python_sources import Provenance
from bylaw.sources.manifests.regions import region_of


class Project:
    """One `pyproject.toml`, and what was found in it."""

    def __init__(self, file: Source, root: Node) -> None:
        self.file = file
        self.root = root
        self.folder = dirname(file.path)
        self.name = normal(root.string("project", "name") or root.string("tool", "poetry", "name")
                           or "")  # fmt: skip
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self.includes: dict[str, None] = {}
        self.sources: dict[str, list[Provenance]] = {}
        """Where packages come from that a tool's tables give a source, by their names."""
        self.indexes: dict[str, None] = {}
        """Where the others come from."""
        self.named_indexes: dict[str, str] = {}
        self.constraints: dict[str, str] = {}
        """Versions that are the only ones allowed, by name."""
        self.overrides: dict[str, str] = {}
        """Versions that count whatever is asked for."""

    def wrong(self, node: Node, message: str) -> None:
        """Notes what cannot be understood."""
        self.problems.append(Problem(message, node.start_line, node.key_column or node.column))

    def found(self, *keys: str) -> Node | None:
        """What stands below these keys; None where nothing does."""
        node: Node | None = self.root
        for number, key in enumerate(keys):
            if node is not None and not isinstance(node.value, dict):
                self.wrong(node, f"`{'.'.join(keys[:number])}` is no table")
                return None
            node = None if node is None else node.get(key)
        return node

    def table(self, *keys: str) -> Iterable[tuple[str, Node]]:
        """What the table below these keys holds; nothing where there is none."""
        return self.items(self.found(*keys), ".".join(keys))

    def tables(self, *keys: str) -> Iterable[tuple[str, Node]]:
        """The tables that a table holds."""
        for name, node in self.table(*keys):
            if isinstance(node.value, dict):
                yield name, node
            else:
                self.wrong(node, f"`{name[:80]}` is no table")

    def listed(self, *keys: str) -> Sequence[Node]:
        """What the list below these keys holds; nothing where there is none."""
        return self.elements(self.found(*keys), ".".join(keys))

    def items(self, node: Node | None, name: str) -> Iterable[tuple[str, Node]]:
        """What a table holds; nothing where it is none."""
        if node is not None and not isinstance(node.value, dict):
            self.wrong(node, f"`{name[:120]}` is no table")
        return () if node is None else node.items()

    def elements(self, node: Node | None, name: str) -> Sequence[Node]:
        """What a list holds; nothing where it is none."""
        if node is not None and not isinstance(node.value, list):
            self.wrong(node, f"`{name[:120]}` is no list")
        return () if node is None else node.elements()

    def requirements(
        self, node: Node | None, name: str, scope: Scope, unlocked: bool = False
    ) -> None:
        """Notes the requirements of a list."""
        for each in self.elements(node, name):
            self.requirement(each, scope, unlocked)

    def requirement(self, node: Node, scope: Scope, unlocked: bool = False) -> None:
        """Notes a requirement as PEP 508 writes it; one for the project's own extras is none."""
        found = self.asked(node)
        if found is not None and (found.name != self.name or not self.name):
            self.add(found, node, scope, unlocked=unlocked)

    def asked(self, node: Node) -> Asked | None:
        """What a node asks for; None where it is no requirement, which is noted."""
        if node.text is None:
            self.wrong(node, "this requirement is not a string")
            return None
        try:
            return asked(node.text, self.folder)
        except NoRequirement as error:
            self.wrong(node, str(error))
            return None

    def add(
        self,
        found: Asked,
        node: Node,
        scope: Scope,
        pinned: bool | None = None,
        unlocked: bool = False,
    ) -> None:
        """Notes an entry, or one for each source that the package can come from."""
        named = self.sources.get(found.name, ()) if found.provenance.source == "registry" else ()
        for source, location, is_pinned, integrity, _ in named or (found.provenance,):
            self.entries.append(
                Entry(
                    found.name,
                    "",
                    *region_of(node),
                    version=found.version,
                    requirement=found.requirement,
                    scope=scope,
                    source=source,
                    location=location,
                    integrity=integrity,
                    direct=True,
                    pinned=pinned if is_pinned is None else is_pinned,
                    unlocked=unlocked,
                    conditional=found.conditional,
                )
            )

    def finished(self) -> tuple[Entry, ...]:
        """The entries, with the versions and indexes that hold for all of them."""
        location = " ".join(self.indexes)
        return tuple(self._finished(each, location) for each in self.entries)

    def all_problems(self) -> tuple[Problem, ...]:
        """What could not be understood, each once and by line."""
        return tuple(sorted(dict.fromkeys(self.problems), key=lambda each: (each.path, each.line)))

    def _finished(self, entry: Entry, location: str) -> Entry:
        if entry.source != "registry" or entry.path:
            return entry
        version = self.overrides.get(entry.name)
        only = self.constraints.get(entry.name)
        if version is None and entry.version is None and only and allows(entry.requirement, only):
            version = only
        if version is not None and version != entry.version:
            entry = replace(entry, version=version, pinned=True)
        if not location or entry.location or entry.scope == "build":
            return entry
        return replace(entry, location=location)
