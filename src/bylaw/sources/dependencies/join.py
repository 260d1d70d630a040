"""Manifests of one side joined with the locks that stand for them."""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bylaw.sources.dependencies.model import Package
from bylaw.sources.dependencies.names import normal
from bylaw.sources.dependencies.sides import Read
from bylaw.sources.manifests.formats import format_of
from bylaw.sources.manifests.interface import Ask, Entry, Format, Scope

_WEIGHT: dict[Scope, int] = {
    "runtime": 0, "optional": 1, "build": 2, "development": 3, "test": 4
}  # fmt: skip
"""Of a package that is needed for several things, the first of them counts."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The packages of one side."""

    packages: tuple[Package, ...]
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By manifest: names that it asks for and that its lock does not have."""


def lock_of(path: str, format_: Format, exists: Iterable[str] | Mapping[str, object]) -> str | None:
    """The lock that stands for a manifest: in its folder, or for most formats in one above.

    The nearest counts.
    """
    folder = posixpath.dirname(path)
    while True:
        for name in format_.locks:
            lock = posixpath.join(folder, name)
            if lock in exists:
                return lock
        if not folder or format_.is_beside:
            return None
        folder = posixpath.dirname(folder)


def join(files: Mapping[str, Read], exists: Mapping[str, object]) -> Joined:
    """Joins what was read of one side; `exists` holds the paths of all its files."""
    locked: dict[str, list[Read]] = {}
    packages: list[Package] = []
    missing: dict[str, tuple[str, ...]] = {}
    for path, file in sorted(files.items()):
        if file.format.kind == "manifest":
            lock = lock_of(path, file.format, exists)
            if lock is not None and lock in files:
                locked.setdefault(lock, []).append(file)
            else:
                packages += _alone(file)
    for path, file in sorted(files.items()):
        if file.format.kind == "manifest":
            continue
        manifests = locked.get(path, [])
        if file.format.kind == "checksums":
            packages += _checked(file, manifests)
        else:
            joined = _Lock(file, manifests)
            packages += joined.packages()
            missing |= joined.missing
    return Joined(tuple(packages), missing)


def _ecosystem(entry: Entry, file: Read) -> str:
    return entry.ecosystem or file.format.ecosystem


def _own(file: Read) -> Iterator[Entry]:
    """The entries of a manifest, without those of included files that are read themselves."""
    for entry in file.reading.entries:
        if not entry.path or entry.path == file.path or format_of(entry.path) is None:
            yield entry


def _alone(file: Read) -> Iterator[Package]:
    """The packages of a manifest that no lock stands for."""
    graph = _Graph([entry for entry in _own(file) if entry.key], file)
    for entry in _own(file):
        direct = entry.direct is not False
        via = () if direct else graph.via(entry.key)
        yield Package(
            entry.name, _ecosystem(entry, file), entry, entry.path or file.path,
            scope=entry.scope, direct=direct, via=via,
        )  # fmt: skip


def _checked(file: Read, manifests: Sequence[Read]) -> Iterator[Package]:
    """Manifests with the hashes that a file of checksums has for them."""
    hashes = {(entry.name, entry.version): entry for entry in file.reading.entries}
    for manifest in manifests:
        for package in _alone(manifest):
            found = hashes.get((package.name, package.version))
            yield replace(package, locked=found, lock=file.path if found else "")


class _Graph:
    """What a lock's entries bring in, from those that nobody else brings in."""

    def __init__(self, entries: Sequence[Entry], file: Read) -> None:
        self.by_key = {entry.key: entry for entry in entries if entry.key}
        self.parents: dict[str, str | None] = {}
        roots = [entry.key for entry in entries if entry.key and entry.direct]
        if roots:
            self.reach(roots)

    def reach(self, roots: Iterable[str]) -> dict[str, str | None]:
        """Each key that can be reached, with the key that brings it in on a shortest way."""
        parents: dict[str, str | None] = {key: None for key in roots if key in self.by_key}
        queue = deque(parents)
        while queue:
            key = queue.popleft()
            for below in self.by_key[key].requires:
                if below in self.by_key and below not in parents:
                    parents[below] = key
                    queue.append(below)
        self.parents = parents
        return parents

    def via(self, key: str) -> tuple[str, ...]:
        """The names on the way to an entry, nearest the project first."""
        way: list[str] = []
        at = self.parents.get(key)
        while at is not None:
            way.append(self.by_key[at].name)
            at = self.parents.get(at)
        return tuple(reversed(way))


