"""What a run is asked to do."""

from __future__ import annotations

from typing import Literal, TypeAlias

from bylaw.dataclass import dataclass

Profile: TypeAlias = Literal["local", "ci"]
FailOn: TypeAlias = Literal["deny", "warn", "never"]
Kind: TypeAlias = Literal["range", "staged", "worktree", "local", "patch", "all"]
Weight: TypeAlias = Literal["deny", "warn", "pass"]


@dataclass(frozen=True, slots=True)
class Request:
    """One run; the fields are the options of `bylaw check`."""

    repo: str = "."
    base: str | None = None
    head: str | None = None
    staged: bool = False
    worktree: bool = False
    patch: bytes | None = None
    patch_name: str = "patch"
    """The patch's name for people."""
    whole: bool = False
    """The whole tree as if all of it were new (`--all`)."""
    policies: tuple[str, ...] = ()
    config: str | None = None
    profile: Profile = "local"
    policy_ref: str | None = None
    org: str | None = None
    """The organisation's file."""
    unknown: Weight | None = None
    fail_on: FailOn | None = None
    """None is deny, or what the organisation asks for."""
    rules: tuple[str, ...] = ()
    """Globs of rule ids; empty means all."""
    params: tuple[tuple[str, str], ...] = ()
    """`PACK/NAME` and the value as text; they win over bylaw.yaml."""
    agent: str | None = None
    """The AI agent that is at work: uncommitted work counts as marked by it."""
    explain: str | None = None
    """The rule whose decisions are to be shown."""
    written: tuple[str, ...] = ()
    """Files that the caller writes the verdict to: they are not judged while they are untracked."""
    offline: bool = False
    """Ask nothing over the network; what is kept or recorded counts."""
    facts: str | None = None
    """A file of answers of services: replayed where it exists, written where it does not."""
    without_baseline: bool = False
    """Judge as if there were no baseline: to make one, or to compare with it."""
    review: str | None = None
    """A file that states the review of the change."""
    now: str | None = None
    """Time of judgement, RFC 3339; the clock's when None."""

    @property
    def kind(self) -> Kind:
        """Which change is meant."""
        if self.patch is not None:
            return "patch"
        if self.whole:
            return "all"
        if self.staged:
            return "staged"
        if self.worktree:
            return "worktree"
        return "range" if self.head or self.profile == "ci" else "local"
