"""`pnpm-lock.yaml`, versions 5 to 9; every document of the file is read.

From version 11 on, pnpm puts a document before the project's own, with the package manager and
what it loads before anything else; those have the scope `build`. Instances of one package that see
other peers are one entry, whose key is its path without them. A folder that is linked is an entry
too: of the source `workspace` where it is one of the projects, else `path`.

Source: "Lockfile" of pnpm's documentation, and `@pnpm/lockfile.types`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from posixpath import dirname
from typing import Any, Final

from bylaw.sources.documents.node import Malformed
from bylaw.sources.documents.yaml import compose
from bylaw.sources.manifests.interface import (
    Ask,
    Entry,
    Origin,
    Reading,
    Scope,
    Source,
    Unreadable,
)
from bylaw.sources.manifests.load import load_text
from bylaw.sources.manifests.npm_archives import archive_source
from bylaw.sources.manifests.npm_git import git_location
from bylaw.sources.manifests.npm_scopes import scopes_of
from bylaw.sources.manifests.npm_specs import exact_version, spec_of
from bylaw.sources.manifests.pnpm_nodes import Fields, Nodes, Package, hash_alone, is_same
from bylaw.sources.manifests.pnpm_paths import Paths, paths_of
from bylaw.sources.manifests.references import placed, plain_address, within

_SECTIONS: Final[tuple[tuple[str, Scope], ...]] = (
    ("dependencies", "runtime"),
    ("optionalDependencies", "optional"),
    ("devDependencies", "development"),
    ("configDependencies", "build"),
    ("packageManagerDependencies", "build"),
)
_BELOW: Final = ("dependencies", "optionalDependencies")
_LINK: Final = "link:"
_VERSIONS: Final = ("5", "6", "7", "9")
_is_exact: Final = re.compile(r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?\Z").match


def read(file: Source) -> Reading:
    """The packages of pnpm's lock."""
    text = load_text(file)
    try:
        roots = compose(text, are_texts=True)
    except Malformed as error:
        message = f"it is not YAML: {error.message}"
        raise Unreadable(message, error.line, error.column) from None
    lock = _Lock(dirname(file.path))
    for root in roots:
        lock.add(root)
    return lock.reading()


