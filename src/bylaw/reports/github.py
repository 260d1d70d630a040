"""Workflow commands: findings as annotations in the log of a GitHub Actions step.

GitHub shows ten errors and ten warnings a step, and as many notices; the rest goes into one line.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from bylaw.facts.place import Place
from bylaw.reports.accepted import emergencies, helped
from bylaw.reports.escape import command_data, command_property
from bylaw.reports.interface import Options
from bylaw.reports.summary import approval, decided, owed_at, plural, summary, unknown, worst_first
from bylaw.verdict.model import Inconclusive, Level, Verdict, Weight

LIMIT: Final = 10
"""Annotations of one kind that GitHub shows for a step."""

_COMMAND: Final[dict[Level, str]] = {"deny": "error", "warn": "warning", "note": "notice"}
_COMMAND_OF_WEIGHT: Final[dict[Weight, str]] = {
    "deny": "error",
    "warn": "warning",
    "pass": "notice",
}


def render(verdict: Verdict, options: Options) -> Iterator[str]:
    """The verdict as workflow commands, worst first, and its summary as plain text."""
    del options
    for command in ("error", "warning", "notice"):
        every = _of_kind(verdict, command)
        yield from islice(every, LIMIT)
        more = sum(1 for _ in every)
        if more:
            yield f"{plural(more, f'more {command}', f'more {command}s')} not shown above.\n"
    yield f"bylaw: {summary(verdict)}\n"


def _of_kind(verdict: Verdict, command: str) -> Iterator[str]:
    cited = {card.id: f"Decided: {decided(card)}" for card in verdict.rules if card.decision}
    if command == "warning":
        for loud in emergencies(verdict):
            yield _line(command, "bylaw BREAK GLASS", loud)
    for one in verdict.inconclusive:
        if one.fatal and command == "error":
            yield _unknown(one, command)
    for finding in worst_first(verdict.findings):
        if _COMMAND[finding.level] == command:
            text = "\n".join(
                filter(None, (finding.message, helped(finding), cited.get(finding.rule)))
            )
            yield _line(command, f"bylaw {finding.rule}", text, finding.place)
    owing = {owed.rule for owed in verdict.obligations}
    for owed in verdict.obligations:
        weights = {one.weight for one in verdict.inconclusive if one.rule == owed.rule}
        if command == ("error" if "deny" in weights else "warning"):
            text = f"{approval(owed)}. {owed.why}"
            place = next(iter(owed_at(owed, verdict)), None)
            yield _line(command, f"bylaw {owed.rule}", text, place)
    for one in verdict.inconclusive:
        mine = not one.fatal and one.rule not in owing
        if mine and _COMMAND_OF_WEIGHT[one.weight] == command:
            yield _unknown(one, command)
    if command == "notice":
        for notice in verdict.notices:
            yield _line(command, "bylaw", notice)


def _unknown(one: Inconclusive, command: str) -> str:
    place = one.places[0] if one.places else None
    title = f"bylaw {one.rule}".rstrip()
    return _line(command, title, f"{unknown(one)} {one.remedy}".rstrip(), place)


def _line(command: str, title: str, text: str, place: Place | None = None) -> str:
    properties = {"title": title}
    if place is not None and place.side == "head" and place.scope != "change":
        properties = {"file": place.path, "line": str(place.line)}
        if place.scope == "region":
            properties["endLine"] = str(place.last_line)
            # GitHub refuses columns on a region of several lines.
            if place.last_line == place.line:
                properties["col"] = str(place.column)
                if place.end_column:
                    properties["endColumn"] = str(place.end_column)
        properties["title"] = title
    named = ",".join(f"{key}={command_property(value)}" for key, value in properties.items())
    return f"::{command} {named}::{command_data(text)}\n"
