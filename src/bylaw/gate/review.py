"""The facts about the review of a change, where a rule asks for one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bylaw.facts.place import Unknown
from bylaw.facts.readers import Facts
from bylaw.gate.errors import wrong_request
from bylaw.gate.request import Request
from bylaw.sources.git.repository import Repository
from bylaw.verdict.model import RuleCard

if TYPE_CHECKING:
    from bylaw.sources.forges.model import Forge, PullRequest

_ASKED: Final = frozenset(("review", "Review", "Approval"))


def asks(facts: Iterable[str]) -> bool:
    """Whether one of these facts is about the review."""
    return any(fact.partition(".")[0] in _ASKED for fact in facts)


def is_asked(cards: Iterable[RuleCard]) -> bool:
    """Whether a rule asks about the review; no forge is asked where none does."""
    return any(asks(card.requires) for card in cards)


def facts_of(change: Any, repo: Repository | None, request: Request) -> Facts:
    """The facts about the review. Raises Wrong where `--review` names no file to be used."""
    from bylaw.sources.forges.facts import review_facts

    forge = forge_of(repo, request)
    if isinstance(forge, Unknown):
        return Facts({"review": forge})
    return review_facts(forge, lambda pull: _other(pull, change, repo))


def forge_of(repo: Repository | None, request: Request) -> Forge | Unknown:
    """Where the request of the change is looked up. Nothing is asked yet.

    Raises Wrong where `--review` names no file to be used.
    """
    if request.review is not None:
        return _from_file(request.review, repo)
    return Unknown(
        "review",
        "no-review",
        "What reviewers say is known of a pull or merge request alone.",
        "Judge it in its pipeline with --profile ci, or give --review FILE.",
    )


def _from_file(name: str, repo: Repository | None) -> Forge:
    """The review that a file states. A tracked one could be part of the change."""
    from bylaw.sources.forges.file import BadReview, read

    if repo is not None and repo.is_tracked(name):
        raise wrong_request(
            f"--review {name} is tracked by git",
            help="a change could bring its own approvals; keep the file outside of the repository",
        )
    try:
        return read(Path(name))
    except BadReview as error:
        raise wrong_request(f"--review {error}") from None


def _other(pull: PullRequest, change: Any, repo: Repository | None) -> Unknown | None:
    """Why a request is not that of the change: approvals are of commits, so both must be one."""
    judged = change.head
    if judged is None:
        return Unknown(
            "review",
            "not-committed",
            "What is judged is no commit, and a review is of commits.",
            "Name the commit with --head.",
        )
    if pull.head == judged or pull.head == _merged(judged, repo):
        return None
    return Unknown(
        "review",
        "moved-on",
        f"The newest commit of request {pull.number} is {pull.head[:10]}, and {judged[:10]} is "
        "judged.",
        "Judge the newest commit: run the pipeline that was started for it.",
    )


def _merged(commit: str, repo: Repository | None) -> str | None:
    """What a merge of two brought to its first parent: forges judge such a trial merge."""
    if repo is None:
        return None
    found = repo.store.objects.read(commit, 1 << 24)
    header = found[1].partition(b"\n\n")[0].split(b"\n") if found else []
    parents = [line[7:].decode() for line in header if line.startswith(b"parent ")]
    return parents[1] if len(parents) == 2 else None
