"""Each fact that a rule can begin with is known to be of a part, or of the whole."""

from __future__ import annotations

from bylaw.sources.architecture.readers import READERS as ARCHITECTURE
from bylaw.sources.decisions.facts import READERS as DECISIONS
from bylaw.sources.dependencies.readers import READERS as DEPENDENCIES
from bylaw.sources.git.readers import READERS as GIT
from bylaw.sources.part import CUT, OF_CHANGE, WHOLE

SPLIT = ("Change", "Repository", "Tree", "Dependencies", "Imports", "Cycles", "Decisions")
"""The types of the roots that tell what a change does. The catalog is one for all."""


def test_every_field_is_of_a_part_or_of_the_whole() -> None:
    every = {*ARCHITECTURE, *DECISIONS, *DEPENDENCIES, *GIT, "Safeguards.weakened"}
    readers = {name for name in every if name.partition(".")[0] in (*SPLIT, "Safeguards")}
    assert readers == {*CUT, *OF_CHANGE, *WHOLE, "Change.place"}
    assert not set(CUT) & set(WHOLE)
