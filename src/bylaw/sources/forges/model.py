"""A pull or merge request as its forge has it, before anybody judges who counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown

State = Literal["approved", "changes-requested", "commented", "dismissed"]


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody, as far as they are known: by an account, by an address, or both."""

    login: str = ""
    """The account's name on the forge, without `@`; empty where no account is known."""
    email: str = ""
    is_bot: bool = False
    id: int = 0
    """The forge's number of the account; 0 where it gives none."""


@dataclass(frozen=True, slots=True)
class PullCommit:
    """A commit of the request and all who made it."""

    id: str
    author: Who
    committer: Who
    co_authors: tuple[Who, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer said last, or before."""

    by: Who
    state: State
    at: int
    """Seconds since 1970, by the forge's clock."""
    commit: str | Unknown
    """The commit that was reviewed; empty where the forge no longer knows it."""
    teams: tuple[str, ...] | None = None
    """The teams that the reviewer is in; None where the forge has to be asked."""
    may_write: bool | None = None
    """Whether the reviewer may change the repository; None where the forge has to be asked."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in the conversation."""

    by: Who
    at: int
    """Seconds since 1970, by the forge's clock."""
    body: str
    is_edited: bool
    """Its text is no longer what was written first."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """What a forge says of a request at once."""

    number: int
    title: str
    body: str
    author: Who
    labels: tuple[str, ...]
    draft: bool
    target_branch: str
    url: str
    head: str
    """The id of its newest commit."""
    requested_reviewers: tuple[str, ...] = ()
    """Logins, and teams as `org/team`."""


class Forge(Protocol):
    """Where one request is looked up. Nothing is asked before it is needed, and nothing twice.

    No method raises: what cannot be had is an Unknown that says why and what to do.
    """

    def pull(self) -> PullRequest | Unknown:
        """The request itself."""
        ...

    def reviews(self) -> Sequence[Review] | Unknown:
        """All that reviewers said, oldest first."""
        ...

    def commits(self) -> Sequence[PullCommit] | Unknown:
        """All commits of the request."""
        ...

    def pusher(self) -> Who | Unknown:
        """Who brought the newest commit to the forge; the last person, where a program did."""
        ...

    def requesters(self) -> Sequence[Who] | Unknown:
        """Who asked an agent for the change; empty where no agent opened it."""
        ...

    def comments(self) -> Sequence[Comment] | Unknown:
        """The conversation, oldest first."""
        ...

    def may_write(self, who: Who) -> bool | Unknown:
        """Whether an account may change the repository: anybody can say that they approve."""
        ...

    def is_member(self, who: Who, team: str) -> bool | Unknown:
        """Whether an account is in a team, named as CODEOWNERS names it."""
        ...

    def has_address(self, who: Who, email: str) -> bool | Unknown:
        """Whether an address is an account's own."""
        ...

    def teams(self, who: Who) -> Sequence[str] | Unknown:
        """All teams that an account is in, as `org/team`."""
        ...
