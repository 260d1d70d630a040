"""The change that a pipeline is about, in the clones that runners make."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import bylaw
from bylaw.gate.pipeline import find
from bylaw.gate.request import Request
from bylaw.sources.git.repository import Repository
from tests.gate.forge import REPOSITORY, Project, git, served, without_pipelines

Judge: TypeAlias = Callable[..., Any]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "forge")


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    """`bylaw check --profile ci` in an environment; nothing of the clone may be altered by it."""
    for name in without_pipelines(os.environ):
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def judged(clone: Path, environ: dict[str, str], **options: Any) -> Any:
        before = snapshot(clone)
        with monkeypatch.context() as patch:
            for name, value in environ.items():
                patch.setenv(name, value)
            verdict = bylaw.check(clone, profile="ci", **options)
        assert snapshot(clone) == before
        return verdict

    return judged


def snapshot(clone: Path) -> dict[str, bytes]:
    """All that a clone says of itself."""
    folder = clone / ".git"
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def why(verdict: Any) -> str:
    """The reason that nothing was judged, with what helps."""
    assert verdict.outcome == "inconclusive", verdict
    assert verdict.exit_code == 3
    [one] = verdict.inconclusive
    return f"{one.reason}: {one.detail} {one.remedy}"


@pytest.mark.parametrize("depth", [("--depth=1",), ("--depth=2", "--filter=blob:none"), ()])
def test_a_pull_request_is_judged_in_any_checkout(
    project: Project, judge: Judge, depth: tuple[str, ...]
) -> None:
    for number in range(6):
        project.commit({f"old{number}": "1\n"})
    project.on("change", "main")
    base = project.rev("main")
    head = project.commit({"new": "EVIL\n"})
    project.on("main")
    tip = project.commit({"other": "1\n"})
    clone = project.checkout("clone", *depth, ref="change")
    verdict = judge(clone, project.pull_request(head))
    assert (verdict.change.base, verdict.change.head) == (base, head)
    assert [finding.place.path for finding in verdict.findings] == ["new"]
    assert verdict.change.files == 1
    assert f"main ({tip[:10]})" in verdict.policy_source


def wrong_answer(project: Project) -> tuple[str, str]:
    """R m1..m5 on main, f1 f2 on a branch of m5, then m6..m12 and a merge of an old branch of R.

    Shallow clones of a middle depth give R for the merge base, without any error.
    """
    project.on("old", "main")
    project.on("main")
    for number in range(1, 6):
        project.commit({f"m{number}": "m\n"})
    project.on("feature", "main")
    fork = project.rev("HEAD")
    for name in ("f1", "f2"):
        head = project.commit({name: "f\n"})
    project.on("old")
    project.commit({"old1": "o\n"})
    project.on("main")
    for number in range(6, 13):
        project.commit({f"m{number}": "m\n"})
    project.merge("old")
    return fork, head


@pytest.mark.parametrize("depth", [1, 7, 8, 9, 0])
def test_the_history_that_fools_shallow_clones_does_not(
    project: Project, judge: Judge, depth: int
) -> None:
    fork, head = wrong_answer(project)
    clone = project.root / "clone"
    clone.mkdir()
    git(clone, "init", "-q", "-b", "none")
    deep = [f"--depth={depth}"] if depth else []
    refs = ["main", "feature"]
    git(clone, "fetch", "-q", *deep, f"{project.url}/acme/shop",
        *(f"{ref}:refs/remotes/origin/{ref}" for ref in refs))  # fmt: skip
    git(clone, "checkout", "-q", "--detach", head)
    verdict = judge(clone, project.pull_request(head))
    assert (verdict.change.base, verdict.change.files) == (fork, 2)


@pytest.mark.parametrize("options", [("--depth=1",), ("--filter=blob:none",), ()])
def test_a_criss_cross_is_measured_from_the_merge_of_its_bases(
    project: Project, judge: Judge, options: tuple[str, ...]
) -> None:
    project.commit({"base": "".join(f"{number}\n" for number in range(40))})
    project.on("feature", "main")
    one = project.commit({"f1": "f\n", "base": "".join(f"{n}\n" for n in range(-1, 40))})
    project.on("main")
    two = project.commit({"m1": "m\n", "base": "".join(f"{n}\n" for n in range(41))})
    project.merge(one)
    project.commit({"m2": "m\n"})
    project.on("feature")
    project.merge(two)
    head = project.commit({"f2": "f\n"})
    clone = project.checkout("clone", *options, ref="feature")
    verdict = judge(clone, project.pull_request(head))
    assert verdict.change.files == 1, "the target has f1 and m1 already, whichever is the base"
    assert verdict.outcome == "passed"


def test_a_stale_base_of_the_event_is_not_believed(project: Project, judge: Judge) -> None:
    project.commit({"others": "EVIL\n"})
    project.on("change", "main")
    head = project.commit({"mine": "1\n"})
    clone = project.checkout("clone", "--depth=1", ref="change")
    environ = project.pull_request(head)
    verdict = judge(clone, environ)
    assert verdict.change.files == 1, "the event's base.sha would blame the work of others"
    assert not verdict.findings


def test_the_target_is_resolved_now_and_judges(project: Project, judge: Judge) -> None:
    project.on("change", "main")
    head = project.commit({"new": "WORSE\n"})
    clone = project.checkout("clone", ref="change")
    git(clone, "fetch", "-q", "origin", "+refs/heads/*:refs/remotes/origin/*")
    assert judge(clone, project.pull_request(head)).outcome == "passed"
    project.on("main")
    project.commit({"policies/a.bylaw": (project.work / "policies/a.bylaw").read_text()
                    .replace("EVIL", "WORSE")})  # fmt: skip
    assert judge(clone, project.pull_request(head)).outcome == "denied"


def test_a_retargeted_pull_request_is_measured_from_its_new_target(
    project: Project, judge: Judge
) -> None:
    project.on("release/2", "main")
    project.commit({"released": "1\n"})
    project.on("change", "main")
    head = project.commit({"a": "1\n"})
    project.on("release/2")
    project.merge("change")
    project.on("change")
    head = project.commit({"b": "1\n"})
    clone = project.checkout("clone", "--depth=2", ref="change")
    assert judge(clone, project.pull_request(head)).change.files == 2
    assert judge(clone, project.pull_request(head, "release/2")).change.files == 1


def test_a_renamed_default_branch_is_found(project: Project, judge: Judge) -> None:
    git(project.work, "branch", "-m", "main", "trunk")
    project.on("change", "trunk")
    head = project.commit({"a": "EVIL\n"})
    project.on("trunk")
    clone = project.checkout("clone", "--depth=1", ref="change")
    by_clock = project.github("schedule", {"schedule": "0 4 * * *"}, GITHUB_SHA=head)
    verdict = judge(clone, by_clock)
    assert (verdict.change.head, verdict.outcome) == (head, "denied")
    assert "trunk" in verdict.policy_source
    assert why(judge(clone, project.pull_request(head, "main"))).startswith("no-branch: ")


def test_a_fork_is_fetched_by_its_commit_from_the_base_repository(
    project: Project, judge: Judge
) -> None:
    project.on("theirs", "main")
    head = project.pull(7, project.commit({"new": "EVIL\n"}))
    project.on("main")
    git(project.work, "branch", "-q", "-D", "theirs")
    clone = project.checkout("clone", "--depth=1", ref="main")
    verdict = judge(clone, project.pull_request(head))
    assert (verdict.change.head, verdict.outcome) == (head, "denied")


def test_a_server_that_gives_no_commit_by_its_id_gives_the_pull_request(
    project: Project, judge: Judge
) -> None:
    project.on("theirs", "main")
    head = project.commit({"new": "EVIL\n"})
    project.pull(7, head)
    project.on("main")
    git(project.work, "branch", "-q", "-D", "theirs")
    clone = project.checkout("clone", "--depth=1", ref="main")
    with served(project.root, protocol="") as http:
        environ = project.pull_request(head, GITHUB_SERVER_URL=http.url)
        assert judge(clone, environ).change.head == head
        project.pull(7, project.rev("main"))
        assert why(judge(clone, environ)).startswith("refused-commit: ")


@pytest.mark.parametrize("options", [("--depth=1",), ()])
def test_a_merge_group_is_measured_from_its_own_base(
    project: Project, judge: Judge, options: tuple[str, ...]
) -> None:
    project.on("queue", "main")
    before = project.commit({"first": "EVIL\n"}, "First (#3)")
    head = project.commit({"second": "1\n"}, "Second (#4)")
    group = {
        "head_sha": head,
        "head_ref": f"refs/heads/gh-readonly-queue/main/pr-4-{before}",
        "base_sha": before,
        "base_ref": "refs/heads/main",
    }
    clone = project.checkout("clone", *options, ref="queue")
    verdict = judge(clone, project.github("merge_group", {"merge_group": group}))
    assert (verdict.change.base, verdict.change.head) == (before, head)
    assert verdict.outcome == "passed"
    assert f"main ({project.rev('main')[:10]})" in verdict.policy_source


def test_a_merge_group_holds_the_pull_requests_that_its_messages_name(
    project: Project, judge: Judge
) -> None:
    project.on("queue", "main")
    project.commit({"one": "1\n"}, "One (#3)")
    head = project.commit({"two": "1\n"}, "Merge pull request #4 from acme/two")
    group = {
        "head_sha": head,
        "head_ref": f"refs/heads/gh-readonly-queue/main/pr-9-{project.first}",
        "base_sha": project.first,
        "base_ref": "refs/heads/main",
    }
    clone = project.checkout("clone", "--depth=1", ref="queue")
    environ = project.github("merge_group", {"merge_group": group})
    with Repository.open(clone) as repo:
        found = find(repo, Request(repo=str(clone), profile="ci"), environ)
    assert found is not None
    assert found.pipeline.merge_group_pulls == (3, 4, 9)


def test_what_comes_before_in_a_queue_does_not_govern_what_comes_after(
    project: Project, judge: Judge
) -> None:
    project.on("queue", "main")
    looser = (project.work / "policies/a.bylaw").read_text().replace("EVIL", "NOTHING")
    before = project.commit({"policies/a.bylaw": looser})
    head = project.commit({"second": "EVIL\n"})
    group = {"head_sha": head, "base_sha": before, "base_ref": "refs/heads/main"}
    clone = project.checkout("clone", ref="queue")
    verdict = judge(clone, project.github("merge_group", {"merge_group": group}))
    assert verdict.outcome == "denied"


def push(before: str, after: str, ref: str = "refs/heads/main") -> dict[str, Any]:
    return {"ref": ref, "before": before, "after": after, "repository": REPOSITORY}


@pytest.mark.parametrize("options", [("--depth=1",), ()])
def test_a_push_to_the_default_branch_is_judged_by_what_was_there(
    project: Project, judge: Judge, options: tuple[str, ...]
) -> None:
    before = project.rev("main")
    looser = (project.work / "policies/a.bylaw").read_text().replace("EVIL", "NOTHING")
    after = project.commit({"policies/a.bylaw": looser, "new": "EVIL\n"})
    clone = project.checkout("clone", *options)
    verdict = judge(clone, project.github("push", push(before, after)))
    assert (verdict.change.base, verdict.outcome) == (before, "denied")
    assert f"main ({before[:10]})" in verdict.policy_source


@pytest.mark.parametrize("options", [("--depth=1",), ()])
def test_a_forced_push_is_measured_from_where_it_left_what_was_there(
    project: Project, judge: Judge, options: tuple[str, ...]
) -> None:
    fork = project.rev("main")
    before = project.commit({"gone": "EVIL\n"})
    project.on("main", fork)
    after = project.commit({"new": "1\n"})
    clone = project.checkout("clone", *options)
    verdict = judge(clone, project.github("push", push(before, after)))
    assert (verdict.change.base, verdict.change.files) == (fork, 1)


def test_a_branch_that_is_new_is_measured_from_the_default_branch(
    project: Project, judge: Judge
) -> None:
    fork = project.rev("main")
    project.on("change", "main")
    head = project.commit({"a": "1\n"})
    clone = project.checkout("clone", "--depth=1", ref="change")
    event = push("0" * 40, head, "refs/heads/change")
    verdict = judge(clone, project.github("push", event, GITHUB_REF="refs/heads/change"))
    assert (verdict.change.base, verdict.change.files) == (fork, 1)


def test_where_nothing_came_before_nothing_is_passed(project: Project, judge: Judge) -> None:
    head = project.rev("main")
    clone = project.checkout("clone")
    on_main = {"GITHUB_REF": "refs/heads/main"}
    first = project.github("push", push("0" * 40, head))
    assert why(judge(clone, first)).startswith("no-change: ")
    by_clock = project.github("schedule", {"repository": REPOSITORY}, **on_main)
    said = why(judge(clone, by_clock))
    assert said.startswith("no-change: ")
    assert "--all" in said
    whole = judge(clone, by_clock, whole_tree=True)
    assert whole.change.files == 2
    assert f"main ({head[:10]})" in whole.policy_source


def test_what_has_landed_already_is_said(project: Project, judge: Judge) -> None:
    project.on("change", "main")
    head = project.commit({"a": "1\n"})
    project.on("main", "change")
    clone = project.checkout("clone", ref="change")
    verdict = judge(clone, project.pull_request(head))
    assert verdict.change.files == 0
    assert any("is part of main already" in notice for notice in verdict.notices)


def request(head: str, **more: str) -> dict[str, str]:
    return {
        "CI_COMMIT_SHA": head,
        "CI_MERGE_REQUEST_IID": "3",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_MERGE_REQUEST_PROJECT_PATH": "acme/shop",
        **more,
    }


@pytest.mark.parametrize("options", [("--depth=1",), ("--depth=20",), ()])
def test_merge_requests_of_gitlab(project: Project, judge: Judge, options: tuple[str, ...]) -> None:
    for number in range(3):
        project.commit({f"old{number}": "1\n"})
    project.on("change", "main")
    fork = project.rev("main")
    head = project.commit({"new": "EVIL\n"})
    project.on("main")
    tip = project.commit({"other": "1\n"})
    environ = request(head, CI_MERGE_REQUEST_PROJECT_URL=f"{project.url}/acme/shop",
                      CI_MERGE_REQUEST_DIFF_BASE_SHA="b" * 40)  # fmt: skip
    clone = project.checkout("detached", *options, ref="change")
    verdict = judge(clone, project.gitlab(**environ))
    assert (verdict.change.base, verdict.change.head) == (fork, head)
    assert (verdict.change.files, verdict.outcome) == (1, "denied")

    project.on("merged", "main")
    merged = project.merge("change")
    both = {
        "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": head,
        "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": tip,
        "CI_COMMIT_SHA": merged,
    }
    clone = project.checkout("merged", *options, ref="merged")
    for kind, ends in (("merged_result", (fork, head)), ("merge_train", (tip, merged))):
        more = {**environ, **both, "CI_MERGE_REQUEST_EVENT_TYPE": kind}
        verdict = judge(clone, project.gitlab(**more))
        assert (verdict.change.base, verdict.change.head) == ends
        assert verdict.change.files == 1


def test_branches_of_gitlab(project: Project, judge: Judge) -> None:
    before = project.rev("main")
    after = project.commit({"a": "EVIL\n"})
    clone = project.checkout("main", "--depth=1")
    environ = {"CI_COMMIT_BRANCH": "main", "CI_COMMIT_SHA": after, "CI_COMMIT_BEFORE_SHA": before}
    verdict = judge(clone, project.gitlab(**environ))
    assert (verdict.change.base, verdict.outcome) == (before, "denied")
    project.on("change", "main")
    head = project.commit({"b": "1\n"})
    clone = project.checkout("change", "--depth=1", ref="change")
    verdict = judge(clone, project.gitlab(CI_COMMIT_BRANCH="change", CI_COMMIT_SHA=head))
    assert (verdict.change.base, verdict.change.files) == (after, 1)


def test_what_is_said_wins_and_a_local_run_asks_nobody(
    project: Project, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = project.rev("main")
    project.commit({"a": "EVIL\n"})
    project.on("change", "main")
    head = project.commit({"b": "1\n"})
    clone = project.checkout("clone", ref="change")
    broken = project.github("pull_request", "{", GITHUB_SHA=head)
    verdict = judge(clone, broken, base=first, head=head)
    assert (verdict.change.base, verdict.change.files) == (first, 2)
    for name, value in broken.items():
        monkeypatch.setenv(name, value)
    git(clone, "update-ref", "refs/remotes/origin/main", first)
    assert bylaw.check(clone).change.base == first


def test_a_head_that_is_said_is_measured_from_the_pipelines_target(
    project: Project, judge: Judge
) -> None:
    project.on("change", "main")
    one = project.commit({"a": "1\n"})
    two = project.commit({"b": "EVIL\n"})
    clone = project.checkout("clone", ref="change")
    assert judge(clone, project.pull_request(two)).outcome == "denied"
    assert judge(clone, project.pull_request(two), head=one).outcome == "passed"


def test_offline_believes_the_clone_and_says_so(project: Project, judge: Judge) -> None:
    project.on("change", "main")
    head = project.commit({"a": "EVIL\n"})
    clone = project.checkout("clone", ref="change")
    environ = project.pull_request(head, GITHUB_SERVER_URL="https://nowhere.example")
    said = why(judge(clone, environ, offline=True))
    assert "git fetch origin +refs/heads/main:refs/remotes/origin/main" in said
    git(clone, "fetch", "-q", "origin", "+refs/heads/main:refs/remotes/origin/main")
    verdict = judge(clone, environ, offline=True)
    assert verdict.outcome == "denied"
    assert any("last saw" in notice for notice in verdict.notices)
    absent = project.pull_request("d" * 40)
    assert f"git fetch origin {'d' * 40}" in why(judge(clone, absent, offline=True))


def test_a_broken_event_is_not_judged(project: Project, judge: Judge) -> None:
    clone = project.checkout("clone")
    for payload in ("", "{", "[]", "{}"):
        said = why(judge(clone, project.github("pull_request", payload)))
        assert said.startswith("bad-event: ")
        assert "--base REV --head REV" in said
    gone = project.github("pull_request", {}, GITHUB_EVENT_PATH="/nowhere/event.json")
    assert why(judge(clone, gone)).startswith("no-event: ")


@pytest.mark.parametrize("options", [("--filter=blob:none",), ("--filter=tree:0",)])
def test_a_clone_without_contents_fetches_those_of_the_change_at_once(
    project: Project, judge: Judge, options: tuple[str, ...]
) -> None:
    many = {f"src/{number}/{name}": f"{number}\n" for number in range(20) for name in "abc"}
    project.commit({**many})
    project.on("change", "main")
    head = project.commit({f"src/{number}/a": "EVIL\n" for number in range(20)})
    with served(project.root) as http:
        url = f"{http.url}/acme/shop"
        clone = project.root / "clone"
        git(project.root, "clone", "-q", "--no-checkout", "-b", "change", *options, url, str(clone))
        http.asked.clear()
        environ = project.pull_request(head, GITHUB_SERVER_URL=http.url)
        verdict = judge(clone, environ)
        assert (verdict.outcome, verdict.change.files, len(verdict.findings)) == ("denied", 20, 20)
        assert http.packs() == (1 if "blob" in options[0] else 2), http.asked


@pytest.mark.parametrize("options", [("--filter=blob:none",), ("--filter=tree:0",)])
@pytest.mark.parametrize("depth", [(), ("--depth=1",)])
def test_a_clone_without_contents_follows_a_target_that_moved(
    project: Project, judge: Judge, options: tuple[str, ...], depth: tuple[str, ...]
) -> None:
    many = {f"{top}/{number}/a": f"{number}\n" for number in range(5) for top in ("src", "lib")}
    project.commit({**many})
    project.on("change", "main")
    head = project.commit({"src/3/a": "WORSE\n"})
    clone = project.root / "clone"
    url = f"{project.url}/acme/shop"
    git(project.root, "clone", "-q", "--no-checkout", "-b", "change", *options, *depth, url,
        str(clone))  # fmt: skip
    project.on("main")
    stricter = (project.work / "policies/a.bylaw").read_text().replace("EVIL", "WORSE")
    project.commit({"policies/a.bylaw": stricter, "lib/1/a": "2\n"})
    verdict = judge(clone, project.pull_request(head))
    assert (verdict.outcome, verdict.change.files) == ("denied", 1)


def test_a_clone_that_has_all_is_asked_for_the_branch_alone(project: Project, judge: Judge) -> None:
    project.on("change", "main")
    head = project.commit({"a": "1\n"})
    with served(project.root) as http:
        clone = project.root / "clone"
        git(project.root, "clone", "-q", "-b", "change", f"{http.url}/acme/shop", str(clone))
        http.asked.clear()
        judge(clone, project.pull_request(head, GITHUB_SERVER_URL=http.url))
        assert http.asked == ["refs", "ls-refs"]


def test_a_token_lets_in_and_goes_to_its_server_alone(project: Project, judge: Judge) -> None:
    project.on("change", "main")
    head = project.commit({"a": "EVIL\n"})
    clone = project.checkout("clone", "--depth=1", ref="change")
    with served(project.root, token="s3cret") as http:
        environ = project.pull_request(head, GITHUB_SERVER_URL=http.url)
        said = why(judge(clone, environ))
        assert said.startswith("no-access: ")
        assert "GITHUB_TOKEN" in said
        assert judge(clone, {**environ, "GITHUB_TOKEN": "s3cret"}).outcome == "denied"
        wrong = why(judge(clone, {**environ, "GITHUB_TOKEN": "wr0ng"}))
        assert "wr0ng" not in wrong


def test_what_actions_checkout_left_lets_in(project: Project, judge: Judge, tmp_path: Path) -> None:
    project.on("change", "main")
    head = project.commit({"a": "EVIL\n"})
    clone = project.checkout("clone", "--depth=1", ref="change")
    with served(project.root, token="s3cret") as http:
        key = f"http.{http.url}/.extraheader"
        header = f"AUTHORIZATION: basic {b64encode(b'x-access-token:s3cret').decode()}"
        environ = project.pull_request(head, GITHUB_SERVER_URL=http.url, GITHUB_TOKEN="other")
        assert why(judge(clone, environ)).startswith("no-access: ")
        git(clone, "config", key, header)
        assert judge(clone, environ).outcome == "denied", "one header is sent, and it is this"
        git(clone, "config", "--unset", key)
        # kept in a file of the runner since version 6
        kept = tmp_path / "credentials.config"
        git(clone, "config", "-f", str(kept), key, header)
        git(clone, "config", f"includeIf.gitdir:{clone / '.git'}.path", str(kept))
        assert judge(clone, environ).outcome == "denied"


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        ("https://nowhere.invalid", "no-host"),
        ("http://127.0.0.1:1", "fetch-failed"),
        ("ext::sh -c 'touch /tmp/x'", "bad-remote"),
        ("https://user:s3cret@nowhere.invalid", "bad-remote"),
        ("ssh://-oProxyCommand=touch/x", "bad-remote"),
        ("file:///nowhere", "no-access"),
    ],
)
def test_a_server_that_cannot_be_had_is_said(
    project: Project, judge: Judge, server: str, reason: str
) -> None:
    clone = project.checkout("clone")
    said = why(judge(clone, project.pull_request("a" * 40, GITHUB_SERVER_URL=server)))
    assert said.startswith(f"{reason}: ")
    assert "s3cret" not in said
    if reason != "bad-remote":
        assert f"git fetch origin +refs/heads/main:refs/remotes/origin/main {'a' * 40}," in said
