"""The pack that is always on in profile ci: what judges is not weakened by whom it judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from bylaw.gate.levels import Levels
from bylaw.gate.request import Request
from bylaw.packs import builtin
from bylaw.packs.text import PackText
from bylaw.verdict.model import Level, RuleCard

PACK: Final = "governance"


def is_on(rule: str, request: Request) -> bool:
    """Whether a rule judges whatever configuration and command line say."""
    return request.profile == "ci" and rule.startswith(f"{PACK}/")


def packs(named: Sequence[PackText], request: Request) -> tuple[PackText, ...]:
    """The packs of a run, with the one that is always on."""
    if request.profile != "ci" or any(pack.name == PACK for pack in named):
        return tuple(named)
    pack = builtin.load(PACK)
    return (*named, pack) if pack is not None else tuple(named)


def levels(found: Levels, rules: Iterable[RuleCard], request: Request) -> Levels:
    """The levels of a run: those of rules that are always on are as written in the rules."""
    fixed = {card.id: card.level for card in rules if is_on(card.id, request)}
    if not fixed:
        return found
    at = None if found.at is None else _but(found.at, fixed)
    return replace(found, levels={**found.levels, **fixed}, at=at)


def _but(
    at: Callable[[str, str], Level | None], fixed: dict[str, Level]
) -> Callable[[str, str], Level | None]:
    return lambda rule, path: None if rule in fixed else at(rule, path)
