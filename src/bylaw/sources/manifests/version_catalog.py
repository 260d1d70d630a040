"""`libs.versions.toml`: the libraries and plugins that a Gradle build gives names to.

What the build files take of them is not known, as Gradle's own code is never run: all count as
asked for. A plugin is the module that marks it, `id:id.gradle.plugin`.

Source: "Version Catalogs" and "Rich versions" of the Gradle user manual.
"""

from __future__ import annotations

import re
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Scope, Source
from bylaw.sources.manifests.load import load_toml
from bylaw.sources.manifests.regions import region_of

_RANGE: Final = re.compile(r"[\[\]()]|\+\Z|,|\A(?:latest\.|!!)")
_RICH: Final = ("strictly", "require", "prefer")
_ALL: Final = frozenset(("versions", "libraries", "plugins", "bundles", "metadata"))


@dataclass(frozen=True, slots=True)
class _Version:
    requirement: str = ""
    is_strict: bool = False


def _version(text: str) -> _Version:
    """A version in one word; `!!` makes it strict."""
    return _Version(text.removesuffix("!!"), text.endswith("!!"))


def read(file: Source) -> Reading:
    """The libraries and plugins of a version catalog."""
    root, flaws = load_toml(file)
    reader = _Reader(root)
    for table, note in (
        ("libraries", reader.library),
        ("plugins", reader.plugin),
        ("bundles", reader.bundle),
    ):
        found = root.get(table)
        for name, node in found.items() if found is not None else ():
            note(name, node)
    for name, node in root.items():
        if name not in _ALL or not isinstance(node.value, dict):
            reader.wrong(node, f"`{name[:80]}` is no table of a version catalog")
    reader.problems.sort(key=lambda each: each.line)
    return Reading(tuple(reader.entries), (*flaws, *reader.problems))


def _alias(name: str) -> str:
    """An alias as Gradle compares it."""
    return name.replace("_", "-").replace(".", "-")


class _Reader:
    """Collects the entries of one catalog."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        found = root.get("libraries")
        self._libraries = {_alias(name) for name, _ in found.items()} if found else set()

    def library(self, name: str, node: Node) -> None:
        """Notes a library: `g:a:v`, or a table."""
        if node.text is not None:
            parts = node.text.split(":")
            if len(parts) == 3 and all(parts):
                self._add(node, f"{parts[0]}:{parts[1]}", _version(parts[2]), "runtime")
            else:
                self.wrong(node, f"`{name[:80]}` is not written `group:name:version`")
            return
        module = node.string("module") or ""
        if not module and node.string("group") and node.string("name"):
            module = f"{node.string('group')}:{node.string('name')}"
        group, _, artifact = module.partition(":")
        if not group or not artifact or ":" in artifact:
            self.wrong(node, f"`{name[:80]}` has no `module`, nor `group` and `name`")
            return
        self._add(node, module, self._version(node), "runtime")

    def plugin(self, name: str, node: Node) -> None:
        """Notes a plugin: `id:version`, or a table."""
        if node.text is not None:
            identity, _, said = node.text.partition(":")
            version = _version(said)
        else:
            identity, version = node.string("id") or "", self._version(node)
        if not identity or ":" in version.requirement:
            self.wrong(node, f"`{name[:80]}` has no `id` of a plugin")
            return
        self._add(node, f"{identity}:{identity}.gradle.plugin", version, "build")

    def bundle(self, name: str, node: Node) -> None:
        """Looks whether a bundle names libraries of the catalog."""
        if not isinstance(node.value, list):
            self.wrong(node, f"the bundle `{name[:80]}` is no list")
        for each in node.elements():
            if each.text is None or _alias(each.text) not in self._libraries:
                shown = str(each.plain())[:80]
                message = f"`{shown}` in the bundle `{name[:80]}` is no library here"
                self.problems.append(Problem(message, each.line, each.column))

    def wrong(self, node: Node, message: str) -> None:
        """Notes what cannot be understood."""
        self.problems.append(Problem(message, node.start_line, node.key_column or node.column))

    def _version(self, node: Node) -> _Version:
        said = node.get("version")
        reference = None if said is None else said.get("ref")
        if reference is not None:
            named = str(reference.plain())
            said = self.root.get("versions", named)
            if said is None:
                self.wrong(node, f"the version `{named[:80]}` is not in `versions`")
        if said is None:
            return _Version()
        if said.text is not None:
            return _version(said.text)
        for kind in _RICH:
            if (text := said.string(kind)) is not None:
                return _Version(text, kind == "strictly")
        if not isinstance(said.value, dict):
            self.wrong(said, "this version is not a string")
        return _Version()

    def _add(self, node: Node, name: str, version: _Version, scope: Scope) -> None:
        requirement = version.requirement
        single = bool(requirement) and _RANGE.search(requirement) is None
        self.entries.append(
            Entry(
                name,
                "",
                *region_of(node),
                version=requirement if single else None,
                requirement=requirement,
                scope=scope,
                direct=True,
                pinned=True if single and version.is_strict else None,
            )
        )
