"""The facts about dependencies, where a rule asks for one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from bylaw.facts.readers import Facts
from bylaw.verdict.model import RuleCard

_TYPES: Final = frozenset(
    (
        "Dependencies",
        "Dependency",
        "License",
        "Manifest",
        "ManifestProblem",
        "Registry",
        "Vulnerability",
    )
)


def asks(facts: Iterable[str]) -> bool:
    """Whether one of these facts is about dependencies; each is `Type.field` or a root."""
    return any(fact.partition(".")[0] in _TYPES for fact in facts)


def dependency_facts(cards: Iterable[RuleCard], change: Any) -> Facts:
    """The root `dependencies`; nothing of it is imported where no rule asks."""
    if not any(asks(card.requires) for card in cards):
        return Facts()
    from bylaw.sources.dependencies.readers import dependency_facts as facts
    from bylaw.sources.dependencies.said import Services

    return facts(change, Services())
