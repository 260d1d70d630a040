"""`package.json`: the packages that a project of npm, Yarn, pnpm or Bun asks for.

An entry has its real name where the manifest gives it another one. What is asked of whoever uses
the package (`peerDependencies`) is no direct entry, which a lock need not hold, and none at all
where it is asked for otherwise too. So are overrides, which hold for whoever asks: one is an entry
where it puts another package or another source in the place of what was asked for, and none where
it only names a version. The package manager that a project names, and what it loads before
anything else (`configDependencies`), are entries of the scope `build`.

Sources: "package.json" of npm's documentation, "Manifest" of Yarn's, "package.json" and "Settings"
of pnpm's, "Catalogs" of Bun's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import join
from typing import Final

from bylaw.sources.documents.node import Malformed, Node
from bylaw.sources.manifests.collector import Collector
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Scope, Source
from bylaw.sources.manifests.load import load_json
from bylaw.sources.manifests.npm_specs import (
    SECTIONS,
    Spec,
    asked_for,
    exact_version,
    spec_of,
    split_name,
)
from bylaw.sources.manifests.npm_workspaces import (
    PNPM,
    YARN,
    Workspace,
    workspace_of,
    yaml_root,
    yarn_catalogs,
)
from bylaw.sources.manifests.regions import region_of

_OVERRIDES: Final = (("overrides",), ("resolutions",), ("pnpm", "overrides"))
_SELECTED: Final = re.compile(r"(?:^|[/>\s])((?:@[^/@>\s]+/)?[^/@>\s]+)(?:@[^>]*)?\Z")
_MOST_LOOKED: Final = 2000
"""Packages that are looked for among the members of the workspace."""
_TOOL: Final = re.compile(r"([a-z]+)@(\d[^+\s]*)(?:\+(\S+))?\Z")


def read(file: Source) -> Reading:
    """The packages of a manifest."""
    root, flaws = load_json(file)
    reader = _Reader(file, root)
    if not isinstance(root.value, dict):
        reader.wrong(root, "it is no object")
    reader.sections()
    for keys in _OVERRIDES:
        reader.overrides(root, keys)
    reader.tools(root.get("pnpm", "configDependencies"))
    reader.manager(root.get("packageManager"))
    reader.beside()
    return reader.reading(flaws, root.string("name") or "")


class _Reader(Collector):
    """Collects the entries of one manifest."""

    def __init__(self, file: Source, root: Node) -> None:
        super().__init__(file)
        self.root = root
        self._found: tuple[Workspace | None] | None = None
        self._is_broken = False
        self._looked = 0

    def _broken(self, error: Malformed, path: str) -> None:
        """Notes that another file cannot be read."""
        message = f"it cannot be read: {error.message}"
        self.problems.append(Problem(message, error.line, error.column, path))
        self.includes[path] = None

    def below(self, node: Node | None, what: str) -> Iterable[tuple[str, Node]]:
        """What an object holds; nothing where there is none."""
        if node is not None and not isinstance(node.value, dict):
            self.wrong(node, f"`{what}` is no object")
        return node.items() if node is not None else ()

    def sections(self) -> None:
        """What the project asks for."""
        listed: dict[str, dict[str, Node]] = {
            key: dict(self.below(self.root.get(key), key)) for key, _ in SECTIONS
        }
        meta = self.root.get("peerDependenciesMeta")
        peers = listed["peerDependencies"]
        for name, node, scope in asked_for(listed):
            is_peer = peers.get(name) is node
            if not is_peer:
                self.add(name, node, scope, None)
                continue
            optional = meta.get(name, "optional") if meta is not None else None
            is_optional = optional is not None and optional.value is True
            self.add(name, node, "optional" if is_optional else scope, False)

    def add(self, name: str, node: Node, scope: Scope, direct: bool | None) -> None:
        """Notes what is asked for."""
        if not name or node.text is None:
            self.wrong(node, f"`{name[:80]}` has no name and range that are known")
            return
        spec = self._catalogued(name, node)
        if spec.source == "registry" and spec.name == name and direct is None:
            spec = self._member(spec)
        self._note(spec, node, scope, direct)

    def _note(self, spec: Spec, node: Node, scope: Scope, direct: bool | None) -> None:
        if spec.problem:
            self.wrong(node, spec.problem)
        self.entries.append(
            Entry(
                spec.name,
                "",
                *region_of(node),
                version=spec.version,
                requirement=spec.requirement,
                scope=scope,
                source=spec.source,
                location=spec.location,
                direct=direct,
                pinned=spec.pinned,
                path=self.path,
                unlocked=direct is False,
            )
        )

    def _catalogued(self, name: str, node: Node) -> Spec:
        """What a requirement means; that of a catalog stands in the workspace's root."""
        written = node.text or ""
        catalog = written.strip().removeprefix("catalog:")
        if catalog == written.strip():
            return spec_of(name, written, self.folder)
        catalog = catalog.strip() or "default"
        workspace = self._workspace()
        if workspace is not None:
            found = workspace.catalogs.get(catalog, {}).get(name)
            path = workspace.path
            if found is None and not workspace.is_pnpm:
                path = join(workspace.folder, YARN)
                try:
                    catalogs = yarn_catalogs(self.file.tree, workspace.folder)
                    found = catalogs.get(catalog, {}).get(name)
                except Malformed as error:
                    self._broken(error, path)
            if found is not None:
                self.includes[path] = None
                return spec_of(name, found, workspace.folder)
        if not self._is_broken:
            self.wrong(node, f"the catalog `{catalog[:80]}` of its workspace has no `{name[:80]}`")
        return spec_of(name, written, self.folder)

    def _member(self, spec: Spec) -> Spec:
        """A plain range that a member of the workspace answers."""
        workspace = self._workspace()
        self._looked += 1
        if workspace is None or self._looked > _MOST_LOOKED:
            return spec
        folder = workspace.member(self.file.tree, spec.name, spec.requirement)
        if folder is None:
            return spec
        self.includes[workspace.path] = self.includes[join(folder, "package.json")] = None
        return Spec(spec.name, "workspace", spec.requirement, folder)

    def _workspace(self) -> Workspace | None:
        if self._found is None:
            workspace, problem = workspace_of(self.file.tree, self.file.path, self.root)
            if problem is not None:
                self.problems.append(problem)
                self.includes[problem.path] = None
                self._is_broken = True
            self._found = (workspace,)
        return self._found[0]

    def overrides(self, root: Node, keys: tuple[str, ...]) -> None:
        """What is put in the place of what anybody asks for."""
        for selector, node in _forced(self.below(root.get(*keys), keys[-1])):
            if node.text is None:
                self.wrong(node, f"`{selector[:80]}` is neither a requirement nor an object")
            elif (found := _SELECTED.search(selector[-300:])) is None:
                self.wrong(node, f"`{selector[:80]}` names no package")
            else:
                spec = spec_of(found[1], node.text, self.folder)
                is_plain = spec.source == "registry" and spec.name == found[1]
                if not is_plain and not node.text.startswith("$"):
                    self._note(spec, node, "runtime", False)

    def tools(self, listed: Node | None) -> None:
        """What pnpm loads before it reads anything else: `1.0.0+sha512-…`, or an object."""
        for name, node in self.below(listed, "configDependencies"):
            said = node.text or node.string("integrity") or ""
            version, _, integrity = said.partition("+")
            if not name or not version:
                self.wrong(node, f"`{name[:80]}` has no version that is known")
                continue
            self._built(name, node, version, integrity or None)

    def manager(self, node: Node | None) -> None:
        """The package manager, as Corepack and pnpm read it: `pnpm@9.1.0+sha512.…`."""
        if node is None:
            return
        name, rest = split_name(node.text or "")
        if rest.startswith(("http://", "https://")):
            self._note(spec_of(name, rest), node, "build", None)
            return
        found = _TOOL.match((node.text or "")[:400])
        if found is None:
            self.wrong(node, "`packageManager` is no name and version of a package manager")
            return
        name, version, hash_ = found.groups()
        is_modern = name == "yarn" and not version.startswith(("0.", "1."))
        self._built("@yarnpkg/cli-dist" if is_modern else name, node, version, hash_)

    def _built(self, name: str, node: Node, version: str, integrity: str | None) -> None:
        entry = Entry(
            name,
            "",
            *region_of(node),
            version=exact_version(version),
            requirement=version,
            scope="build",
            integrity=integrity,
            path=self.path,
        )
        self.entries.append(entry)

    def beside(self) -> None:
        """What pnpm's settings beside a root add to it."""
        path = join(self.folder, PNPM)
        try:
            root = yaml_root(self.file.tree, path)
        except Malformed as error:
            self._broken(error, path)
            return
        if root is not None:
            self.path = path
            self.overrides(root, ("overrides",))
            self.tools(root.get("configDependencies"))
            self.path = ""
            self.includes[path] = None


def _forced(overrides: Iterable[tuple[str, Node]]) -> Iterator[tuple[str, Node]]:
    """Selector and requirement of each override; those below another one stand in its object."""
    stack = list(reversed(list(overrides)))
    while stack:
        selector, node = stack.pop()
        if isinstance(node.value, dict):
            below = ((selector if name == "." else name, each) for name, each in node.items())
            stack.extend(reversed(list(below)))
        else:
            yield selector, node
