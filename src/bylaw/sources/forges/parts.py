"""What every forge's reader shares: each part of a request is asked for once, and never raises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, TypeVar

from bylaw.facts.place import Unknown
from bylaw.sources.forges.asking import Asking, Once, part
from bylaw.sources.forges.model import Comment, PullCommit, PullRequest, Review, Who
from bylaw.sources.forges.people import shown

T = TypeVar("T")


class Parts(ABC):
    """Fulfils `model.Forge` by readers of its parts, which may raise what `asking.part` knows."""

    forge: ClassVar[str]
    """The forge's name, for people."""

    def __init__(self, asking: Asking) -> None:
        """Asks nothing yet."""
        self._asking = asking
        self._once = Once()

    def pull(self) -> PullRequest | Unknown:
        """See model.Forge."""
        return self._part("review", self._read_pull)

    def reviews(self) -> Sequence[Review] | Unknown:
        """See model.Forge."""
        return self._part("review.approvals", lambda: list(self._read_reviews()), "reviews")

    def commits(self) -> Sequence[PullCommit] | Unknown:
        """See model.Forge."""
        return self._part("review.commits", self._read_commits)

    def pusher(self) -> Who | Unknown:
        """See model.Forge."""
        return self._part("review.pusher", self._read_pusher)

    def requesters(self) -> Sequence[Who] | Unknown:
        """See model.Forge."""
        return self._part("review.requesters", self._read_requesters)

    def comments(self) -> Sequence[Comment] | Unknown:
        """See model.Forge."""
        return self._part("review.comments", lambda: list(self._read_comments()))

    def may_write(self, who: Who) -> bool | Unknown:
        """See model.Forge."""
        return self._part("review.approvals", lambda: self._read_may_write(who), "write", who)

    def teams(self, who: Who) -> Sequence[str] | Unknown:
        """See model.Forge."""
        return self._part("approval.teams", lambda: list(self._read_teams(who)), who)

    def has_address(self, who: Who, email: str) -> bool | Unknown:
        """See model.Forge: a forge tells of others what they show to everybody."""
        public = self._part("approval.is_by", lambda: self._read_address(who), "address", who)
        if isinstance(public, Unknown):
            return public
        if public.casefold() == email.casefold():
            return True
        return Unknown(
            "approval.is_by",
            "unlinked-address",
            f"{self.forge} does not tell whether {email} is an address of @{shown(who.login)}.",
            "Name the owner by @login.",
        )

    def _part(self, fact: str, read: Callable[[], T], *more: object) -> T | Unknown:
        host = self._asking.api.host
        return self._once((fact, *more), lambda: part(fact, host, read))

    @abstractmethod
    def _read_pull(self) -> PullRequest: ...

    @abstractmethod
    def _read_reviews(self) -> Iterable[Review]: ...

    @abstractmethod
    def _read_commits(self) -> Sequence[PullCommit] | Unknown: ...

    @abstractmethod
    def _read_pusher(self) -> Who | Unknown: ...

    @abstractmethod
    def _read_requesters(self) -> Sequence[Who] | Unknown: ...

    @abstractmethod
    def _read_comments(self) -> Iterable[Comment]: ...

    @abstractmethod
    def _read_may_write(self, who: Who) -> bool: ...

    @abstractmethod
    def _read_teams(self, who: Who) -> Iterable[str]: ...

    @abstractmethod
    def _read_address(self, who: Who) -> str:
        """The address that an account shows to everybody; empty where it shows none."""
