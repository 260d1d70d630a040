"""The verdict: what every report shows, and what the gate answers with."""

from __future__ import annotations

from typing import Literal

from bylaw.dataclass import dataclass
from bylaw.engine.result import Anchor as Anchor
from bylaw.engine.result import Edit as Edit
from bylaw.facts.place import Place
from bylaw.verdict.architecture import Picture

Level = Literal["deny", "warn", "note", "off"]
Outcome = Literal["passed", "passed-with-unknowns", "denied", "inconclusive"]
Weight = Literal["deny", "warn", "pass"]
FailOn = Literal["deny", "warn", "never"]


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision that a rule cites, as it stands where the rule judges."""

    id: str
    """As the decision has it: `ADR-0012`; as the rule has it where there is none."""
    status: Literal[
        "draft", "proposed", "accepted", "rejected", "deprecated", "superseded", "missing"
    ]
    """`missing`: no decision here has this id."""
    title: str = ""
    path: str = ""
    line: int = 0
    superseded_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule as reports show it."""

    id: str
    pack: str
    title: str
    level: Level
    """The level in force for this run: the verb, or what configuration sets."""
    verb: Literal["deny", "warn", "note"]
    why: str = ""
    decision: str = ""
    owner: str = ""
    controls: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    docs: str = ""
    formerly: tuple[str, ...] = ()
    help: str = ""
    """The rule's `help` as written, for the card; a finding carries the interpolated one."""
    path: str = ""
    line: int = 0
    source: str = ""
    """The rule's text, for `bylaw explain` and the Markdown help in SARIF."""
    requires: tuple[str, ...] = ()
    """Facts it asks for, as `Type.field`."""
    decided: Decided | None = None
    """What `decision` cites; None where it cites nothing, or nobody has looked for it."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The source around a place."""

    first_line: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding, or what could not be judged, is not held against the change."""

    kind: Literal["waiver", "allow", "break-glass", "baseline"]
    """`allow` stands in the code itself."""
    reason: str = ""
    owner: str = ""
    expires: str = ""
    """RFC 3339 with its zone; empty where it has no end."""
    ticket: str = ""
    path: str = ""
    """The file that says so; empty where none does."""
    line: int = 0
    id: str = ""
    """The waiver's name, where it has one."""
    since: str = ""
    """RFC 3339: when it began, where that is known."""
    approver: str = ""
    """Who is said to have approved it: a claim of the file, and no proof."""


@dataclass(frozen=True, slots=True)
class JudgedFinding:
    """A finding with its level, identity and excerpt."""

    rule: str
    level: Level
    message: str
    place: Place
    anchor: Anchor
    fingerprint: str
    """Stable identity, 32 hex digits: see product.md, Identity and places."""
    line_hash: str
    """GitHub's `primaryLocationLineHash`; empty where the line cannot be read."""
    help: str | None = None
    related: tuple[Place, ...] = ()
    edits: tuple[Edit, ...] = ()
    excerpt: Excerpt | None = None
    suppression: Suppression | None = None
    """Why it is accepted, for one of `Verdict.suppressed`."""
    lapsed: Suppression | None = None
    """What accepted it before and has ended, so that it stands again."""
    subject: str = ""
    """What it is about, apart from rule and path: see identity.subject."""


@dataclass(frozen=True, slots=True)
class Inconclusive:
    """What could not be judged for one rule, and what it weighs."""

    rule: str
    fact: str
    reason: str
    detail: str
    remedy: str
    count: int
    weight: Weight
    places: tuple[Place, ...] = ()
    fatal: bool = False
    suppression: Suppression | None = None
    """Why it is accepted, for one of `Verdict.accepted_unknowns`."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """An inconclusive that hangs on approvals alone: who has to approve, and why."""

    rule: str
    why: str
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """What was judged."""

    kind: Literal["range", "staged", "worktree", "local", "patch", "all"]
    base: str | None
    head: str | None
    files: int
    added: int
    removed: int
    repository: str = ""


@dataclass(frozen=True, slots=True)
class DependencyChange:
    """What the change does to one dependency."""

    change: Literal["added", "changed", "removed"]
    name: str
    ecosystem: str
    purl: str
    old: str
    """Version at the base, else the range that is asked for; empty where there is none."""
    new: str
    """The same at the head."""
    bump: str
    """`major`, `minor`, `patch`, `downgrade`, `source`, `integrity`; empty where it is none."""
    scope: str
    direct: bool
    manifest: str
    """The path of the file that asks for it, else of the lock that has it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer about one change."""

    outcome: Outcome
    exit_code: int
    change: ChangeSummary
    findings: tuple[JudgedFinding, ...] = ()
    """Sorted by path, line, column, rule, message."""
    inconclusive: tuple[Inconclusive, ...] = ()
    suppressed: tuple[JudgedFinding, ...] = ()
    """Findings that somebody accepted, in the order of `findings`; they decide nothing."""
    accepted_unknowns: tuple[Inconclusive, ...] = ()
    """What could not be judged, and somebody accepted that."""
    obligations: tuple[Obligation, ...] = ()
    not_applicable: tuple[str, ...] = ()
    rules: tuple[RuleCard, ...] = ()
    """Every rule that was loaded and not off, sorted by id."""
    notices: tuple[str, ...] = ()
    """Sentences about the run itself: bootstrap, policies that differ from the target's, hints."""
    dependencies: tuple[DependencyChange, ...] = ()
    """What the change does to dependencies, direct ones first; empty where no rule asked."""
    architecture: Picture | None = None
    """The edges that the change adds imports to, or takes them from, and their components; None
    where no rule asked what is imported, or nobody knows."""
    profile: Literal["local", "ci"] = "local"
    fail_on: FailOn = "deny"
    """The least level of a finding that gives exit code 1."""
    policy_source: str = ""
    """Where the policies came from: `built-in pack start`, `bylaw.yaml`, `bylaw.yaml at abc123`."""
    now: str = ""
    """The recorded time of judgement, RFC 3339 in UTC."""
    version: str = ""
    next_command: str = ""
    """The one next command to show a person, when there is one."""

    @property
    def judged(self) -> frozenset[str]:
        """The rules that were judged whole, so that what they did not find is not there."""
        unsure = {one.rule for one in (*self.inconclusive, *self.accepted_unknowns)}
        return frozenset(card.id for card in self.rules) - unsure - {*self.not_applicable}
