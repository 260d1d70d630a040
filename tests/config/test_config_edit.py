"""Naming a pack in a bylaw.yaml, and taking it out: nothing else of the text changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.config.document import read
from bylaw.config.edit import with_pack, without_pack

EDITS = {
    "packs: [a, b] # x\nlevels: {a: warn}\n": "packs: [a, b, new] # x\nlevels: {a: warn}\n",
    "packs:\n  - a  # one\n  - b  # two\n\n# on\nlevels: {}\n": (
        "packs:\n  - a  # one\n  - b  # two\n  - new\n\n# on\nlevels: {}\n"
    ),
    "packs: # hi\n  # why\n  - a\n": "packs: # hi\n  # why\n  - a\n  - new\n",
    "packs:\n- a\n": "packs:\n- a\n- new\n",
    "packs:\r\n  - a\r\n": "packs:\r\n  - a\r\n  - new\r\n",
    "packs: ['a', \"b\"]\n": "packs: ['a', \"b\", new]\n",
    "packs: [a, b,]\n": "packs: [a, b, new,]\n",
    "{packs: [a]}\n": "{packs: [a, new]}\n",
    "packs: []\n": "packs: [new]\n",
    "\ufeffpacks: [a]\n": "\ufeffpacks: [a, new]\n",
    "packs:\n  - ./own  # new\n": "packs:\n  - ./own  # new\n  - new\n",
}
"""Before and after; taking the pack out again gives what was before."""


@pytest.mark.parametrize(("before", "after"), EDITS.items())
def test_an_edit_and_its_undoing(before: str, after: str) -> None:
    assert with_pack("bylaw.yaml", before.encode(), "new") == after.encode()
    assert without_pack("bylaw.yaml", after.encode(), "new") == before.encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "bylaw: 1\n\npacks:\n  - new\n"),
        ("", "packs:\n  - new\n"),
        ("# mine\n", "# mine\n\npacks:\n  - new\n"),
        ("bylaw: 1", "bylaw: 1\n\npacks:\n  - new\n"),
        ("packs:\n", "packs:\n  - new\n"),
        ("packs:\n- a", "packs:\n- a\n- new\n"),
    ],
)
def test_where_there_was_no_list(before: str | None, after: str) -> None:
    data = None if before is None else before.encode()
    assert with_pack("bylaw.yaml", data, "new") == after.encode()


@pytest.mark.parametrize(
    "text",
    [
        "packs: [\n  a,\n  b,\n]\n",
        "{}\n",
        "packs: &x [a]\npolicies: *x\n",
        "---\nbylaw: 1\n...\n",
        "packs: a\n",
        "- a\n",
        "packs: [a\n",
        "packs: [a]\npacks: [b]\n",
    ],
)
def test_what_only_a_person_can_edit(text: str) -> None:
    assert with_pack("bylaw.yaml", text.encode(), "new") is None


def test_what_is_there_already_stays() -> None:
    assert with_pack("bylaw.yaml", b"packs: [ new ]\n", "new") == b"packs: [ new ]\n"
    assert without_pack("bylaw.yaml", b"packs: [a]\n", "new") == b"packs: [a]\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("packs:\n  - new\n  - a\n", "packs:\n  - a\n"),
        ("packs:\n  - new  # why\n", "packs: []\n"),
        ("packs: [new, a]\n", "packs: [a]\n"),
        ("packs: [a, new, b]\n", "packs: [a, b]\n"),
    ],
)
def test_taking_out(before: str, after: str) -> None:
    assert without_pack("bylaw.yaml", before.encode(), "new") == after.encode()


pieces = st.sampled_from(
    ["packs:", "packs: [", "]", "a", "- a", "  - a\n", "# new\n", "\n", ", ", "{", "}", "x: 1\n",
     "'", "|\n", "  ", "&b ", "*b", "\u2028", "packs: [a, b]\n", ": "]
)  # fmt: skip


@given(st.lists(pieces, max_size=8).map("".join))
def test_an_edit_says_what_was_meant_or_is_none(text: str) -> None:
    made = with_pack("bylaw.yaml", text.encode(), "new")
    if made is None:
        return
    before, _ = read("bylaw.yaml", text.encode())
    after, wrong = read("bylaw.yaml", made)
    assert before is not None
    assert after is not None
    assert wrong == ()
    value = before.value or {}
    assert after.value == {**value, "packs": [*(value.get("packs") or ()), "new"]}
