"""All parts of governance, and the facts that are made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from bylaw.facts.place import Listing, Unknown
from bylaw.facts.readers import Facts
from bylaw.verdict.model import RuleCard

if TYPE_CHECKING:
    from bylaw.gate.weakening.interface import Sides, Weakening
    from bylaw.sources.git.change import Change
    from bylaw.sources.git.files import File

PARTS: Final = (
    "policies", "configuration", "exceptions", "wiring", "agents", "owners", "attributes",
    "catalog",
)  # fmt: skip
"""Modules beside this one; each has a function `find`."""

Owners = Callable[[str], "Sequence[Any] | Unknown"]


def asks(facts: Iterable[str]) -> bool:
    """Whether one of these facts is about safeguards."""
    return any(fact.partition(".")[0] in ("Safeguards", "Weakening") for fact in facts)


def is_asked(cards: Iterable[RuleCard]) -> bool:
    """Whether a rule asks about safeguards."""
    return any(asks(card.requires) for card in cards)


def facts_of(change: Change, today: str, branch: str | None, owners: Owners) -> Facts:
    """The facts about safeguards.

    Args:
        change: What is proposed.
        today: The day of judgement, ISO 8601, in UTC.
        branch: The branch that it is to land on.
        owners: Who owns a path, by what governs.
    """

    @cache
    def weakened() -> Sequence[Weakening] | Unknown:
        if change.store is None or change.base_tree is None or change.head_tree is None:
            from bylaw.gate.weakening.paths import governs

            touched = {path for file in change.files for path in (file.path, file.old_path)}
            if not any(path and governs(path) for path in touched):
                return ()
            return Unknown(
                "safeguards.weakened",
                "no-trees",
                "A patch has no trees, so nobody knows what becomes of policies and pipelines.",
                "Judge commits: --base REV --head REV.",
            )
        from bylaw.gate.weakening.interface import Sides

        paths = [pair for file in change.files for pair in _ends(file)]
        sides = Sides(change.store, (change.base_tree, change.head_tree), paths, today, branch)
        return found(sides)

    def read(safeguards: object) -> Sequence[Weakening] | Listing | Unknown:
        return weakened()

    return Facts(
        roots={"safeguards": change},
        readers={
            "Safeguards.weakened": read,
            "Weakening.kind": lambda one: one.kind,
            "Weakening.what": lambda one: one.what,
            "Weakening.path": lambda one: one.path,
            "Weakening.place": lambda one: one.place,
            "Weakening.owners": lambda one: owners(one.path),
        },
    )


def _ends(file: File) -> Iterator[tuple[str | None, str | None]]:
    """A file's path at base and at head.

    One that moved is gone at one place and new at another: whoever owns the place that it was moved
    to has no say in what it was before, and no text there governed as it does here.
    """
    old = None if file.status in ("added", "copied") else file.old_path or file.path
    new = None if file.status == "deleted" else file.path
    if old is None or new is None or old == new:
        yield old, new
    else:
        yield from ((old, None), (None, new))


def found(sides: Sides) -> tuple[Weakening, ...]:
    """What the change makes weaker, in the order of the parts; each thing once."""
    every: dict[tuple[str, str, str], Weakening] = {}
    for part in PARTS:
        for one in import_module(f"bylaw.gate.weakening.{part}").find(sides):
            every.setdefault((one.kind, one.what, one.path), one)
    return tuple(every.values())
