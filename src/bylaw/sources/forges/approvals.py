"""Which approvals count.

An approval counts where it is the last word of a person on the very commit that is judged, and that
person may write to the repository and had no part in the change: did not open it, write, co-write,
commit or push it last, and did not ask an agent for it. Where that cannot be told, the approval is
doubtful: it neither counts nor fails to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown
from bylaw.sources.forges.model import PullCommit, Review, Who
from bylaw.sources.forges.people import (
    is_person,
    is_unlinked,
    key,
    known,
    marks,
    shown,
)

FACT: Final = "review.approvals"


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval, and why it does not count where it does not."""

    review: Review
    is_stale: bool = False
    """A commit came after the one that was approved."""
    reason: str = ""
    """Why it does not count, in one clause; empty where it does."""


@dataclass(frozen=True, slots=True)
class Approvals:
    """All approvals of a request, each in one of three lists."""

    counting: tuple[Approval, ...] = ()
    doubtful: tuple[tuple[Approval, Unknown], ...] = ()
    """With why it is not known whether they count."""
    disregarded: tuple[Approval, ...] = ()


@dataclass(frozen=True, slots=True)
class Makers:
    """Who had a part in the change; each part may be unknown."""

    author: Who
    """Who opened the request."""
    commits: Sequence[PullCommit] | Unknown
    pusher: Who | Unknown
    requesters: Sequence[Who] | Unknown = ()


def judged(
    head: str,
    reviews: Iterable[Review],
    makers: Makers,
    may_write: Callable[[Who], bool | Unknown],
) -> Approvals:
    """Sorts the approvals of a request.

    Args:
        head: The id of the newest commit, which is the one that is judged.
        reviews: All that reviewers said, oldest first.
        makers: Who had a part in the change.
        may_write: Whether somebody may change the repository; asked of those alone who had no part
            in it.
    """
    parts = tuple(_parts(makers))
    had: dict[tuple[str, object], str] = {}
    for who, what in parts:
        for mark in marks(who):
            had.setdefault(mark, what)
    doubt = next(_doubts(makers, parts), None)
    counting, doubtful, disregarded = [], [], []
    for review in _last_words(reviews):
        reason, is_stale = _against(head, review, had)
        unsure = review.commit if isinstance(review.commit, Unknown) else doubt
        if not reason:
            stated = review.may_write
            found = may_write(review.by) if stated is None else stated
            if found is False:
                reason = f"@{shown(review.by.login)} may not write to the repository"
            elif isinstance(found, Unknown):
                unsure = unsure or found
        if reason:
            disregarded.append(Approval(review, is_stale, reason))
        elif unsure is not None:
            doubtful.append((Approval(review), replace(unsure, fact=FACT)))
        else:
            counting.append(Approval(review))
    return Approvals(tuple(counting), tuple(doubtful), tuple(disregarded))


def _last_words(reviews: Iterable[Review]) -> Iterator[Review]:
    """The approvals that their reviewer did not take back; a comment takes nothing back."""
    last: dict[str, Review] = {}
    for at, review in enumerate(sorted(reviews, key=lambda one: one.at)):
        if review.state != "commented":
            # Whose account is gone, said it once: two of them may be two people.
            last[key(review.by.login) or f"\0{at}"] = review
    return (review for review in last.values() if review.state == "approved")


def _parts(makers: Makers) -> Iterator[tuple[Who, str]]:
    """Everybody who is known to have had a part, and which."""
    yield known(makers.author), "opened the request"
    if not isinstance(makers.commits, Unknown):
        for commit in makers.commits:
            short = commit.id[:10]
            yield known(commit.author), f"wrote {short}"
            yield known(commit.committer), "committed to it"
            for each in commit.co_authors:
                yield known(each), f"is a co-author of {short}"
    if not isinstance(makers.pusher, Unknown):
        yield known(makers.pusher), "pushed last"
    if not isinstance(makers.requesters, Unknown):
        for each in makers.requesters:
            yield known(each), "asked the agent for the change"


def _doubts(makers: Makers, parts: Sequence[tuple[Who, str]]) -> Iterator[Unknown]:
    """Why somebody could have had a part of whom that is not known."""
    for part in (makers.commits, makers.pusher, makers.requesters):
        if isinstance(part, Unknown):
            yield part
    for who, what in parts:
        if is_person(who) and is_unlinked(who):
            yield _nobodys(who, what)


def _against(head: str, review: Review, had: Mapping[tuple[str, object], str]) -> tuple[str, bool]:
    """Why an approval certainly does not count, or an empty text; and whether it is stale.

    `had` tells which part in the change somebody had, by what marks them.
    """
    is_stale = not isinstance(review.commit, Unknown) and review.commit != head
    name = shown(review.by.login)
    if not name or key(name) == "ghost":
        return "the account that gave it is gone", is_stale
    if not is_person(known(review.by)):
        return f"@{name} is a program", is_stale
    part = next((had[mark] for mark in marks(review.by) if mark in had), "")
    if part:
        return f"@{name} {part}", is_stale
    if is_stale:
        return "a commit came after it", True
    return "", False


def _nobodys(who: Who, what: str) -> Unknown:
    address = shown(who.email) or "an address that is not given"
    return Unknown(
        FACT,
        "unlinked-address",
        f"Who {what} is known by {address} alone, which belongs to no account, so that it could be "
        "who approved.",
        "Add the address to the account of its owner, or make the commit again with one that is "
        "theirs.",
    )
