"""The sections of the page beside the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from bylaw.reports.html.findings import Findings, accepted
from bylaw.reports.html.header import toolbar
from bylaw.reports.html.text import code, link, prose, source, text
from bylaw.reports.summary import approval, decided, owed_at, plural, unknown, where, worst_first
from bylaw.verdict.architecture import Picture
from bylaw.verdict.model import (
    DependencyChange,
    Inconclusive,
    JudgedFinding,
    RuleCard,
    Verdict,
)

_MANY: Final = 100
"""Findings; of more a browser lays out only those in sight."""
MOST: Final = 20_000
"""Findings that are on the page, the worst of them; a browser does not bear many more."""
MOST_SUPPRESSED: Final = 5_000
Section = tuple[str, str, Iterator[str]]
"""Id, heading and content."""


def sections(verdict: Verdict) -> Iterator[Section]:
    """Each section that has something to say, in the order that a reader needs them."""
    writer = Findings({card.id: card for card in verdict.rules})
    owing = {owed.rule for owed in verdict.obligations}
    unknowns = [one for one in verdict.inconclusive if one.rule not in owing]
    if verdict.findings or verdict.suppressed:
        name = plural(len(verdict.findings), "finding")
        yield "findings", name, _findings(verdict, writer)
    if verdict.obligations:
        yield "approvals", "Approvals needed", _approvals(verdict)
    if unknowns:
        yield "unknown", "Not judged", map(_unknown, unknowns)
    if accepted_count := len(verdict.suppressed) + len(verdict.accepted_unknowns):
        yield "suppressed", "Suppressed", _suppressed(verdict, writer, accepted_count)
    if verdict.dependencies:
        yield "dependencies", "Dependencies", _dependencies(verdict.dependencies)
    if verdict.architecture is not None and verdict.architecture.edges:
        yield "architecture", "Architecture", _architecture(verdict.architecture)
    if verdict.notices:
        yield "run", "About this run", (f"<p>{prose(one)}</p>\n" for one in verdict.notices)
    if verdict.rules:
        yield "rules", plural(len(verdict.rules), "rule"), _rules(verdict)


def _findings(verdict: Verdict, writer: Findings) -> Iterator[str]:
    yield from toolbar(verdict)
    found = verdict.findings
    shown = found if len(found) <= MOST else worst_first(found)[:MOST]
    yield f'<div id="list"{_many(shown)}>\n'
    yield from writer.grouped(shown)
    yield "</div>\n"
    yield _rest(len(found) - len(shown))


def _many(shown: Sequence[JudgedFinding]) -> str:
    return ' class="many"' if len(shown) > _MANY else ""


def _rest(count: int) -> str:
    more = plural(count, "more finding")
    return f"<p>{more}, not on this page: the JSON report has all.</p>\n" if count else ""


def _approvals(verdict: Verdict) -> Iterator[str]:
    for one in verdict.obligations:
        spots = "".join(f", {code(where(place))}" for place in owed_at(one, verdict))
        yield (
            f'<div class="card owed"><p><strong>{text(approval(one))}</strong></p>\n'
            f"<p>{prose(one.why)}</p>\n<p>{_rule(one.rule, verdict)}{spots}</p></div>\n"
        )


def _rule(rule: str, verdict: Verdict) -> str:
    is_there = any(card.id == rule for card in verdict.rules)
    return f'<a href="#rule-{text(rule)}">{code(rule)}</a>' if is_there else code(rule)


def _unknown(one: Inconclusive) -> str:
    level = "deny" if one.fatal or one.weight == "deny" else "note"
    weighs = "Held" if level == "deny" else "Not held"
    rows = [f'<div class="card unjudged {level}"><p><strong>{text(unknown(one))}</strong></p>\n']
    if one.remedy:
        rows.append(f"<p>{prose(one.remedy)}</p>\n")
    if one.places:
        rows.append(f"<p>{', '.join(code(where(each)) for each in one.places)}</p>\n")
    if one.suppression is not None:
        rows.append(accepted(one.suppression))
    else:
        rows.append(f'<p class="soft">{weighs} against the change.</p>\n')
    return "".join(rows) + "</div>\n"


def _suppressed(verdict: Verdict, writer: Findings, count: int) -> Iterator[str]:
    said = "1 is accepted: it decides" if count == 1 else f"{count:,} are accepted: they decide"
    shown = verdict.suppressed[:MOST_SUPPRESSED]
    yield f'<details id="accepted"{_many(shown)}><summary>{said} nothing</summary>\n'
    yield from writer.each(shown, "h3")
    yield _rest(len(verdict.suppressed) - len(shown))
    yield from map(_unknown, verdict.accepted_unknowns)
    yield "</details>\n"


def _dependencies(changes: Sequence[DependencyChange]) -> Iterator[str]:
    yield '<div class="wide" tabindex="0" role="region" aria-label="Table of dependencies">\n'
    yield "<table>\n<thead><tr>"
    for name in ("change", "package", "from", "to", "step", "scope", "asked for in"):
        yield f'<th scope="col">{name}</th>'
    yield "</tr></thead>\n<tbody>\n"
    sign = {"added": "+", "changed": "~", "removed": "−"}
    for one in changes:
        cells = (
            f"{sign.get(one.change, '')} {text(one.change)}",
            f"{code(one.name)} {text(one.ecosystem)}",
            text(one.old),
            text(one.new),
            text(one.bump),
            text(one.scope if one.direct else f"{one.scope}, indirect"),
            code(one.manifest),
        )
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"
    yield "</tbody></table></div>\n"


def _architecture(picture: Picture) -> Iterator[str]:
    from bylaw.reports.architecture.svg import render as svg
    from bylaw.reports.architecture.table import render as table

    yield f'<figure tabindex="0" role="region" aria-label="Picture">\n{svg(picture)}</figure>\n'
    rows = "".join(f"<span>{source(row)}</span>" for row in table(picture).split("\n"))
    yield f'<details><summary>As a table</summary><pre class="wide" tabindex="0">{rows}</pre>'
    yield "</details>\n"


def _rules(verdict: Verdict) -> Iterator[str]:
    aside = frozenset(verdict.not_applicable)
    counts = Counter(finding.rule for finding in verdict.findings)
    unjudged = frozenset(one.rule for one in verdict.inconclusive)
    for card in verdict.rules:
        if card.id in aside:
            state = "not applicable here"
        else:
            state = plural(counts[card.id], "finding") if counts[card.id] else "no finding"
            state += ", not judged" if card.id in unjudged else ""
        yield (
            f'<details class="rule" id="rule-{text(card.id)}"><summary>'
            f'<span class="level {text(card.level)}">{text(card.level)}</span> {code(card.id)} '
            f'<span class="title">{prose(card.title)}</span> <span class="soft">{state}</span>'
            "</summary>\n"
        )
        yield f"{_card(card)}</details>\n"


def _card(card: RuleCard) -> str:
    origin = f"{card.path}:{card.line}" if card.line else card.path
    pairs = (
        ("Why", prose(card.why)),
        ("Help", prose(card.help)),
        ("Decision", text(decided(card)) if card.decision else ""),
        ("Owner", text(card.owner)),
        ("Controls", ", ".join(map(text, card.controls))),
        ("Docs", link(card.docs, card.docs) if card.docs else ""),
        ("Written in", code(origin) if origin else ""),
    )
    rows = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in pairs if value)
    return f'<dl class="facts">{rows}</dl>\n' if rows else "<p>It says no more of itself.</p>\n"
