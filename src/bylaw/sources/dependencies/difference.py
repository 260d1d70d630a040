"""What one side has and the other has not: packages are paired, what is left is new or gone.

A package is paired by where it is asked for, then by the lock it stands in, then by what was
moved: a manifest that is renamed, or replaced by another in its folder, adds nothing.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence

from bylaw.dataclass import dataclass
from bylaw.sources.dependencies.model import Bump, Package
from bylaw.sources.dependencies.names import normal

Order = Callable[[str, str, str], Bump | None]
"""From the old and the new version and their ecosystem to the kind of step."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What the head does to the packages of the base."""

    added: tuple[Package, ...] = ()
    removed: tuple[Package, ...] = ()
    changed: tuple[tuple[Package, Package, Bump | None], ...] = ()
    """Base, head, and the kind of step; None where it is none of them, such as another scope."""


def difference(
    base: Iterable[Package],
    head: Iterable[Package],
    renamed: Mapping[str, str],
    deleted: frozenset[str],
    step: Order,
) -> Difference:
    """Compares the packages of both sides.

    Args:
        base: Packages of the base.
        head: Packages of the head.
        renamed: Path at head by path at base.
        deleted: Paths of the base that the head has no more.
        step: The kind of step between two versions.
    """
    groups: dict[tuple[str, str], tuple[list[Package], list[Package]]] = {}
    for number, packages in enumerate((base, head)):
        for package in packages:
            key = (package.ecosystem, normal(package.ecosystem, package.name))
            groups.setdefault(key, ([], []))[number].append(package)
    added: list[Package] = []
    removed: list[Package] = []
    changed: list[tuple[Package, Package, Bump | None]] = []
    for old, new in groups.values():
        group = _Group(old, new, renamed, deleted)
        for one, other in group.pairs():
            bump = _bump(one, other, step)
            if bump is not None or _is_other(one, other):
                changed.append((one, other, bump))
        added += group.added()
        removed += group.removed()
    return Difference(tuple(added), tuple(removed), tuple(changed))


class _Group:
    """The packages of one name."""

    def __init__(
        self,
        old: Sequence[Package],
        new: Sequence[Package],
        renamed: Mapping[str, str],
        deleted: frozenset[str],
    ) -> None:
        self.old, self.new = list(old), list(new)
        self.renamed, self.deleted = renamed, deleted
        self.had = {(self._lock(each), each.version) for each in old if each.lock}
        self.has = {(each.lock, each.version) for each in new if each.lock}

    def _path(self, package: Package) -> str:
        return self.renamed.get(package.path, package.path)

    def _lock(self, package: Package) -> str:
        return self.renamed.get(package.lock, package.lock)

    def pairs(self) -> list[tuple[Package, Package]]:
        """Packages of both sides that are one, the surest pairs first."""
        found: list[tuple[Package, Package]] = []
        asked, by_version = _is_asked, _version
        rounds: tuple[tuple[Callable[[Package], object], Callable[[Package], object]], ...] = (
            (lambda p: asked(p) and (self._path(p), p.scope, by_version(p)),
             lambda p: asked(p) and (p.path, p.scope, by_version(p))),
            (lambda p: asked(p) and (self._path(p), by_version(p)),
             lambda p: asked(p) and (p.path, by_version(p))),
            (lambda p: asked(p) and (self._path(p), p.scope),
             lambda p: asked(p) and (p.path, p.scope)),
            (lambda p: asked(p) and self._path(p), lambda p: asked(p) and p.path),
            (lambda p: self._lock(p) and (self._lock(p), p.direct, by_version(p)),
             lambda p: p.lock and (p.lock, p.direct, by_version(p))),
            (lambda p: self._lock(p) and (self._lock(p), by_version(p)),
             lambda p: p.lock and (p.lock, by_version(p))),
            (lambda p: self._lock(p) and (self._lock(p), p.direct),
             lambda p: p.lock and (p.lock, p.direct)),
            (lambda p: self._lock(p), lambda p: p.lock),
            (lambda p: (posixpath.dirname(self._path(p)), p.direct, by_version(p)),
             lambda p: (posixpath.dirname(p.path), p.direct, by_version(p))),
            (lambda p: (posixpath.dirname(self._path(p)), p.direct),
             lambda p: (posixpath.dirname(p.path), p.direct)),
            (lambda p: p.path in self.deleted and (p.direct, by_version(p)),
             lambda p: (p.direct, by_version(p))),
            (lambda p: p.path in self.deleted and p.direct, lambda p: p.direct),
        )  # fmt: skip
        for of_old, of_new in rounds:
            if not self.old or not self.new:
                break
            found += self._round(of_old, of_new)
        return found

    def _round(
        self, of_old: Callable[[Package], object], of_new: Callable[[Package], object]
    ) -> list[tuple[Package, Package]]:
        waiting: dict[object, list[Package]] = {}
        for package in self.new:
            if key := of_new(package):
                waiting.setdefault(key, []).append(package)
        found, rest, taken = [], [], set()
        for package in self.old:
            key = of_old(package)
            if key and waiting.get(key):
                match = waiting[key].pop(0)
                taken.add(id(match))
                found.append((package, match))
            else:
                rest.append(package)
        self.old = rest
        self.new = [package for package in self.new if id(package) not in taken]
        return found

    def added(self) -> list[Package]:
        """What is left of the head, without what its lock had in that version already."""
        return [p for p in self.new if not p.lock or (p.lock, p.version) not in self.had]

    def removed(self) -> list[Package]:
        """What is left of the base, without what its lock still has in that version."""
        return [p for p in self.old if not p.lock or (self._lock(p), p.version) not in self.has]


def _is_asked(package: Package) -> bool:
    """It stands in a manifest, not in its lock alone."""
    return package.path != package.lock


def _version(package: Package) -> tuple[str | None, str, str]:
    """What tells two of one name apart."""
    return package.version or package.requirement, package.source, package.location


def _bump(old: Package, new: Package, step: Order) -> Bump | None:
    if old.source != new.source or _place(old) != _place(new):
        return "source"
    before, after = _compared(old, new)
    if before != after:
        return step(before, after, new.ecosystem)
    if new.source != "workspace" and not _vouches(old.integrity, new.integrity):
        return "integrity"
    return None


def _compared(old: Package, new: Package) -> tuple[str, str]:
    """The versions to compare; the requirements where a version is not known on both sides."""
    if old.version is not None and new.version is not None:
        return old.version, new.version
    return old.requirement or old.version or "", new.requirement or new.version or ""


def _is_other(old: Package, new: Package) -> bool:
    """Whether it differs in what `changed` is about."""
    before, after = _compared(old, new)
    return before != after or old.scope != new.scope or old.location != new.location


def _place(package: Package) -> str:
    """The address without the revision that is asked for there."""
    return package.location.partition("#")[0]


def _vouches(old: str | None, new: str | None) -> bool:
    """Whether the hashes that are recorded now were recorded for this version before.

    An algorithm that the base did not use says nothing against it.
    """
    if not old:
        return True
    if not new:
        return False
    before = {_algorithm(each): set[str]() for each in old.split()}
    for each in old.split():
        before[_algorithm(each)].add(each)
    known = [each for each in new.split() if _algorithm(each) in before]
    return all(each in before[_algorithm(each)] for each in known)


def _algorithm(hash_: str) -> str:
    for mark in ("-", ":"):
        name, found, _ = hash_.partition(mark)
        if found:
            return name
    return str(len(hash_))
