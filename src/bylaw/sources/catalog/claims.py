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

    A path costs one look-up by its folder, and one match for each glob with wildcards in that
    folder or above it that could be more specific; where all files of a folder go to one
    component, the look-up is all.
    """

    def __init__(self, components: Iterable[Component]) -> None:
        found: dict[str, list[_Claim]] = {}
        self._exact: dict[str, list[_Claim]] = {}
        for component in components:
            for glob in {one for each in component.paths for one in alternatives(each)}:
                folder, claim = _claim(component.name, glob)
                found.setdefault(folder, []).append(claim)
                if fixed_prefix(glob) == f"{glob}/":
                    self._exact.setdefault(glob, []).append(claim)
        for claims in (*found.values(), *self._exact.values()):
            claims.sort(key=_order)
        self._of_folder = found
        self._chains: dict[str, tuple[_Claim, ...]] = {"": tuple(found.get("", ()))}

    def of(self, path: str) -> str | None:
        """The component that a path belongs to; None where nobody claims it."""
        claim = self._best(path)
        return None if claim is None else claim.component

    def rivals(self, path: str) -> tuple[str, ...]:
        """The components that claim a path as specifically as any, by name; two or more, or none.

        The first of them is the one that has it.
        """
        best = self._best(path)
        if best is None:
            return ()
        names = {
            claim.component
            for claim in (*self._exact.get(path, ()), *self._chain(path.rpartition("/")[0]))
            if claim.weight == best.weight and (claim.matches is None or claim.matches(path))
        }
        return tuple(sorted(names)) if len(names) > 1 else ()

    def _best(self, path: str) -> _Claim | None:
        if path in self._exact:
            return self._exact[path][0]
        for claim in self._chain(path.rpartition("/")[0]):
            if claim.matches is None or claim.matches(path):
                return claim
        return None

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


def _claim(component: str, glob: str) -> tuple[str, _Claim]:
    """A claim, and the folder in which, or below which, all stands that it can match."""
    prefix = fixed_prefix(glob)
    is_folder = not prefix or prefix.endswith("/")
    claims_all = f"{glob.rstrip('/')}/" == prefix or (is_folder and glob == f"{prefix}**")
    matches = None if claims_all else matcher((glob,))
    return prefix.rpartition("/")[0], _Claim(component, len(prefix), matches)


def _order(claim: _Claim) -> tuple[int, str]:
    return -claim.weight, claim.component
