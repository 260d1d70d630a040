"""Whether a version is affected, and what mends it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.sources.advisories.match import affects, fixes, trimmed
from bylaw.sources.advisories.record import Affected
from bylaw.versions import order


def ranges(*texts: str, versions: tuple[str, ...] = ()) -> Affected:
    """`i0 f1.2` as a range."""
    return Affected(tuple(tuple((w[0], w[1:]) for w in text.split()) for text in texts), versions)


CASES: list[tuple[str, str, Affected, str]] = [
    # ecosystem, affected versions, ranges, versions that are not
    ("npm", "0.0.1 1.1.9", ranges("i0 f1.2.0"), "1.2.0 2.0.0"),
    ("npm", "1.0.0 1.2.0", ranges("i1.0.0 l1.2.0"), "0.9.9 1.2.1"),
    ("npm", "1.0.0 1.0.1 3.0.0 3.2.4", ranges("i1.0.0 f1.0.2 i3.0.0 f3.2.5"), "0.1.0 2.0.0 3.2.5"),
    ("npm", "1.0.1 3.1.0", ranges("f3.2.5 i3.0.0 f1.0.2 i1.0.0"), "2.0.0"),
    ("npm", "1.0.0 2.5.0", ranges("i1.0.0 f2.0.0 i2.0.0 f3.0.0"), "0.9.0 3.0.0"),
    ("npm", "1.0.0", ranges("i0 f1.1.0", "i2.0.0 f2.1.0"), "1.1.0 2.1.0"),
    ("npm", "1.9.9", ranges("i0 m2.0.0"), "2.0.0"),
    ("npm", "5.0.0", ranges("i0 m2.0.0 m*"), ""),
    ("npm", "1.2.0-rc.1", ranges("i0 f1.2.0"), "1.2.0"),
    ("npm", "0.9.0", ranges("i0 f1"), "1.0.0"),
    ("npm", "1.0.0 99.0.0", ranges("i0"), ""),
    ("npm", "1.0.0", ranges("f1.2.0"), "1.2.0"),
    ("npm", "", ranges("i1.0.0 f1.0.0"), "0.9.0 1.0.0 2.0.0"),
    ("npm", "1.0.0", Affected((), ("1.0.0",)), "1.0.1"),
    ("npm", "1.0.0+build.2", Affected((), ("1.0.0",)), "1.0.1+build.2"),
    ("pypi", "1.0 1.0.0 1.0.post1", ranges("i0 f1.1", versions=("1.0",)), "1.1 1.1.0"),
    ("pypi", "1.0rc1", ranges("i0 f1.0"), "1.0"),
    ("pypi", "2.0.0", Affected((), ("2.0",)), "2.0.1"),
    ("golang", "v1.2.2 1.2.2 v0.0.0-20200101000000-abcdefabcdef", ranges("i0 f1.2.3"), "v1.2.3"),
    ("maven", "1.0-SNAPSHOT 1.0-alpha", ranges("i0 f1.0"), "1.0 1.0.0 1.0-sp"),
    ("githubactions", "v4.1.1 4.0.0", ranges("i4.0.0 f4.1.2"), "v4.1.2 v3.0.0"),
    ("githubactions", "v3 v3.2", ranges("i0 f4.0.0"), "v4 v5"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[2].ranges}")
def test_ranges(case: tuple[str, str, Affected, str]) -> None:
    ecosystem, hit, known, missed = case
    assert {one: affects(known, one, ecosystem) for one in hit.split()} == dict.fromkeys(
        hit.split(), True
    )
    assert {one: affects(known, one, ecosystem) for one in missed.split()} == dict.fromkeys(
        missed.split(), False
    )


@pytest.mark.parametrize(
    ("ecosystem", "version", "known"),
    [
        ("npm", "latest", ranges("i0 f1.2.0")),
        ("npm", "latest", Affected((), ("1.0.0",))),
        ("npm", "1.0.0", ranges("i0 fsoon")),
        ("npm", "1.0.0", Affected(is_vague=True)),
        ("pypi", "2020-spring", ranges("i0 f1")),
        ("githubactions", "v4", ranges("i4.0.0 f4.1.2")),
        ("githubactions", "v4.1", ranges("i0 l4.1.2")),
        ("githubactions", "main", ranges("i0 f4.1.2")),
        ("conan", "1.0", ranges("i0 f2.0")),
    ],
)
def test_what_cannot_be_told_is_not_fine(ecosystem: str, version: str, known: Affected) -> None:
    assert affects(known, version, ecosystem) is None


def test_a_listed_version_counts_without_order() -> None:
    assert affects(ranges("i0 f1.2.0", versions=("latest",)), "latest", "npm") is True


def test_one_range_that_is_certain_is_enough() -> None:
    assert affects(ranges("i0 fsoon", "i1.0.0 f2.0.0"), "1.5.0", "npm") is True


def test_commits_alone_say_nothing_about_versions() -> None:
    assert affects(Affected(), "1.0.0", "npm") is False


def test_fixes_are_those_above_the_lowest_first() -> None:
    known = [ranges("i0 f1.5.0", "i2.0.0 f2.3.0"), ranges("i0 f1.4.0 ibad")]
    assert list(fixes(known, "1.2.0", "npm")) == ["1.4.0", "1.5.0", "2.3.0"]
    assert list(fixes(known, "2.1.0", "npm")) == ["2.3.0"]
    assert list(fixes(known, "latest", "npm")) == []


NUMBERS = st.integers(0, 4)
VERSIONS = st.builds("{}.{}.{}".format, NUMBERS, NUMBERS, st.integers(0, 1))
EVENTS = st.lists(st.tuples(st.sampled_from("iiffflm"), VERSIONS), max_size=6)


def naive(events: list[tuple[str, str]], version: str) -> bool:
    """OSV's pseudocode, with numbers for versions."""

    def key(text: str) -> Any:
        return tuple(map(int, text.split(".")))

    own = key(version)
    limits = [key(text) for kind, text in events if kind == "m"]
    if limits and not any(own < limit for limit in limits):
        return False
    changes = [event for event in events if event[0] != "m"]
    if not any(kind == "i" for kind, _ in changes):
        changes.insert(0, ("i", "0.0.0"))
    vulnerable = False
    for kind, text in sorted(changes, key=lambda event: key(event[1])):
        if kind == "i" and own >= key(text):
            vulnerable = True
        elif own >= key(text) and (kind == "f" or (kind == "l" and own > key(text))):
            vulnerable = False
    return vulnerable


@given(st.lists(EVENTS, max_size=3), st.lists(VERSIONS, max_size=3), VERSIONS)
def test_as_the_pseudocode_has_it(
    many: list[list[tuple[str, str]]], listed: list[str], version: str
) -> None:
    known = Affected(tuple(tuple(events) for events in many), tuple(listed))
    wanted = version in listed or any(naive(events, version) for events in many)
    for ecosystem in ("npm", "pypi", "cargo", "maven"):
        assert order(version, ecosystem) is not None
        assert affects(known, version, ecosystem) is wanted
        assert affects(trimmed(known, ecosystem), version, ecosystem) is wanted


@given(st.lists(EVENTS, max_size=3), VERSIONS)
def test_no_fix_is_below_or_at_the_version(many: list[list[tuple[str, str]]], own: str) -> None:
    known = Affected(tuple(tuple(events) for events in many))
    found: list[Any] = [order(text, "npm") for text in fixes([known], own, "npm")]
    assert found == sorted(found)
    assert all(key > order(own, "npm") for key in found)
