"""Whatever a change, a pack or a decision holds, no output is steered by it."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.result import Edit
from bylaw.facts.place import Place
from bylaw.reports import escape
from bylaw.reports.registry import FORMATS
from bylaw.verdict.model import Excerpt, Inconclusive, Obligation, Verdict

TRICKS = [
    *("\x1b[2J", "\x9b31m", "\x07", "\x7f", "\r", "\n", "\t", "\u202e", "\u2066", "\u200b"),
    *("\u200d", "\ufeff", "\u00ad", "\u2028", "\U000e0041", "\ufffe", "\uffff", "\ud800"),
    *("\udcff", "\udfff", "\x00", "\x85", "::error::x", "##[error]x", "##vso[a]", "@me", "#1"),
    *("<b>", "</details>", "&amp;", "]]>", "```", "`", "~~~", "|", "[x](y)", "![x](y)", "*", "_"),
    *(
        "https://x.y",
        "www.x.y",
        "a@b.c",
        "%0A",
        "%",
        ",",
        ":",
        "'",
        '"',
        "\\",
        "{0}",
        "-",
        "1.",
        "=",
    ),
    *("$a$", "é", "寿", "e\u0301", "\U0001f600", "word", " "),
]
TEXT = st.one_of(
    st.text(st.characters(codec=None), max_size=30),
    st.lists(st.sampled_from(TRICKS), max_size=12).map("".join),
)
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


@given(TEXT)
def test_a_line_is_one_line_with_nothing_unseen(text: str) -> None:
    shown = escape.line(text)
    assert not UNSEEN.search(shown)
    assert "\n" not in shown and "\t" not in shown and "##[" not in shown
    assert not re.match(r"\s*::", escape.line_start(shown))


@given(TEXT)
def test_plain_text_stays_as_it_is(text: str) -> None:
    plain = re.sub(r"[^\x20-\x7eé寿]|##", "", text)
    assert escape.line(plain) == plain
    assert escape.block(f"{plain}\n\t{plain}") == f"{plain}\n\t{plain}"


@given(TEXT)
def test_markdown_text_is_text(text: str) -> None:
    shown = escape.markdown(text)
    assert not UNSEEN.search(shown) and "\n" not in shown
    bare = re.sub(r"\\[\\`*_\[\]|~>$#+=.)-]", "", shown)
    assert not re.search(r"[`*_\[\]|~<>$]", bare)
    assert not re.search(r"@\w|://|#\d(?!\d*;)|\bwww\.", bare)
    assert not re.match(r"\s*(?:[-+=#:]|\d+[.)])", shown)
    assert not re.search(r"&(?!amp;|lt;|#\d+;)", bare)


@given(TEXT)
def test_nothing_ends_a_code_span_or_block(text: str) -> None:
    span = escape.code_span(text)
    fence = re.match("`+", span)
    assert fence is not None
    runs = re.findall("`+", span)
    assert runs[0] == runs[-1] and all(len(run) < len(fence[0]) for run in runs[1:-1])
    rows = escape.code_block(text, "text").split("\n")
    closing = rows[-1]
    assert re.fullmatch("`{3,}", closing) and rows[0] == closing + "text"
    for row in rows[1:-1]:
        assert not row.strip().startswith(closing)
        assert not UNSEEN.search(row) and not re.match(r"\s*::", row)


@given(TEXT)
def test_a_workflow_command_keeps_its_shape(text: str) -> None:
    data, prop = escape.command_data(text), escape.command_property(text)
    assert not re.search(r"[\r\n]", data + prop)
    assert "##[" not in data + prop
    assert not re.search(r"[:,]", prop)
    assert not re.search(r"%(?!25|0A|0D|3A|2C)", data + prop)


@given(TEXT)
def test_xml_parses_and_says_the_same(text: str) -> None:
    attribute = ElementTree.fromstring(f'<a b="{escape.xml(text)}">{escape.xml(text)}</a>')
    assert attribute.get("b") == escape.block(text)
    assert (attribute.text or "") == escape.block(text)


@given(TEXT)
def test_json_holds_no_lone_surrogate(text: str) -> None:
    out = escape.json_surrogates(json.dumps({"a": [text]}))
    back = json.loads(out)["a"][0]
    # A high and a low surrogate side by side are one character once they have been through JSON.
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert back == escape.data(joined)
    back.encode()


@given(TEXT)
def test_sarif_text_holds_no_link(text: str) -> None:
    assert not re.search(r"(?<!\\)\]\(", escape.sarif_text(text))


@given(st.binary(max_size=20))
def test_a_uri_is_the_path_byte_for_byte(path: bytes) -> None:
    from urllib.parse import unquote_to_bytes

    uri = escape.uri(path.decode("utf-8", "surrogateescape"))
    assert unquote_to_bytes(uri) == path
    assert re.fullmatch(r"[A-Za-z0-9/._~%-]*", uri)


def hostile(verdict: Verdict, text: str) -> Verdict:
    """A verdict in which every text is this one."""
    path = text or "x"
    finding = replace(
        verdict.findings[0],
        message=text,
        help=text,
        place=Place(path, 1, 1, 1, 3),
        related=(Place(path),),
        edits=(Edit(Place(path, 1, 1, 1, 2), text),),
        excerpt=Excerpt(1, (text.replace("\n", " "), "x")),
    )
    card = next(card for card in verdict.rules if card.id == finding.rule)
    card = replace(card, title=text, why=text, help=text, decision=text, owner=text, source=text)
    return replace(
        verdict,
        findings=(finding,),
        inconclusive=(
            Inconclusive(card.id, text, "r", text, text, 1, "warn", (Place(path),)),
            Inconclusive("", "change", "r", text, text, 1, "deny", (), True),
        ),
        obligations=(Obligation(card.id, text, (text,)),),
        rules=(replace(card, path=path, docs=text, tags=(text,), controls=(text,)),),
        notices=(text,),
        policy_source=text,
        next_command=text,
    )


LOGGED = ("console", "github", "markdown", "junit", "html")


@pytest.mark.parametrize("name", FORMATS)
def test_no_report_is_steered(
    name: str, verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    @given(TEXT)
    def holds(text: str) -> None:
        out = render(name, hostile(verdicts["attacked"], text))
        if name == "github":
            out, commands = "", out.splitlines()
            assert all(
                re.fullmatch(r"::(error|warning|notice) [^\n:]*::.*|bylaw: .*", row)
                for row in commands
            )
            assert not any(map(UNSEEN.search, commands))
        if name in LOGGED:
            assert not UNSEEN.search(out)
            assert not re.search(r"(?m)^\s*::", out)
        else:
            assert out.isascii() and "\x1b" not in out
        if name == "junit":
            ElementTree.fromstring(out)
        if name in ("sarif", "json", "gitlab-codequality"):
            json.dumps(json.loads(out), ensure_ascii=False).encode()

    holds()


@given(text=TEXT, width=st.integers(0, 200))
def test_the_console_paints_with_its_own_colours_alone(text: str, width: int) -> None:
    from bylaw.reports.console import render as console
    from bylaw.reports.interface import Options

    verdict = hostile(_simple(), text)
    coloured = "".join(console(verdict, Options(width=width, color=True)))
    plain = "".join(console(verdict, Options(width=width)))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert not UNSEEN.search(plain)


def _simple() -> Verdict:
    from bylaw.engine.result import Anchor
    from bylaw.verdict.model import ChangeSummary, JudgedFinding, RuleCard

    card = RuleCard("local/r", "local", "R", "deny", "deny")
    finding: Any = JudgedFinding("local/r", "deny", "m", Place("a"), Anchor("line"), "0" * 32, "")
    return Verdict(
        "denied", 1, ChangeSummary("patch", None, None, 1, 1, 1), (finding,), rules=(card,)
    )
