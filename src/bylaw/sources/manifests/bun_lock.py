"""`bun.lock`: JSON with comments and trailing commas; a package is an array under its key.

Keys are paths as in `node_modules`, without that word: `a/b` is the `b` that `a` alone sees. Of a
registry's package the array is `[name@version, registry, what it brings in, hash]`, of others it
has no registry; of a member of the workspace it is `[name@workspace:folder]`.

Source: `src/install/lockfile/bun.lock.zig` of Bun, which writes and reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from posixpath import dirname
from typing import Final, NamedTuple

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Ask, Entry, Origin, Problem, Reading, Scope, Source
from bylaw.sources.manifests.load import load_json
from bylaw.sources.manifests.npm_archives import archive_source
from bylaw.sources.manifests.npm_scopes import scopes_of
from bylaw.sources.manifests.npm_specs import asked_for, exact_version, spec_of, split_name
from bylaw.sources.manifests.references import placed, plain_address

_VERSIONS: Final = (0, 1, 2)
_BELOW: Final = ("dependencies", "optionalDependencies", "peerDependencies")
_HASH: Final = re.compile(r"(?:sha(?:1|224|256|384|512)|md5)-")
_LONGEST: Final = 1000
"""Characters of a key."""
_DEEPEST: Final = 60
"""Parts of a key; a name with a scope has two."""


class _Package(NamedTuple):
    """A package that can be understood."""

    name: str
    reference: str
    """A version, or `workspace:packages/a`, `github:u/r#…`, …"""
    node: Node
    registry: str
    """Of a registry's package, where it is not the default one, or the archive's address."""
    brings: Node | None
    integrity: str | None


def read(file: Source) -> Reading:
    """The packages of Bun's lock."""
    root, flaws = load_json(file, relaxed=True)
    problems = list(flaws)
    if not isinstance(root.value, dict):
        problems.append(Problem("it is no object", root.line))
    version = root.get("lockfileVersion")
    if version is not None and version.value not in _VERSIONS:
        message = f"its `lockfileVersion` is `{str(version.written)[:20]}`; 0 to 2 are known"
        problems.append(Problem(message, version.start_line, version.key_column or 1))
    for name in ("packages", "workspaces"):
        node = root.get(name)
        if node is not None and not isinstance(node.value, dict):
            problems.append(Problem(f"`{name}` is no object", node.start_line))
    return _Lock(root, dirname(file.path), problems).reading()


