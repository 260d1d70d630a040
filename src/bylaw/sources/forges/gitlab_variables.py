"""GitLab CI: its predefined variables.

https://docs.gitlab.com/ci/variables/predefined_variables/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bylaw.sources.forges.pipeline import (
    Pipeline,
    branch_name,
    broken,
    commit_id,
    repository_path,
)

KINDS: Final = {"merged_result": "merged_result", "merge_train": "merge_train"}
"""CI_MERGE_REQUEST_EVENT_TYPE, where the pipeline is about more than the source branch alone."""
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,17}")


def gitlab(environ: Mapping[str, str]) -> Pipeline:
    """The pipeline of a GitLab CI environment. Raises NotJudged."""
    get = environ.get
    default, branch = get("CI_DEFAULT_BRANCH", ""), get("CI_COMMIT_BRANCH", "")
    project = get("CI_PROJECT_URL", "").rstrip("/")
    path = repository_path(get("CI_PROJECT_PATH", ""), "CI_PROJECT_PATH")
    server = get("CI_SERVER_URL", "").rstrip("/") or project.removesuffix(f"/{path}")
    token = next((one for one in ("GITLAB_TOKEN", "CI_JOB_TOKEN") if get(one)), "GITLAB_TOKEN")
    found = Pipeline(
        forge="gitlab",
        event="branch" if branch else "tag",
        number=None,
        repository=path,
        api_url=get("CI_API_V4_URL", "").rstrip("/") or f"{server}/api/v4",
        server_url=server,
        branch=branch_name(branch, "CI_COMMIT_BRANCH") if branch else "",
        target_branch=branch_name(default, "CI_DEFAULT_BRANCH") if default else "",
        base=None,
        head=commit_id(get("CI_COMMIT_SHA"), "CI_COMMIT_SHA"),
        remote_url=(project or f"{server}/{path}") + ".git",
        is_fork=False,
        merge_group_pulls=(),
        default_branch=branch_name(default, "CI_DEFAULT_BRANCH") if default else "",
        token_variable=token,
    )
    if get("CI_MERGE_REQUEST_IID"):
        return _merge_request(found, environ)
    if default and branch == default:
        before = get("CI_COMMIT_BEFORE_SHA")
        base = commit_id(before, "CI_COMMIT_BEFORE_SHA") if before else None
        return replace(found, base=base)
    return found


def _merge_request(found: Pipeline, environ: Mapping[str, str]) -> Pipeline:
    """A merge request, in its own project or in a fork's.

    A train's commit is the merge of this request with what is before it in the train; only that
    pipeline is about the merge. Merged results name the source's own commit, and the target branch
    is resolved now: CI_MERGE_REQUEST_DIFF_BASE_SHA is what was true when GitLab last looked.
    """
    get = environ.get
    number = get("CI_MERGE_REQUEST_IID", "")
    if not _NUMBER.fullmatch(number):
        raise broken("CI_MERGE_REQUEST_IID is not a number")
    event = KINDS.get(get("CI_MERGE_REQUEST_EVENT_TYPE", ""), "merge_request")
    source = get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA")
    before = get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA")
    is_train = event == "merge_train" and bool(before)
    head = found.head
    if source and not is_train:
        head = commit_id(source, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA")
    path = get("CI_MERGE_REQUEST_PROJECT_PATH", "") or found.repository
    url = get("CI_MERGE_REQUEST_PROJECT_URL", "").rstrip("/")
    return replace(
        found,
        event=event,
        branch="",
        number=int(number),
        repository=repository_path(path, "CI_MERGE_REQUEST_PROJECT_PATH"),
        target_branch=branch_name(
            get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"), "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
        ),
        base=commit_id(before, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA") if is_train else None,
        head=head,
        remote_url=f"{url or f'{found.server_url}/{path}'}.git",
        # a fork that was deleted has no path any more
        is_fork=get("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH") != path,
    )
