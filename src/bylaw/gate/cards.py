"""Rules as reports show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bylaw.verdict.model import RuleCard


def cards(packs: Iterable[dict[str, Any]]) -> list[RuleCard]:
    """A card for each rule of checked packs, at the level of its verb."""
    return [card(pack["pack"], rule) for pack in packs for rule in pack["rules"]]


def card(pack: str, rule: dict[str, Any]) -> RuleCard:
    """The card of one checked rule."""
    path, line, _ = rule["place"]
    return RuleCard(
        id=rule["id"],
        pack=pack,
        title=rule["title"],
        level=rule["verb"],
        verb=rule["verb"],
        why=rule["why"],
        decision=rule["decision"],
        owner=rule["owner"],
        controls=tuple(rule["controls"]),
        tags=tuple(rule["tags"]),
        docs=rule["docs"],
        formerly=tuple(rule["formerly"]),
        help=rule["help_text"],
        path=path,
        line=line,
        source=rule["source"],
        requires=tuple(rule["facts"]),
    )