class _Lock:
    """The packages of a lock, and how they find each other."""

    def __init__(self, root: Node, folder: str, problems: list[Problem]) -> None:
        self.folder = folder
        self.problems = problems
        self.packages: dict[str, _Package] = {}
        packages, projects = root.get("packages"), root.get("workspaces")
        for key, node in packages.items() if packages is not None else ():
            package = _package(key, node)
            if package is None:
                column = node.key_column or node.column
                message = f"`{key[:80]}` is no package that is known"
                problems.append(Problem(message, node.start_line, column))
            else:
                self.packages[key] = package
        self.projects = dict(projects.items()) if projects is not None else {}
        self.catalogs = {"": root.get("catalog")}
        named = root.get("catalogs")
        self.catalogs |= dict(named.items()) if named is not None else {}

    def reading(self) -> Reading:
        """What stands in the lock."""
        requires = {key: self._requires(key, each) for key, each in self.packages.items()}
        asks = tuple(ask for folder in self.projects for ask in self._asks(folder))
        scopes = scopes_of(((ask.scope, ask.key) for ask in asks), requires)
        entries = tuple(
            self._entry(key, each, requires[key], scopes.get(key, "runtime"))
            for key, each in self.packages.items()
            if each.reference != "root:"
        )
        self.problems.sort(key=lambda each: each.line)
        return Reading(entries, tuple(self.problems), asks=asks or None)

    def _entry(self, key: str, package: _Package, requires: Iterable[str], scope: Scope) -> Entry:
        name, version = package.name, exact_version(package.reference)
        source, location = self._source(package, version)
        if source == "workspace":
            project = self.projects.get(package.reference[len("workspace:") :])
            version = project.string("version") if project is not None else None
        return Entry(
            name,
            line=package.node.start_line,
            version=version,
            scope=scope,
            source=source,
            location=location,
            integrity=package.integrity,
            key=key,
            requires=tuple(
                each for each in requires if self.packages[each].reference != "root:"
            ),
        )  # fmt: skip

    def _source(self, package: _Package, version: str | None) -> tuple[Origin, str]:
        registry, reference = package.registry, package.reference
        if version is not None:
            if registry.endswith((".tgz", ".tar.gz")) or "/download/" in registry:
                return archive_source(registry, package.name, version, self.folder)
            return "registry", plain_address(registry.rstrip("/"))
        if reference.startswith("workspace:"):
            return "workspace", placed(self.folder, reference[len("workspace:") :])
        if reference.startswith("http"):
            return archive_source(reference, package.name, None, self.folder)
        spec = spec_of(package.name, reference, self.folder)
        if spec.source != "registry":
            return spec.source, spec.location
        return "path", placed(self.folder, reference)

    def _found(self, above: str, name: str) -> str | None:
        """The package that one of a key sees under a name."""
        while above:
            key = f"{above}/{name}"
            if key in self.packages:
                return key
            above, _, last = above.rpartition("/")
            if last and above.rpartition("/")[2].startswith("@"):
                above = above.rpartition("/")[0]
        return name if name in self.packages else None

    def _requires(self, key: str, package: _Package) -> dict[str, bool]:
        """What a package brings in, by key, and whether it can do without."""
        brings = package.brings
        if package.reference.startswith("workspace:"):
            brings = self.projects.get(package.reference[len("workspace:") :])
        peers = brings.get("optionalPeers") if brings is not None else None
        spared = {each.text for each in peers.elements()} if peers is not None else set()
        found: dict[str, bool] = {}
        for section in _BELOW:
            listed = brings.get(section) if brings is not None else None
            for name, _ in listed.items() if listed is not None else ():
                if (other := self._found(key, name)) is not None:
                    is_optional = section == "optionalDependencies" or name in spared
                    found[other] = is_optional and found.get(other, True)
        return found

    def _asks(self, folder: str) -> Iterator[Ask]:
        """What a project asks for."""
        project = self.projects[folder]
        above = (project.string("name") or "") if folder else ""
        for name, node, scope in asked_for(_sections(project)):
            key = self._found(above, name)
            if node.text is None or not name or key is None:
                continue
            written = node.text
            if written.startswith("catalog:"):
                catalog = self.catalogs.get(written[len("catalog:") :].strip())
                written = (catalog.string(name) if catalog is not None else None) or written
            spec = spec_of(name, written, self.folder)
            is_root = self.packages[key].reference == "root:"
            yield Ask(spec.name, "" if is_root else key, spec.requirement, scope, folder)


def _sections(project: Node) -> Mapping[str, Mapping[str, Node]]:
    return {key: dict(each.items()) for key, each in project.items()}


def _package(key: str, node: Node) -> _Package | None:
    """A package; None where its array is none that Bun writes."""
    parts = node.elements()
    name, reference = split_name(parts[0].text or "") if parts else ("", "")
    if not key or len(key) > _LONGEST or key.count("/") > _DEEPEST:
        return None
    if not name or not reference:
        return None
    rest = list(parts[1:])
    registry = ""
    if exact_version(reference) is not None:
        if not rest or rest[0].text is None:
            return None
        registry = rest.pop(0).text or ""
    brings = next((each for each in rest if isinstance(each.value, dict)), None)
    last = rest[-1].text if rest else None
    is_hash = last is not None and _HASH.match(last) is not None
    return _Package(name, reference, node, registry, brings, last if is_hash else None)
