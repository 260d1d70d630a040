"""The page: what is in it, and that nothing of a change can be markup in it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.facts.place import Place
from bylaw.reports.html import render as render_html
from bylaw.reports.html.findings import ROOM
from bylaw.reports.html.sections import MOST, MOST_SUPPRESSED
from bylaw.reports.interface import Options
from bylaw.reports.summary import where
from bylaw.verdict.model import (
    Anchor,
    ChangeSummary,
    Edit,
    Excerpt,
    JudgedFinding,
    Suppression,
    Verdict,
)

FINDING = JudgedFinding("a/b", "deny", "", Place("a"), Anchor("line"), "0" * 32, "")
VERDICT = Verdict("denied", 1, ChangeSummary("range", None, None, 1, 1, 0))
VOID = frozenset(("meta", "br", "hr", "img", "input", "link"))
_NAMES = (
    "html head meta title style body script header footer nav main section article div "
    "h1 h2 h3 h4 p ul li a span strong code kbd pre mark details summary dl dt dd dialog "
    "table thead tbody tr th td figure button input select option label fieldset legend "
    "svg desc g rect text path polygon defs marker line"
)
TAGS = frozenset(_NAMES.split())


class Page(HTMLParser):
    """What a page is made of; it complains of what has no place in it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.metas: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            assert name not in ("src", "srcset", "action", "formaction", "style", "srcdoc")
            if name == "href":
                assert value is not None
                if value.startswith("#"):
                    self.links.append(value[1:])
                else:
                    assert value.startswith(("https://", "http://"))
                    assert "noreferrer" in (dict(attrs)["rel"] or "")
            if name == "id":
                assert value is not None
                self.ids.append(value)
            if name == "content":
                self.metas.append(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def test_a_page_is_sound_and_needs_nothing_else(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    for verdict in verdicts.values():
        text = render("html", verdict)
        page = Page(text)
        assert len(page.ids) == len(set(page.ids))
        assert set(page.links) <= set(page.ids)
        assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("script") == 1
        assert "//" not in text.split("<body")[0]


def test_each_finding_is_there_with_its_place_help_and_decision(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    verdict = verdicts["denied"]
    page = Page(render("html", verdict))
    owed = {each.rule for each in verdict.obligations}
    unknown = [each for each in verdict.inconclusive if each.rule not in owed]
    assert page.tags.count("article") == len(verdict.findings)
    assert all(each.detail in page.text for each in unknown)
    for finding in verdict.findings:
        assert finding.rule in page.text
        assert where(finding.place) in page.text
    for card in verdict.rules:
        assert card.title.replace("`", "") in page.text.replace("` ", "")
    assert "ADR-0012 Handlers ask repositories (docs/adr/0012-repositories.md)" in page.text


def test_nothing_runs_or_styles_the_page_but_what_it_holds(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    for verdict in verdicts.values():
        text = render("html", verdict)
        policy = dict(part.split(" ", 1) for part in Page(text).metas[0].split("; "))
        assert policy["default-src"] == "'none'"
        for kind, tag in (("script-src", "script"), ("style-src", "style")):
            held = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
            hashes = [b64encode(sha256(each.encode()).digest()).decode() for each in held]
            assert policy[kind].split() == [f"'sha256-{each}'" for each in hashes]


def test_what_was_accepted_says_by_whom_why_and_until_when(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    why = Suppression("waiver", "Mended in Q1.", "@org/pay", "2027-01-31T00:00:00Z", "PAY-12")
    denied = verdicts["denied"]
    verdict = replace(
        denied,
        suppressed=(replace(denied.findings[0], suppression=why),),
        accepted_unknowns=(replace(denied.inconclusive[1], suppression=why),),
    )
    page = Page(render("html", verdict))
    said = "Suppressed : waiver · Mended in Q1. · owner @org/pay · until 2027-01-31T00:00:00Z"
    assert page.text.count(f"{said} · ticket PAY-12") == 2


def test_a_link_leads_to_the_web_or_nowhere(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    denied = verdicts["denied"]
    for docs, is_link in (
        ("https://docs.example/adr/12", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("//docs.example/x", False),
        ('https://docs.example/"onclick=a', False),
    ):
        cards = tuple(replace(card, docs=docs) for card in denied.rules)
        text = render("html", replace(denied, rules=cards))
        assert ('href="http' in text) is is_link


def test_the_page_stays_small_where_texts_are_huge(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    finding = replace(
        verdicts["denied"].findings[4],
        message="x" * 1_000_000,
        help="y" * 1_000_000,
        place=Place("a", 2, 900_001, 2, 900_004),
        excerpt=Excerpt(1, ("z" * 1_000_000, "a" * 900_000 + "hit" + "b" * 99_997)),
        edits=(Edit(Place("a", 2, 900_001, 2, 900_004), "mended" + "c" * 1_000_000),),
    )
    text = render("html", replace(verdicts["denied"], findings=(finding,)))
    assert len(text) < 100_000
    assert "<mark>hit</mark>" in text and "<mark>mended" in text


def test_findings_behind_the_room_of_a_page_are_short_and_all_there(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    finding = replace(
        verdicts["denied"].findings[4], message="m" * 2_000, help="h" * 8_000, related=()
    )
    verdict = replace(verdicts["denied"], findings=(finding,) * 2_600)
    text = render("html", verdict)
    assert text.count("<article") == 2_600
    assert len(text) < ROOM + 1_000_000
    assert "Without its source here" in text


def test_the_architecture_of_a_change_is_drawn(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    drawn = [each for each in verdicts.values() if each.architecture and each.architecture.edges]
    assert drawn
    for verdict in drawn:
        page = Page(render("html", verdict))
        assert page.tags.count("svg") == 1
        assert "architecture" in page.links


def test_more_findings_than_a_browser_bears_are_counted(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    deny = replace(FINDING, level="deny", message="The worst one.")
    note = replace(FINDING, level="note")
    verdict = replace(
        VERDICT,
        findings=(note,) * MOST + (deny,),
        suppressed=(replace(note, suppression=Suppression("baseline")),) * (MOST_SUPPRESSED + 2),
    )
    text = render("html", verdict)
    assert text.count("<article") == MOST + MOST_SUPPRESSED
    assert "The worst one." in text
    assert "<p>1 more finding, not on this page" in text
    assert "<p>2 more findings, not on this page" in text


HOSTILE = st.text(max_size=40) | st.sampled_from(
    ["</style><script>alert(1)</script>", '"><img src=x onerror=a()>', "`</code><b>", "&lt;a&gt;"]
)


@settings(deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_text_of_a_change_is_markup(message: str, path: str, notice: str) -> None:
    finding = replace(FINDING, message=message, help=notice, place=Place(path, 1, 1))
    verdict = replace(VERDICT, findings=(finding,), notices=(notice,), policy_source=path)
    page = Page("".join(render_html(verdict, Options())))
    assert page.tags.count("script") == 1
    assert not {"img", "b"} & set(page.tags)
