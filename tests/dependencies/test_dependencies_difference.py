"""The difference of any two sets of packages is exact: nothing is hidden, nothing is made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.sources.dependencies.change import step
from bylaw.sources.dependencies.difference import Difference, difference
from bylaw.sources.dependencies.model import Package
from bylaw.sources.manifests.interface import Entry

NAMES = ("a", "b")
PATHS = ("package.json", "sub/package.json", "other/package.json")
VERSIONS = ("1.0.0", "1.2.0", "2.0.0")


def entries(**more: Any) -> st.SearchStrategy[Entry]:
    return st.builds(
        Entry,
        name=st.sampled_from(NAMES),
        version=st.sampled_from(VERSIONS),
        scope=st.sampled_from(("runtime", "development")),
        source=st.sampled_from(("registry", "git")),
        **{key: st.just(value) for key, value in more.items()},
    )


ASKED = st.builds(
    lambda entry, path: Package(entry.name, "npm", entry, path, scope=entry.scope),
    entries(),
    st.sampled_from(PATHS),
)
"""A package that a manifest asks for, without a lock."""


@st.composite
def locked(draw: st.DrawFn) -> Package:
    """A package of a lock, that a manifest asks for or not."""
    entry = draw(entries())
    if draw(st.booleans()):
        return Package(
            entry.name, "npm", entry, "yarn.lock", entry, "yarn.lock", entry.scope, False
        )
    path = draw(st.sampled_from(PATHS))
    asking = Entry(entry.name, requirement=draw(st.sampled_from(("^1.0.0", "*"))))
    return Package(entry.name, "npm", asking, path, entry, "yarn.lock")


MIXED = st.one_of(ASKED, locked(), locked())


def compared(base: Iterable[Package], head: Iterable[Package], *deleted: str) -> Difference:
    return difference(base, head, {}, frozenset(deleted), step)


def what(packages: Iterable[Package]) -> list[tuple[object, ...]]:
    """What rules see of packages, wherever they stand."""
    return [(each.name, each.version, each.source) for each in packages]


@given(st.lists(MIXED))
def test_the_same_packages_are_no_change(packages: list[Package]) -> None:
    assert compared(packages, packages) == Difference()


@given(st.lists(ASKED), st.lists(ASKED), st.sets(st.sampled_from(PATHS)))
def test_a_difference_applied_to_the_base_gives_the_head(
    base: list[Package], head: list[Package], deleted: set[str]
) -> None:
    head = [each for each in head if each.path not in deleted]
    found = compared(base, head, *deleted)
    applied = Counter(what(base))
    applied.subtract(what(found.removed))
    applied.subtract(what(old for old, _, _ in found.changed))
    applied.update(what(found.added))
    applied.update(what(new for _, new, _ in found.changed))
    assert +applied == Counter(what(head))
    assert min(applied.values(), default=0) >= 0


@settings(max_examples=500)
@given(st.lists(MIXED, max_size=5), st.lists(MIXED, max_size=5))
def test_nothing_is_hidden_and_nothing_made_up(base: list[Package], head: list[Package]) -> None:
    found = compared(base, head)
    here, there = set(what(base)), set(what(head))
    new = {*what(found.added), *what(each for _, each, _ in found.changed)}
    old = {*what(found.removed), *what(each for each, _, _ in found.changed)}
    assert there - here <= new <= there
    assert here - there <= old <= here
    ids = [id(each) for each in found.added] + [id(each) for _, each, _ in found.changed]
    assert len(ids) == len(set(ids))
    assert set(ids) <= {id(each) for each in head}


@given(st.lists(ASKED), st.lists(ASKED))
def test_names_that_are_on_one_side_alone_are_added_or_removed(
    base: list[Package], head: list[Package]
) -> None:
    found = compared(base, head)
    here, there = {each.name for each in base}, {each.name for each in head}
    assert {each.name for each in found.added} >= there - here
    assert {each.name for each in found.removed} >= here - there
    assert {each.name for _, each, _ in found.changed} <= here & there


@given(st.lists(locked()), st.permutations(PATHS))
def test_another_project_that_asks_for_what_its_lock_has_adds_nothing(
    base: list[Package], paths: list[str]
) -> None:
    more = [
        Package(each.name, "npm", Entry(each.name, requirement="*"), path, each.locked, each.lock)
        for each, path in zip(base, paths, strict=False)
    ]
    assert compared(base, [*base, *more]).added == ()
