"""The page: what is in it, and that nothing of a change can be markup in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bylaw.facts.place import Place
from bylaw.reports.html import render as render_html
from bylaw.reports.interface import Options
from bylaw.reports.summary import where
from bylaw.verdict.model import Anchor, ChangeSummary, JudgedFinding, Verdict

FINDING = JudgedFinding("a/b", "deny", "", Place("a"), Anchor("line"), "0" * 32, "")
VERDICT = Verdict("denied", 1, ChangeSummary("range", None, None, 1, 1, 0))
VOID = frozenset(("meta", "br", "hr", "img", "input", "link"))
TAGS = frozenset(
    (
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "h1",
        "h2",
        "h3",
        "p",
        "nav",
        "ul",
        "li",
        "a",
        "main",
        "section",
        "article",
        "span",
        "code",
        "pre",
        "details",
        "summary",
        "strong",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "figure",
        "footer",
        "svg",
        "desc",
        "g",
        "rect",
        "text",
        "path",
        "polygon",
        "defs",
        "marker",
        "line",
    )
)


class Page(HTMLParser):
    """What a page is made of; it complains of what has no place in it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
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
            assert name not in ("src", "srcset", "action", "formaction")
            if name == "href":
                assert value is not None
                assert value.startswith("#")
                self.links.append(value[1:])
            if name == "id":
                assert value is not None
                self.ids.append(value)

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
        assert page.tags.count("h1") == page.tags.count("main") == 1
        assert "//" not in text.replace("http://www.w3.org/2000/svg", "").split("<body")[0]


def test_each_finding_is_there_with_its_place_help_and_decision(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    verdict = verdicts["denied"]
    page = Page(render("html", verdict))
    owed = {each.rule for each in verdict.obligations}
    unknown = [each for each in verdict.inconclusive if each.rule not in owed]
    assert page.tags.count("article") == len(verdict.findings) + len(unknown)
    for finding in verdict.findings:
        assert finding.rule in page.text
        assert where(finding.place) in page.text
    for card in verdict.rules:
        assert card.title.replace("`", "") in page.text.replace("` ", "")
    assert "decided in ADR-0012" in page.text


def test_the_architecture_of_a_change_is_drawn(
    verdicts: dict[str, Verdict], render: Callable[..., str]
) -> None:
    drawn = [each for each in verdicts.values() if each.architecture and each.architecture.edges]
    assert drawn
    for verdict in drawn:
        page = Page(render("html", verdict))
        assert page.tags.count("svg") == 1
        assert "architecture" in page.links


HOSTILE = st.text(max_size=40) | st.sampled_from(
    ["</style><script>alert(1)</script>", '"><img src=x onerror=a()>', "`</code><b>", "&lt;a&gt;"]
)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_text_of_a_change_is_markup(message: str, path: str, notice: str) -> None:
    finding = replace(FINDING, message=message, help=notice, place=Place(path, 1, 1))
    verdict = replace(VERDICT, findings=(finding,), notices=(notice,), policy_source=path)
    page = Page("".join(render_html(verdict, Options())))
    assert "script" not in page.tags
