"""Which component a file belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from bylaw.dataclass import dataclass
from bylaw.facts.globs import regex_of
from bylaw.sources.catalog.globs import alternatives, fixed_prefix
from bylaw.sources.catalog.patterns import Patterns

if TYPE_CHECKING:
    from bylaw.sources.catalog.interface import Component

_MOST_ALTERNATIVES: Final = 20_000
"""Globs that braces stand for beyond the first; later ones are left as they are."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """One glob of one component."""

    component: str
    weight: int
    """Characters that every path begins with that it matches."""
    glob: str
    """Empty: it claims all below its folder."""


class Claims:
    """Answers which component claims a path.

    Of the globs that match, the most specific one counts: the one that fixes most characters
    before its first wildcard, where `src/pay` and `src/pay/**` fix the same. Of equal ones it is
    that of the component whose name comes first.

    A path costs one look-up by its folder where all of the folder goes to one component, else one
    match for each folder above it that globs with wildcards begin in, however many they are.
    """

    def __init__(self, components: Iterable[Component]) -> None:
        found: dict[str, list[_Claim]] = {}
        self._exact: dict[str, set[str]] = {}
        left = _MOST_ALTERNATIVES
        for component in components:
            globs = set()
            for each in component.paths:
                choices = alternatives(each) if left > 0 else [each]
                left -= len(choices) - 1
                globs.update(choices)
            for glob in globs:
                folder, claim = _claim(component.name, glob)
                found.setdefault(folder, []).append(claim)
                if fixed_prefix(glob) == f"{glob}/":
                    self._exact.setdefault(glob, set()).add(component.name)
        self._groups = {folder: _Group(claims) for folder, claims in found.items()}
        self._chains: dict[str, tuple[_Group, ...]] = {
            "": (self._groups[""],) if "" in self._groups else ()
        }

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
        for group in self._chain(path.rpartition("/")[0]):
            if names := group.whole or group.best(path):
                return names
        return ()

    def _chain(self, folder: str) -> tuple[_Group, ...]:
        """The groups that files right in a folder can fall under, the most specific first."""
        missing = []
        while (known := self._chains.get(folder)) is None:
            missing.append(folder)
            folder = folder.rpartition("/")[0]
        for each in reversed(missing):
            own = self._groups.get(each)
            known = self._chains[each] = (own, *known) if own else known
        return known


class _Group:
    """The claims whose globs begin in one folder."""

    def __init__(self, claims: list[_Claim]) -> None:
        self._all = [claim for claim in claims if not claim.glob]
        self._some = [claim for claim in claims if claim.glob]
        most = max(claim.weight for claim in claims)
        first = [claim for claim in claims if claim.weight == most]
        self.whole = () if any(claim.glob for claim in first) else _names(first)
        """Who has every file below the folder; empty where the globs have to be asked."""
        self._patterns = Patterns([regex_of(claim.glob) for claim in self._some])

    def best(self, path: str) -> tuple[str, ...]:
        """The components with the most specific claims to a path, by name."""
        hits = [*self._all, *(self._some[at] for at in self._patterns.matching(path))]
        if not hits:
            return ()
        most = max(claim.weight for claim in hits)
        return _names(claim for claim in hits if claim.weight == most)


def _names(claims: Iterable[_Claim]) -> tuple[str, ...]:
    return tuple(sorted({claim.component for claim in claims}))


def _claim(component: str, glob: str) -> tuple[str, _Claim]:
    """A claim, and the folder in which, or below which, all stands that it can match."""
    prefix = fixed_prefix(glob)
    is_folder = not prefix or prefix.endswith("/")
    claims_all = f"{glob.rstrip('/')}/" == prefix or (is_folder and glob == f"{prefix}**")
    return prefix.rpartition("/")[0], _Claim(component, len(prefix), "" if claims_all else glob)
