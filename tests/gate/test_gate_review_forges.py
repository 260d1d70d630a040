"""Rules about the review, in pipelines whose forge is a server on this machine."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bylaw
from tests.forges.reviewed_github import ReviewedGitHub, reviewed
from tests.forges.reviewed_gitlab import ReviewedGitLab
from tests.forges.reviewed_gitlab import reviewed as on_gitlab
from tests.forges.server import gone
from tests.gate.reviewing import APPROVED, OWNED
from tests.services.conftest import no_proxies

__all__ = ["no_proxies"]

_NAMES = ("GITHUB_", "GITLAB_", "CI_", "GH_", "BYLAW_TOKEN")


class Pipeline:
    """GitHub Actions around a repository whose branch `change` is pull request 7."""

    def __init__(self, repo: Any, forge: ReviewedGitHub, folder: Path, patch: Any) -> None:
        self.repo, self.forge, self.folder, self.patch = repo, forge, folder, patch
        self.head = ""

    def change(self, rule: str, files: dict[str, str], **more: str) -> None:
        self.repo.commit({"policies/a.bylaw": rule, **more})
        self.head = self.repo.branch(files)
        self.forge.ready(self.head)
        self.event("pull_request", self.pull())

    def pull(self) -> dict[str, Any]:
        repo = {"full_name": "acme/shop"}
        head = {"sha": self.head, "repo": repo}
        return {"pull_request": {"number": 7, "head": head, "base": {"ref": "main", "repo": repo}}}

    def event(self, name: str, event: Any) -> None:
        file = self.folder / "event.json"
        file.write_text(json.dumps(event), "utf-8")
        said = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(file),
            "GITHUB_REPOSITORY": "acme/shop",
            "GITHUB_SERVER_URL": self.forge.url,
            "GITHUB_API_URL": f"{self.forge.url}/api/v3",
            "GITHUB_TOKEN": self.forge.token,
        }
        for key, value in said.items():
            self.patch.setenv(key, value)

    def check(self, **more: Any) -> bylaw.Verdict:
        said = {"base": "main", "head": self.head, "profile": "ci", **more}
        return bylaw.check(self.repo.root, **said)


@pytest.fixture
def pipeline(repo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    for name in [name for name in os.environ if name.startswith(_NAMES)]:
        monkeypatch.delenv(name)
    with reviewed() as forge:
        yield Pipeline(repo, forge, tmp_path, monkeypatch)


def reasons(verdict: bylaw.Verdict) -> set[tuple[str, str]]:
    return {(one.fact, one.reason) for one in verdict.inconclusive}


def test_approvals_of_the_forge_judge(pipeline: Pipeline) -> None:
    pipeline.change(APPROVED, {"a.py": "a = 1\n"})
    pipeline.forge.review("ana", pipeline.head)
    assert pipeline.check().exit_code == 1
    pipeline.forge.review("ben", pipeline.head)
    assert pipeline.check().outcome == "passed"


def test_owners_are_asked_for_by_the_target(pipeline: Pipeline) -> None:
    owners = "a.py @acme/pay\nb.py @ben\nc.py @zoe\n"
    pipeline.change(OWNED, {f"{name}.py": "x = 1\n" for name in "abc"}, CODEOWNERS=owners)
    pipeline.forge.members = {"pay": {"ben": "active"}}
    pipeline.forge.review("ben", pipeline.head)
    assert [one.place.path for one in pipeline.check().findings] == ["c.py"]


def test_a_team_that_the_token_does_not_see_leaves_an_obligation(pipeline: Pipeline) -> None:
    pipeline.change(OWNED, {"a.py": "x = 1\n"}, CODEOWNERS="* @acme/pay\n")
    pipeline.forge.review("ben", pipeline.head)
    verdict = pipeline.check()
    assert verdict.exit_code == 3
    assert [(one.rule, one.who) for one in verdict.obligations] == [("local/owned", ("@acme/pay",))]
    assert "members: read" in verdict.inconclusive[0].remedy


def test_nothing_is_asked_where_no_rule_asks(pipeline: Pipeline) -> None:
    pipeline.change('bylaw 1\nrule x { title "x" where false warn change "x" }\n', {"a.py": ""})
    assert pipeline.check().outcome == "passed"
    assert pipeline.forge.calls == []


def test_nothing_is_asked_locally(pipeline: Pipeline) -> None:
    pipeline.change(APPROVED, {"a.py": "a = 1\n"})
    assert reasons(pipeline.check(profile="local")) == {("review", "no-review")}
    assert pipeline.forge.calls == []


def test_offline_nothing_is_asked(pipeline: Pipeline) -> None:
    pipeline.change(APPROVED, {"a.py": "a = 1\n"})
    verdict = pipeline.check(offline=True)
    assert (verdict.exit_code, reasons(verdict)) == (3, {("review", "offline")})
    assert pipeline.forge.calls == []


def test_without_a_token_it_is_said_how_to_give_one(pipeline: Pipeline) -> None:
    pipeline.change(APPROVED, {"a.py": "a = 1\n"})
    pipeline.patch.delenv("GITHUB_TOKEN")
    verdict = pipeline.check()
    assert (verdict.exit_code, reasons(verdict)) == (3, {("review", "no-token")})
    assert "GITHUB_TOKEN" in verdict.inconclusive[0].remedy
    [owed] = verdict.obligations
    assert owed.rule == "local/approved"
    assert "no token" in owed.why
    assert "GITHUB_TOKEN" in owed.why
    assert pipeline.forge.calls == []


def test_an_api_that_fails_never_passes(pipeline: Pipeline) -> None:
    pipeline.change(APPROVED, {"a.py": "a = 1\n"})
    pipeline.forge.review("ben", pipeline.head)
    pipeline.forge.fail("GET", "/reviews", gone(403, "Resource not accessible"), times=9)
    verdict = pipeline.check()
    assert (verdict.exit_code, reasons(verdict)) == (3, {("review.approvals", "forbidden")})


def test_a_request_that_moved_on_never_passes(pipeline: Pipeline) -> None:
    pipeline.change(APPROVED, {"a.py": "a = 1\n"})
    pipeline.forge.review("ben", pipeline.head)
    pipeline.forge.head = "5" * 40
    verdict = pipeline.check()
    assert (verdict.exit_code, reasons(verdict)) == (3, {("review.approvals", "moved-on")})


def test_a_broken_event_never_passes(pipeline: Pipeline) -> None:
    pipeline.change(APPROVED, {"a.py": "a = 1\n"})
    pipeline.event("pull_request", {"pull_request": {"number": "7; rm"}})
    verdict = pipeline.check()
    assert verdict.exit_code == 3
    assert {why for _, why in reasons(verdict)} == {"bad-event"}
    assert pipeline.forge.calls == []


def test_a_push_has_no_review(pipeline: Pipeline) -> None:
    pipeline.change(APPROVED, {"a.py": "a = 1\n"})
    pipeline.patch.setenv("GITHUB_SHA", pipeline.head)
    pipeline.event("workflow_dispatch", {"repository": {"default_branch": "main"}})
    assert reasons(pipeline.check()) == {("review", "no-review")}


def test_answers_of_the_forge_are_recorded_with_the_others(pipeline: Pipeline) -> None:
    pipeline.change(APPROVED, {"a.py": "a = 1\n"})
    pipeline.forge.review("ben", pipeline.head)
    file = str(pipeline.folder / "facts.json")
    assert pipeline.check(facts=file).outcome == "passed"
    asked = len(pipeline.forge.calls)
    pipeline.patch.delenv("GITHUB_TOKEN")
    assert pipeline.check(facts=file, offline=True).outcome == "passed"
    assert len(pipeline.forge.calls) == asked


# -- merge queues --------------------------------------------------------------------------------


def queue(pipeline: Pipeline, base: str, head: str, number: int = 7) -> None:
    ref = f"refs/heads/gh-readonly-queue/main/pr-{number}-{base}"
    said = {"base_ref": "refs/heads/main", "base_sha": base, "head_ref": ref, "head_sha": head}
    pipeline.event("merge_group", {"merge_group": said})


def grouped(pipeline: Pipeline, how: str) -> tuple[str, str]:
    """A group's base and head: a merge or a squash of the request, or one behind another's."""
    git = pipeline.repo.git
    git("checkout", "-q", "-b", "queue", "main")
    base = git("rev-parse", "HEAD")
    if how == "another before it":
        pipeline.repo.commit({"evil.py": "evil = 1\n"}, "Another (#6)")
    if how == "squash":
        git("merge", "-q", "--squash", "change")
        git("commit", "-q", "-m", "Change (#7)")
    elif how == "rebase":
        pipeline.repo.commit({"c.py": "c = 1\n"})
        git("cherry-pick", "change")
    else:
        git("merge", "-q", "--no-ff", "-m", "Merge pull request #7 from acme/change", "change")
    return base, git("rev-parse", "HEAD")


@pytest.mark.parametrize("how", ["merge", "squash"])
@pytest.mark.parametrize("approved", [True, False])
def test_a_queue_judges_its_request_by_its_own_approvals(
    pipeline: Pipeline, how: str, approved: bool
) -> None:
    pipeline.change(APPROVED, {"a.py": "a = 1\n"})
    if approved:
        pipeline.forge.review("ben", pipeline.head)
    base, head = grouped(pipeline, how)
    queue(pipeline, base, head)
    verdict = pipeline.check(base=base, head=head)
    assert verdict.exit_code == (0 if approved else 1)


@pytest.mark.parametrize("how", ["another before it", "rebase"])
def test_a_group_of_several_is_not_judged_by_one_review(pipeline: Pipeline, how: str) -> None:
    pipeline.change(APPROVED, {"a.py": "a = 1\n"})
    pipeline.forge.review("ben", pipeline.head)
    base, head = grouped(pipeline, how)
    queue(pipeline, base, head)
    verdict = pipeline.check(base=base, head=head)
    assert verdict.exit_code == 3
    assert {why for _, why in reasons(verdict)} == {"several-requests"}


def test_a_group_without_a_number_is_not_judged(pipeline: Pipeline) -> None:
    pipeline.change(APPROVED, {"a.py": "a = 1\n"})
    base, head = grouped(pipeline, "merge")
    queue(pipeline, base, head)
    said = json.loads((pipeline.folder / "event.json").read_text("utf-8"))
    said["merge_group"]["head_ref"] = "refs/heads/gh-readonly-queue/main/seven"
    pipeline.event("merge_group", said)
    verdict = pipeline.check(base=base, head=head)
    assert {why for _, why in reasons(verdict)} == {"several-requests"}
    assert verdict.exit_code == 3


def test_a_group_of_another_commit_is_not_judged(pipeline: Pipeline) -> None:
    pipeline.change(APPROVED, {"a.py": "a = 1\n"})
    pipeline.forge.review("ben", pipeline.head)
    base, head = grouped(pipeline, "squash")
    queue(pipeline, base, "6" * 40)
    verdict = pipeline.check(base=base, head=head)
    assert (verdict.exit_code, reasons(verdict)) == (3, {("review.approvals", "moved-on")})


# -- GitLab ----------------------------------------------------------------------------------------


@pytest.fixture
def merge_request(
    repo: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Any, ReviewedGitLab, Any]]:
    """GitLab CI around a repository whose branch `change` is merge request 7."""
    for name in [name for name in os.environ if name.startswith(_NAMES)]:
        monkeypatch.delenv(name)
    repo.commit({"policies/a.bylaw": APPROVED})
    head = repo.branch({"a.py": "a = 1\n"})
    with on_gitlab() as forge:
        forge.ready(head)
        path = forge.project
        for key, value in {
            "GITLAB_CI": "true",
            "CI_SERVER_URL": forge.url,
            "CI_API_V4_URL": f"{forge.url}/api/v4",
            "CI_PROJECT_PATH": path,
            "CI_PROJECT_URL": f"{forge.url}/{path}",
            "CI_DEFAULT_BRANCH": "main",
            "CI_COMMIT_SHA": head,
            "CI_MERGE_REQUEST_IID": "7",
            "CI_MERGE_REQUEST_EVENT_TYPE": "detached",
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
            "CI_MERGE_REQUEST_PROJECT_PATH": path,
            "CI_MERGE_REQUEST_PROJECT_URL": f"{forge.url}/{path}",
            "GITLAB_TOKEN": forge.token,
        }.items():
            monkeypatch.setenv(key, value)
        yield repo, forge, monkeypatch


def test_approvals_of_gitlab_judge(merge_request: tuple[Any, ReviewedGitLab, Any]) -> None:
    repo, forge, _ = merge_request

    def judged() -> bylaw.Verdict:
        return bylaw.check(repo.root, base="main", head="change", profile="ci")

    forge.approve("ana")
    assert judged().exit_code == 1
    forge.approve("ben")
    assert judged().outcome == "passed"


@pytest.mark.parametrize(
    ("how", "code"), [("merge", 0), ("squash", 0), ("squash and merge", 0), ("two", 3)]
)
def test_a_merge_train_judges_its_request_by_its_own_approvals(
    merge_request: tuple[Any, ReviewedGitLab, Any], how: str, code: int
) -> None:
    repo, forge, patch = merge_request
    forge.approve("ben")
    git = repo.git
    git("checkout", "-q", "-b", "train", "main")
    base = git("rev-parse", "HEAD")
    if how in ("squash", "squash and merge", "two"):
        git("checkout", "-q", "-b", "squashed")
        if how == "two":
            repo.commit({"evil.py": "evil = 1\n"})
        git("merge", "-q", "--squash", "change")
        git("commit", "-q", "-m", "Change")
    if how == "squash":
        git("branch", "-q", "-f", "train", "squashed")
    else:
        git("checkout", "-q", "train")
        what = "change" if how == "merge" else "squashed"
        git("merge", "-q", "--no-ff", "-m", "Merge", what)
    head = git("rev-parse", "train")
    patch.setenv("CI_MERGE_REQUEST_EVENT_TYPE", "merge_train")
    patch.setenv("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", base)
    patch.setenv("CI_COMMIT_SHA", head)
    verdict = bylaw.check(repo.root, base=base, head=head, profile="ci")
    assert verdict.exit_code == code
    assert {why for _, why in reasons(verdict)} <= {"moved-on", "several-requests"}
