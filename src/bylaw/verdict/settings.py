"""What a run decides about weights and levels, resolved from configuration and command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Literal

from bylaw.dataclass import dataclass
from bylaw.engine.result import Finding
from bylaw.verdict.model import FailOn, Level, Weight

Profile = Literal["local", "ci"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How rule results are judged. Every table is resolved: nothing is looked up later."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    """Level in force by rule id. A rule that is not in it keeps the level of its card."""
    level_at: Callable[[str, str], Level | None] | None = None
    """Level of a rule for one path, where configuration varies it by path; None says nothing."""
    level_of: Mapping[Finding, Level] = field(default_factory=dict)
    """Levels of findings by themselves, where rules run with several levels at once."""
    on_unknown: Mapping[str, Weight] = field(default_factory=dict)
    """The rules' own `on unknown`, by rule id."""
    configured_unknown: Weight | None = None
    """`unknown:` of the configuration."""
    configured_of: Mapping[str, Weight] = field(default_factory=dict)
    """The same by rule id, where parts of the configuration say it of their rules."""
    unknown: Weight | None = None
    """`--unknown`; without it the profile decides: deny in ci, warn locally."""
    unknown_floor: Weight = "pass"
    """The organisation's floor: no inconclusive weighs less."""
    fail_on: FailOn = "deny"
    """`--fail-on`: alters exit code 1 and nothing else."""
    profile: Profile = "local"
    required: frozenset[str] = frozenset()
    """`require:` of the configuration: with `catalog`, a rule without one is inconclusive."""
    now: str = ""
    """The recorded time of judgement, RFC 3339 in UTC."""
