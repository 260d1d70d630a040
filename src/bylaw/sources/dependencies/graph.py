"""What the packages of a lock bring in."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bylaw.sources.manifests.interface import Entry

DEEPEST: Final = 50
"""Packages of a way that are kept, nearest the project; a lock can make ways of its whole size."""


class Graph:
    """What a lock's entries bring in, from those that the project asks for."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.by_key = {entry.key: entry for entry in entries if entry.key}
        self.ways: dict[str, tuple[str, ...]] = {}
        self.reach([entry.key for entry in entries if entry.key and entry.direct])

    def reach(self, roots: Iterable[str]) -> None:
        """Finds a shortest way to each entry from these, instead of from those before."""
        ways: dict[str, tuple[str, ...]] = {key: () for key in roots if key in self.by_key}
        queue = deque(ways)
        while queue:
            entry = self.by_key[queue.popleft()]
            way = ways[entry.key]
            way = (*way, entry.name) if len(way) < DEEPEST else way
            for below in entry.requires:
                if below in self.by_key and below not in ways:
                    ways[below] = way
                    queue.append(below)
        self.ways = ways

    def via(self, key: str) -> tuple[str, ...]:
        """The names on the way to an entry, nearest the project first."""
        return self.ways.get(key, ())


def reached(by_key: Mapping[str, Entry], start: Iterable[str]) -> set[str]:
    """The keys that can be reached from some, and these."""
    seen = set(start)
    stack = list(seen)
    while stack:
        for below in by_key[stack.pop()].requires:
            if below in by_key and below not in seen:
                seen.add(below)
                stack.append(below)
    return seen
