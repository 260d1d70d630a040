"""Markdown for a comment on a pull or merge request: worst first, short enough to be taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bylaw.reports.escape import code_block, code_span, markdown
from bylaw.reports.interface import Options
from bylaw.reports.summary import approval, counted, measured, plural, unknown, where, worst_first
from bylaw.verdict.model import Inconclusive, JudgedFinding, Level, Obligation, RuleCard, Verdict

MARKER: Final = "<!-- bylaw -->"
"""Stands first, so that a later run finds its own comment and rewrites it."""
LIMIT: Final = 65_000
"""Bytes; GitHub refuses a comment of more than 65,536 characters."""
_TAIL: Final = 600
_SHORT: Final = 4_000

_MARK: Final = {"passed": "✅", "passed-with-unknowns": "⚠️", "denied": "❌", "inconclusive": "❔"}
_TITLE: Final[dict[Level, str]] = {"deny": "Denied", "warn": "Warnings", "note": "Notes"}


def render(verdict: Verdict, options: Options) -> str:
    """The verdict as Markdown below 65,536 characters; what is left out is counted."""
    del options
    head = f"{MARKER}\n## {_MARK[verdict.outcome]} bylaw: {verdict.outcome}\n\n"
    head += f"{_summary(verdict)}\n"
    foot = f"\n<sub>bylaw {markdown(verdict.version)}</sub>\n" if verdict.version else ""
    room = LIMIT - _TAIL - len((head + foot).encode())
    parts, left_out = [], 0
    for title, items in _sections(verdict):
        heading = f"\n### {title}\n\n"
        for item in items:
            text = heading + item
            size = len(text.encode())
            if left_out or size > room:
                left_out += 1
                continue
            parts.append(text)
            room -= size
            heading = ""
    more = ""
    if left_out:
        verb = "is" if left_out == 1 else "are"
        more = f"\n**{plural(left_out, 'more entry', 'more entries')} {verb} not shown here.**\n"
    return head + "".join(parts) + more + foot


def _summary(verdict: Verdict) -> str:
    counts = counted(verdict)
    parts = [f"**{counts}**"] if counts else []
    parts.append(measured(verdict))
    if verdict.policy_source:
        parts.append(f"policies: {markdown(_short(verdict.policy_source))}")
    return " · ".join(parts)


def _sections(verdict: Verdict) -> Iterator[tuple[str, Iterable[str]]]:
    """Headings and entries, worst first; only headings with entries are shown."""
    cards = {card.id: card for card in verdict.rules}
    findings = worst_first(verdict.findings)
    owing = {owed.rule for owed in verdict.obligations}
    unknowns = [one for one in verdict.inconclusive if one.rule not in owing]
    heavy = [one for one in unknowns if one.fatal or one.weight == "deny"]
    light = [one for one in unknowns if not (one.fatal or one.weight == "deny")]
    denied = (_finding(one, cards.get(one.rule)) for one in findings if one.level == "deny")
    yield _TITLE["deny"], denied
    yield "Approvals needed", map(_obligation, verdict.obligations)
    yield "Not judged", map(_unknown, heavy)
    for level in ("warn", "note"):
        several = (_finding(one, cards.get(one.rule)) for one in findings if one.level == level)
        yield _TITLE["warn" if level == "warn" else "note"], several
    yield "Not judged, and not held against the change", map(_unknown, light)
    yield "About this run", (f"- {markdown(_short(notice))}\n" for notice in verdict.notices)


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


def _finding(finding: JudgedFinding, card: RuleCard | None) -> str:
    place = code_span(_short(where(finding.place)))
    before = " before the change" if finding.place.side == "base" else ""
    rows = [
        f"- **{markdown(_short(finding.message))}**",
        f"  {place}{before} · {code_span(finding.rule)}{_decided(card)}",
    ]
    # Two blanks end a line: message, place and help each have one of their own.
    text = "  \n".join(rows)
    if finding.help:
        text += f"  \n  {markdown(_short(finding.help))}"
    excerpt = finding.excerpt
    if excerpt is not None and finding.place.last_line == finding.place.line:
        line = excerpt.lines[finding.place.line - excerpt.first_line]
        block = code_block(_cut_line(line.strip()))
        text += "\n\n" + "\n".join(f"  {row}" for row in block.split("\n")) + "\n"
    return text + "\n"


def _cut_line(text: str) -> str:
    return text if len(text) <= 200 else text[:199] + "…"


def _decided(card: RuleCard | None) -> str:
    if card is None or not (card.decision or card.owner):
        return ""
    named = [code_span(_short(one)) for one in (card.decision, card.owner) if one]
    return " · decided in " + ", ".join(named) if card.decision else " · owner " + named[0]


def _obligation(owed: Obligation) -> str:
    return (
        f"- **{markdown(_short(approval(owed)))}** · {code_span(owed.rule)}  \n"
        f"  {markdown(_short(owed.why))}\n"
    )


def _unknown(one: Inconclusive) -> str:
    text = f"- {markdown(_short(unknown(one)))}"
    return f"{text}  \n  {markdown(_short(one.remedy))}\n" if one.remedy else f"{text}\n"
