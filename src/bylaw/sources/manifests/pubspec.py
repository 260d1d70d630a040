"""`pubspec.yaml`: the packages that a project in Dart or Flutter asks for.

What comes with an SDK is no package. An override puts one source in the place of what anybody asks
for: it is an entry, which is not direct, where it is more than another version. Members of a
workspace are resolved together, in the lock of its root; a package that is no member has a lock of
its own, if any, so that what it asks for need not be in one above.

Source: "The pubspec file", "Package dependencies" and "Pub workspaces" of Dart's documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate
from posixpath import dirname, join
from typing import Final, NamedTuple

from bylaw.sources.documents.node import Malformed, Node
from bylaw.sources.documents.text import decode
from bylaw.sources.documents.yaml import read_yaml
from bylaw.sources.manifests.collector import Collector
from bylaw.sources.manifests.interface import Entry, Origin, Problem, Reading, Scope, Source
from bylaw.sources.manifests.load import load_yaml
from bylaw.sources.manifests.pubspec_lock import git_location
from bylaw.sources.manifests.references import placed, plain_address, within
from bylaw.sources.manifests.regions import extent_of
from bylaw.sources.manifests.revisions import is_commit

_SECTIONS: Final[tuple[tuple[str, Scope], ...]] = (
    ("dependencies", "runtime"),
    ("dev_dependencies", "development"),
)
_EXACT: Final = re.compile(r"=?\s*(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]*)?)")
_MOST_MEMBERS: Final = 1000
"""Manifests of members of a workspace that are read."""


class _Found(NamedTuple):
    """Where a package is fetched from; fields as in `Entry`."""

    name: str
    source: Origin = "registry"
    location: str = ""
    requirement: str = ""
    pinned: bool | None = None


def read(file: Source) -> Reading:
    """The packages of a pubspec.

    Raises:
        Unreadable: it is not YAML.
    """
    roots, flaws = load_yaml(file)
    if not roots:
        return Reading(problems=flaws)
    root = roots[0]
    reader = _Reader(file, root)
    if not isinstance(root.value, dict):
        reader.wrong(root, "a pubspec is a mapping")
    for section, scope in _SECTIONS:
        for name, node in reader.below(root, section):
            reader.add(name, node, scope)
    reader.overrides(root)
    reader.beside()
    return reader.reading(flaws, root.string("name") or "")


class _Reader(Collector):
    """Collects the entries of one manifest."""

    def __init__(self, file: Source, root: Node) -> None:
        super().__init__(file)
        self.root = root
        is_member = root.string("resolution") == "workspace"
        has_lock = file.tree.read(join(self.folder, "pubspec.lock")) is not None
        self.is_unlocked = not is_member and not has_lock
        self._members: dict[str, str] | None = None
        self._paths: list[list[str]] | None = None
        """The folders of all manifests."""

    def below(self, root: Node, section: str) -> Iterable[tuple[str, Node]]:
        """What a mapping holds; nothing where there is none."""
        found = root.get(section)
        if found is None or found.value is None:
            return ()
        if not isinstance(found.value, dict):
            self.wrong(found, f"`{section}` is no mapping")
        return found.items()

    def add(self, name: str, node: Node, scope: Scope) -> None:
        """Notes what is asked for."""
        found = self._found(name, node)
        if found is None:
            return
        if found.source == "registry" and (folder := self._member(found.name)) is not None:
            found = _Found(found.name, "workspace", folder, found.requirement)
        self._note(found, node, scope, None)

    def _note(self, found: _Found, node: Node, scope: Scope, direct: bool | None) -> None:
        end = extent_of(node)
        last = max(end.line, end.end_line)
        exact = _EXACT.fullmatch(found.requirement.strip())
        self.entries.append(
            Entry(
                found.name,
                line=node.start_line,
                column=node.key_column or node.column,
                end_line=last if last > node.start_line else 0,
                end_column=end.end_column,
                version=exact[1] if exact else None,
                requirement=found.requirement,
                scope=scope,
                source=found.source,
                location=found.location,
                direct=direct,
                pinned=found.pinned,
                path=self.path,
                unlocked=self.is_unlocked or direct is False,
            )
        )

    def _found(self, name: str, node: Node) -> _Found | None:
        """What is asked for; None where it comes with an SDK, or cannot be understood."""
        if node.value is None:
            return _Found(name)
        if not isinstance(node.value, dict):
            if isinstance(node.value, list) or not name:
                self.wrong(node, f"`{name[:80]}` is neither a version nor a mapping")
                return None
            return _Found(name, requirement=node.written or "")
        if node.get("sdk") is not None:
            return None
        version = node.get("version")
        requirement = (version.written or "") if version is not None else ""
        for kind, reads in (("git", _git), ("path", self._path), ("hosted", _hosted)):
            said = node.get(kind)
            if said is None:
                continue
            found = reads(name, said)
            if found is None:
                self.wrong(said, f"`{kind}` of `{name[:80]}` names no place")
                return None
            return found._replace(requirement=requirement)
        if version is None or not name:
            self.wrong(node, f"`{name[:80]}` has no source that is known")
            return None
        return _Found(name, requirement=requirement)

    def _path(self, name: str, said: Node) -> _Found | None:
        return _Found(name, "path", placed(self.folder, said.text)) if said.text else None

    def overrides(self, root: Node) -> None:
        """What is put in the place of what anybody asks for."""
        for name, node in self.below(root, "dependency_overrides"):
            found = self._found(name, node)
            if found is not None and (found.source != "registry" or found.location):
                self._note(found, node, "runtime", False)

    def beside(self) -> None:
        """Overrides that stand in a file of their own."""
        path = join(self.folder, "pubspec_overrides.yaml")
        for root in self._documents(path):
            self.path = path
            self.overrides(root)
            self.path = ""

    def _documents(self, path: str) -> list[Node]:
        """The first document of another file; nothing where it is not there or cannot be read."""
        data = self.file.tree.read(path)
        if data is None:
            return []
        self.includes[path] = None
        try:
            return [each.root for each in read_yaml(decode(data))][:1]
        except Malformed as error:
            message = f"it cannot be read: {error.message}"
            self.problems.append(Problem(message, error.line, error.column, path))
            return []

    def _member(self, name: str) -> str | None:
        """The folder of a member of the workspace; None where it has none of the name."""
        if self._members is None:
            self._members = {}
            folder = self.folder
            root: Node | None = self.root
            if self.root.string("resolution") == "workspace":
                root, folder = self._root()
            if root is not None and root.get("workspace") is not None:
                self._read_members(root, folder)
        return self._members.get(name)

    def _root(self) -> tuple[Node | None, str]:
        """The root of the workspace that the manifest is a member of, and its folder."""
        folder = self.folder
        while folder:
            folder = dirname(folder)
            for root in self._documents(join(folder, "pubspec.yaml")):
                if root.get("workspace") is not None and root.string("resolution") is None:
                    return root, folder
        self.wrong(self.root.get("resolution") or self.root, "it is in no workspace")
        return None, ""

    def _read_members(self, root: Node, folder: str) -> None:
        """The names of the members, those of workspaces in the workspace too."""
        assert self._members is not None
        stack = [(root, folder)]
        seen = {folder}
        while stack:
            node, at = stack.pop()
            if (name := node.string("name")) and at != self.folder:
                self._members.setdefault(name, at or ".")
            listed = node.get("workspace")
            for each in listed.elements() if listed is not None else ():
                target = within(at, each.text) if each.text else None
                if target is None:
                    if at == self.folder:
                        self.wrong(
                            each, f"`{str(each.written)[:80]}` is no folder in the repository"
                        )
                    continue
                for path in self._folders(target):
                    if path not in seen and len(seen) < _MOST_MEMBERS:
                        seen.add(path)
                        stack += ((r, path) for r in self._documents(join(path, "pubspec.yaml")))

    def _folders(self, target: str) -> list[str]:
        """The folders that a glob means, or the one that is named."""
        if not any(mark in target for mark in "*?["):
            return [target]
        shapes = [re.compile(translate(part)) for part in target.split("/")]
        if self._paths is None:
            found = (each for each in self.file.tree.paths() if each.endswith("/pubspec.yaml"))
            self._paths = [each.split("/")[:-1] for each in found]
        return [
            "/".join(parts)
            for parts in self._paths
            if len(parts) == len(shapes)
            and all(shape.match(part) for shape, part in zip(shapes, parts, strict=True))
        ]


def _git(name: str, said: Node) -> _Found | None:
    address = said.text or said.string("url")
    if not address:
        return None
    ref = said.get("ref")
    revision = (ref.written or "") if ref is not None else ""
    location = git_location(address, said.string("path"), revision)
    return _Found(name, "git", location, pinned=is_commit(revision))


def _hosted(name: str, said: Node) -> _Found | None:
    address = said.text or said.string("url")
    real = said.string("name") or name
    if not address and said.string("name") is None:
        return None
    return _Found(real, "registry", plain_address(address or "").rstrip("/"))
