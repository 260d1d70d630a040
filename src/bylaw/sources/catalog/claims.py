"""Which component a file belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from bylaw.dataclass import dataclass
from bylaw.sources.catalog.globs import alternatives, fixed_prefix, matcher

if TYPE_CHECKING:
    from bylaw.sources.catalog.interface import Component


@dataclass(frozen=True, slots=True)
class _Claim:
    """One glob of one component."""

    component: str
    weight: int
    """Characters that every path begins with that it matches."""
    matches: Callable[[str], bool] | None
    """None: it claims all below its folder."""


class Claims:
    """Answers which component claims a path.

    Of the globs that match, the most specific one counts: the one that fixes most characters
    before its first wildcard, where `src/pay` and `src/pay/**` fix the same. Of equal ones it is
    that of the component whose name comes first.

    A path costs one look-up by its folder where all of the folder goes to one component, else one
    match for each glob with wildcards, in the folder or above it, that is more specific than the
    one that counts.
    """

    def __init__(self, components: Iterable[Component]) -> None:
        found: dict[str, list[_Claim]] = {}
        self._exact: dict[str, set[str]] = {}
        for component in components:
            for glob in {one for each in component.paths for one in alternatives(each)}:
                folder, claim = _claim(component.name, glob)
                found.setdefault(folder, []).append(claim)
                if fixed_prefix(glob) == f"{glob}/":
                    self._exact.setdefault(glob, set()).add(component.name)
        for claims in found.values():
            claims.sort(key=_order)
        self._of_folder = found
        self._chains: dict[str, tuple[_Claim, ...]] = {"": tuple(found.get("", ()))}
        self._whole: dict[str, tuple[str, ...]] = {}
        """By folder: who has every file right in it; empty where its globs have to be asked."""

    def of(self, path: str) -> str | None:
        """The component that a path belongs to; None where nobody claims it."""
        names = self.all_of(path)
        return names[0] if names else None

    def all_of(self, path: str) -> tuple[str, ...]:
        """The components that claim a path as specifically as any, by name.

        The first of them is the one that has it.
        """
        if path in self._exact:
            return tuple(sorted(self._exact[path]))
        folder = path.rpartition("/")[0]
        names = self._whole.get(folder)
        if names is None:
            names = self._whole[folder] = _whole(self._chain(folder))
        return names or _best(self._chain(folder), path)

    def _chain(self, folder: str) -> tuple[_Claim, ...]:
        """The claims that files right in a folder can fall under, the most specific first."""
        missing = []
        while (known := self._chains.get(folder)) is None:
            missing.append(folder)
            folder = folder.rpartition("/")[0]
        for each in reversed(missing):
            own = self._of_folder.get(each)
            known = self._chains[each] = (*own, *known) if own else known
        return known


def _best(chain: Iterable[_Claim], path: str) -> tuple[str, ...]:
    names: set[str] = set()
    weight = -1
    for claim in chain:
        if names and claim.weight < weight:
            break
        if claim.matches is None or claim.matches(path):
            names.add(claim.component)
            weight = claim.weight
    return tuple(sorted(names))


def _whole(chain: tuple[_Claim, ...]) -> tuple[str, ...]:
    """Who has all files of a folder; nothing where a glob with wildcards could have some."""
    first = [claim for claim in chain if claim.weight == chain[0].weight]
    if any(claim.matches is not None for claim in first):
        return ()
    return tuple(sorted({claim.component for claim in first}))


def _claim(component: str, glob: str) -> tuple[str, _Claim]:
    """A claim, and the folder in which, or below which, all stands that it can match."""
    prefix = fixed_prefix(glob)
    is_folder = not prefix or prefix.endswith("/")
    claims_all = f"{glob.rstrip('/')}/" == prefix or (is_folder and glob == f"{prefix}**")
    matches = None if claims_all else matcher((glob,))
    return prefix.rpartition("/")[0], _Claim(component, len(prefix), matches)


def _order(claim: _Claim) -> tuple[int, str]:
    return -claim.weight, claim.component
