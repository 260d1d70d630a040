"""`composer.json`: the packages that a PHP project asks for.

PHP, its extensions and Composer itself are no packages. A package of a `path` repository is one of
that path, by the manifest that stands there; one that the manifest describes itself (`package`)
comes from where that says. Which packages another repository has, only the repository tells, so
that a package is taken for one of it where the repository has its name, as forks have; for the
others the lock tells. What merges other manifests into this one is a plugin, which is not followed.

Source: "The composer.json schema" and "Repositories" of Composer's documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate
from posixpath import dirname, join
from typing import Final

from bylaw.sources.documents.json import read_json
from bylaw.sources.documents.node import Malformed, Node
from bylaw.sources.documents.text import decode
from bylaw.sources.manifests.collector import Collector
from bylaw.sources.manifests.composer_names import (
    exact_version,
    is_commit,
    is_package,
    is_platform,
)
from bylaw.sources.manifests.composer_sources import Provenance, provenance
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Scope, Source
from bylaw.sources.manifests.load import load_json
from bylaw.sources.manifests.references import plain_address, within
from bylaw.sources.manifests.regions import region_of

_SECTIONS: Final[tuple[tuple[str, Scope], ...]] = (
    ("require", "runtime"),
    ("require-dev", "development"),
)
_GIT: Final = frozenset(("vcs", "git", "github", "gitlab", "bitbucket", "git-bitbucket"))
_OTHER: Final = frozenset(("hg", "svn", "fossil", "perforce"))
_SERVED: Final = frozenset(("composer", "pear", "artifact"))
_BRANCH: Final = re.compile(r"(dev-[^\s#@]+|[^\s#@]+-dev)(?:#([^\s@]+))?")
_MOST_READ: Final = 1000
"""Manifests of `path` repositories that are read, and globs that are looked for."""


def read(file: Source) -> Reading:
    """The packages of a Composer manifest.

    Raises:
        Unreadable: it is not JSON.
    """
    root, flaws = load_json(file)
    reader = _Reader(file)
    if not isinstance(root.value, dict):
        reader.wrong(root, "it is no object")
    reader.repositories(root.get("repositories"))
    for section, scope in _SECTIONS:
        listed = root.get(section)
        if listed is not None and listed.value == []:  # as PHP writes an empty object
            continue
        if listed is not None and not isinstance(listed.value, dict):
            reader.wrong(listed, f"`{section}` is no object")
        for name, node in listed.items() if listed is not None else ():
            reader.add(name, node, scope)
    return reader.reading(flaws, root.string("name") or "")


class _Reader(Collector):
    """Collects the entries of one manifest."""

    def __init__(self, file: Source) -> None:
        super().__init__(file)
        self.known: dict[str, Provenance] = {}
        """By name in lower case: packages whose repository is known to have them."""
        self.named: dict[str, Provenance] = {}
        """Repositories with a history, by the last part of their address."""
        self._manifests: list[list[str]] | None = None
        self._read = 0

    def add(self, name: str, node: Node, scope: Scope) -> None:
        """Notes what is asked for."""
        if is_platform(name):
            return
        if node.text is None or not is_package(name):
            self.wrong(node, f"`{name[:80]}` has no name and range that are known")
            return
        found = self.known.get(name.lower()) or self._named(name) or Provenance()
        branch = _BRANCH.match(node.text.strip())
        pinned, location = found.pinned, found.location
        if found.source in ("git", "url") and branch is not None:
            commit = branch[2] or ""
            location = f"{location.partition('#')[0]}#{commit or branch[1].removeprefix('dev-')}"
            pinned = is_commit(commit)
        self.entries.append(
            Entry(
                name,
                "",
                *region_of(node),
                version=exact_version(node.text),
                requirement=node.text,
                scope=scope,
                source=found.source,
                location=location,
                integrity=found.integrity,
                pinned=pinned,
            )
        )

    def _named(self, name: str) -> Provenance | None:
        """The repository that has a package's name."""
        low = name.lower()
        return self.named.get(low) or self.named.get(low.rpartition("/")[2])

    def repositories(self, listed: Node | None) -> None:
        """What the manifest says of places with packages; the first that has one counts."""
        if listed is None:
            return
        if not isinstance(listed.value, (list, dict)):
            self.wrong(listed, "`repositories` is neither a list nor an object")
        nodes: Iterable[Node] = listed.elements() or [node for _, node in listed.items()]
        for node in nodes:
            kind, address = node.string("type"), node.string("url")
            if node.value is False or (isinstance(node.value, dict) and _is_switch(node)):
                continue
            if kind == "package":
                self._described(node)
            elif kind is None or address is None:
                self.wrong(node, "this repository has no `type` and `url` that are known")
            elif kind == "path":
                self._local(node, address)
            elif kind in _GIT or kind in _OTHER:
                self._history(address, kind in _GIT)
            elif kind not in _SERVED:
                self.wrong(node, f"`{kind[:80]}` is no type of repository that is known")

    def _history(self, address: str, is_git: bool) -> None:
        path = re.split(r"[?#]", address, maxsplit=1)[0].rstrip("/").removesuffix(".git").lower()
        parts = re.split(r"[/:]", path)
        found = Provenance("git" if is_git else "url", plain_address(address), False)
        self.named.setdefault("/".join(parts[-2:]), found)
        self.named.setdefault(parts[-1], found)

    def _described(self, node: Node) -> None:
        """Packages that the manifest describes itself."""
        package = node.get("package")
        is_list = package is not None and isinstance(package.value, list)
        described = package.elements() if package is not None and is_list else [package]
        for each in described:
            name = each.string("name") if each is not None else None
            if each is None or not name:
                self.wrong(each or node, "this repository describes no package with a `name`")
            else:
                found = provenance(each, name, self.folder)
                self.known.setdefault(name.lower(), found)

    def _local(self, node: Node, written: str) -> None:
        """Packages in folders of the repository."""
        target = within(self.folder, written)
        if target is None:
            self.wrong(node, f"`{written[:80]}` is out of the repository")
            return
        is_glob = any(mark in target for mark in "*?[")
        if self._read > _MOST_READ:
            return
        self._read += 1
        found = False
        for path in self._matching(target) if is_glob else [join(target, "composer.json")]:
            self._read += 1
            found |= self._read <= _MOST_READ and self._package_at(path)
        if self._read > _MOST_READ:
            self.wrong(node, f"more than {_MOST_READ} manifests in paths are not read")
        elif not found:
            self.wrong(node, f"there is no composer.json in `{written[:80]}`")

    def _matching(self, target: str) -> list[str]:
        """Manifests in the folders that a glob of PHP means, where `*` stays in one folder."""
        patterns = [
            re.compile(translate(part)) for part in join(target, "composer.json").split("/")
        ]
        if self._manifests is None:
            paths = self.file.tree.paths()
            self._manifests = [path.split("/") for path in paths if path.endswith("composer.json")]
        return [
            "/".join(parts)
            for parts in self._manifests
            if len(parts) == len(patterns)
            and all(shape.match(part) for shape, part in zip(patterns, parts, strict=True))
        ]

    def _package_at(self, path: str) -> bool:
        data = self.file.tree.read(path)
        if data is None:
            return False
        self.includes[path] = None
        try:
            name = read_json(decode(data)).root.string("name")
        except Malformed as error:
            message = f"it cannot be read: {error.message}"
            self.problems.append(Problem(message, error.line, error.column, path))
            return True
        if name:
            self.known.setdefault(name.lower(), Provenance("path", dirname(path) or "."))
        return True


def _is_switch(node: Node) -> bool:
    """Whether it turns a registry off: `{"packagist": false}`."""
    return bool(node.value) and all(each.value is False for _, each in node.items())
