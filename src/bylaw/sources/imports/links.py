"""Symbolic links: an import that goes through one leads to what the link leads to.

Without it, a link would be a door between two components that no rule sees. Git keeps a link as a
blob that holds its path.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Final

from bylaw.sources.imports.folders import joined
from bylaw.sources.imports.interface import Target, inside, unclear

MOST: Final = 20_000
"""Files that are found below links by other paths; what is more is found by its real path alone."""
_HOPS: Final = 40
"""Links that one path goes through, as Linux bounds it."""


class Links:
    """The links of a tree.

    Args:
        links: Their paths, and those of submodules, which lead out of the repository too.
        read: What a link holds; None where that cannot be had.
        known: The paths of all entries of the tree.
    """

    def __init__(
        self, links: Iterable[str], read: Callable[[str], str | None], known: Collection[str]
    ) -> None:
        self._links = frozenset(links)
        self._known = known
        self._to: Callable[[str], str | None] = cache(lambda link: _leads(link, read(link)))
        self.real: Callable[[str], str | None] = cache(self._real)

    def __contains__(self, path: object) -> bool:
        return path in self._links

    def _real(self, path: str) -> str | None:
        """The path without links; None where one of them leads out, or nobody knows where."""
        for _ in range(_HOPS):
            link = self._first(path)
            if link is None:
                return path
            to = self._to(link)
            if to is None:
                return None
            path = f"{to}{path[len(link) :]}".removeprefix("/")
        return None

    def _first(self, path: str) -> str | None:
        """The shortest part of a path that is a link."""
        at = path.find("/")
        while at >= 0:
            if path[:at] in self._links:
                return path[:at]
            at = path.find("/", at + 1)
        return path if path in self._links else None

    def aliases(self, paths: Sequence[str]) -> dict[str, str]:
        """Other paths of files, with their real ones; `paths` are those of all entries, sorted."""
        found: dict[str, str] = {}
        for link in sorted(self._links):
            real = self.real(link)
            if real is None or f"{link}/".startswith(f"{real}/") or not real:
                continue
            if real in self._known:
                found[link] = real
                continue
            first, last = bisect_left(paths, f"{real}/"), bisect_left(paths, f"{real}0")
            if len(found) + last - first <= MOST:
                found |= {f"{link}{path[len(real) :]}": path for path in paths[first:last]}
        return found

    def followed(self, target: Target, first_below: Callable[[str], str | None]) -> Target:
        """What a target is without links; `first_below` gives the first file of a folder."""
        path = target.path
        if path is None:
            return target
        stem = path if path in self._known else path.rpartition(".")[0]
        asked = stem if stem in self._links else path
        real = self.real(asked)
        if real is None:
            link = self._first(asked)
            return unclear(target.module, f"{link} leads out of the repository, or nowhere")
        if real == asked:
            return target
        folder = None if target.folder is None else self.real(target.folder)
        if real in self._known:
            return inside(target.module, real, folder)
        below = first_below(real)
        return inside(target.module, below or real, folder if below is None else real)


def _leads(link: str, text: str | None) -> str | None:
    """The path that a link leads to, which may hold links; None for one that leads out."""
    if not text or "\0" in text:
        return None
    return joined(link.rpartition("/")[0], text)
