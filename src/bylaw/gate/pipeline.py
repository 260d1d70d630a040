"""The change that a pipeline is about: its ends, found where the command line names none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bylaw.dataclass import dataclass
from bylaw.gate.governance import CONFIG
from bylaw.gate.request import Request
from bylaw.gate.sources import Target
from bylaw.packs.text import BYLAW, LOCK
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.repository import Repository

if TYPE_CHECKING:
    from bylaw.sources.forges.pipeline import Pipeline
    from bylaw.sources.git.landing import Landing
    from bylaw.sources.git.remote import Remote

GOVERNING: Final = (
    *(CONFIG, LOCK, "policies/", f"{BYLAW}/", "CODEOWNERS", "docs/CODEOWNERS"),
    *(".github/CODEOWNERS", ".gitlab/CODEOWNERS", "architecture.yaml", "architecture.yml"),
    *("catalog-info.yaml", "catalog-info.yml", ".adr-dir"),
)
"""What is fetched with the change in a clone without contents, because most rules ask for it."""

MOST_COMMITS: Final = 1000
"""Commits of a merge group whose messages are read; GitHub's groups have at most 100 entries."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a pipeline told, with the commits that its names stand for now."""

    pipeline: Pipeline
    request: Request
    """With both ends named."""
    target: Target
    """Whose policies judge."""
    notices: tuple[str, ...] = ()


def find(repo: Repository, request: Request, environ: Mapping[str, str]) -> Found | None:
    """The change of the pipeline that this is; None where that is none, or nobody asks it.

    Only profile ci asks, and only where `--base` names no commit: what is said wins.

    Raises:
        NotJudged: The pipeline does not tell, or its commits cannot be had.
    """
    if request.profile != "ci" or request.base is not None:
        return None
    from bylaw.sources.forges.pipeline import NAME_BOTH, detect
    from bylaw.sources.git.landing import Ends, land

    pipeline = detect(environ)
    if pipeline is None:
        return None
    remote = None if request.offline else _remote(repo, pipeline, environ)
    branch = pipeline.target_branch or _default_branch(repo, remote)
    is_range = request.kind == "range"
    if is_range and pipeline.branch == branch and pipeline.base is None:
        raise NotJudged(
            "no-change",
            f"The pipeline runs on {branch} itself and does not tell what was there before, so "
            "there is nothing to compare.",
            f"Judge the whole tree (--all), or name both ends. {NAME_BOTH}",
        )
    ends = Ends(
        None if pipeline.has_landed else branch,
        _head(repo, request, pipeline) if is_range else None,
        pipeline.base if is_range or pipeline.has_landed else None,
        () if request.head else pipeline.head_refs,
    )
    landing = land(repo, remote, ends)
    if remote is not None and remote.is_partial:
        _bring(repo, remote, landing)
    if is_range:
        request = replace(request, base=ends.base or landing.tip, head=ends.head)
    return Found(
        _with_pulls(repo, pipeline, landing),
        request,
        Target(f"refs/heads/{branch}", landing.tip),
        _notices(branch, landing, request),
    )


def _with_pulls(repo: Repository, pipeline: Pipeline, landing: Landing) -> Pipeline:
    """A merge group with all its pull requests, as the messages that the forge wrote name them."""
    if pipeline.event != "merge_group" or landing.base is None:
        return pipeline
    from bylaw.sources.forges.pipeline import queued

    span = f"{pipeline.base}..{landing.base.head}"
    words = ("log", "--first-parent", "--reverse", f"--max-count={MOST_COMMITS}", "--format=%s")
    subjects = repo.private.git.run(*words, span).decode(errors="replace").splitlines()
    named = pipeline.merge_group_pulls
    before = [number for number in queued("", subjects) if number not in named]
    return replace(pipeline, merge_group_pulls=(*before, *named))


def _head(repo: Repository, request: Request, pipeline: Pipeline) -> str:
    if request.head is None and pipeline.head is not None:
        return pipeline.head
    return repo.resolve(request.head or "HEAD")


def _remote(repo: Repository, pipeline: Pipeline, environ: Mapping[str, str]) -> Remote:
    from bylaw.sources.git.remote import Remote, access

    token = environ.get(pipeline.token_variable, "")
    return Remote(repo, pipeline.remote_url, access(token, pipeline.token_variable, pipeline.forge))


def _default_branch(repo: Repository, remote: Remote | None) -> str:
    """The branch that the remote calls its own, where the event names none."""
    from bylaw.sources.forges.pipeline import NAME_BOTH, is_branch_name

    if remote is not None:
        name = remote.default_branch()
    else:
        found = repo.default_branch()
        name = found.name.partition("/")[2] or found.name if found else None
    if name is None or not is_branch_name(name):
        raise NotJudged("no-target", "The pipeline names no branch to land on.", NAME_BOTH)
    return name


def _bring(repo: Repository, remote: Remote, landing: Landing) -> None:
    from bylaw.gate.weakening.paths import PIPELINE_PLACES, USUALLY_CALLED
    from bylaw.sources.git.promised import bring

    base = landing.base
    read = dict.fromkeys((landing.tip, *([base.head] if base else [])))
    compared = (base.tree, base.head) if base else None
    governing = [(commit, GOVERNING) for commit in read]
    wiring = [(base.tree, (*PIPELINE_PLACES, *USUALLY_CALLED))] if base else []
    bring(repo, remote, compared, [*governing, *wiring], landing.tip)


def _notices(branch: str, landing: Landing, request: Request) -> tuple[str, ...]:
    """What should be said of the ends beside the verdict."""
    found = []
    if request.offline:
        found.append(f"--offline: {branch} is what this clone last saw of it.")
    base = landing.base
    if base is not None and base.commit == base.head:
        found.append(f"{base.head[:10]} is part of {branch} already, so there is nothing to judge.")
    return tuple(found)
