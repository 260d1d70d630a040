"""The file of waivers as commands alter it: comments and layout stay, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from bylaw.config.waiver_file import WaiverFile, read
from bylaw.gate.waivers.text import NotEdited, appended, renewed, without
from tests.waivers.book import book, waiver

NEW = [("id", "new"), ("rule", "local/x"), ("reason", "It is"), ("owner", "me"),
       ("created", "2026-11-26Z"), ("expires", "2026-12-26Z")]  # fmt: skip


def parsed(text: str) -> WaiverFile:
    file, wrong = read("w.yaml", text.encode())
    assert file is not None, wrong
    return file


def ids(text: str) -> list[str]:
    return [one.id for one in parsed(text).waivers]


HAND_MADE = """\
# On top.
bylaw: 1

waivers:   # all of them
    # The first.
    -   id: a
        rule: local/x
        path: [a.py,
               b.py]   # two
        reason: >-
            It is old
            and goes.

        owner: me
        created: 2026-11-01Z
        expires: 2026-12-01Z  # soon

    # The second.
    - {id: b, rule: local/y, reason: r, owner: o, created: 2026-11-01Z, expires: 2026-12-01Z}
    -
        id: c
        expires: 2026-12-01Z
        rule: local/z
        reason: |
            All lines
            of it.
        owner: o
        created: 2026-11-01Z
        renewed:
          - 2026-11-15Z
# At the end.
"""


def test_an_entry_more() -> None:
    text = appended(parsed(HAND_MADE).document, NEW)
    assert ids(text) == ["a", "b", "c", "new"]
    assert [line for line in text.split("\n") if line not in HAND_MADE.split("\n")] == [
        "    - id: new", "      rule: local/x", "      reason: It is", "      owner: me",
        "      created: 2026-11-26Z", "      expires: 2026-12-26Z",
    ]  # fmt: skip
    assert text.endswith("# At the end.\n")


@pytest.mark.parametrize(
    "text",
    ["", "# Nothing yet.\n", "bylaw: 1\n", "bylaw: 1", "waivers: []\n", "waivers: [] # none\n",
     "bylaw: 1\nwaivers: []\n# end\n", "waivers: []\nbylaw: 1\n", book(waiver()),
     book(waiver()).replace("\n", "\r\n"), book(waiver()).rstrip("\n")],
)  # fmt: skip
def test_the_first_entry(text: str) -> None:
    before = parsed(text) if text else None
    after = appended(before.document if before else None, NEW)
    assert ids(after) == [*(one.id for one in (before.waivers if before else ())), "new"]
    for line in text.splitlines():
        assert line.partition(" []")[0] in after


def test_another_end() -> None:
    text = HAND_MADE
    for index in (0, 2):
        text = renewed(parsed(text).document, index, "2027-01-01Z")
        text = renewed(parsed(text).document, index, "2027-02-01Z")
    first, _, third = parsed(text).waivers
    assert [one.text for one in first.earlier] == ["2026-12-01Z", "2027-01-01Z"]
    assert [one.text for one in third.earlier] == ["2026-11-15Z", "2026-12-01Z", "2027-01-01Z"]
    assert {first.expires.text, third.expires.text} == {"2027-02-01Z"}
    assert "expires: 2027-02-01Z  # soon\n        renewed: [2026-12-01Z, 2027-01-01Z]" in text
    with pytest.raises(NotEdited):
        renewed(parsed(text).document, 1, "2027-01-01Z")
    counted = renewed(parsed(book(waiver(renewed="1"))).document, 0, "2027-01-01Z")
    assert parsed(counted).waivers[0].renewals == 2


@pytest.mark.parametrize(
    ("gone", "left"),
    [([0], "bc"), ([1], "ac"), ([2], "ab"), ([0, 1, 2], ""), ([], "abc")],
)
def test_some_entries_less(gone: list[int], left: str) -> None:
    text = without(parsed(HAND_MADE).document, gone)
    assert ids(text) == list(left)
    for comment in ("# On top.", "# all of them", "# The second.", "# At the end."):
        assert comment in text
    before = {one.id: one.reason for one in parsed(HAND_MADE).waivers}
    assert {one.id: one.reason for one in parsed(text).waivers} == {
        id_: before[id_] for id_ in left
    }


TEXT = (
    st.text(
        st.characters(
            exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"], exclude_characters="\ufeff"
        ),
        min_size=1,
        max_size=40,
    )
    .map(str.strip)
    .filter(bool)
)
