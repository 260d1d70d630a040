"""What a change does to what judges it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bylaw.facts.scalars import Fact, Located

if TYPE_CHECKING:
    from bylaw.facts.architecture import Owner


@dataclass(frozen=True, slots=True)
class Safeguards(Fact):
    """Policies, configuration, exceptions, and what runs them."""

    weakened: list[Weakening]
    """What the change makes weaker, or may make weaker: whether a changed condition finds less,
    nobody can tell."""


@dataclass(frozen=True, slots=True)
class Weakening(Located):
    """Something that would judge less after the change."""

    kind: Literal[
        "policy",
        "level",
        "parameter",
        "configuration",
        "waiver",
        "baseline",
        "wiring",
        "agent",
        "owners",
        "attributes",
        "catalog",
    ]
    """What it is about. `wiring` is what runs bylaw in a pipeline, `agent` the settings of AI
    agents."""
    what: str
    """What happens, in one clause: `the rule local/no-raw-sql is removed`."""
    path: str
    """The file."""
    owners: list[Owner]
    """Who owns the file, by CODEOWNERS where it governs."""
