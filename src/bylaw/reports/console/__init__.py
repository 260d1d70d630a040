"""For people at a terminal: each finding at its source, what could not be judged, one summary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bylaw.facts.place import Place
from bylaw.reports import escape
from bylaw.reports.accepted import emergencies, helped, let_go
from bylaw.reports.console.excerpt import fix, gutter, source
from bylaw.reports.console.terminal import Paint, Style, width, wrap
from bylaw.reports.interface import Options
from bylaw.reports.summary import approval, counted, decided, measured, owed_at, plural, where
from bylaw.verdict.model import Inconclusive, JudgedFinding, Obligation, RuleCard, Verdict

_OUTCOME: dict[str, Style] = {
    "passed": "good",
    "passed-with-unknowns": "warn",
    "denied": "deny",
    "inconclusive": "deny",
}
_WEIGHT: dict[str, Style] = {"deny": "deny", "warn": "warn", "pass": "dim"}
_PLACES_SHOWN = 3
_ACCEPTED_SHOWN = 100


def render(verdict: Verdict, options: Options) -> Iterator[str]:
    """The verdict as text; nearly silent when everything passes."""
    paint = Paint(options.color)
    page = _Page(paint, max(options.width, 20))
    if not options.quiet:
        cards = {card.id: card for card in verdict.rules}
        for finding in verdict.findings:
            yield "\n".join(page.finding(finding, cards.get(finding.rule))) + "\n\n"
        for owed in verdict.obligations:
            yield "\n".join(page.obligation(owed, owed_at(owed, verdict))) + "\n\n"
        owing = {owed.rule for owed in verdict.obligations}
        for group in _groups(verdict, owing):
            yield "\n".join(page.unknown(group)) + "\n\n"
        yield from page.accepted(verdict)
        for loud in emergencies(verdict):
            yield "\n".join(page.labelled("deny", "!!! ", loud)) + "\n"
        for notice in verdict.notices:
            yield "\n".join(page.labelled("note", "note: ", notice)) + "\n"
    if options.quiet:
        # One line, however long: what reads it counts on that.
        yield page.said(verdict) + "\n"
        return
    yield "\n".join(page.summary(verdict)) + "\n"
    if verdict.next_command:
        # Not broken either, so that it can be copied.
        yield page.paint("bold", "next: ") + escape.line(verdict.next_command) + "\n"


def _groups(verdict: Verdict, owing: set[str]) -> list[list[Inconclusive]]:
    """Inconclusives that have one cause and one remedy; obligations are told apart from them."""
    groups: defaultdict[tuple[str, ...], list[Inconclusive]] = defaultdict(list)
    for one in verdict.inconclusive:
        if one.rule not in owing:
            groups[one.fact, one.reason, one.detail, one.remedy, one.weight].append(one)
    return list(groups.values())


class _Page:
    """Lays blocks out within a width."""

    __slots__ = ("columns", "paint")

    def __init__(self, paint: Paint, columns: int) -> None:
        self.paint = paint
        self.columns = columns

    def labelled(self, style: Style, label: str, text: str, indent: int = 0) -> Iterator[str]:
        """A label and its text, the rest of which hangs below by two columns more."""
        label, hang = escape.line(label), indent + 2
        room = self.columns - hang
        first, *rest = wrap(text, room, lead=max(width(label) - 2, 0))
        head = self.paint(style, label) + first if first else self.paint(style, label.rstrip())
        yield " " * indent + head
        yield from ((" " * hang + row).rstrip() for row in rest)

    def finding(self, finding: JudgedFinding, card: RuleCard | None) -> Iterator[str]:
        """A finding: rule and message, place, source, what helps, who decided it."""
        paint, place, excerpt = self.paint, finding.place, finding.excerpt
        style: Style = finding.level if finding.level != "off" else "dim"
        yield from self.labelled(style, f"{finding.level}[{finding.rule}]: ", finding.message)
        margin = " " * gutter(excerpt, place)
        yield from self._place(f"{margin}--> ", place)
        if excerpt is not None:
            yield f"{margin} {paint('path', '|')}"
            yield from source(excerpt, place, self.columns, paint, style)
            yield f"{margin} {paint('path', '|')}"
        for other in finding.related:
            yield from self._place(f"{margin} + ", other)
        yield from self._facts(finding, card, len(margin) + 1)
        if finding.edits:
            diff = list(fix(excerpt, place.path, finding.edits, self.columns, paint))
            if diff:
                yield from self.labelled("good", "= fix:", "", len(margin) + 1)
                yield from diff

    def _place(self, arrow: str, place: Place) -> Iterator[str]:
        text = escape.line(where(place)) + (" (before the change)" if place.side == "base" else "")
        first, *rest = wrap(text, self.columns - len(arrow))
        yield self.paint("path", arrow) + first
        yield from (" " * len(arrow) + row for row in rest)

    def _facts(self, finding: JudgedFinding, card: RuleCard | None, indent: int) -> Iterator[str]:
        if help_ := helped(finding):
            yield from self.labelled("bold", "= help: ", help_, indent)
        if card is None:
            return
        facts = [decided(card), card.owner and f"owner {card.owner}", ", ".join(card.controls)]
        if any(facts):
            text = " · ".join(filter(None, facts))
            yield from self.labelled("bold", "= decided: ", text, indent)

    def obligation(self, owed: Obligation, places: Sequence[Place]) -> Iterator[str]:
        """Who has to approve, what, and why."""
        yield from self.labelled("warn", f"approval[{owed.rule}]: ", f"{approval(owed)}.")
        for place in places[:_PLACES_SHOWN]:
            yield from self._place("  --> ", place)
        yield from self.labelled("bold", "= why: ", owed.why, 2)

    def unknown(self, group: list[Inconclusive]) -> Iterator[str]:
        """What could not be had, which rules hang on it, and what would make it known."""
        one = group[0]
        style = _WEIGHT[one.weight]
        rules = {each.rule for each in group if each.rule}
        what = f"{plural(len(rules), 'rule')} not judged: {one.fact} is unknown."
        text = f"{what if rules else 'nothing was judged.'} {one.detail}".rstrip()
        yield from self.labelled(style, f"unknown[{one.reason}]: ", text)
        places = list(dict.fromkeys(place for each in group for place in each.places))
        for place in places[:_PLACES_SHOWN]:
            yield from self._place("  --> ", place)
        if rules:
            named = [
                f"{each.rule} ({each.count:,} times)" if each.count > 1 else each.rule
                for each in group
            ]
            yield from self.labelled("bold", "= rules: ", ", ".join(named), 2)
        if one.remedy:
            yield from self.labelled("bold", "= to mend it: ", one.remedy, 2)

    def accepted(self, verdict: Verdict) -> Iterator[str]:
        """A line for each that somebody accepted; of what stood before, the summary tells."""
        every = [one for one in let_go(verdict) if one.kind != "baseline"]
        for one in every[:_ACCEPTED_SHOWN]:
            head = self.paint("dim", escape.line(f"{one.label}[{one.rule}] "))
            yield head + escape.line(f"{one.at}: {one.why}") + "\n"
        if len(every) > _ACCEPTED_SHOWN:
            yield f"and {len(every) - _ACCEPTED_SHOWN:,} more that are accepted\n"

    def summary(self, verdict: Verdict) -> Iterator[str]:
        """The verdict in one line, or two where the terminal is narrow."""
        yield from self.labelled(_OUTCOME[verdict.outcome], f"{verdict.outcome}: ", _sums(verdict))

    def said(self, verdict: Verdict) -> str:
        """The verdict in one line, whatever the width."""
        head = self.paint(_OUTCOME[verdict.outcome], f"{verdict.outcome}: ")
        loud = [f"{one} · " for one in emergencies(verdict)]
        return head + escape.line("".join((*loud, _sums(verdict))))


def _sums(verdict: Verdict) -> str:
    return " · ".join(filter(None, (counted(verdict), measured(verdict), verdict.policy_source)))
