"""A line in which a relaxed regex is not found has no blanking in which the regex is found."""

from __future__ import annotations

from itertools import product

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.engine.relax import exactly, relaxed
from bylaw.engine.values import Regex

ATOMS = (
    "a", "b", "é", "B", " ", ".", "#", r"\s", r"\S", r"\w", r"\W", r"\d", r"\b", r"\B", "^", "$",
    r"\A", r"\z", "[^a]", "[ab]", "[a ]", "[[:space:]]", "[[:^alpha:]]", r"[\]\s]", "[]a]", r"\PL",
    r"\pL", r"\p{Greek}", r"\P{Zs}", r"\x20", r"\x{20}", r"\040", r"\x{e9}", r"\Qa b\E",
    r"\Q \E", r"\Q^", r"\C", "(?i:B)", "(?i)", "(?s:.)", "(?m:^)", "(?m:$)", "(?-s)", "()",
    "(?P<n>a )", r"\.", r"\ ", r"\t", "a{2}", "{", "a{,2}",
)  # fmt: skip
QUANTIFIERS = ("", "", "", "", "*", "+", "?", "*?", "{2}", "{0,2}", "{1,}?")
atoms = st.tuples(st.sampled_from(ATOMS), st.sampled_from(QUANTIFIERS)).map("".join)
pieces = st.lists(atoms, max_size=5).map("".join)
groups = st.tuples(pieces, pieces, st.sampled_from(QUANTIFIERS)).map(
    lambda each: f"(?:{each[0]}|{each[1]}){each[2]}"
)
patterns = st.one_of(pieces, st.tuples(pieces, groups, pieces).map("".join))
flags = st.sampled_from(("", "i", "m", "s", "ims"))
texts = st.text("abB é#^.\t{", max_size=7)


def right(pattern: str, given_flags: str) -> bool:
    try:
        Regex(pattern, given_flags).matches("")
    except re2.error:
        return False
    return True


def code(text: str, what: list[int]) -> str:
    return "".join(" " if cut else c for c, cut in zip(text, what, strict=True))


def comment(text: str, what: list[int]) -> str:
    """Stretches of the line; 2 begins another one."""
    found, open_ = list[str](), False
    for character, each in zip(text, what, strict=True):
        if each and (each == 2 or not open_):
            found.append("")
        open_ = bool(each)
        if each:
            found[-1] += character
    return " ".join(part for piece in found if (part := piece.strip()))


@st.composite
def blankings(draw: st.DrawFn) -> tuple[str, str, str]:
    text = draw(texts)
    size = len(text)
    cut = draw(st.lists(st.integers(0, 1), min_size=size, max_size=size))
    kept = draw(st.lists(st.integers(0, 2), min_size=size, max_size=size))
    return text, code(text, cut), comment(text, kept)


@settings(max_examples=4000, deadline=None)
@given(patterns, flags, st.lists(blankings(), min_size=1, max_size=12))
def test_what_is_found_in_code_or_comments_was_foreseen(
    pattern: str, given_flags: str, lines: list[tuple[str, str, str]]
) -> None:
    if not right(pattern, given_flags):
        return
    regex = Regex(pattern, given_flags)
    for_code = Regex(*relaxed(pattern, given_flags, "code"))
    for_comment = Regex(*relaxed(pattern, given_flags, "comment"))
    for text, its_code, its_comment in lines:
        assert for_code.matches(text) or not regex.matches(its_code)
        assert for_comment.matches(text) or not regex.matches(its_comment)


SHARP = [each for each in ATOMS if each not in (r"\b", r"\B", r"\C")]
sharp_atoms = st.tuples(st.sampled_from(SHARP), st.sampled_from(QUANTIFIERS)).map("".join)


@settings(max_examples=1000, deadline=None)
@given(st.lists(sharp_atoms, max_size=4), st.text("ab #é", max_size=6))
def test_of_code_no_more_is_foreseen_than_can_be(parts: list[str], text: str) -> None:
    pattern = "".join(parts)
    if right(pattern, "") and Regex(*relaxed(pattern, "", "code")).matches(text):
        regex = Regex(pattern)
        assert any(
            regex.matches(code(text, list(cut))) for cut in product((0, 1), repeat=len(text))
        )


@pytest.mark.parametrize(
    ("pattern", "in_code", "in_comments"),
    [
        (r"\beval\(", r"(?:)eval\(", r"(?:)eval\("),
        (r"^\s*import\s+os$", r"^[^\n]*import[^\n]+os$", r"(?:)[^\n]*import[^\n]*os(?:)"),
        (r"TODO|FIX ME", r"TODO|FIX[^\n]ME", r"TODO|FIX[^\n]*ME"),
        (r"x.{3}[^y]", r"x[^\n]{3}[^\n]", r"x[^\n]*[^\n]*"),
        (r"(?i)a(?P<n>\w+)\d{2}", r"(?i)a(?P<n>\w+)\d{2}", r"(?i)a(?P<n>\w+)\d{2}"),
    ],
)
def test_what_can_meet_a_blank_meets_anything(pattern: str, in_code: str, in_comments: str) -> None:
    assert relaxed(pattern, "", "code") == (in_code, "")
    assert relaxed(pattern, "", "comment") == (in_comments, "")


@given(st.text(max_size=8), st.text(max_size=8))
def test_a_text_as_a_regex(part: str, text: str) -> None:
    assert Regex(exactly(part)).matches(text) == (part in text)
    assert Regex(exactly(part)).matches(f"{text}{part}{text}")
