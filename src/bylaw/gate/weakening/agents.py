"""Settings of AI agents: what they may do, and what they are told of bylaw."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from bylaw.gate.weakening.interface import Sides, Weakening, at_either
from bylaw.gate.weakening.paths import SETTINGS, is_of_agents

_NAME: Final = re.compile(r"\bbylaw\b", re.IGNORECASE)


def find(sides: Sides) -> Iterator[Weakening]:
    """Settings that are other, and words about bylaw that are gone.

    New settings count too: what was forbidden by default may be allowed now.
    """
    for before, after in sides.of(is_of_agents):
        old = sides.base.text(before) if before is not None else ""
        new = sides.head.text(after) if after is not None else ""
        where = at_either(before, after)
        if any(path is not None and SETTINGS.fullmatch(path) for path in (before, after)):
            if old != new:
                verb = "removed" if after is None else "added" if before is None else "changed"
                yield Weakening("agent", f"{where.path}, a setting of AI agents, is {verb}", where)
        elif (Counter(_lines(old)) - Counter(_lines(new))).total():
            said = f"{where.path} no longer tells AI agents what it said of bylaw"
            yield Weakening("agent", said, where)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if _NAME.search(line)]
