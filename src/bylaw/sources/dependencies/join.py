"""Manifests of one side joined with the locks that stand for them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import islice
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.dependencies.graph import Graph, reached
from bylaw.sources.dependencies.locks import Locks
from bylaw.sources.dependencies.model import Package
from bylaw.sources.dependencies.names import normal
from bylaw.sources.dependencies.sides import Read
from bylaw.sources.manifests.formats import format_of
from bylaw.sources.manifests.interface import Ask, Entry, Scope

_WEIGHT: dict[Scope, int] = {
    "runtime": 0, "optional": 1, "build": 2, "development": 3, "test": 4
}  # fmt: skip
"""Of a package that is needed for several things, the first of them counts."""

MOST_ALIKE: Final = 20
"""Entries of one name that can answer one that is asked for: versions for several environments."""

_OURS = frozenset(("path", "workspace"))
"""Sources of what the repository holds itself, which locks name in ways of their own, or not."""

_MENUS = frozenset(("version_catalog",))
"""Formats that list what projects may ask for, which need not be in a lock."""

Answered = tuple[Entry, str, Entry | None]
"""What is asked for, the file that asks for it, and what answers it in the lock."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The packages of one side."""

    packages: tuple[Package, ...]
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By manifest: names that it asks for and that its lock does not have."""


def join(files: Mapping[str, Read], locks: Locks) -> Joined:
    """Joins what was read of one side.

    A lock that was not read, because the change does not touch it, answers nothing.
    """
    locked: dict[str, list[Read]] = {}
    packages: list[Package] = []
    missing: dict[str, tuple[str, ...]] = {}
    for path, file in sorted(files.items()):
        if file.format.kind == "manifest":
            lock = locks.of(path, file.format)
            if lock is not None and lock in files:
                locked.setdefault(lock, []).append(file)
            else:
                packages += _alone(file, lock, locks)
    for path, file in sorted(files.items()):
        if file.format.kind == "manifest":
            continue
        manifests = locked.get(path, [])
        if file.format.kind == "checksums":
            packages += _checked(file, manifests, locks)
        else:
            joined = _Lock(file, manifests, locks)
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


def _alone(file: Read, lock: str | None, locks: Locks) -> Iterator[Package]:
    """The packages of a manifest whose lock, if there is one, was not read."""
    graph = Graph([entry for entry in _own(file) if entry.key])
    for entry in _own(file):
        if lock is not None and _is_member(entry, file, lock, locks):
            entry = replace(entry, source="workspace")
        direct = entry.direct is not False
        via = () if direct else graph.via(entry.key)
        yield Package(
            entry.name, _ecosystem(entry, file), entry, entry.path or file.path,
            scope=entry.scope, direct=direct, via=via,
        )  # fmt: skip


def _is_member(entry: Entry, file: Read, lock: str, locks: Locks) -> bool:
    """Whether a plain range is answered by a member of the workspace, which no lock has then."""
    return (
        file.format.module == "package_json"
        and entry.source == "registry"
        and locks.is_member(lock, entry.name, entry.requirement)
    )


def _checked(file: Read, manifests: Sequence[Read], locks: Locks) -> Iterator[Package]:
    """Manifests with the hashes that a file of checksums has for them."""
    hashes = {(entry.name, entry.version): entry for entry in file.reading.entries}
    for manifest in manifests:
        for package in _alone(manifest, None, locks):
            found = hashes.get((package.name, package.version))
            yield replace(package, locked=found, lock=file.path if found else "")


@dataclass(slots=True)
class _Alike:
    """The entries of a lock that have one name."""

    entries: list[Entry] = field(default_factory=list)
    direct: list[Entry] = field(default_factory=list)
    """Those that the lock says are asked for."""
    by_requirement: dict[str, Entry] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)
        if entry.direct is True:
            self.direct.append(entry)
        for requirement in entry.answers:
            self.by_requirement.setdefault(requirement, entry)


class _Lock:
    """A lock, and the manifests that it stands for."""

    def __init__(self, file: Read, manifests: Sequence[Read], locks: Locks) -> None:
        self.locks = locks
        self.file = file
        self.manifests = manifests
        self.entries = file.reading.entries
        self.folder = posixpath.dirname(file.path)
        self.missing: dict[str, tuple[str, ...]] = {}
        self.by_key = {entry.key: entry for entry in self.entries if entry.key}
        self.by_archive = {each.location: each for each in self.entries if each.source == "url"}
        self.by_name: dict[tuple[str, str], _Alike] = {}
        for entry in self.entries:
            ecosystem = _ecosystem(entry, file)
            name = ecosystem, normal(ecosystem, entry.name)
            if (alike := self.by_name.get(name)) is None:
                alike = self.by_name[name] = _Alike()
            alike.add(entry)

    def packages(self) -> list[Package]:
        """What the manifests ask for, then what only the lock has."""
        graph = Graph(self.entries)
        asks = self._asks()
        direct: list[Answered] = []
        for manifest in self.manifests:
            direct += self._asked(manifest, asks.get(posixpath.dirname(manifest.path), ()))
        folders = {posixpath.dirname(manifest.path) for manifest in self.manifests}
        for folder, rest in asks.items():
            if folder not in folders:  # a project whose manifest is not read
                direct += self._unread(rest)
        roots: dict[str, Scope] = {}
        for entry, _, locked in direct:
            if locked is not None and locked.key:
                scope = roots.get(locked.key, entry.scope)
                roots[locked.key] = min(scope, entry.scope, key=_WEIGHT.__getitem__)
        if roots:
            graph.reach(roots)
        scopes = self._scopes(roots)
        packages = [
            Package(
                entry.name, _ecosystem(entry, self.file), entry, path, locked,
                "" if locked is None and entry.unlocked else self.file.path,
                entry.scope, entry.direct is not False,
                () if locked is None or entry.direct is not False else graph.via(locked.key),
            )
            for entry, path, locked in direct
        ]  # fmt: skip
        known = {id(locked) for _, _, locked in direct if locked is not None}
        is_told = self._is_compiled or not direct
        for entry in self.entries:
            if id(entry) in known or entry.source == "workspace":
                continue
            is_root = entry.direct is True and is_told
            packages.append(
                Package(
                    entry.name, _ecosystem(entry, self.file), entry, entry.path or self.file.path,
                    entry, self.file.path, scopes.get(entry.key, entry.scope), is_root,
                    () if is_root else graph.via(entry.key),
                )
            )  # fmt: skip
        return packages

    @property
    def _is_compiled(self) -> bool:
        """It is of a format of manifests, whose comments say what is asked for in other files."""
        return self.file.format.module == "requirements" and any(e.key for e in self.entries)

    def _asks(self) -> dict[str, list[Ask]]:
        """What the lock says that each project asks for, by the project's folder."""
        asks: dict[str, list[Ask]] = {}
        for ask in self.file.reading.asks or ():
            folder = posixpath.normpath(posixpath.join(self.folder, ask.folder))
            asks.setdefault("" if folder == "." else folder, []).append(ask)
        return asks

    def _asked(self, manifest: Read, asks: Sequence[Ask]) -> list[Answered]:
        """Each entry of a manifest with what answers it in the lock.

        These are several where the lock has one version for each environment.
        """
        told: dict[str, dict[str, dict[str, None]]] = {}
        """Keys by name and requirement."""
        for ask in asks:
            by_requirement = told.setdefault(normal(self.file.format.ecosystem, ask.name), {})
            by_requirement.setdefault(_plain(ask.requirement), {})[ask.key] = None
        found: list[Answered] = []
        missing = []
        for entry in _own(manifest):
            ecosystem = _ecosystem(entry, manifest)
            name = normal(ecosystem, entry.name)
            answers = self._told(entry, told.get(name, {})) or self._answers(entry, ecosystem, name)
            if not answers and (placed := self._placed(entry)) is not None:
                # The address of an archive alone does not tell its name.
                entry, answers = replace(entry, name=placed.name), [placed]
            if not answers and _is_member(entry, manifest, self.file.path, self.locks):
                entry = replace(entry, source="workspace")
            is_ours = ecosystem == self.file.format.ecosystem and entry.scope != "build"
            is_ours &= not entry.unlocked and entry.direct is not False
            is_ours &= manifest.format.module not in _MENUS
            # Such a file is made for one environment, and leaves out what others need.
            is_ours &= not (entry.conditional and self.file.format.module == "requirements")
            if not answers and is_ours and entry.source not in _OURS and name not in told:
                missing.append(entry.name)
            path = entry.path or manifest.path
            found += [(entry, path, locked) for locked in answers or (None,)]
        if missing and not self.file.is_unreadable:
            self.missing[manifest.path] = tuple(dict.fromkeys(missing))
        return found

    def _answers(self, entry: Entry, ecosystem: str, name: str) -> Sequence[Entry]:
        """What answers an entry where the lock does not say it: what its range holds."""
        known = self.by_name.get((ecosystem, name))
        if known is None:
            return ()
        if entry.requirement in known.by_requirement:
            return [known.by_requirement[entry.requirement]]
        if len(known.direct) == 1:
            return known.direct
        candidates = known.entries[:MOST_ALIKE]
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

    def _placed(self, entry: Entry) -> Entry | None:
        """What a compiled file fetches from the archive that is asked for."""
        is_known = entry.source == "url" and self.file.format.module == "requirements"
        return self.by_archive.get(entry.location) if is_known else None

    def _told(self, entry: Entry, told: Mapping[str, Iterable[str]]) -> Sequence[Entry]:
        """What a lock says that answers an entry: by its requirement where it keeps that."""
        keys: Iterable[str] = told.get(_plain(entry.requirement), ())
        if not keys:
            keys = islice((key for each in told.values() for key in each), MOST_ALIKE)
        return [self.by_key[key] for key in dict.fromkeys(keys) if key in self.by_key]

    def _unread(self, asks: Sequence[Ask]) -> Iterator[Answered]:
        for ask in asks:
            locked = self.by_key.get(ask.key)
            if locked is not None and locked.source != "workspace":
                asked = replace(locked, requirement=ask.requirement, scope=ask.scope, direct=None)
                yield asked, locked.path or self.file.path, locked

    def _scopes(self, roots: Mapping[str, Scope]) -> dict[str, Scope]:
        """What each entry is needed for, by what reaches it; what a lock says itself comes first.

        A lock whose entries all have the scope that is the default says nothing.
        """
        if any(entry.scope != "runtime" for entry in self.entries):
            return {}
        scopes: dict[str, Scope] = {}
        for scope in sorted(set(roots.values()), key=_WEIGHT.__getitem__, reverse=True):
            start = [key for key, its in roots.items() if its == scope]
            scopes |= dict.fromkeys(reached(self.by_key, start), scope)
        return scopes


def _plain(requirement: str) -> str:
    return requirement.replace(" ", "")
