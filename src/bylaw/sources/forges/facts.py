"""The facts about a review, from what a forge knows of the request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any, Final, TypeAlias

from bylaw.facts.place import Listing, Unknown
from bylaw.facts.readers import Facts
from bylaw.sources.forges.approvals import FACT, Approval, Approvals, Makers, judged
from bylaw.sources.forges.model import Forge, PullRequest, Who
from bylaw.sources.forges.owners import Kind, among, is_one_of
from bylaw.sources.forges.people import shown

Check: TypeAlias = Callable[[PullRequest], Unknown | None]
"""Why a request is not the one whose change is judged; None where it is."""

_FIELDS: Final[dict[str, Callable[[PullRequest], Any]]] = {
    "number": lambda pull: pull.number,
    "title": lambda pull: pull.title,
    "body": lambda pull: pull.body,
    "author": lambda pull: pull.author.login,
    "labels": lambda pull: pull.labels,
    "draft": lambda pull: pull.draft,
    "target_branch": lambda pull: pull.target_branch,
    "url": lambda pull: pull.url,
    "requested_reviewers": lambda pull: pull.requested_reviewers,
}


class Reviewed:
    """A request, of which each part is asked for once, when a rule needs it."""

    def __init__(self, forge: Forge, check: Check) -> None:
        self.forge = forge
        self._check = check
        self._pull: PullRequest | Unknown | None = None
        self._approvals: Approvals | Unknown | None = None

    def pull(self) -> PullRequest | Unknown:
        """The request, unless it is not that of the change."""
        if self._pull is None:
            found = self.forge.pull()
            wrong = None if isinstance(found, Unknown) else self._check(found)
            self._pull = found if wrong is None else wrong
        return self._pull

    def approvals(self) -> Approvals | Unknown:
        """The approvals, each with whether it counts."""
        if self._approvals is None:
            self._approvals = self._judged()
        return self._approvals

    def _judged(self) -> Approvals | Unknown:
        pull = self.pull()
        if isinstance(pull, Unknown):
            return replace(pull, fact=FACT)
        reviews = self.forge.reviews()
        if isinstance(reviews, Unknown):
            return replace(reviews, fact=FACT)
        if all(one.state != "approved" for one in reviews):
            return Approvals()  # who made the change then matters to nobody
        forge = self.forge
        makers = Makers(pull.author, forge.commits(), forge.pusher(), forge.requesters())
        return judged(pull.head, reviews, makers, forge.may_write)


def review_facts(forge: Forge, check: Check) -> Facts:
    """The root `review` and its readers.

    Args:
        forge: Where the request is looked up.
        check: Whether it is the request of the change that is judged.
    """
    root = Reviewed(forge, check)

    def teams(approval: Approval) -> Sequence[str] | Unknown:
        stated = approval.review.teams
        return forge.teams(approval.review.by) if stated is None else stated

    def is_by(approval: Approval, owners: Sequence[Any]) -> bool | Unknown:
        return is_by_any(approval.review.by, owners, asker(forge, approval))

    readers: dict[str, Callable[..., Any]] = {
        f"Review.{name}": _field(name, read) for name, read in _FIELDS.items()
    }
    readers |= {
        "Review.approvals": _counting,
        "Review.disregarded": _disregarded,
        "Approval.by": lambda approval: approval.review.by.login,
        "Approval.at": lambda approval: approval.review.at,
        "Approval.teams": teams,
        "Approval.commit": lambda approval: approval.review.commit,
        "Approval.is_stale": lambda approval: approval.is_stale,
        "Approval.reason": lambda approval: approval.reason,
        "Approval.is_by": is_by,
    }
    return Facts({"review": root}, readers)


def asker(forge: Forge, approval: Approval) -> Callable[[str, Kind], bool | Unknown]:
    """Asks whether who approved is in a team: what the approval states, else the forge."""
    review = approval.review

    def ask(name: str, kind: Kind) -> bool | Unknown:
        if kind == "email":
            return forge.has_address(review.by, name)
        if review.teams is not None:
            return among(review.teams)(name)
        return forge.is_member(review.by, name)

    return ask


def is_by_any(
    who: Who,
    owners: Sequence[Any],
    ask: Callable[[str, Kind], bool | Unknown],
    named: Callable[[Any], tuple[str, str]] = attrgetter("name", "kind"),
) -> bool | Unknown:
    """Whether somebody is one of a list of owners, which may have gaps.

    `named` gives the name and the kind of one.
    """
    found = is_one_of(who, map(named, owners), ask)
    if found is False and isinstance(owners, Listing) and owners.gaps:
        return owners.gaps[0]
    return found


def _field(name: str, read: Callable[[PullRequest], Any]) -> Callable[[Reviewed], Any]:
    def field(root: Reviewed) -> Any:
        pull = root.pull()
        return replace(pull, fact=f"review.{name}") if isinstance(pull, Unknown) else read(pull)

    return field


def _counting(root: Reviewed) -> Sequence[Approval] | Unknown:
    found = root.approvals()
    if isinstance(found, Unknown):
        return found
    gaps = tuple(_gap(approval, doubt) for approval, doubt in found.doubtful)
    return Listing(found.counting, gaps) if gaps else found.counting


def _disregarded(root: Reviewed) -> Sequence[Approval] | Unknown:
    found = root.approvals()
    if isinstance(found, Unknown):
        return replace(found, fact="review.disregarded")
    gaps = tuple(
        replace(_gap(approval, doubt), fact="review.disregarded")
        for approval, doubt in found.doubtful
    )
    return Listing(found.disregarded, gaps) if gaps else found.disregarded


def _gap(approval: Approval, doubt: Unknown) -> Unknown:
    """An approval that may count: one element of the list, whose reviewer is known."""
    review = approval.review
    said = f"Whether the approval by @{shown(review.by.login)} counts is not known"
    detail = f"{said}: {doubt.detail[:1].lower()}{doubt.detail[1:]}" if doubt.detail else f"{said}."
    known = (("by", review.by.login), ("at", review.at), ("is_stale", False))
    return replace(doubt, fact=FACT, detail=detail, known=known, most=1)
