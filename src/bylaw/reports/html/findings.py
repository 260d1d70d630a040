"""Findings on the page: by file as they are written, by rule where the reader wants it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from bylaw.reports.accepted import helped
from bylaw.reports.html.code import excerpt, fix
from bylaw.reports.html.text import code, link, prose, text
from bylaw.reports.summary import decided, where, worst_first
from bylaw.verdict.model import JudgedFinding, RuleCard, Suppression

ROOM: Final = 24_000_000
"""Characters of all findings; those behind it are short."""
_SHORT: Final = 300
_FILE: Final = "the change as a whole"
_FULL: Final = (
    "<p>Without its source here, so that the page stays usable: see another report.</p>\n"
)


class Findings:
    """Writes findings, and remembers how much room is left and which ids were given."""

    def __init__(self, cards: Mapping[str, RuleCard]) -> None:
        self._cards = cards
        self._ids: Counter[str] = Counter()
        self._room = ROOM

    def grouped(self, findings: Iterable[JudgedFinding]) -> Iterator[str]:
        """By file: those with the worst findings first, and in each by line."""
        groups: dict[str, list[JudgedFinding]] = {}
        for finding in findings:
            groups.setdefault(_group(finding), []).append(finding)
        # A group stands where its worst finding would.
        ordered = dict.fromkeys(
            _group(each)
            for each in worst_first(each for group in groups.values() for each in group)
        )
        for name in ordered:
            count = len(groups[name])
            yield (
                f'<section class="group"><h3><span class="name">{text(name)}</span> '
                f'<span class="n">{count:,}</span></h3>\n'
            )
            yield from self.each(groups[name], "h4")
            yield "</section>\n"

    def each(self, findings: Iterable[JudgedFinding], heading: str) -> Iterator[str]:
        """One after the other, in the order they come in; `heading` is the tag of a message."""
        for finding in findings:
            is_whole = self._room > 0
            piece = self._finding(finding, heading) if is_whole else self._short(finding, heading)
            self._room -= len(piece)
            yield piece

    def _finding(self, finding: JudgedFinding, heading: str) -> str:
        card = self._cards.get(finding.rule)
        parts = [self._opening(finding, heading, prose(finding.message, 2_000))]
        if finding.suppression is not None:
            parts.append(accepted(finding.suppression))
        if finding.excerpt is not None:
            parts.append(excerpt(finding.excerpt, finding.place))
        if help_ := helped(finding):
            parts.append(f'<p class="help">{prose(help_)}</p>\n')
        parts.append(fix(finding))
        parts.append(_facts(finding, card))
        return "".join(parts) + "</div></details></article>\n"

    def _short(self, finding: JudgedFinding, heading: str) -> str:
        opening = self._opening(finding, heading, text(finding.message, _SHORT))
        return f"{opening}{_FULL}{_fingerprint(finding)}</div></details></article>\n"

    def _opening(self, finding: JudgedFinding, heading: str, message: str) -> str:
        self._ids[finding.fingerprint] += 1
        times = self._ids[finding.fingerprint]
        id_ = f"f-{finding.fingerprint}" + (f"-{times}" if times > 1 else "")
        level, place = text(finding.level), finding.place
        state = "new" if finding.suppression is None else "suppressed"
        before = " before the change" if place.side == "base" else ""
        return (
            f'<article class="finding {level}" id="{text(id_)}" data-level="{level}" '
            f'data-rule="{text(finding.rule)}" data-path="{text(place.path)}" '
            f'data-state="{state}" data-group="{text(_group(finding))}"><details open>'
            f'<summary><span class="level">{level}</span> '
            f'<{heading} class="message">{message}</{heading}> '
            f'<span class="where">{code(where(place))}{before} · {code(finding.rule)}</span>'
            '</summary>\n<div class="body">\n'
        )


def accepted(why: Suppression) -> str:
    """Who accepted it, why and until when, in a paragraph."""
    kind = {"allow": "allowed in the code", "baseline": "in the baseline"}.get(why.kind, why.kind)
    parts = [f"<strong>Suppressed</strong>: {text(kind)}"]
    if why.reason:
        parts.append(prose(why.reason))
    if why.owner:
        parts.append(f"owner {text(why.owner)}")
    parts.append(f"until {text(why.expires)}" if why.expires else "no end")
    if why.ticket:
        parts.append(f"ticket {link(why.ticket, why.ticket)}")
    if why.approver:
        parts.append(f"approved by {text(why.approver)} as the file says")
    if why.path:
        parts.append(code(f"{why.path}:{why.line}" if why.line else why.path))
    return f'<p class="accepted">{" · ".join(parts)}</p>\n'


def _group(finding: JudgedFinding) -> str:
    return _FILE if finding.place.scope == "change" else finding.place.path


def _facts(finding: JudgedFinding, card: RuleCard | None) -> str:
    rows = []
    if card is not None:
        rule = f'<a href="#rule-{text(card.id)}">{text(card.title or card.id)}</a>'
        rows.append(("Rule", rule))
        rows += [("Why", prose(card.why))] if card.why else []
        rows += [("Decision", text(decided(card)))] if card.decision else []
        rows += [("Owner", text(card.owner))] if card.owner else []
        rows += [("Docs", link(card.docs, card.docs))] if card.docs else []
    if finding.related:
        rows.append(("See also", ", ".join(code(where(each)) for each in finding.related)))
    listed = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows)
    facts = f'<dl class="facts">{listed}</dl>\n' if listed else ""
    return facts + _fingerprint(finding)


def _fingerprint(finding: JudgedFinding) -> str:
    shown = text(finding.fingerprint)
    return (
        f'<p class="fingerprint">Fingerprint <code>{shown}</code> <button type="button" '
        f'class="needs-js quiet" data-copy="{shown}" aria-label="Copy fingerprint {shown}">Copy'
        "</button></p>\n"
    )
