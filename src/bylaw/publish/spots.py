"""Where the diff that a forge shows has a place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bylaw.facts.place import Place
from bylaw.publish.model import Spot
from bylaw.sources.git.shown import Shown


def spots(shown: Mapping[str, Shown]) -> Callable[[Place], Spot | None]:
    """Finds the line of a place; None where the diff does not show it.

    Args:
        shown: What the diff shows, by the path at the head.
    """
    before = {one.old_path: path for path, one in shown.items()}

    def spot(place: Place) -> Spot | None:
        path = place.path if place.side == "head" else before.get(place.path, place.path)
        file = shown.get(path)
        if file is None:
            return None
        if place.side == "head":
            if place.line not in file.head:
                return None
            return Spot(path, file.old_path, place.line, file.head[place.line])
        if place.line not in file.base:
            return None
        return Spot(path, file.old_path, file.base[place.line], place.line)

    return spot
