"""Which change a pipeline is about."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.sources.forges.pipeline import Pipeline, detect, is_branch_name, queued
from bylaw.sources.git.errors import NotJudged

A, B, C = "a" * 40, "b" * 40, "c" * 40
ZEROS = "0" * 40
REPOSITORY = {"full_name": "acme/shop", "default_branch": "main"}
Event: TypeAlias = Callable[..., Pipeline | None]


def pull(**changed: Any) -> dict[str, Any]:
    """A pull request, as far as it is read; others of its keys are left out."""
    ends = {
        "head": {"ref": "fix", "sha": A, "repo": {"full_name": "acme/shop"}},
        "base": {"ref": "main", "sha": B, "repo": {"full_name": "acme/shop"}},
    }
    return {"pull_request": {"number": 7, **ends, **changed}, "repository": REPOSITORY}


@pytest.fixture
def on_github(tmp_path: Path) -> Event:
    def detected(name: str, event: Any, **more: str) -> Pipeline | None:
        path = tmp_path / "event.json"
        path.write_bytes(event if isinstance(event, bytes) else json.dumps(event).encode())
        return detect(
            {
                "GITHUB_ACTIONS": "true",
                "GITHUB_EVENT_NAME": name,
                "GITHUB_EVENT_PATH": str(path),
                "GITHUB_REPOSITORY": "acme/shop",
                "GITHUB_SERVER_URL": "https://git.acme.example",
                "GITHUB_API_URL": "https://git.acme.example/api/v3",
                "GITHUB_SHA": C,
                **more,
            }
        )

    return detected


def test_no_pipeline_is_none_of_ours() -> None:
    assert detect({"CI": "true", "GITHUB_EVENT_NAME": "push"}) is None


@pytest.mark.parametrize(
    "name", ["pull_request", "pull_request_target", "pull_request_review", "pull_request"]
)
def test_a_pull_request_is_its_head_against_its_branch_of_now(on_github: Event, name: str) -> None:
    found = on_github(name, pull())
    assert found is not None
    assert (found.target_branch, found.base, found.head, found.number) == ("main", None, A, 7)
    assert not found.is_fork
    assert found.remote_url == "https://git.acme.example/acme/shop"
    assert found.api_url == "https://git.acme.example/api/v3"
    assert found.head_refs == ("refs/pull/7/head",)
    assert found.token_variable == "GITHUB_TOKEN"


def test_a_retargeted_pull_request_is_measured_from_its_new_branch(on_github: Event) -> None:
    base = {"ref": "release/2", "sha": B, "repo": {"full_name": "acme/shop"}}
    event = pull(base=base) | {"action": "edited", "changes": {"base": {"ref": {"from": "main"}}}}
    found = on_github("pull_request", event)
    assert found is not None
    assert found.target_branch == "release/2"


@pytest.mark.parametrize("repo", [{"full_name": "mallory/shop"}, None])
def test_a_fork_is_known_also_when_it_was_deleted(on_github: Event, repo: Any) -> None:
    found = on_github("pull_request_target", pull(head={"ref": "x", "sha": A, "repo": repo}))
    assert found is not None
    assert found.is_fork


def test_a_merge_group_has_its_own_ends_and_names_its_pull_request(on_github: Event) -> None:
    group = {
        "head_sha": A,
        "head_ref": f"refs/heads/gh-readonly-queue/release/2/pr-104-{B}",
        "base_sha": B,
        "base_ref": "refs/heads/release/2",
    }
    found = on_github("merge_group", {"merge_group": group, "repository": REPOSITORY})
    assert found is not None
    assert (found.target_branch, found.base, found.head) == ("release/2", B, A)
    assert found.merge_group_pulls == (104,)
    assert found.entry_base == B
    assert found.number is None


def test_all_of_a_merge_group_is_told_by_the_messages_that_github_writes() -> None:
    ref = f"refs/heads/gh-readonly-queue/main/pr-12-{A}"
    subjects = ["Merge pull request #9 from acme/fix", "Undo (#3) at once (#11)", "Close (#12)"]
    assert queued(ref, subjects) == (9, 11, 12)
    assert queued(ref, ["Fix #4", "(#5) first"]) == (12,)
    assert queued("refs/heads/main") == ()


def test_a_push_to_the_default_branch_is_judged_from_what_was_there(on_github: Event) -> None:
    event = {"ref": "refs/heads/main", "before": B, "after": A, "repository": REPOSITORY}
    found = on_github("push", event)
    assert found is not None
    assert (found.target_branch, found.base, found.head) == ("main", B, A)
    assert found.has_landed


def test_a_new_default_branch_has_nothing_before_it(on_github: Event) -> None:
    event = {"ref": "refs/heads/main", "before": ZEROS, "after": A, "repository": REPOSITORY}
    found = on_github("push", event)
    assert found is not None
    assert found.base is None


@pytest.mark.parametrize("ref", ["refs/heads/fix", "refs/tags/main", "refs/heads/refs/heads/main"])
def test_any_other_push_is_what_it_would_bring_to_the_default_branch(
    on_github: Event, ref: str
) -> None:
    event = {"ref": ref, "before": B, "after": A, "repository": REPOSITORY}
    found = on_github("push", event)
    assert found is not None
    assert (found.target_branch, found.base, found.head) == ("main", None, C)
    assert not found.has_landed


def test_a_deleted_branch_is_no_change(on_github: Event) -> None:
    event = {"ref": "refs/heads/main", "before": B, "after": ZEROS, "repository": REPOSITORY}
    with pytest.raises(NotJudged, match="deleted"):
        on_github("push", event)


@pytest.mark.parametrize("name", ["workflow_dispatch", "schedule", "issue_comment"])
def test_a_run_by_hand_or_clock_is_about_the_commit_it_runs_on(on_github: Event, name: str) -> None:
    found = on_github(name, {"repository": REPOSITORY})
    assert found is not None
    assert (found.target_branch, found.base, found.head) == ("main", None, C)
    unsaid = on_github(name, {"schedule": "0 4 * * *"})
    assert unsaid is not None
    assert unsaid.target_branch == ""


def test_the_run_of_another_workflow_has_its_commit(on_github: Event) -> None:
    run: dict[str, Any] = {
        "head_sha": A,
        "head_repository": {"full_name": "mallory/shop"},
        "repository": {"full_name": "acme/shop"},
        "pull_requests": [],
    }
    found = on_github("workflow_run", {"workflow_run": run, "repository": REPOSITORY})
    assert found is not None
    assert (found.head, found.number, found.is_fork) == (A, None, True)
    run["pull_requests"] = [{"number": 5, "base": {"ref": "release/2"}}]
    named = on_github("workflow_run", {"workflow_run": run, "repository": REPOSITORY})
    assert named is not None
    assert (named.number, named.target_branch) == (5, "release/2")


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("pull_request", b""),
        ("pull_request", b"[]"),
        ("pull_request", b'{"pull_request": '),
        ("pull_request", b'{"pull_request": 1, "pull_request": 2}'),
        ("pull_request", b"\xff\xfe"),
        ("pull_request", b"[" * 100_000),
        ("pull_request", {}),
        ("pull_request", pull(number="7")),
        ("pull_request", pull(number=True)),
        ("pull_request", pull(head={"sha": "--upload-pack=touch x"})),
        ("pull_request", pull(head={"sha": A.upper()})),
        ("pull_request", pull(head={"sha": ZEROS})),
        ("pull_request", pull(base={"ref": "a b"})),
        ("pull_request", pull(base={"ref": "a\nb"})),
        ("pull_request", pull(base={"ref": "a:refs/heads/b"})),
        ("pull_request", pull(base={"ref": "*"})),
        ("pull_request", pull(base={"ref": ""})),
        ("pull_request", pull(base={"ref": 3})),
        ("merge_group", {"merge_group": {"base_sha": A, "head_sha": B}}),
        ("push", {"ref": "refs/heads/main", "repository": REPOSITORY}),
    ],
)
def test_an_event_that_no_forge_makes_is_not_judged(
    on_github: Event, name: str, event: Any
) -> None:
    with pytest.raises(NotJudged) as error:
        on_github(name, event)
    assert error.value.reason == "bad-event"
    assert "--base REV --head REV" in error.value.remedy


def test_an_event_file_that_is_missing_or_huge_is_not_judged(
    on_github: Event, tmp_path: Path
) -> None:
    with pytest.raises(NotJudged, match="no such file"):
        on_github("push", {}, GITHUB_EVENT_PATH=str(tmp_path / "none"))
    with pytest.raises(NotJudged, match="GITHUB_EVENT_PATH is not set"):
        on_github("push", {}, GITHUB_EVENT_PATH="")
    huge = tmp_path / "huge"
    with huge.open("wb") as stream:
        stream.truncate(33 << 20)
    with pytest.raises(NotJudged, match="32 MiB"):
        on_github("push", {}, GITHUB_EVENT_PATH=str(huge))


@pytest.mark.parametrize("path", ["", "shop", "../shop", "acme/..", "acme/sh op", "a/b?c"])
def test_a_repository_is_a_path_and_nothing_else(on_github: Event, path: str) -> None:
    with pytest.raises(NotJudged):
        on_github("pull_request", pull(), GITHUB_REPOSITORY=path)


GITLAB = {
    "GITLAB_CI": "true",
    "CI_SERVER_URL": "https://gitlab.acme.example",
    "CI_API_V4_URL": "https://gitlab.acme.example/api/v4",
    "CI_PROJECT_PATH": "acme/web/shop",
    "CI_PROJECT_URL": "https://gitlab.acme.example/acme/web/shop",
    "CI_DEFAULT_BRANCH": "main",
    "CI_COMMIT_SHA": A,
    "CI_COMMIT_BEFORE_SHA": ZEROS,
    "CI_JOB_TOKEN": "x",
}
REQUEST = {
    **GITLAB,
    "CI_MERGE_REQUEST_IID": "12",
    "CI_MERGE_REQUEST_EVENT_TYPE": "detached",
    "CI_MERGE_REQUEST_DIFF_BASE_SHA": B,
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "release/2",
    "CI_MERGE_REQUEST_PROJECT_PATH": "acme/web/shop",
    "CI_MERGE_REQUEST_PROJECT_URL": "https://gitlab.acme.example/acme/web/shop",
    "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "acme/web/shop",
    "CI_MERGE_REQUEST_SOURCE_PROJECT_URL": "https://gitlab.acme.example/acme/web/shop",
}


def test_a_merge_request_is_its_commit_against_its_branch_of_now() -> None:
    found = detect(REQUEST)
    assert found is not None
    assert (found.event, found.number) == ("merge_request", 12)
    assert (found.target_branch, found.base, found.head) == ("release/2", None, A)
    assert found.remote_url == "https://gitlab.acme.example/acme/web/shop.git"
    assert found.head_refs == ("refs/merge-requests/12/head",)
    assert not found.is_fork
    assert found.token_variable == "CI_JOB_TOKEN"


def test_merged_results_are_judged_by_the_source_and_trains_by_the_merge() -> None:
    both = {"CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": B, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": C}
    merged = detect({**REQUEST, **both, "CI_MERGE_REQUEST_EVENT_TYPE": "merged_result"})
    train = detect({**REQUEST, **both, "CI_MERGE_REQUEST_EVENT_TYPE": "merge_train"})
    assert merged is not None
    assert train is not None
    assert (merged.event, merged.base, merged.head) == ("merged_result", None, B)
    assert (train.event, train.base, train.head) == ("merge_train", C, A)
    assert not train.has_landed


def test_a_fork_of_gitlab_lands_in_the_project_that_it_was_forked_from() -> None:
    fork = {
        "CI_PROJECT_PATH": "mallory/shop",
        "CI_PROJECT_URL": "https://gitlab.acme.example/mallory/shop",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "mallory/shop",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_URL": "https://gitlab.acme.example/mallory/shop",
    }
    found = detect({**REQUEST, **fork})
    assert found is not None
    assert found.is_fork
    assert found.repository == "acme/web/shop"
    assert found.remote_url == "https://gitlab.acme.example/acme/web/shop.git"


def test_a_branch_of_gitlab_is_measured_from_the_default_branch() -> None:
    branch = detect({**GITLAB, "CI_COMMIT_BRANCH": "fix", "CI_COMMIT_BEFORE_SHA": B})
    pushed = detect({**GITLAB, "CI_COMMIT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": B})
    by_clock = detect({**GITLAB, "CI_COMMIT_BRANCH": "main"})
    tag = detect({**GITLAB, "CI_COMMIT_TAG": "v1"})
    assert branch is not None
    assert pushed is not None
    assert by_clock is not None
    assert tag is not None
    assert (branch.event, branch.target_branch, branch.base) == ("branch", "main", None)
    assert (pushed.base, pushed.has_landed) == (B, True)
    assert (by_clock.base, by_clock.has_landed) == (None, False)
    assert tag.event == "tag"


@pytest.mark.parametrize(
    "wrong",
    [
        {"CI_MERGE_REQUEST_IID": "12; x"},
        {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": ""},
        {"CI_MERGE_REQUEST_PROJECT_PATH": "../x"},
        {"CI_COMMIT_SHA": "HEAD"},
        {"CI_PROJECT_PATH": ""},
    ],
)
def test_variables_that_gitlab_never_sets_are_not_judged(wrong: dict[str, str]) -> None:
    with pytest.raises(NotJudged):
        detect({**REQUEST, **wrong})


@pytest.mark.parametrize(
    "name", ["--upload-pack=touch", "refs/heads/x", "grün/日本", "a@b", "-", "x;y", "$(x)", "+x"]
)
def test_odd_names_are_names(name: str) -> None:
    assert is_branch_name(name)


@given(st.text(max_size=20))
def test_what_passes_for_a_branch_can_be_nothing_else_in_a_refspec(name: str) -> None:
    if is_branch_name(name):
        assert not set(name) & set("\n\0 :*?[\\^~")