class _Lock:
    """A lock, and the manifests that it stands for."""

    def __init__(self, file: Read, manifests: Sequence[Read]) -> None:
        self.file = file
        self.manifests = manifests
        self.entries = file.reading.entries
        self.folder = posixpath.dirname(file.path)
        self.missing: dict[str, tuple[str, ...]] = {}
        self.by_name: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.entries:
            ecosystem = _ecosystem(entry, file)
            self.by_name.setdefault((ecosystem, normal(ecosystem, entry.name)), []).append(entry)
        self.members = {manifest.reading.name for manifest in manifests if manifest.reading.name}

    def packages(self) -> list[Package]:
        """What the manifests ask for, then what only the lock has."""
        graph = _Graph(self.entries, self.file)
        asks = self._asks()
        direct: list[tuple[Entry, str, Entry | None]] = []
        roots: dict[str, Scope] = {}
        for manifest in self.manifests:
            direct += self._asked(manifest, asks.pop(posixpath.dirname(manifest.path), None))
        for rest in asks.values():  # of projects whose manifest is not read
            direct += self._unread(rest)
        for entry, _, locked in direct:
            if locked is not None and locked.key:
                scope = roots.get(locked.key, entry.scope)
                roots[locked.key] = min(scope, entry.scope, key=_WEIGHT.__getitem__)
        known = {id(locked) for _, _, locked in direct if locked is not None}
        parents = graph.reach(roots) if roots else graph.parents
        scopes = self._scopes(graph, roots)
        packages = [
            Package(
                entry.name, _ecosystem(entry, self.file), entry, path, locked,
                self.file.path, entry.scope,
            )
            for entry, path, locked in direct
        ]  # fmt: skip
        for entry in self.entries:
            if id(entry) in known or entry.source == "workspace":
                continue
            is_root = entry.direct is True and not direct
            packages.append(
                Package(
                    entry.name, _ecosystem(entry, self.file), entry, entry.path or self.file.path,
                    entry, self.file.path, scopes.get(entry.key, entry.scope), is_root,
                    () if is_root or entry.key not in parents else graph.via(entry.key),
                )
            )  # fmt: skip
        return packages

    def _asks(self) -> dict[str, list[Ask]]:
        """What the lock says that each project asks for, by the project's folder."""
        asks: dict[str, list[Ask]] = {}
        for ask in self.file.reading.asks or ():
            folder = posixpath.normpath(posixpath.join(self.folder, ask.folder))
            asks.setdefault("" if folder == "." else folder, []).append(ask)
        return asks

    def _asked(
        self, manifest: Read, asks: Sequence[Ask] | None
    ) -> list[tuple[Entry, str, Entry | None]]:
        """Each entry of a manifest with what answers it in the lock.

        These are several where the lock has one version for each environment.
        """
        by_key = {entry.key: entry for entry in self.entries if entry.key}
        told: dict[str, list[Ask]] = {}
        for ask in asks or ():
            told.setdefault(normal(self.file.format.ecosystem, ask.name), []).append(ask)
        found: list[tuple[Entry, str, Entry | None]] = []
        missing = []
        for entry in _own(manifest):
            ecosystem = _ecosystem(entry, manifest)
            name = normal(ecosystem, entry.name)
            answers = _told(entry, told.get(name, ()), by_key) or self._answers(
                entry, ecosystem, name
            )
            is_ours = ecosystem == self.file.format.ecosystem and entry.scope != "build"
            is_ours &= not entry.unlocked
            if not answers and is_ours and entry.source != "workspace" and name not in told:
                missing.append(entry.name)
            path = entry.path or manifest.path
            found += [(entry, path, locked) for locked in answers or (None,)]
        if missing and not self.file.is_unreadable:
            self.missing[manifest.path] = tuple(dict.fromkeys(missing))
        return found

    def _answers(self, entry: Entry, ecosystem: str, name: str) -> Sequence[Entry]:
        """What answers an entry where the lock does not say it: what its range holds."""
        candidates = self.by_name.get((ecosystem, name), [])
        for each in candidates:
            if entry.requirement in each.answers:
                return [each]
        marked = [each for each in candidates if each.direct is True]
        if len(marked) == 1:
            return marked
        if len(candidates) > 1:
            from bylaw import versions

            held = [
                each
                for each in candidates
                if each.version == entry.version
                or versions.satisfies(each.version or "", entry.requirement, ecosystem)
            ]
            each_once = {(each.version, each.source): each for each in reversed(held or candidates)}
            return tuple(reversed(each_once.values()))
        return candidates

    def _unread(self, asks: Sequence[Ask]) -> Iterator[tuple[Entry, str, Entry | None]]:
        by_key = {entry.key: entry for entry in self.entries if entry.key}
        for ask in asks:
            locked = by_key.get(ask.key)
            if locked is not None and locked.source != "workspace":
                asked = replace(locked, requirement=ask.requirement, scope=ask.scope)
                yield asked, locked.path or self.file.path, locked

    def _scopes(self, graph: _Graph, roots: Mapping[str, Scope]) -> dict[str, Scope]:
        """What each entry is needed for, by what reaches it; what a lock says itself comes first.

        A lock whose entries all have the scope that is the default says nothing.
        """
        if any(entry.scope != "runtime" for entry in self.entries):
            return {}
        scopes: dict[str, Scope] = {}
        for scope in sorted(set(roots.values()), key=_WEIGHT.__getitem__, reverse=True):
            start = [key for key, its in roots.items() if its == scope]
            reached = _reached(graph.by_key, start)
            scopes |= dict.fromkeys(reached, scope)
        return scopes


def _told(entry: Entry, asks: Sequence[Ask], by_key: Mapping[str, Entry]) -> Sequence[Entry]:
    """What a lock says that answers an entry: by its requirement where the lock keeps that."""
    same = [ask for ask in asks if _plain(ask.requirement) == _plain(entry.requirement)]
    keys = dict.fromkeys(ask.key for ask in same or asks)
    return [by_key[key] for key in keys if key in by_key]


def _plain(requirement: str) -> str:
    return requirement.replace(" ", "")


def _reached(by_key: Mapping[str, Entry], start: Iterable[str]) -> set[str]:
    seen = set(start)
    stack = list(seen)
    while stack:
        for below in by_key[stack.pop()].requires:
            if below in by_key and below not in seen:
                seen.add(below)
                stack.append(below)
    return seen
