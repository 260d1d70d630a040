"""Advisories that name each other are one finding, whatever their order."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bylaw.facts.place import Unknown
from bylaw.sources.advisories.judge import judge
from bylaw.sources.advisories.match import affects
from bylaw.sources.advisories.record import SEVERITIES, Advisory, Affected
from bylaw.sources.services.interface import Vulnerability

IDS = ["GHSA-1", "GHSA-2", "CVE-1", "CVE-2", "CVE-3", "PYSEC-1", "PYSEC-2", "RUSTSEC-1"]
VERSIONS = st.builds("{}.{}.0".format, st.integers(0, 2), st.integers(0, 3))
RANGES = st.lists(
    st.one_of(
        st.builds(lambda a: (("i", "0"), ("f", a)), VERSIONS),
        st.builds(lambda a, b: (("i", a), ("f", b)), VERSIONS, VERSIONS),
        st.builds(lambda a, b: (("i", a), ("l", b)), VERSIONS, VERSIONS),
    ),
    max_size=2,
)
ADVISORIES = st.lists(
    st.builds(
        lambda id_, aliases, severity, score, ranges: Advisory(
            id_, tuple(aliases), severity, score, f"About {id_}", (Affected(tuple(ranges)),)
        ),
        st.sampled_from(IDS),
        st.sets(st.sampled_from(IDS), max_size=2),
        st.sampled_from(SEVERITIES),
        st.none() | st.sampled_from([0.0, 5.0, 9.8]),
        RANGES,
    ),
    max_size=6,
)


def components(hits: Sequence[Advisory]) -> set[frozenset[str]]:
    """The names that belong together, by asking again and again."""
    groups = [{one.id, *one.aliases} for one in hits]
    for _ in groups:
        groups = [set().union(*(b for b in groups if a & b)) for a in groups]
    return {frozenset(group) for group in groups}


def findings(advisories: Sequence[Advisory], version: str) -> tuple[Vulnerability, ...]:
    found = judge(advisories, version, "npm")
    assert not isinstance(found, Unknown)
    return tuple(found)


@given(ADVISORIES, VERSIONS, st.randoms(use_true_random=False))
def test_merging(advisories: list[Advisory], version: str, dice: Random) -> None:
    hits = [
        one for one in advisories if any(affects(each, version, "npm") for each in one.affected)
    ]
    found = findings(advisories, version)
    assert {frozenset((one.id, *one.aliases)) for one in found} == components(hits)
    assert len(found) == len(components(hits))
    for one in found:
        members = [hit for hit in hits if hit.id in (one.id, *one.aliases)]
        assert one.severity == max((hit.severity for hit in members), key=SEVERITIES.index)
        assert one.score == max(
            (hit.score for hit in members if hit.score is not None), default=None
        )
        assert one.id.startswith("GHSA") or not any("GHSA" in name for name in one.aliases)
        if one.fixed_in is not None:
            fixed = one.fixed_in.text
            assert not any(affects(each, fixed, "npm") for hit in members for each in hit.affected)
    shuffled = list(advisories)
    dice.shuffle(shuffled)
    again = findings(shuffled, version)
    assert [(one.id, one.aliases, one.severity, one.fixed_in) for one in again] == [
        (one.id, one.aliases, one.severity, one.fixed_in) for one in found
    ]
