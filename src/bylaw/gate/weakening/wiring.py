"""Files that run bylaw in a pipeline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bylaw.gate.weakening.interface import Sides, Weakening, at_either
from bylaw.gate.weakening.paths import is_pipeline

_NAME: Final = re.compile(r"\bbylaw\b", re.IGNORECASE)


def find(sides: Sides) -> Iterator[Weakening]:
    """Changes to a file that names bylaw, and a second one that does.

    What a condition, a trigger or a step before it does to the run, nobody can tell from the text:
    each change of such a file counts. The first one that names bylaw weakens nothing.
    """
    touched = list(sides.of(is_pipeline))
    if not touched:
        return
    added = []
    for before, after in touched:
        old = sides.base.text(before) if before is not None else ""
        new = sides.head.text(after) if after is not None else ""
        if old == new:
            continue
        where = at_either(before, after)
        if _NAME.search(old):
            verb = "removed" if after is None else "changed"
            said = f"{where.path}, which runs bylaw, is {verb}"
            yield Weakening("wiring", said, where)
        elif _NAME.search(new):
            added.append(where)
    if added and _runs_already(sides):
        for where in added:
            said = f"{where.path} names bylaw now, beside what runs it already"
            yield Weakening("wiring", said, where)


def _runs_already(sides: Sides) -> bool:
    return any(
        _NAME.search(sides.base.text(path)) for path in sides.base.below("") if is_pipeline(path)
    )
