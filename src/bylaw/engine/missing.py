"""What one rule could not decide: gathered while it runs, told in the end."""

from __future__ import annotations

from bylaw.engine.result import Missing
from bylaw.engine.values import parts_of
from bylaw.facts.place import Place, Unknown

_MOST_PLACES = 5


class Gathered:
    """Unknown bindings, by the fact that each hangs on."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[Unknown, list[int], list[Place]]] = {}

    def add(self, doubts: tuple[Unknown, ...], place: Place | None) -> None:
        """One binding hangs on these."""
        told = set()
        for doubt in doubts:
            for part in parts_of(doubt):
                key = (part.fact, part.reason)
                if key in told:
                    continue
                told.add(key)
                _, count, places = self._found.setdefault(key, (part, [0], []))
                count[0] += 1
                where = part.place or place
                if len(places) < _MOST_PLACES and where is not None and where not in places:
                    places.append(where)

    def told(self) -> tuple[Missing, ...]:
        """One entry for each fact and reason, sorted by them."""
        return tuple(
            Missing(
                why.fact, why.reason, why.detail, why.remedy,
                count[0], tuple(places), why.bound, why.fatal,
            )
            for _, (why, count, places) in sorted(self._found.items())
        )  # fmt: skip
