"""Whatever a manifest says is a version or range, an answer comes: no error, and soon."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw import versions
from bylaw.versions import MODULES
from bylaw.versions.interface import LONGEST, LONGEST_RANGE

ECOSYSTEM = st.sampled_from(sorted(MODULES))
WORDS = (
    "0",
    "1",
    "2",
    "10",
    "00",
    "x",
    "*",
    ".",
    "-",
    "+",
    "!",
    "_",
    "v",
    "a",
    "rc",
    "dev",
    "alpha",
    "post",
    "SNAPSHOT",
    "sp",
    ">",
    "<",
    "=",
    "~",
    "^",
    "|",
    ",",
    " ",
    "[",
    "]",
    "(",
    ")",
    "@",
    "and",
    "or",
    "any",
    "#",
    "٣",
    "²",
    "\\",
    "\n",
    "\0",
)
TEXT = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(WORDS), max_size=14).map("".join))
VERSION = st.lists(
    st.sampled_from([".", "-", "1", "0", "2", "10", "a", "rc", "dev"]), min_size=1, max_size=7
).map(lambda words: "1" + "".join(words))
LONG = [
    "1" * 5000,
    "1." * 2500,
    "1-" * 250,
    "(" * 2000,
    "[" * 2000,
    " " * 1999 + "x",
    "1" * 499 + "x",
    "1.0" + "-1" * 240,
    "1.0" + ".a1" * 160,
    "1" + "a1" * 249,
    "~" * 2000,
    "1 - " * 499,
    "||" * 1000,
    "[1,2)," * 333,
    "[" + " " * 1900,
    "1 " * 999,
    ">=1," * 499,
    "9" * 500,
    "v" * 500,
    "1.0.0-" + "a-" * 240,
    "1.0.0-" + "1." * 240 + "x",
    "0" * 499 + ".",
]


@given(TEXT, TEXT, ECOSYSTEM)
def test_there_is_an_answer(one: str, other: str, ecosystem: str) -> None:
    order = versions.order(one, ecosystem)
    compared = versions.compare(one, other, ecosystem)
    assert (order is None or versions.order(other, ecosystem) is None) == (compared is None)
    assert compared in (None, -1, 0, 1)
    assert versions.satisfies(one, other, ecosystem) in (None, True, False)
    assert versions.bump(one, other, ecosystem) in (None, "major", "minor", "patch", "downgrade")
    assert isinstance(versions.pins(one, ecosystem), bool)
    lowest = versions.floor(one, ecosystem)
    assert lowest is None or lowest in one


@given(st.lists(VERSION, min_size=3, max_size=3), ECOSYSTEM)
def test_the_order_is_total(texts: list[str], ecosystem: str) -> None:
    known = [text for text in texts if versions.order(text, ecosystem) is not None]
    for one, other, third in permutations(known, 3):
        first = versions.compare(one, other, ecosystem)
        second = versions.compare(other, third, ecosystem)
        assert first is not None and second is not None
        assert versions.compare(other, one, ecosystem) == -first
        if first <= 0 and second <= 0:
            whole = versions.compare(one, third, ecosystem)
            assert whole is not None and whole <= 0
            assert (whole == 0) == (first == second == 0)
        if first == 0:
            assert hash(versions.order(one, ecosystem)) == hash(versions.order(other, ecosystem))


@given(VERSION, VERSION, ECOSYSTEM)
def test_a_bump_follows_the_order(old: str, new: str, ecosystem: str) -> None:
    order = versions.compare(old, new, ecosystem)
    bump = versions.bump(old, new, ecosystem)
    if order is not None:
        assert (bump is None) == (order == 0)
        assert (bump == "downgrade") == (order == 1)


@pytest.mark.parametrize("ecosystem", sorted(MODULES))
@pytest.mark.parametrize("text", LONG, ids=lambda text: f"{text[:6]}x{len(text)}")
def test_long_texts(text: str, ecosystem: str) -> None:
    """What backtracks or nests without bound would hang here, or fail."""
    versions.satisfies("1.0.0", text, ecosystem)
    versions.satisfies(text, text, ecosystem)
    versions.compare(text, text + "1", ecosystem)
    versions.bump(text, "1.0.0", ecosystem)
    versions.pins(text, ecosystem)
    versions.floor(text, ecosystem)


@pytest.mark.parametrize("ecosystem", sorted(MODULES))
def test_what_is_too_long_is_no_version(ecosystem: str) -> None:
    assert versions.order("1." * LONGEST + "1", ecosystem) is None
    assert versions.satisfies("1.0.0", "1.0.0" + " " * LONGEST_RANGE, ecosystem) is None
    assert not versions.pins("1." * LONGEST + "1", ecosystem)
