"""Markdown for a comment on a pull or merge request: worst first, short enough to be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from bylaw.facts.place import Place
from bylaw.reports.accepted import emergencies, helped, let_go
from bylaw.reports.dependencies import table
from bylaw.reports.escape import code_block, code_span, markdown, prose
from bylaw.reports.interface import Options
from bylaw.reports.summary import (
    approval,
    counted,
    measured,
    owed_at,
    plural,
    standing,
    unknown,
    where,
)
from bylaw.verdict.model import Inconclusive, JudgedFinding, Obligation, RuleCard, Verdict

MARKER: Final = "<!-- bylaw -->"
"""Stands first, so that a later run finds its own comment and rewrites it."""
LIMIT: Final = 65_000
"""Bytes; GitHub refuses a comment of more than 65,536 characters."""
_TAIL: Final = 600
_SHORT: Final = 4_000
_MOST_ACCEPTED: Final = 30
_MOST_PLACES: Final = 3
_SHORT_REASON: Final = 300

_MARK: Final = {"passed": "✅", "passed-with-unknowns": "⚠️", "denied": "❌", "inconclusive": "❔"}


def render(verdict: Verdict, options: Options) -> str:
    """The verdict as Markdown below 65,536 characters; what is left out is counted."""
    del options
    return under(f"{MARKER}\n{heading(verdict)}", verdict)


def heading(verdict: Verdict) -> str:
    """The outcome, as a heading."""
    return f"## {_MARK[verdict.outcome]} bylaw: {verdict.outcome}"


def under(head: str, verdict: Verdict) -> str:
    """The same under another heading, which counts for the length."""
    head = f"{head}\n\n"
    for loud in emergencies(verdict)[:3]:
        head += f"**{markdown(_short(loud))}**\n\n"
    head += f"{_summary(verdict)}\n"
    foot = f"\n<sub>bylaw {code_span(verdict.version)}</sub>\n" if verdict.version else ""
    room = LIMIT - _TAIL - len((head + foot).encode())
    changed = table(verdict.dependencies)
    if verdict.architecture is not None:
        from bylaw.reports.architecture.section import section

        changed += section(verdict.architecture)
    waived = _accepted(verdict)
    room -= len((changed + waived).encode())
    parts, left_out = [], 0
    for title, written, entries in _sections(verdict):
        opening = f"\n### {title}\n\n"
        for entry in entries:
            if left_out:
                left_out += 1
                continue
            text = opening + written(entry)
            size = len(text.encode())
            if size > room:
                left_out = 1
                continue
            parts.append(text)
            room -= size
            opening = ""
    more = ""
    if left_out:
        verb = "is" if left_out == 1 else "are"
        more = f"\n**{plural(left_out, 'more entry', 'more entries')} {verb} not shown here.**\n"
    return head + "".join(parts) + more + waived + changed + foot


def _summary(verdict: Verdict) -> str:
    counts = counted(verdict)
    parts = [f"**{counts}**"] if counts else []
    parts.append(measured(verdict))
    if verdict.policy_source:
        parts.append(f"policies: {markdown(_short(verdict.policy_source))}")
    return " · ".join(parts)


def _sections(verdict: Verdict) -> Iterator[tuple[str, Callable[[Any], str], Sequence[Any]]]:
    """Headings, how their entries are written, and the entries; worst first."""
    cards = {card.id: card for card in verdict.rules}
    findings = verdict.findings
    owing = {owed.rule for owed in verdict.obligations}
    unknowns = [one for one in verdict.inconclusive if one.rule not in owing]
    heavy = [one for one in unknowns if one.fatal or one.weight == "deny"]
    light = [one for one in unknowns if not (one.fatal or one.weight == "deny")]

    def written(finding: JudgedFinding) -> str:
        return _finding(finding, cards.get(finding.rule))

    def owing_at(owed: Obligation) -> str:
        return _obligation(owed, owed_at(owed, verdict))

    yield "Denied", written, [one for one in findings if one.level == "deny"]
    yield "Approvals needed", owing_at, verdict.obligations
    yield "Not judged", _unknown, heavy
    yield "Warnings", written, [one for one in findings if one.level == "warn"]
    yield "Notes", written, [one for one in findings if one.level == "note"]
    yield "Not judged, and not held against the change", _unknown, light
    yield "About this run", _notice, verdict.notices


def _accepted(verdict: Verdict) -> str:
    """What somebody accepted, folded away; of what stood before, the summary tells."""
    every = [one for one in let_go(verdict) if one.kind != "baseline"]
    if not every:
        return ""
    rows = []
    for one in every[:_MOST_ACCEPTED]:
        said = f"{one.label}: {markdown(one.why[:_SHORT_REASON])}"
        at = code_span(one.at[:_SHORT_REASON])
        rows.append(f"- {at} · {code_span(one.rule)}  \n  {said}\n")
    more = len(every) - len(rows)
    tail = f"- and {more:,} more\n" if more else ""
    name = f"{len(every):,} accepted"
    return f"\n<details><summary>{name}</summary>\n\n{''.join(rows)}{tail}\n</details>\n"


def _notice(text: str) -> str:
    return f"- {markdown(_short(text))}\n"


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


def _finding(finding: JudgedFinding, card: RuleCard | None) -> str:
    place = code_span(_short(where(finding.place)))
    before = " before the change" if finding.place.side == "base" else ""
    rows = [
        f"- **{prose(_short(finding.message))}**",
        f"  {place}{before} · {code_span(finding.rule)}{_decided(card)}",
    ]
    # Two blanks end a line: message, place and help each have one of their own.
    text = "  \n".join(rows)
    if help_ := helped(finding):
        text += f"  \n  {prose(_short(help_))}"
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
    named = [code_span(_short(card.owner))] if card.owner else []
    if not card.decision:
        return " · owner " + named[0]
    return " · decided in " + ", ".join((_decision(card), *named))


def _decision(card: RuleCard) -> str:
    """The decision with its title and file, as a reader finds it in the repository."""
    found = card.decided
    if found is None:
        return code_span(_short(card.decision))
    parts = [code_span(_short(found.id)), markdown(_short(found.title))]
    parts += [f"({code_span(_short(found.path))})"] if found.path else []
    return " ".join(filter(None, parts)) + markdown(_short(standing(found)))


def _obligation(owed: Obligation, places: Sequence[Place]) -> str:
    spots = "".join(f" · {code_span(_short(where(place)))}" for place in places[:_MOST_PLACES])
    return (
        f"- **{markdown(_short(approval(owed)))}** · {code_span(owed.rule)}{spots}  \n"
        f"  {markdown(_short(owed.why))}\n"
    )


def _unknown(one: Inconclusive) -> str:
    text = f"- {markdown(_short(unknown(one)))}"
    return f"{text}  \n  {markdown(_short(one.remedy))}\n" if one.remedy else f"{text}\n"
