"""What an organisation asks for, below which no repository goes: levels and weights.

An organisation's level stands in place of a rule's verb where its pack is mandatory, and lifts it
elsewhere. What a repository says itself is not lifted: it is refused, at its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bylaw.config.document import Path
from bylaw.config.model import Config, Scope
from bylaw.config.organisation import Organisation
from bylaw.dataclass import dataclass
from bylaw.gate.levels import Levels, resolve
from bylaw.gate.organisation import Mandate
from bylaw.gate.request import Request
from bylaw.lang.diagnostic import Diagnostic
from bylaw.verdict.model import Level, RuleCard
from bylaw.verdict.weigh import LEVELS, WEIGHTS, heavier

_FAILING: Final[Mapping[str, int]] = {"never": 0, "deny": 1, "warn": 2}


def lifted(
    asked: Mandate,
    cards: Sequence[RuleCard],
    own: Levels,
    saying: Scope | None,
    today: str,
    branch: str | None,
) -> tuple[dict[str, Level], list[Diagnostic]]:
    """The level of each rule, where it is not that of its verb, and what is below a floor.

    Args:
        asked: What the organisation asks for.
        cards: The rules, at the levels of their verbs.
        own: What the repository, or a project of it, says of levels.
        saying: Where it says so.
        today: An ISO date in UTC.
        branch: The target branch.
    """
    organisation = asked.organisation
    floors = floors_of(asked, cards, today, branch)
    levels: dict[str, Level] = {}
    below: dict[Path, list[tuple[RuleCard, Level, Level]]] = {}
    for card in cards:
        floor, said = floors.levels.get(card.id), own.levels.get(card.id)
        for level, at in own.said.get(card.id, ()):
            if floor is not None and LEVELS[level] < LEVELS[floor]:
                below.setdefault(at, []).append((card, level, floor))
        if said is not None:
            levels[card.id] = said
        elif floor is not None:
            is_base = card.pack in asked.names
            levels[card.id] = floor if is_base else heavier(floor, card.level)
    wrong = []
    for at, found in below.items():
        assert saying is not None
        (card, level, floor), more = found[0], len(found) - 1
        also = f" and {more} more rule{'s'[: more != 1]} are" if more else " is"
        message = f"`{card.id}`{also} {level} here, below {floor}"
        wrong.append(refused(organisation, saying, message, at, _place_of(asked, card, floors)))
    return levels, [*floors.diagnostics, *wrong]


@dataclass(frozen=True, slots=True)
class Floors:
    """The least level of each rule that has one."""

    levels: Mapping[str, Level]
    said: Mapping[str, tuple[tuple[Level, Path], ...]]
    """Where the organisation's file says so; a rule that has the level of its verb is not in it."""
    diagnostics: tuple[Diagnostic, ...] = ()


def floors_of(asked: Mandate, cards: Sequence[RuleCard], today: str, branch: str | None) -> Floors:
    """The least level of rules, today; those of a mandatory pack have that of their verb."""
    organisation, names = asked.organisation, asked.names
    packs = {card.pack for card in cards}
    found = resolve(organisation, [card.id for card in cards], packs, today, branch)
    wrong = [
        one
        for one in found.diagnostics
        # Whether a rule is meant that this repository does not run, nobody can tell.
        if one.code != "unknown-rule" or one.message.split("`")[1].partition("/")[0] in names
        if packs >= names
    ]
    levels = {
        card.id: found.levels.get(card.id, card.level)
        for card in cards
        if card.id in found.levels or card.pack in names
    }
    return Floors(levels, found.said, tuple(wrong))


def coming(asked: Mandate, cards: Sequence[RuleCard], today: str) -> dict[str, str]:
    """What is announced, by rule: the next day on which its least level is another one."""
    steps = [step for _, said in asked.organisation.levels for step in said]
    days = {step.since for step in steps if step.since}
    days |= {_after(step.until) for step in steps if step.until}
    now = floors_of(asked, cards, today, None).levels
    found: dict[str, str] = {}
    for day in sorted(day for day in days if day > today):
        then = floors_of(asked, cards, day, None).levels
        for card in cards:
            level = then.get(card.id, "off")
            if card.id not in found and level != now.get(card.id, "off"):
                found[card.id] = f"{level} from {day}"
    return found


def _after(day: str) -> str:
    from datetime import date, timedelta

    last = date.fromisoformat(day)
    return day if last == date.max else (last + timedelta(days=1)).isoformat()


def _place_of(asked: Mandate, card: RuleCard, floors: Floors) -> Path:
    """Where the organisation's file asks for the level of a rule."""
    if said := floors.said.get(card.id):
        return said[-1][1]
    names = asked.organisation.packs
    return ("packs", names.index(card.pack)) if card.pack in names else ("policies",)


def weights(asked: Mandate, config: Config | None, request: Request) -> Iterator[Diagnostic]:
    """What of a configuration and of the command line weighs less than the organisation asks."""
    organisation = asked.organisation
    least = organisation.unknown
    for scope in config.scopes if config else ():
        if least and scope.unknown and WEIGHTS[scope.unknown] < WEIGHTS[least]:
            message = f"`unknown` is {scope.unknown} here, below {least}"
            yield refused(organisation, scope, message, (*scope.at, "unknown"), ("unknown",))
    if least and request.unknown and WEIGHTS[request.unknown] < WEIGHTS[least]:
        yield refused_option(organisation, f"--unknown {request.unknown} is below {least}")
    fail_on = organisation.fail_on
    if fail_on and request.fail_on and _FAILING[request.fail_on] < _FAILING[fail_on]:
        yield refused_option(organisation, f"--fail-on {request.fail_on} is less than {fail_on}")
    unmarked = organisation.unmarked
    if config is not None and unmarked and config.unmarked not in (None, unmarked):
        message = f"`ai.unmarked` is {config.unmarked} here, not {unmarked}"
        at = ("ai", "unmarked")
        yield refused(organisation, config, message, at, at)


def refused(
    organisation: Organisation, scope: Scope, message: str, at: Path, by: Path
) -> Diagnostic:
    """A complaint at what a repository says, with where the organisation forbids it."""
    found = scope.document.complaint("below-floor", _asks(organisation, message), at)
    return replace(found, help=_help(organisation), notes=(organisation.note(by),))


def refused_option(organisation: Organisation, message: str) -> Diagnostic:
    """The same of the command line, which stands in no file."""
    return Diagnostic("bad-request", _asks(organisation, message), help=_help(organisation))


def _asks(organisation: Organisation, message: str) -> str:
    return f"{message}, which {organisation.shown} does not allow"


def _help(organisation: Organisation) -> str:
    asking = f"; {organisation.help}" if organisation.help else ""
    return f"take it out, or keep to what is allowed{asking}"
