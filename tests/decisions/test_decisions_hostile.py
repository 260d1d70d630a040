"""No text crashes a reader, none takes for ever, and what is said stands where it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.gate.decisions import glob_of
from bylaw.sources.decisions import names
from bylaw.sources.decisions.collect import MOST_FILES, collect
from bylaw.sources.decisions.formats import read
from bylaw.sources.decisions.interface import LARGEST
from bylaw.sources.decisions.status import WORDS, understood

LINES = (
    "---", "...", "# 1. Title", "Title", "=====", "-----", "## Status", "## Changelog", "## Date",
    "status: accepted", "status: {proposed | x", "decision-makers: @a, @b", "\tdate: 1", "paths:",
    "  - 'src/[z-a]'", "  - src/**", "scope: {components: [a, *x]}", "a: &x [*x]", "- a: b",
    "* Status: superseded by [x](0002-y.md)", "- Date: 2026-99-99", "Accepted",
    "Superceded by [3. x](0003-x.md)", "Supercedes ADR-0001", "SUPERSEEDED by ADR-xxx",
    "**Status:** x", "| Status | y |", "```", "~~~", "<!--", "-->", "tags: !!python/none x",
    "2020-01-01: x", "", "\u202e\x1b[31m", "\ud800", "x" * 300,
)  # fmt: skip
NAMES = ("0001-a.md", "adr-7.md", "20200101-x.md", "ADR_0009_b.markdown", "x.md", "0.md", "é.md")


class Given:
    """A tree of files that are given."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def below(self, folders: Sequence[str]) -> Mapping[str, str]:
        return dict.fromkeys(self.files, "")

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def every(self) -> Sequence[str]:
        return list(self.files)


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


page = st.one_of(
    st.lists(st.sampled_from(LINES), max_size=25).map(lambda lines: encoded("\n".join(lines))),
    st.binary(max_size=200),
    st.text(max_size=200).map(encoded),
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES).map("docs/adr/{}".format), page, max_size=4))
def test_no_text_crashes_a_reader(files: dict[str, bytes]) -> None:
    found = collect(Given(files), None, glob_of)
    assert {each.path for each in found.records} <= files.keys()
    for record in found.records:
        lines = record.text.count("\n") + 1
        assert record.status in WORDS
        assert all(1 <= line <= lines for line in record.lines.values())
        assert found.found(record.id) is not None
        assert len(record.body) <= len(record.text)
    for problem in found.problems:
        data = files[problem.path]
        assert 1 <= problem.line <= data.count(b"\n") + 1


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_a_status_is_one_of_six_or_unknown(text: str) -> None:
    said = understood(text)
    assert said.status is None or said.status in WORDS


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 999_999), st.sampled_from(("ADR-{}", "adr-{:04}", "{:06}", "ADR_{}", "{}")))
def test_an_id_is_found_however_it_is_written(number: int, form: str) -> None:
    assert names.key(form.format(number)) == names.key(names.numbered(number))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "[x](" * 100_000,
        "<!--" * 100_000,
        "# " * 100_000,
        "---\n" + "a: [" * 20_000 + "\n---\n",
        "---\n" + "- " * 20_000 + "x\n---\n",
        "## Status\n" + "> " * 100_000,
        "- Status: " + "superseded by " * 20_000,
        "1-" * 200_000,
        "\n" * 500_000,
        "# x\n" * 100_000,
        "* Status: a\n" * 50_000,
        "## Status\nx\n" * 50_000,
        "## Date\n### Date\n#### Date\n" * 20_000,
    ],
    ids=range(14),
)
def test_text_that_is_made_for_it_is_read(text: str) -> None:
    reading = read("docs/adr/0001-x.md", text.encode())
    assert reading.record is not None
    assert reading.record.id == "ADR-0001"


def test_bounds() -> None:
    large = read("docs/adr/0001-x.md", b"x" * (LARGEST + 1))
    assert [(each.kind, each.message) for each in large.problems] == [
        ("unreadable", "it is larger than 1 MiB")
    ]
    many = {f"docs/adr/{at:04}-x.md": b"# X\n\nStatus: Accepted\n" for at in range(MOST_FILES + 1)}
    found = collect(Given(many), None, glob_of)
    assert (len(found.records), found.has_more) == (MOST_FILES, True)
