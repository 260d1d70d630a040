"""`Cargo.toml`: the packages that a Rust package or workspace asks for.

An entry has its real name where the manifest gives it another one. One that is inherited
(`workspace = true`) stands where the member asks for it, with what the workspace's root lays down;
that is an entry of its own in the root, which is not direct. So are the sources that `[patch]` and
`[replace]` put in the place of others, for whoever asks. Which path leads to a member of the
workspace follows from Cargo's rule that whatever is below its root and not excluded is one.

Source: "Specifying Dependencies", "Workspaces" and "Overriding Dependencies" of the Cargo Book.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from posixpath import dirname, join
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.documents.node import Malformed, Node
from bylaw.sources.documents.text import decode
from bylaw.sources.documents.toml import read_toml
from bylaw.sources.manifests.cargo_sources import exact_version
from bylaw.sources.manifests.interface import (
    Entry,
    Origin,
    Problem,
    Reading,
    Scope,
    Source,
    Tree,
)
from bylaw.sources.manifests.load import load_toml
from bylaw.sources.manifests.references import placed, plain_address, within
from bylaw.sources.manifests.regions import region_of

_SECTIONS: Final[tuple[tuple[str, Scope], ...]] = (
    ("dependencies", "runtime"),
    ("dev-dependencies", "development"),
    ("dev_dependencies", "development"),
    ("build-dependencies", "build"),
    ("build_dependencies", "build"),
)
_LONGEST: Final = 4096
"""Characters of a path."""
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class _Root:
    """The root of a workspace."""

    path: str
    node: Node
    excluded: frozenset[str]
    """Folders whose packages are no members, from the root of the repository."""

    @property
    def folder(self) -> str:
        return dirname(self.path)

    def holds(self, path: str) -> bool:
        """Whether a package there is a member when a member has it as a dependency."""
        above = path
        while above not in self.excluded and above != self.folder:
            if not above or len(above) > _LONGEST:
                return False
            above = dirname(above)
        return above not in self.excluded


def _root_of(path: str, node: Node) -> _Root:
    listed = node.get("workspace", "exclude")
    excluded = (
        within(dirname(path), each.text)
        for each in (listed.elements() if listed is not None else ())
        if each.text
    )
    return _Root(path, node, frozenset(each for each in excluded if each is not None))


def cargo_members(tree: Tree, folder: str) -> Callable[[str], bool]:
    """Tells the folders of the members of the workspace whose root is a folder.

    Raises:
        Malformed: The root's manifest is no TOML.
        Unreadable: It cannot be read.
    """
    path = join(folder, "Cargo.toml")
    data = tree.read(path)
    if data is None or b"workspace" not in data:
        return lambda _: False
    node = read_toml(decode(data)).root
    return _root_of(path, node).holds if node.get("workspace") is not None else lambda _: False


def read(file: Source) -> Reading:
    """The packages of a Cargo manifest."""
    root, flaws = load_toml(file)
    reader = _Reader(file, root)
    for table in (root, *(node for _, node in reader.below(root, "target"))):
        if not isinstance(table.value, dict):
            reader.wrong(table, "this target is no table")
        for section, scope in _SECTIONS:
            for name, node in reader.below(table, section):
                reader.add(name, node, scope, True)
    for name, node in reader.below(root, "workspace", "dependencies"):
        reader.add(name, node, "runtime", False)
    for registry, _ in reader.below(root, "patch"):
        for name, node in reader.below(root, "patch", registry):
            reader.add(name, node, "runtime", False)
    for name, node in reader.below(root, "replace"):
        reader.add(name.rpartition("#")[2].partition(":")[0], node, "runtime", False)
    return Reading(
        tuple(reader.entries),
        (*flaws, *reader.problems),
        name=root.string("package", "name") or root.string("project", "name") or "",
        includes=tuple(dict.fromkeys(reader.includes)),
    )


class _Reader:
    """Collects the entries of one manifest."""

    def __init__(self, file: Source, root: Node) -> None:
        self.file = file
        self.root = root
        self.folder = dirname(file.path)
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self.includes: list[str] = []
        self._workspace: _Root | None = None
        self._is_known = False
        self._is_broken = False

    def below(self, node: Node, *keys: str) -> Iterable[tuple[str, Node]]:
        """What a table holds; nothing where there is none."""
        found = node.get(*keys)
        if found is not None and not isinstance(found.value, dict):
            self.wrong(found, f"`{keys[-1]}` is no table")
        return () if found is None else found.items()

    def add(self, key: str, node: Node, scope: Scope, direct: bool) -> None:
        """Notes the entry of a dependency."""
        if not isinstance(node.value, str | dict):
            self.wrong(node, f"`{key[:80]}` is neither a version nor a table")
            return
        said, folder = node, self.folder
        inherits = node.get("workspace")
        if inherits is not None and inherits.value is True:
            root = self._root()
            if root is None:
                if not self._is_broken:
                    self.wrong(node, f"`{key[:80]}` is a workspace's, and this is in none")
                return
            found = root.node.get("workspace", "dependencies", key)
            if found is None:
                self.wrong(node, f"`{key[:80]}` is not in the workspace's `{root.path}`")
                return
            said, folder = found, root.folder
        name = said.string("package") or key
        requirement = said.text or said.string("version") or ""
        source, location, pinned = self._source(said, folder)
        optional = node.get("optional")
        if optional is not None and optional.value is True and scope == "runtime":
            scope = "optional"
        if source == "registry" and not requirement and node.text is None:
            version = said.get("version")
            if version is not None and version.text is None:
                self.wrong(node, f"the version of `{key[:80]}` is not a string")
        self.entries.append(
            Entry(
                name,
                "",
                *region_of(node),
                version=exact_version(requirement),
                requirement=requirement,
                scope=scope,
                source=source,
                location=location,
                direct=direct,
                pinned=pinned,
            )
        )

    def _source(self, said: Node, folder: str) -> tuple[Origin, str, bool | None]:
        """Where a dependency comes from, and whether that is one commit."""
        if (address := said.string("git")) is not None:
            for kind in ("rev", "tag", "branch"):
                if (at := said.string(kind)) is not None:
                    pinned = kind == "rev" and _COMMIT.fullmatch(at) is not None
                    mark = "&" if "?" in address else "?"
                    return "git", f"{plain_address(address)}{mark}{kind}={at}", pinned
            return "git", plain_address(address), False
        if (path := said.string("path")) is not None:
            target = within(folder, path)
            root = self._root() if target is not None else None
            is_member = root is not None and target is not None and root.holds(target)
            return "workspace" if is_member else "path", placed(folder, path), None
        named = said.string("registry-index") or said.string("registry") or ""
        return "registry", plain_address(named.removeprefix("sparse+")), None

    def wrong(self, node: Node, message: str) -> None:
        """Notes what cannot be understood."""
        self.problems.append(Problem(message, node.start_line, node.key_column or node.column))

    def _root(self) -> _Root | None:
        """The root of the workspace, which may be the manifest itself."""
        if not self._is_known:
            self._is_known = True
            self._workspace = self._find_root()
            if self._workspace is not None and self._workspace.path != self.file.path:
                self.includes.append(self._workspace.path)
        return self._workspace

    def _find_root(self) -> _Root | None:
        if self.root.get("workspace") is not None:
            return _root_of(self.file.path, self.root)
        said = self.root.get("package", "workspace")
        if said is not None and said.text is not None:
            target = within(self.folder, said.text)
            if target is None:
                self.wrong(said, f"`{said.text[:80]}` is out of the repository")
                return None
            found = self._manifest(join(target, "Cargo.toml"))
            if found is None and not self._is_broken:
                self.wrong(said, f"there is no Cargo.toml in `{said.text[:80]}`")
            return found
        folder = self.folder
        while folder:
            folder = dirname(folder)
            found = self._manifest(join(folder, "Cargo.toml"))
            if self._is_broken:
                return None
            if found is not None and found.node.get("workspace") is not None:
                return found if found.holds(self.folder) else None
        return None

    def _manifest(self, path: str) -> _Root | None:
        data = self.file.tree.read(path)
        if data is None:
            return None
        try:
            return _root_of(path, read_toml(decode(data)).root)
        except Malformed as error:
            message = f"it cannot be read: {error.message}"
            self.problems.append(Problem(message, error.line, error.column, path))
            self._is_broken = True
            self.includes.append(path)
            return None
