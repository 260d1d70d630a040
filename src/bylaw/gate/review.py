"""The facts about the review of a change, where a rule asks for one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from bylaw.dataclass import dataclass
from bylaw.engine.result import RuleResult
from bylaw.facts.place import Unknown
from bylaw.facts.readers import Facts
from bylaw.gate.errors import wrong_request
from bylaw.gate.request import Request
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.repository import Repository
from bylaw.verdict.model import RuleCard

if TYPE_CHECKING:
    from bylaw.gate.group import Member
    from bylaw.sources.forges.asking import Asking
    from bylaw.sources.forges.model import Forge, PullRequest
    from bylaw.sources.forges.pipeline import Pipeline
    from bylaw.sources.services.answers import Answers

_ASKED: Final = frozenset(("review", "Review", "Approval"))
_OWNERS_OF: Final = ("File.owners", "Weakening.owners")
"""The facts by which a rule asks for the approval of owners."""
_QUEUES: Final = ("merge_group", "merge_train")


class Run(Protocol):
    """What of a run a forge is asked with, see gate.asked.Asked."""

    stack: ExitStack

    def answers(self) -> Answers | None:
        """The record of `--facts`."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """Where the request of a change is looked up."""

    forge: Forge
    pipeline: Pipeline | None = None
    """The run that says which request it is; None where a file does."""


def asks(facts: Iterable[str]) -> bool:
    """Whether one of these facts is about the review."""
    return any(fact.partition(".")[0] in _ASKED for fact in facts)


def is_asked(cards: Iterable[RuleCard]) -> bool:
    """Whether a rule asks about the review; no forge is asked where none does."""
    return any(asks(card.requires) for card in cards)


def facts_of(
    change: Any,
    repo: Repository | None,
    request: Request,
    run: Run,
    group: Sequence[Member] | Unknown = (),
) -> Facts:
    """The facts about the review. Raises Wrong where `--review` or `--facts` cannot be used.

    Args:
        change: What is judged.
        repo: Where it is.
        request: What was asked for.
        run: What the forge is asked with.
        group: The requests that the change is made of, see gate.group.
    """
    if isinstance(group, Unknown):
        return Facts({"review": group})
    if len(group) == 1:
        return group[0].facts()
    if group:
        return Facts({"review": _several("Each is judged by itself.")})
    found = look_up(repo, request, run)
    if isinstance(found, Unknown):
        return Facts({"review": found})

    def check(pull: PullRequest) -> Unknown | None:
        wrong = _other(pull, change, repo, found.pipeline)
        if wrong is None and found.pipeline is None:
            return _unlisted(found.forge, pull, change)
        return wrong

    from bylaw.sources.forges.facts import review_facts

    return review_facts(found.forge, check)


def group_of(
    change: Any, repo: Repository | None, request: Request, run: Run
) -> Sequence[Member] | Unknown:
    """The requests of the merge group that is judged; empty where none is. Raises Wrong."""
    is_group = os.environ.get("GITHUB_EVENT_NAME") == "merge_group" and request.profile == "ci"
    if not is_group or request.review is not None or repo is None:
        return ()
    from bylaw.gate.group import members

    return members(change, repo, request, run, os.environ)


def approvers(
    results: Iterable[RuleResult], cards: Iterable[RuleCard], change: Any, facts: Facts
) -> dict[str, tuple[str, ...]]:
    """Who has to approve, by rule: the owners of the files that a rule was not sure about.

    Nothing is said of a rule that does not ask for the approval of files' owners.
    """
    asked = {card.id: card.requires for card in cards if "Approval.is_by" in card.requires}
    said: dict[str, tuple[str, ...]] = {}
    for one in results:
        of = [fact for fact in _OWNERS_OF if fact in asked.get(one.rule, ())]
        if one.missing and of:
            names = {
                owner.name
                for fact in of
                for each in _unsure(one, _owned(fact, change, facts))
                if not isinstance(owners := facts.readers[fact](each), Unknown)
                for owner in owners
            }
            said[one.rule] = tuple(sorted(names))
    return said


def _owned(fact: str, change: Any, facts: Facts) -> Sequence[Any]:
    """What a fact gives owners of: the files of the change, or what it weakens."""
    if fact == "File.owners":
        return tuple(change.files)
    weakened = facts.readers["Safeguards.weakened"](facts.roots["safeguards"])
    return () if isinstance(weakened, Unknown) else tuple(weakened)


def _unsure(result: RuleResult, owned: Sequence[Any]) -> Sequence[Any]:
    """Those that a rule was not sure about; all of them, where only some are named."""
    places = [place for lack in result.missing for place in lack.places]
    whole = any(lack.count > len(lack.places) for lack in result.missing)
    if whole or any(place.scope == "change" for place in places):
        return owned
    paths = {place.path for place in places}
    return [one for one in owned if one.path in paths]


def look_up(
    repo: Repository | None,
    request: Request,
    run: Run,
    environ: Mapping[str, str] | None = None,
) -> Found | Unknown:
    """Where the request of the change is looked up. Nothing is asked yet.

    A file states it; in profile ci the pipeline says which one it is, never the change.

    Raises:
        Wrong: `--review` or `--facts` names a file that cannot be used.
    """
    if request.review is not None:
        return Found(_from_file(request.review, repo))
    nothing = Unknown(
        "review",
        "no-review",
        "What reviewers say is known of a pull or merge request alone.",
        "Judge it in the request's pipeline with --profile ci, or give --review FILE.",
    )
    if request.profile != "ci":
        return nothing
    from bylaw.sources.forges.pipeline import detect

    environ = os.environ if environ is None else environ
    try:
        pipeline = detect(environ)
    except NotJudged as error:
        return Unknown("review", error.reason, error.message, error.remedy)
    if pipeline is None:
        return nothing
    number = _number(pipeline)
    if number is None:
        return nothing
    if isinstance(number, Unknown):
        return number
    return at_forge(pipeline, number, request, run, environ)


def _number(pipeline: Pipeline) -> int | Unknown | None:
    """The request that the pipeline is about; None where it is about none."""
    if pipeline.event != "merge_group":
        return pipeline.number
    pulls = pipeline.merge_group_pulls
    return pulls[0] if len(pulls) == 1 else _several("It does not name one pull request.")


def at_forge(
    pipeline: Pipeline, number: int, request: Request, run: Run, environ: Mapping[str, str]
) -> Found | Unknown:
    """A request of the pipeline's repository. Nothing is asked yet. Raises Wrong."""
    from bylaw.sources.forges.github import GitHub
    from bylaw.sources.forges.gitlab import GitLab

    asking = asking_of(pipeline, request, run, environ)
    if isinstance(asking, Unknown):
        return asking
    kind: Callable[..., Forge] = GitHub if pipeline.forge == "github" else GitLab
    return Found(kind(asking, pipeline.repository, number), pipeline)


