"""What the platform knows about the review of the change."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bylaw.facts.scalars import Date, Fact

if TYPE_CHECKING:
    from bylaw.facts.architecture import Owner


@dataclass(frozen=True, slots=True)
class Review(Fact):
    """The pull or merge request; unknown outside of one."""

    number: int
    """Its number."""
    title: str
    """Its title."""
    body: str
    """Its description."""
    author: str
    """The login of who opened it."""
    labels: list[str]
    """Its labels."""
    draft: bool
    """It is not ready yet."""
    target_branch: str
    """The branch it would land on."""
    url: str
    """Its address."""
    approvals: list[Approval]
    """Approvals that count: of the newest commit, by none of those who made the change."""
    disregarded: list[Approval]
    """Approvals that do not count, each with its reason."""
    requested_reviewers: list[str]
    """The logins and teams that were asked."""


@dataclass(frozen=True, slots=True)
class Approval(Fact):
    """Somebody approved the change."""

    by: str
    """The login of who approved."""
    at: Date
    """When."""
    teams: list[str]
    """The teams that they are in."""
    commit: str
    """The commit that they approved."""
    is_stale: bool
    """A commit came after it."""
    reason: str
    """Why it does not count, in one clause; empty where it does."""

    @abstractmethod
    def is_by(self, owners: list[Owner]) -> bool:
        """Who approved is one of these owners, or in one of these teams."""