class _Lock:
    """What the documents of a lock say."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.nodes = Nodes()
        self.packages: dict[str, Package] = {}
        self.links: dict[str, tuple[str, int]] = {}
        """By path of a linked folder: what it is asked for as, and the line."""
        self.projects: dict[str, list[tuple[Scope, str]]] = {}
        """By folder from the lock's: scope and key of what is asked for there."""
        self.asks: list[tuple[str, str, str, Scope, str]] = []
        """Name, key, requirement, scope and folder."""
        self.is_derived = True
        """Whether only what reaches a package tells what it is needed for."""

    def add(self, root: Any) -> None:
        """Notes what one document says."""
        if root.id != "mapping":
            self.nodes.wrong(root, "it is no mapping")
            return
        said = self.nodes.fields(root, "it")
        version = _text(said.get("lockfileVersion"))
        if version.partition(".")[0] not in _VERSIONS:
            shown = f"`{version[:20]}`" if version else "missing"
            self.nodes.wrong(root, f"its `lockfileVersion` is {shown}; 5 to 9 are known")
        paths = paths_of(version)
        self.is_derived = self.is_derived and not paths.has_flags
        for section in ("packages", "snapshots"):
            self._collect(said.get(section), section, paths)
        catalogs = {
            name: self.nodes.fields(node, name)
            for name, node in self.nodes.fields(said.get("catalogs"), "catalogs").items()
        }
        importers = said.get("importers")
        if importers is None:
            self._project("", said, paths, catalogs)
        for path, node in self.nodes.fields(importers, "importers").items():
            folder = within("", path)
            if folder is None:
                self.nodes.wrong(node, f"`{path[:80]}` leaves the folder of the lock")
            else:
                self._project(folder, self.nodes.fields(node, path), paths, catalogs)

    def _collect(self, node: Any, what: str, paths: Paths) -> None:
        """Notes the packages of `packages`, and what `snapshots` says that they bring in."""
        packages, plain, named, meant = self.packages, paths.plain, paths.named, paths.meant
        is_flagged = paths.has_flags or what == "snapshots"
        for key, value in self.nodes.named(node, what):
            path = key.value
            fields = self.nodes.fields(value, path) if value.value else {}
            whole = plain(path)
            package = packages.get(whole)
            if package is None:
                names = named(whole)
                is_known = bool(names[1])
                if paths.has_flags and "name" in fields:
                    names, is_known = (_text(fields["name"]), *names[1:]), True
                if "version" in fields:
                    is_known = bool(_text(fields["version"]))
                if not names[0] or not is_known:
                    self.nodes.wrong(key, f"`{path[:80]}` has no name and version that are known")
                    continue
                package = packages[whole] = Package(key.start_mark.line + 1, names, fields)
            elif "resolution" in fields and not is_same(package, fields):
                self.nodes.wrong(
                    key, f"`{path[:80]}` is another package than the others of its version"
                )
            if is_flagged:
                package.note(fields)
            for section in _BELOW:
                if section in fields:
                    brings, is_optional = package.brings, section != "dependencies"
                    for name, reference in self.nodes.pairs(fields[section], section):
                        if name.id == reference.id == "scalar":
                            below = meant(name.value, reference.value)
                            brings[below] = is_optional and brings.get(below, True)
                        else:
                            self.nodes.wrong(name, "this is no name and version")

    def _project(self, folder: str, said: Fields, paths: Paths, catalogs: Fields) -> None:
        """Notes what a project asks for."""
        specifiers = self.nodes.fields(said.get("specifiers"), "specifiers")
        asked = self.projects.setdefault(folder, [])
        for section, scope in _SECTIONS:
            for key, node in self.nodes.named(said.get(section), section):
                name, written, requirement = key.value, node, specifiers.get(key.value)
                if node.id == "mapping":
                    fields = self.nodes.fields(node, name)
                    written, requirement = fields.get("version"), fields.get("specifier")
                if written is None or written.id != "scalar" or not written.value:
                    self.nodes.wrong(key, f"`{name[:80]}` has no version")
                    continue
                said_as = _text(requirement)
                if said_as.startswith("catalog:"):
                    said_as = self._catalogued(name, said_as, catalogs)
                target = self._linked(folder, written.value)
                if target is not None:
                    self.links.setdefault(target, (name, key.start_mark.line + 1))
                    found = _LINK + target
                else:
                    found = paths.meant(name, written.value)
                asked.append((scope, found))
                self.asks.append((name, found, said_as, scope, folder))

    def _catalogued(self, name: str, written: str, catalogs: Fields) -> str:
        """The range that stands in a catalog."""
        catalog = catalogs.get(written.removeprefix("catalog:").strip() or "default", {})
        found = self.nodes.fields(catalog.get(name), name).get("specifier")
        return _text(found) or written

    def _linked(self, folder: str, reference: str) -> str | None:
        """The folder that a reference links to; as written where it leaves the lock's folder."""
        if not reference.startswith(_LINK):
            return None
        path = reference[len(_LINK) :]
        target = within(folder, path)
        return path if target is None else target

    # -- what is made of it -----------------------------------------------------------------------

    def reading(self) -> Reading:
        """What stands in the lock."""
        scopes = self._scopes() if self.is_derived else {}
        known = self.packages.keys() | {_LINK + target for target in self.links}
        entries: list[Entry] = []
        for key, package in self.packages.items():
            name, version, location = package.named
            source: Origin = "registry"
            integrity = hash_alone(package.resolution)
            if integrity is None or package.version is not None or not _is_exact(version):
                stated, source, location, integrity = self._elsewhere(key, package)
            else:
                stated = version
            scope = scopes.get(key) or ("development" if package.is_dev else "runtime")
            if package.is_optional and scope == "runtime":
                scope = "optional"
            entries.append(
                Entry(
                    name,
                    line=package.line,
                    version=stated,
                    scope=scope,
                    source=source,
                    location=location,
                    integrity=integrity,
                    key=key,
                    requires=tuple([each for each in package.brings if each in known]),
                )
            )
        entries += self._link_entries(known)
        self.nodes.problems.sort(key=lambda each: each.line)
        return Reading(tuple(entries), tuple(self.nodes.problems), asks=self._asks(entries))

    def _asks(self, entries: Collection[Entry]) -> tuple[Ask, ...] | None:
        names = {entry.key: entry.name for entry in entries}
        asks = []
        for name, key, written, scope, folder in self.asks:
            if key in names:
                requirement = spec_of(name, written, folder).requirement
                asks.append(Ask(names[key], key, requirement, scope, folder))
        return tuple(asks) or None

    def _elsewhere(self, key: str, package: Package) -> tuple[str | None, Origin, str, str | None]:
        """Version, source, location and hash of what a plain path does not tell all of."""
        name, address, registry = package.named
        resolved = {
            part: node.value
            for part, node in self.nodes.fields(package.resolution, "resolution").items()
            if node.id == "scalar"
        }
        version = exact_version(address.removeprefix("runtime:"))
        if package.version is not None:
            version = _text(package.version)
        source, location = self._source(name, version, address or key, resolved, registry)
        return version, source, location, resolved.get("integrity")

    def _source(
        self,
        name: str,
        version: str | None,
        address: str,
        resolved: Mapping[str, str],
        registry: str,
    ) -> tuple[Origin, str]:
        """Where a package that is called by its address, or has one, comes from."""
        kind = resolved.get("type", "")
        if kind == "git":
            repository = resolved.get("repo", "").removeprefix("git+")
            commit = resolved.get("commit", "")
            location = git_location(f"git+{repository}#{commit}")
            return "git", location or plain_address(f"{repository}#{commit}")
        if kind == "directory":
            directory = resolved.get("directory", "")
            is_member = within("", directory) in self.projects
            return "workspace" if is_member else "path", placed(self.folder, directory)
        if "tarball" in resolved:
            return archive_source(resolved["tarball"], name, version, self.folder)
        if exact_version(address) is not None:
            return "registry", plain_address(resolved.get("registry", registry))
        spec = spec_of(name, address, self.folder)
        return spec.source if spec.source != "registry" else "url", spec.location

    def _link_entries(self, known: Collection[str]) -> Iterator[Entry]:
        for target, (name, line) in self.links.items():
            asked = self.projects.get(target)
            brings = dict.fromkeys(
                key for scope, key in asked or () if scope in ("runtime", "optional")
            )
            yield Entry(
                name,
                line=line,
                source="workspace" if asked is not None else "path",
                location=placed(self.folder, target),
                key=_LINK + target,
                requires=tuple(each for each in brings if each in known),
            )

    def _scopes(self) -> dict[str, Scope]:
        """What packages are needed for, by what reaches them."""
        roots = [each for asked in self.projects.values() for each in asked]
        return scopes_of(roots, {key: each.brings for key, each in self.packages.items()})


def _text(node: Any) -> str:
    """The value of a scalar; empty elsewhere."""
    return str(node.value) if node is not None and node.id == "scalar" else ""