def asking_of(
    pipeline: Pipeline, request: Request, run: Run, environ: Mapping[str, str]
) -> Asking | Unknown:
    """The API of the pipeline's forge. Raises Wrong where `--facts` cannot be used."""
    from bylaw.sources.forges.api import Api
    from bylaw.sources.forges.asking import Asking
    from bylaw.sources.services.interface import Failed

    answers = run.answers()
    is_replay = answers is not None and answers.is_replay
    if request.offline and not is_replay:
        return Unknown(
            "review",
            "offline",
            "The forge was not asked, because the run is offline.",
            "Run without --offline, or give recorded answers with --facts.",
        )
    try:
        api = Api(pipeline.forge, pipeline.api_url, environment=environ)
    except Failed as failed:
        return failed.unknown("review")
    if api.token is None and not is_replay:
        return Unknown(
            "review",
            "no-token",
            f"There is no token to ask {api.host} with.",
            "Give the step a token: in GitHub Actions `env: {GITHUB_TOKEN: ${{ github.token }}}`, "
            "in GitLab a variable GITLAB_TOKEN with the scope read_api.",
        )
    return Asking(run.stack.enter_context(api), answers)


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


def _other(
    pull: PullRequest, change: Any, repo: Repository | None, pipeline: Pipeline | None
) -> Unknown | None:
    """Why a request is not that of the change: approvals are of commits, so both must be one."""
    judged: str | None = change.head
    if judged is None:
        return Unknown(
            "review",
            "not-committed",
            "What is judged is no commit, and a review is of commits.",
            "Name the commit with --head.",
        )
    parents = _parents(judged, repo)
    if pull.head == judged or parents == (change.base, pull.head):
        return None  # forges also judge the trial merge of both ends
    if pipeline is not None and pipeline.event in _QUEUES and pipeline.head == judged:
        if parents == (change.base,):
            return None  # squashed: a queue drops a request that somebody pushes to
        if parents[:1] == (change.base,) and _is_squashed(repo, judged, change.base):
            return None
        if parents[:1] != (change.base,):
            return _several("It holds more than one commit beyond its base.")
    return Unknown(
        "review",
        "moved-on",
        f"The newest commit of request {pull.number} is {pull.head[:10]}, and {judged[:10]} is "
        "judged.",
        "Judge the newest commit: run the pipeline that was started for it.",
    )


def _is_squashed(repo: Repository | None, head: str, base: str) -> bool:
    """Whether a merge brings one commit alone to its base, as GitLab's trains squash."""
    if repo is None:
        return False
    counted = repo.private.git.run("rev-list", "--count", "--max-count=3", head, "--not", base)
    return counted.strip() == b"2"


def _unlisted(forge: Forge, pull: PullRequest, change: Any) -> Unknown | None:
    """Why a file does not tell who made the change: git knows commits that it does not list."""
    from bylaw.sources.git.history import commits

    known, listed = commits(change), forge.commits()
    if isinstance(known, Unknown) or isinstance(listed, Unknown):
        return None if isinstance(listed, Unknown) else known  # type: ignore[return-value]
    ids = {one.id for one in listed}
    trial = {change.head} - {pull.head}
    missing = [one.id for one in known if one.id not in ids | trial]
    if not missing:
        return None
    return Unknown(
        "review",
        "incomplete",
        f"The file of --review lists {len(ids)} commits, and not {missing[0][:10]}, which is "
        "judged.",
        "Let what writes the file list all commits of the request.",
    )


def _parents(commit: str, repo: Repository | None) -> tuple[str, ...]:
    found = repo.store.objects.read(commit, 1 << 24) if repo is not None else None
    header = found[1].partition(b"\n\n")[0].split(b"\n") if found else []
    return tuple(line[7:].decode("ascii") for line in header if line.startswith(b"parent "))


def _several(detail: str) -> Unknown:
    from bylaw.sources.forges.merge_group import several

    return several(detail)
