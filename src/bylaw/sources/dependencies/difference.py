"""What one side has and the other has not: packages are paired, what is left is new or gone.

A package is paired by where it is asked for, then by the lock it stands in, then by what was
moved: a manifest that is renamed, or replaced by another in its folder, adds nothing, and neither
does what a deleted one had in the same version.
"""

from __future__ import annotations

import posixpath
import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.dependencies.bumps import Order, bump_of, is_other
from bylaw.sources.dependencies.model import Bump, Package
from bylaw.sources.dependencies.names import normal

_NUMBER: Final = re.compile(r"\d{1,18}")


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
            if group.is_there_anyway(one, other):
                continue
            bump = bump_of(one, other, step)
            if bump is not None or is_other(one, other):
                changed.append((one, other, bump))
        added += group.added()
        removed += group.removed()
    return Difference(tuple(added), tuple(removed), tuple(changed))


_Held = tuple[str, tuple[str | None, str, str]]
"""A lock, and what tells two of one name in it apart."""
_Key = Callable[[Package], object]
"""What packages of both sides have in common when they are one; nothing where they cannot be."""


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
        self.had: set[_Held] = {self._held(each) for each in old if each.lock}
        """What locks of the base have."""
        self.has: set[_Held] = {(each.lock, _version(each)) for each in new if each.lock}
        """What locks of the head have."""
        self.before = {(*self._held(each), each.scope, each.integrity) for each in old if each.lock}
        self.after = frozenset(self.has)
        """What locks have by themselves, before pairs are made."""

    def _path(self, package: Package) -> str:
        return self.renamed.get(package.path, package.path)

    def _lock(self, package: Package) -> str:
        return self.renamed.get(package.lock, package.lock)

    def _held(self, package: Package) -> _Held:
        return self._lock(package), _version(package)

    def pairs(self) -> list[tuple[Package, Package]]:
        """Packages of both sides that are one, the surest pairs first."""
        found: list[tuple[Package, Package]] = []
        asked, version, path, lock = _is_asked, _version, self._path, self._lock
        rounds: tuple[tuple[_Key, _Key], ...] = (
            (lambda p: asked(p) and (path(p), p.scope, version(p)),
             lambda p: asked(p) and (p.path, p.scope, version(p))),
            (lambda p: asked(p) and (path(p), version(p)),
             lambda p: asked(p) and (p.path, version(p))),
            (lambda p: asked(p) and (path(p), p.scope, _major(p)),
             lambda p: asked(p) and (p.path, p.scope, _major(p))),
            (lambda p: asked(p) and (path(p), p.scope),
             lambda p: asked(p) and (p.path, p.scope)),
            (lambda p: asked(p) and path(p), lambda p: asked(p) and p.path),
            (lambda p: lock(p) and (lock(p), p.direct, version(p)),
             lambda p: p.lock and (p.lock, p.direct, version(p))),
            (lambda p: lock(p) and (lock(p), version(p)),
             lambda p: p.lock and (p.lock, version(p))),
            (lambda p: lock(p) and (lock(p), p.direct, _major(p)),
             lambda p: p.lock and (p.lock, p.direct, _major(p))),
            (lambda p: lock(p) and (lock(p), p.direct), lambda p: p.lock and (p.lock, p.direct)),
            (lambda p: lock(p), lambda p: p.lock),
            (lambda p: (_folder(path(p)), p.direct, version(p)),
             lambda p: (_folder(p.path), p.direct, version(p))),
            (lambda p: (_folder(path(p)), p.direct), lambda p: (_folder(p.path), p.direct)),
            (lambda p: p.path in self.deleted and (p.direct, version(p)),
             lambda p: (p.direct, version(p))),
        )  # fmt: skip
        for of_old, of_new in rounds:
            if not self.old or not self.new:
                break
            found += self._round(of_old, of_new)
        return found

    def is_there_anyway(self, old: Package, new: Package) -> bool:
        """Whether two that nobody asks for are left over from a swap, and neither came or went.

        A project that moves from one version of its lock to another leaves the first to others.
        """
        return (
            not _is_asked(old)
            and not _is_asked(new)
            and _version(old) != _version(new)
            and self._held(old) in self.after
            and (new.lock, _version(new), new.scope, new.integrity) in self.before
        )

    def _round(self, of_old: _Key, of_new: _Key) -> list[tuple[Package, Package]]:
        waiting: dict[object, deque[Package]] = {}
        for package in self.new:
            if key := of_new(package):
                waiting.setdefault(key, deque()).append(package)
        found, rest, taken = [], [], set()
        for package in self.old:
            key = of_old(package)
            if key and waiting.get(key):
                match = waiting[key].popleft()
                taken.add(id(match))
                found.append((package, match))
                self.had.add((match.lock, _version(match)))
                self.has.add(self._held(package))
            else:
                rest.append(package)
        self.old = rest
        self.new = [package for package in self.new if id(package) not in taken]
        return found

    def added(self) -> list[Package]:
        """What is left of the head.

        Without what a lock of the base had already, in this version and from this source, and what
        is one of a pair: another project of a workspace that asks for it adds nothing.
        """
        return [p for p in self.new if not p.lock or (p.lock, _version(p)) not in self.had]

    def removed(self) -> list[Package]:
        """What is left of the base, without what its lock still has or has another version of."""
        return [p for p in self.old if not p.lock or self._held(p) not in self.has]


def _is_asked(package: Package) -> bool:
    """It stands in a manifest, not in its lock alone."""
    return package.path != package.lock


def _version(package: Package) -> tuple[str | None, str, str]:
    """What tells two of one name apart."""
    return package.version or package.requirement, package.source, package.location


def _major(package: Package) -> str:
    """The first number of the version, or of the range."""
    found = _NUMBER.search(package.version or package.requirement)
    return found[0] if found else ""


def _folder(path: str) -> str:
    return posixpath.dirname(path)
