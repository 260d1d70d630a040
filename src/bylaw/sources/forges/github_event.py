"""GitHub Actions: default variables and the event's file.

https://docs.github.com/actions/reference/workflows-and-actions/variables and
https://docs.github.com/webhooks/webhook-events-and-payloads.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any, Final

from bylaw.sources.forges.pipeline import (
    NAME_BOTH,
    Pipeline,
    branch_name,
    broken,
    commit_id,
    queued,
    queued_on,
    repository_path,
)
from bylaw.sources.git.errors import NotJudged

MOST: Final = 32 << 20
"""Bytes of an event's file that are read; GitHub caps a payload at 25 MB."""
PULLS: Final = (
    "pull_request",
    "pull_request_target",
    "pull_request_review",
    "pull_request_review_comment",
)


def github(environ: Mapping[str, str]) -> Pipeline:
    """The pipeline of a GitHub Actions environment. Raises NotJudged."""
    name = environ.get("GITHUB_EVENT_NAME", "")
    if not name:
        raise broken("GITHUB_EVENT_NAME is not set")
    event = _event(environ.get("GITHUB_EVENT_PATH", ""))
    server = environ.get("GITHUB_SERVER_URL", "").rstrip("/") or "https://github.com"
    repository = repository_path(environ.get("GITHUB_REPOSITORY", ""), "GITHUB_REPOSITORY")
    default = _at(event, "repository.default_branch")
    token = next((one for one in ("GITHUB_TOKEN", "GH_TOKEN") if environ.get(one)), "GITHUB_TOKEN")
    found = Pipeline(
        forge="github",
        event=name,
        number=None,
        repository=repository,
        api_url=environ.get("GITHUB_API_URL", "").rstrip("/") or "https://api.github.com",
        server_url=server,
        branch="",
        target_branch="",
        base=None,
        head=None,
        remote_url=f"{server}/{repository}",
        is_fork=False,
        merge_group_pulls=(),
        default_branch=branch_name(default, "repository.default_branch") if default else "",
        token_variable=token,
    )
    if name in PULLS:
        return _pull(found, event)
    if name == "merge_group":
        return _merge_group(found, event)
    if name == "push":
        return _push(found, event, environ)
    if name == "workflow_run":
        return _workflow_run(found, event)
    return _elsewhere(found, environ)


def _pull(found: Pipeline, event: Any) -> Pipeline:
    """A pull request as it is now: `base.sha` is what its base was at some time, so not used."""
    from dataclasses import replace

    head, base = (_at(event, f"pull_request.{end}.repo.full_name") for end in ("head", "base"))
    return replace(
        found,
        number=_number(_at(event, "pull_request.number"), "pull_request.number"),
        target_branch=branch_name(_at(event, "pull_request.base.ref"), "pull_request.base.ref"),
        head=_commit(_at(event, "pull_request.head.sha"), "pull_request.head.sha"),
        is_fork=head != base,  # a fork that was deleted has no name any more
    )


def _merge_group(found: Pipeline, event: Any) -> Pipeline:
    from dataclasses import replace

    ref, head_ref = _at(event, "merge_group.base_ref"), _at(event, "merge_group.head_ref")
    name = ref.removeprefix("refs/heads/") if isinstance(ref, str) else ref
    return replace(
        found,
        target_branch=branch_name(name, "merge_group.base_ref"),
        base=_commit(_at(event, "merge_group.base_sha"), "merge_group.base_sha"),
        head=_commit(_at(event, "merge_group.head_sha"), "merge_group.head_sha"),
        merge_group_pulls=queued(head_ref) if isinstance(head_ref, str) else (),
        entry_base=queued_on(head_ref) if isinstance(head_ref, str) else None,
    )


def _push(found: Pipeline, event: Any, environ: Mapping[str, str]) -> Pipeline:
    """What a push brings to the default branch, or what a branch would bring to it."""
    from dataclasses import replace

    ref = _at(event, "ref")
    after = commit_id(_at(event, "after"), "after")
    if after is None:
        raise NotJudged("no-change", "The push deleted a branch, so there is nothing to judge.")
    if ref != f"refs/heads/{found.default_branch}":
        return _elsewhere(found, environ)
    return replace(
        found,
        branch=found.default_branch,
        target_branch=found.default_branch,
        base=commit_id(_at(event, "before"), "before"),
        head=after,
    )


def _workflow_run(found: Pipeline, event: Any) -> Pipeline:
    """The run of another workflow; GitHub names its pull requests only where there is no fork."""
    from dataclasses import replace

    run = _at(event, "workflow_run")
    pulls = _at(run, "pull_requests")
    pull = pulls[0] if isinstance(pulls, list) and len(pulls) == 1 else None
    ref = _at(pull, "base.ref") if pull else found.default_branch
    head, base = (_at(run, f"{end}.full_name") for end in ("head_repository", "repository"))
    return replace(
        found,
        number=_number(_at(pull, "number"), "workflow_run.pull_requests") if pull else None,
        target_branch=branch_name(ref, "workflow_run.pull_requests") if ref else "",
        head=_commit(_at(run, "head_sha"), "workflow_run.head_sha"),
        is_fork=head != base,
    )


def _elsewhere(found: Pipeline, environ: Mapping[str, str]) -> Pipeline:
    """A run on a branch or tag, whatever began it: what that would bring to the default branch."""
    from dataclasses import replace

    ref = environ.get("GITHUB_REF", "")
    name = ref.removeprefix("refs/heads/")
    return replace(
        found,
        branch=branch_name(name, "GITHUB_REF") if name != ref else "",
        target_branch=found.default_branch,
        head=_commit(environ.get("GITHUB_SHA"), "GITHUB_SHA"),
    )


def _event(path: str) -> Any:
    """The event. Read strictly: two readers must not see two different changes in it."""
    if not path:
        raise broken("GITHUB_EVENT_PATH is not set")
    from bylaw.sources.services.strict import read_strict

    try:
        with open(path, "rb") as stream:  # noqa: PTH123
            data = stream.read(MOST + 1)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise NotJudged(
            "no-event", f"The file of the event cannot be read: {path}: {why}.", NAME_BOTH
        ) from None
    if len(data) > MOST:
        raise broken(f"{path} has more than {MOST >> 20} MiB")
    try:
        event = read_strict(data)
    except (ValueError, RecursionError) as error:
        raise broken(f"{path} is not JSON ({error})") from None
    if not isinstance(event, dict):
        raise broken(f"{path} holds no object")
    return event


def _at(value: Any, path: str) -> Any:
    """What stands at a path of keys, None where nothing does."""
    return reduce(
        lambda at, key: at.get(key) if isinstance(at, dict) else None, path.split("."), value
    )


def _number(value: object, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 1 << 63:
        raise broken(f"{what} is not the number of a pull request")
    return value


def _commit(value: object, what: str) -> str:
    found = commit_id(value, what)
    if found is None:
        raise broken(f"{what} is not a commit id")
    return found
