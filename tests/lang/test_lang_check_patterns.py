"""What is told of patterns beforehand agrees with what RE2 does with them."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.facts.globs import regex_of
from bylaw.lang.checking.jsonpaths import path_mistake
from bylaw.lang.checking.licenses import license_mistake, range_mistake, unlisted
from bylaw.lang.checking.patterns import glob_mistake, metavariables, named_groups, regex_mistake
from bylaw.lang.suggest import nearest, slips
from bylaw.sources.code.patterns import pattern_groups

ATOMS = st.sampled_from(
    ["a", "b", ".", "[ab(|]", r"\(", r"\|", "x?", r"\Q(?P<no>\E", "[)]", "[^a]"]
)


def _numbered(pattern: str) -> str:
    """Give each `(?P<>` a name of its own."""
    parts = pattern.split("(?P<>")
    return parts[0] + "".join(f"(?P<g{i}>{part}" for i, part in enumerate(parts[1:]))


PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map("|".join).map("(?:{})".format),
        inner.map("(?P<>{})".format),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{0,2}", "{1,2}", "{0}", "*?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{0,1}"])).map(
            lambda pair: f"(?P<>{pair[0]}){pair[1]}"
        ),
        inner.map("(?i:{})".format),
    ),
    max_leaves=8,
).map(_numbered)


@settings(max_examples=400, deadline=None)
@given(PATTERNS, st.lists(st.text("abx(|)", max_size=8), min_size=4, max_size=8))
def test_a_group_that_is_certain_takes_part_in_every_match(pattern: str, texts: list[str]) -> None:
    assert regex_mistake(pattern, "") is None
    compiled = re2.compile(pattern)
    groups = named_groups(pattern)
    assert {group.name for group in groups} == set(compiled.groupindex)
    certain = [group.name for group in groups if not group.optional]
    for text in texts:
        found = compiled.search(text)
        if found is not None:
            assert all(found.group(name) is not None for name in certain)


@settings(max_examples=300, deadline=None)
@given(st.text(r"ab()[]{}|*+?\\PQEC<>0,1:^$-", max_size=12))
def test_any_text_compiles_or_has_a_mistake_inside_it(pattern: str) -> None:
    mistake = regex_mistake(pattern, "im")
    if mistake is None:
        named_groups(pattern)
    else:
        assert 0 <= mistake.start <= mistake.end <= max(len(pattern), 1)
        assert mistake.message


def test_groups_that_stand_in_one_branch_are_optional() -> None:
    found = {group.name: group.optional for group in named_groups(r"(?P<a>x|y)(?:(?P<b>z)|w)")}
    assert found == {"a": False, "b": True}


def test_globs() -> None:
    good = [
        "**",
        "src/**",
        "src/**/*.py",
        "a/{b,c}/*.{yml,yaml}",
        "[a-z]*/x",
        "[!a]b",
        "[[]x",
        "src",
    ]
    assert [glob_mistake(each) for each in good] == [None] * len(good)
    bad = ["", "/a", "./a", "!a", "a\\b", "a//b", "a/../b", "a**", "***", "[a", "{a", "a}", "[z-a]"]
    assert all(glob_mistake(each) for each in bad)


@given(st.text("ab/*?[]{},!-^.", max_size=9))
def test_a_glob_that_is_taken_can_be_translated(text: str) -> None:
    if glob_mistake(text) is None:
        re2.compile(regex_of(text))
    else:
        assert not text.isalnum()


def test_code_patterns() -> None:
    assert metavariables("f($X, $$$ARGS, $X, $_, $a)") == ("X", "ARGS")


def test_licenses() -> None:
    good = ["MIT", "MIT OR (Apache-2.0 AND BSD-3-Clause)", "GPL-2.0+", "LicenseRef-Our-1",
            "GPL-2.0-only WITH Classpath-exception-2.0"]  # fmt: skip
    for each in good:
        assert license_mistake(each) is None
        assert list(unlisted(each)) == []
    for each in ["", "MIT ISC", "MIT or ISC", "OR MIT", "MIT AND", "(MIT", "MIT)", "()", "M!T"]:
        assert license_mistake(each) is not None
    assert list(unlisted("MIT OR Apache2 OR LicenseRef-Our-1")) == [("Apache2", 7, 14)]


def test_version_ranges() -> None:
    good = [
        ">=1.4,<2",
        "^1.2",
        "~> 1.0",
        "~=1.4.2",
        "1.x || 2.x",
        "[1.0,2.0)",
        "(,1]",
        "*",
        "1.2 - 2",
        ">=1 <2",
        ">=1<2",
        "==1.0.*",
        "v1.2.3",
        "any",
        "^1 | ^2",
        "^1.2@beta",
        "~> 1.2 or ~> 2.0",
        ">= 1.0.0 and < 2.0.0",
        "1.0.0..<2.0.0",
        "1.0.0...2.0.0",
        "<>1.2",
        "1.*-*",
        "1.0.x-dev",
    ]
    assert [range_mistake(each) for each in good] == [None] * len(good)
    assert all(
        range_mistake(each)
        for each in ["", "newest", ">=", ">=1,", ">= and 2", "1 and", "anything", "^1 |", "1@2"]
    )


WORDS = st.text("abcd", max_size=6)


@given(WORDS, WORDS)
def test_slips_are_a_distance(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= slips(one, other) <= max(len(one), len(other))


def test_suggestions() -> None:
    fields = ["path", "old_path", "status", "added_lines", "is_test"]
    assert nearest("pth", fields) == "path"
    assert nearest("addedLines", fields) == "added_lines"
    assert nearest("statsu", fields) == "status"
    assert nearest("zzz", fields) is None


@given(st.text("$XA_1b ", max_size=8))
def test_whoever_runs_patterns_sees_the_same_metavariables(pattern: str) -> None:
    assert metavariables(pattern) == pattern_groups(pattern)


@pytest.mark.parametrize(
    "path",
    ["$", "$.a", "$..a", "$.*", "$..*", "$..[0]", "$[*]", "$[0,1]", "$[-1]", "$[1:3]", "$[::2]",
     "$['a b'].c", '$["a.b"][0]', "$.runs-on", "$.é", "$[?(@.a == 'x]')].b", "$[?@.a[0] > 1, 2]",
     "$.a[*].b..c", "$[ 'a' , * ]"],
)  # fmt: skip
def test_a_path_into_a_document(path: str) -> None:
    assert path_mistake(path) is None


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("$.", "."), ("$..", ".."), ("$.a.", "."), ("$.a..", ".."), ("$a", "a"), ("$.0", "."),
        ("$[", "["), ("$[]", "[]"), ("$[0", "["), ("$[a]", "a"), ("$['a]", "'a"), ("$[?(@.a]", "["),
        ("$[0]x", "x"), ("$.a b", " b"), ("$.a[0,]", ",]"), ("$...a", ".."), ("$[?'a]", "["),
    ],
)  # fmt: skip
def test_no_path_into_a_document(path: str, wrong: str) -> None:
    mistake = path_mistake(path)
    assert mistake is not None
    assert path[mistake.start : mistake.end] == wrong


@given(st.text("$.[]*'\"0a?(,:- ", max_size=12))
def test_a_mistake_in_a_path_stands_inside_of_it(path: str) -> None:
    mistake = path_mistake("$" + path)
    assert mistake is None or 0 <= mistake.start < mistake.end <= len(path) + 1
