"""One page that holds all of a verdict: no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bylaw.facts.place import Place
from bylaw.reports.accepted import emergencies, helped, let_go
from bylaw.reports.escape import line, xml
from bylaw.reports.html.style import STYLE
from bylaw.reports.interface import Options
from bylaw.reports.summary import (
    approval,
    counted,
    decided,
    measured,
    plural,
    unknown,
    where,
    worst_first,
)
from bylaw.verdict.architecture import Picture
from bylaw.verdict.model import (
    DependencyChange,
    Edit,
    Excerpt,
    Inconclusive,
    JudgedFinding,
    RuleCard,
    Verdict,
)

_LONGEST: Final = 400
"""Characters of a line of source that are shown."""
_MOST: Final = 20_000
"""Characters of any other text."""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def render(verdict: Verdict, options: Options) -> Iterator[str]:
    """The verdict as a page, piece by piece."""
    del options
    title = _text(f"bylaw: {verdict.outcome}")
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{title}</title>\n<style>\n{STYLE}\n</style>\n</head>\n"
        f'<body class="outcome-{_text(verdict.outcome)}">\n'
    )
    sections = list(_sections(verdict))
    yield from _header(verdict, [(id_, name) for id_, name, _ in sections])
    yield "<main>\n"
    for id_, name, pieces in sections:
        yield f'<section id="{id_}" aria-labelledby="{id_}-title">\n'
        yield f'<h2 id="{id_}-title">{_text(name)}</h2>\n'
        yield from pieces
        yield "</section>\n"
    yield "</main>\n"
    version = f"bylaw {verdict.version}" if verdict.version else "bylaw"
    when = f", judged as of {verdict.now}" if verdict.now else ""
    yield f"<footer>{_text(version + when)}</footer>\n</body>\n</html>\n"


def _header(verdict: Verdict, sections: Sequence[tuple[str, str]]) -> Iterator[str]:
    change = verdict.change
    yield f"<header>\n<h1>{_text(verdict.outcome)}</h1>\n"
    counts = counted(verdict)
    said = f"{counts} · {measured(verdict)}" if counts else measured(verdict)
    yield f"<p>{_text(said)}</p>\n"
    for loud in emergencies(verdict):
        yield f"<p><strong>{_text(loud)}</strong></p>\n"
    parts = [f"{change.base[:12]} to {change.head[:12]}"] if change.base and change.head else []
    parts += [f"policies: {verdict.policy_source}"] if verdict.policy_source else []
    if parts:
        yield f'<p class="soft">{_text(" · ".join(parts))}</p>\n'
    if sections:
        links = "".join(f'<li><a href="#{id_}">{_text(name)}</a></li>' for id_, name in sections)
        yield f'<nav aria-label="Sections"><ul>{links}</ul></nav>\n'
    yield "</header>\n"


def _sections(verdict: Verdict) -> Iterator[tuple[str, str, Iterator[str]]]:
    """Id, heading and content of each section that has something to say."""
    cards = {card.id: card for card in verdict.rules}
    owing = {owed.rule for owed in verdict.obligations}
    unknowns = [one for one in verdict.inconclusive if one.rule not in owing]
    if verdict.findings:
        found = worst_first(verdict.findings)
        name = plural(len(found), "finding")
        yield "findings", name, (_finding(one, cards.get(one.rule)) for one in found)
    if verdict.obligations:
        owed = (
            f"<p><strong>{_text(approval(one))}</strong>: {_text(one.why)} "
            f"<code>{_text(one.rule)}</code></p>\n"
            for one in verdict.obligations
        )
        yield "approvals", "Approvals needed", owed
    if unknowns:
        yield "unknown", "Not judged", (_unknown(one) for one in unknowns)
    if verdict.suppressed or verdict.accepted_unknowns:
        count = len(verdict.suppressed) + len(verdict.accepted_unknowns)
        yield "accepted", f"{count:,} accepted", _accepted(verdict)
    if verdict.dependencies:
        yield "dependencies", "Dependencies", _dependencies(verdict.dependencies)
    if verdict.architecture is not None and verdict.architecture.edges:
        yield "architecture", "Architecture", _architecture(verdict.architecture)
    if verdict.notices:
        rows = (f"<p>{_prose(one)}</p>\n" for one in verdict.notices)
        yield "run", "About this run", rows
    if verdict.rules:
        yield "rules", plural(len(verdict.rules), "rule"), _rules(verdict)


def _finding(finding: JudgedFinding, card: RuleCard | None) -> str:
    rule = _text(finding.rule)
    side = " (before the change)" if finding.place.side == "base" else ""
    rows = [
        f'<article class="{_text(finding.level)}">\n'
        f'<h3><span class="level">{_text(finding.level)}</span> {_prose(finding.message)}</h3>\n'
        f'<p class="place"><code>{_text(where(finding.place))}</code>{side} · '
        f"<code>{rule}</code></p>\n"
    ]
    if finding.excerpt is not None:
        rows.append(_excerpt(finding.excerpt, finding.place))
    if help_ := helped(finding):
        rows.append(f"<p>{_prose(help_)}</p>\n")
    rows += [f"{_edit(each)}" for each in finding.edits]
    if card is not None and (card.decision or card.owner):
        parts = [f"decided in {decided(card)}"] if card.decision else []
        parts += [f"owner {card.owner}"] if card.owner else []
        rows.append(f'<p class="soft">{_text(" · ".join(parts))}</p>\n')
    if finding.related:
        places = ", ".join(f"<code>{_text(where(each))}</code>" for each in finding.related)
        rows.append(f'<p class="soft">see also {places}</p>\n')
    return "".join(rows) + "</article>\n"


def _excerpt(excerpt: Excerpt, place: Place) -> str:
    width = len(str(excerpt.first_line + len(excerpt.lines)))
    rows = []
    for number, text in enumerate(excerpt.lines, excerpt.first_line):
        kind = "hit" if place.line <= number <= place.last_line else "near"
        rows.append(f'<span class="{kind}">{number:>{width}}  {_source(text)}</span>')
    name = _text(f"Source of {where(place)}")
    return f'<pre tabindex="0" role="region" aria-label="{name}">{"".join(rows)}</pre>\n'


def _edit(edit: Edit) -> str:
    rows = "".join(f'<span class="near">{_source(row)}</span>' for row in edit.text.split("\n"))
    return (
        f"<details><summary>Fix at <code>{_text(where(edit.place))}</code></summary>"
        f'<pre tabindex="0">{rows}</pre></details>\n'
    )


def _unknown(one: Inconclusive) -> str:
    level = "deny" if one.fatal or one.weight == "deny" else "note"
    remedy = f"<p>{_prose(one.remedy)}</p>\n" if one.remedy else ""
    places = ", ".join(f"<code>{_text(where(each))}</code>" for each in one.places)
    at = f'<p class="place">{places}</p>\n' if places else ""
    return f'<article class="{level}">\n<h3>{_text(unknown(one))}</h3>\n{at}{remedy}</article>\n'


def _accepted(verdict: Verdict) -> Iterator[str]:
    """What somebody accepted: a row each."""
    yield '<div class="wide"><table>\n<thead><tr>'
    for name in ("how", "rule", "where", "what", "why"):
        yield f'<th scope="col">{name}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for one in let_go(verdict):
        cells = (one.label, one.rule, one.at, one.what, one.why)
        yield f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in cells)}</tr>\n"
    yield "</tbody></table></div>\n"


def _dependencies(changes: Sequence[DependencyChange]) -> Iterator[str]:
    yield '<div class="wide"><table>\n<thead><tr>'
    for name in ("change", "package", "from", "to", "step", "scope", "asked for in"):
        yield f'<th scope="col">{name}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for one in changes:
        cells = (
            one.change,
            f"{one.name} ({one.ecosystem})",
            one.old,
            one.new,
            one.bump,
            one.scope if one.direct else f"{one.scope}, indirect",
            one.manifest,
        )
        yield f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in cells)}</tr>\n"
    yield "</tbody></table></div>\n"


def _architecture(picture: Picture) -> Iterator[str]:
    from bylaw.reports.architecture.svg import render as svg
    from bylaw.reports.architecture.table import render as table

    yield f'<figure tabindex="0" role="region" aria-label="Picture">\n{svg(picture)}</figure>\n'
    rows = "".join(f"<span>{_source(row)}</span>" for row in table(picture).split("\n"))
    yield f'<details><summary>As a table</summary><pre tabindex="0">{rows}</pre></details>\n'


def _rules(verdict: Verdict) -> Iterator[str]:
    aside = frozenset(verdict.not_applicable)
    for card in verdict.rules:
        state = ", not applicable here" if card.id in aside else ""
        yield (
            f"<details><summary><code>{_text(card.id)}</code> "
            f"({_text(card.level)}{state}): {_prose(card.title)}</summary>\n"
            f"<p>{_prose(card.why)}</p>\n"
        )
        if card.decision:
            yield f'<p class="soft">decided in {_text(decided(card))}</p>\n'
        yield "</details>\n"


def _text(text: str) -> str:
    """One line of text or an attribute's value."""
    return xml(line(text if len(text) <= _MOST else text[:_MOST] + "…"))


def _source(text: str) -> str:
    return xml(line(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")) or " "


def _prose(text: str) -> str:
    """Text in which what stands between backquotes is code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one of them has no partner
        return _text(text)
    return "".join(
        f"<code>{_text(part)}</code>" if number % 2 else _text(part)
        for number, part in enumerate(parts)
    )
