"""What a rule says of a change, before levels, waivers and weights."""

from __future__ import annotations

from typing import Literal

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place

Verb = Literal["deny", "warn", "note"]
Status = Literal["judged", "not-applicable"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement that mends a finding."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a finding is about, for its identity: never its message, never a line number.

    `line`: the primary line stripped is added by the verdict, which reads it. `dependency`: `key`
    is the purl without version. `edge`: `key` is both components. `file`, `change`: no key.
    """

    kind: Literal["line", "file", "change", "dependency", "edge"]
    key: str = ""
    purl: str = ""
    """Of a dependency: its package URL with the version, for reports; no part of its identity."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule fired here."""

    rule: str
    verb: Verb
    place: Place
    message: str
    anchor: Anchor
    help: str | None = None
    related: tuple[Place, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that a rule needed and that could not be had."""

    fact: str
    reason: str
    detail: str
    remedy: str
    count: int
    """How many bindings hang on it."""
    places: tuple[Place, ...] = ()
    """The first few of them."""
    bound: bool = False
    """A limit was hit: the weight `pass` does not apply."""
    fatal: bool = False
    """Inconclusive whatever the weight: an exhausted budget, a bound on the whole run."""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """All that one rule says."""

    rule: str
    status: Status = "judged"
    findings: tuple[Finding, ...] = ()
    missing: tuple[Missing, ...] = ()
    steps: int = 0
    """Budget used, on the meaning of the rule."""
