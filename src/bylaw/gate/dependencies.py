"""The facts about dependencies, where a rule asks for one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from bylaw.facts.place import Unknown
from bylaw.facts.readers import Facts
from bylaw.verdict.model import DependencyChange, RuleCard

if TYPE_CHECKING:
    from bylaw.sources.dependencies.model import Dependency

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


def is_asked(cards: Iterable[RuleCard]) -> bool:
    """Whether a rule asks about dependencies; nothing of them is imported where none does."""
    return any(asks(card.requires) for card in cards)


def difference(facts: Facts) -> tuple[DependencyChange, ...]:
    """What the change does to dependencies, for reports; nothing where no rule asked."""
    root = facts.roots.get("dependencies")
    if root is None or isinstance(root, Unknown):
        return ()
    found = [
        *(_change("added", each, facts) for each in root.added),
        *(_change("changed", each, facts) for each in root.changed),
        *(_change("removed", each, facts) for each in root.removed),
    ]
    return tuple(sorted(found, key=lambda one: (not one.direct, one.manifest, one.name)))


def _change(kind: Any, dependency: Dependency, facts: Facts) -> DependencyChange:
    package, old = dependency.package, dependency.old
    return DependencyChange(
        kind,
        package.name,
        package.ecosystem,
        facts.readers["Dependency.purl"](dependency),
        "" if old is None else old.version or old.requirement,
        "" if kind == "removed" else package.version or package.requirement,
        dependency.bump or "",
        package.scope,
        package.direct,
        package.path,
    )
