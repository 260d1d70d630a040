"""`bylaw publish` to GitHub: judged from git, and what stands there afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from tests.forges import openapi
from tests.forges.github import GitHub
from tests.forges.server import Said as Answer
from tests.publish.conftest import Stage

EVIL: dict[str, str | None] = {"a.txt": "one\nEVIL\nthree\n"}
GOOD: dict[str, str | None] = {"a.txt": "one\ntwo\n"}
MARK = "<!-- bylaw:verdict bylaw -->"


def evil(lines: int) -> dict[str, str | None]:
    return {"a.txt": "".join(f"EVIL {number}\n" for number in range(lines))}


def test_one_comment_is_kept_up_to_date(at_github: Stage, hub: GitHub) -> None:
    at_github.propose(EVIL)
    said = at_github.publish()
    assert (said.code, "denied" in said.out) == (1, True)
    assert "acme/shop#7: comment created" in said.err
    [comment] = hub.comments
    assert comment["body"].startswith(f"{MARK}\n## ❌ bylaw: denied")
    assert "This is evil" in comment["body"]

    writes = len(hub.writes)
    assert "all stands there already" in at_github.publish().err
    assert len(hub.writes) == writes

    at_github.propose(GOOD)
    said = at_github.publish()
    assert (said.code, "comment updated" in said.err) == (0, True)
    [comment] = hub.comments
    assert "✅ bylaw: passed" in comment["body"]


@pytest.mark.parametrize(
    ("choice", "before", "after"),
    [("update", 0, 1), ("create", 1, 1), ("delete", 0, 0)],
)
def test_what_stands_there_when_all_is_well(
    at_github: Stage, hub: GitHub, choice: str, before: int, after: int
) -> None:
    at_github.propose(GOOD)
    at_github.publish("--when-passed", choice)
    assert len(hub.comments) == before
    at_github.propose(EVIL)
    at_github.publish("--when-passed", choice)
    assert len(hub.comments) == 1
    at_github.propose(GOOD)
    at_github.publish("--when-passed", choice)
    assert len(hub.comments) == after


def test_two_names_have_a_comment_each(at_github: Stage, hub: GitHub) -> None:
    at_github.propose(EVIL)
    at_github.publish()
    at_github.publish("--name", "nightly")
    at_github.publish("--name", "nightly")
    assert len(hub.comments) == 2


def test_a_second_comment_of_a_race_is_removed(at_github: Stage, hub: GitHub) -> None:
    at_github.propose(EVIL)
    hub.most_entries = 2
    for number in range(5):
        hub.say(f"{MARK}\n{number}" if number % 2 else "of a person", login="", kind="Bot")
    at_github.publish()
    assert sum(one["body"].startswith(MARK) for one in hub.comments) == 1


def test_a_long_verdict_is_cut(at_github: Stage, hub: GitHub) -> None:
    at_github.propose(evil(2_000))
    assert at_github.publish().code == 1
    [comment] = hub.comments
    assert 50_000 < len(comment["body"]) < 65_536
    assert "more entries are not shown here" in comment["body"]


def test_comments_on_lines_stand_in_the_diff_once(at_github: Stage, hub: GitHub) -> None:
    base = "".join(f"line {number}\n" for number in range(40))
    at_github.project.commit({"b.txt": base})
    at_github.propose({"b.txt": base.replace("line 20\n", "EVIL\n"), **EVIL})
    hub.shown = {("a.txt", "RIGHT", number) for number in (1, 2, 3)}
    hub.shown |= {("b.txt", "RIGHT", number) for number in range(18, 25)}
    said = at_github.publish("--inline")
    assert said.code == 1
    assert {(one["path"], one["line"]) for one in hub.review_comments} == {
        ("a.txt", 2),
        ("b.txt", 21),
    }
    assert len(hub.reviews) == 1
    assert "2 findings with a comment on the line" in hub.comments[0]["body"]
    at_github.publish("--inline")
    assert len(hub.review_comments) == 2


def test_a_comment_on_a_line_goes_with_its_finding_unless_it_was_answered(
    at_github: Stage, hub: GitHub
) -> None:
    at_github.propose({**EVIL, "b.txt": "EVIL too\n"})
    at_github.publish("--inline")
    ours = {one["path"]: one["id"] for one in hub.review_comments}
    hub.say_inline("Why?", "b.txt", 1, login="ana", to=ours["b.txt"])
    at_github.propose(GOOD)
    assert at_github.publish("--inline").code == 0
    assert [one["path"] for one in hub.review_comments] == ["b.txt", "b.txt"]


def test_the_worst_few_have_a_comment_on_their_line(at_github: Stage, hub: GitHub) -> None:
    at_github.propose(evil(40))
    at_github.publish("--inline", "--most-inline", "7")
    assert [one["line"] for one in hub.review_comments] == [1, 2, 3, 4, 5, 6, 7]
    assert "33 more on lines of the change, without one" in hub.comments[0]["body"]


def test_a_line_that_the_forge_does_not_show_keeps_no_other_away(
    at_github: Stage, hub: GitHub
) -> None:
    at_github.propose(evil(6))
    hub.shown = {("a.txt", "RIGHT", number) for number in range(1, 6)}
    said = at_github.publish("--inline")
    assert {one["line"] for one in hub.review_comments} == {1, 2, 3, 4, 5}
    assert "5 comments on lines written, 1 not taken" in said.err


def test_a_check_run_brings_its_annotations_in_batches(at_github: Stage, hub: GitHub) -> None:
    head = at_github.propose(evil(120))
    assert at_github.publish("--check-run", "--no-comment").code == 1
    [run] = hub.runs
    assert (run["name"], run["head_sha"]) == ("bylaw (main)", head)
    assert (run["status"], run["conclusion"]) == ("completed", "failure")
    assert [one["start_line"] for one in hub.annotations[run["id"]]] == list(range(1, 121))
    assert len(hub.writes) == 3
    at_github.publish("--check-run", "--no-comment")
    assert len(hub.writes) == 3


def test_a_check_run_that_breaks_off_goes_on_where_it_was(at_github: Stage, hub: GitHub) -> None:
    at_github.propose(evil(120))
    hub.fail("PATCH", "/check-runs/", Answer({}, 500), after=1)
    assert at_github.publish("--check-run").code == 1
    [run] = hub.runs
    assert run["conclusion"] == "failure"
    assert [one["start_line"] for one in hub.annotations[run["id"]]] == list(range(1, 121))


def test_an_answer_that_is_no_check_run_keeps_the_verdict(at_github: Stage, hub: GitHub) -> None:
    at_github.propose(GOOD)
    hub.fail("GET", "/check-runs", Answer({"total_count": 1, "check_runs": [7]}), times=9)
    said = at_github.publish("--check-run")
    assert said.code == 4
    assert "passed" in said.out
    assert (
        "not published, check run: The forge answered with what its API does not say." in said.err
    )
    assert len(hub.comments) == 0 and "internal error" not in said.err


def test_a_check_run_that_fails_for_good_passes_nothing(at_github: Stage, hub: GitHub) -> None:
    at_github.propose(evil(120))
    hub.fail("PATCH", "/check-runs/", Answer({}, 500), times=9)
    said = at_github.publish("--check-run")
    assert said.code == 4
    assert "denied" in said.out
    assert "not published, check run: 127.0.0.1 answered PATCH" in said.err
    assert hub.runs[0]["conclusion"] is None
    assert len(hub.comments) == 1, "one part that fails keeps no other part away"


@pytest.mark.parametrize(
    ("files", "conclusion", "state"), [(GOOD, "success", "success"), (EVIL, "failure", "failure")]
)
def test_conclusions(
    at_github: Stage, hub: GitHub, files: dict[str, str | None], conclusion: str, state: str
) -> None:
    head = at_github.propose(files)
    at_github.publish("--check-run", "--status")
    assert hub.runs[0]["conclusion"] == conclusion
    shown = {one["context"]: (one["sha"], one["state"]) for one in hub.statuses}
    assert shown == {"bylaw (main)": (head, state), "bylaw/review (main)": (head, "success")}


def test_sarif_goes_to_code_scanning(at_github: Stage, hub: GitHub) -> None:
    head = at_github.propose(EVIL)
    at_github.publish("--sarif", "--no-comment")
    [sent] = hub.sarifs
    assert (sent["commit_sha"], sent["ref"]) == (head, "refs/pull/7/head")
    [run] = sent["log"]["runs"]
    assert run["results"][0]["ruleId"].endswith("/no-evil")
    assert run["automationDetails"]["id"] == "bylaw/"


def test_limits_are_waited_for(at_github: Stage, hub: GitHub) -> None:
    at_github.propose(EVIL)
    slow = {"message": "You have exceeded a secondary rate limit."}
    hub.fail("POST", "/comments", Answer(slow, 403, {"retry-after": "0"}))
    hub.fail("GET", "/pulls/7", Answer({}, 429, {"retry-after": "0"}))
    assert at_github.publish().code == 1
    assert len(hub.comments) == 1


def test_a_comment_that_was_perhaps_written_is_looked_for(at_github: Stage, hub: GitHub) -> None:
    """The forge writes it, and breaks down before it says so."""
    at_github.propose(EVIL)
    write = hub._comment

    def breaking(call: Any, **names: Any) -> Answer:
        write(call, **names)
        return Answer({"message": "Server Error"}, 500)

    routes = [one for one in hub.routes if one[2] == write]
    hub.routes[hub.routes.index(routes[0])] = (routes[0][0], routes[0][1], breaking)
    assert at_github.publish().code == 1
    assert len(hub.comments) == 1


def test_a_newer_commit_has_a_run_of_its_own(at_github: Stage, hub: GitHub) -> None:
    head = at_github.propose(EVIL)
    hub.head = "f" * 40
    said = at_github.publish("--status", "--inline")
    assert said.code == 1
    assert "newer commit" in said.err
    assert (hub.comments, hub.review_comments) == ([], [])
    assert {one["sha"] for one in hub.statuses} == {head}


def test_a_dry_run_writes_nothing(at_github: Stage, hub: GitHub) -> None:
    at_github.propose(EVIL)
    said = at_github.publish("--check-run", "--status", "--inline", "--sarif", "--dry-run")
    assert said.code == 1
    for words in ("would create a comment", "would write check run", "would set status", "SARIF"):
        assert words in said.err
    assert hub.writes == []


def test_without_a_pipeline_all_is_named(at_github: Stage, hub: GitHub) -> None:
    head = at_github.propose(EVIL)
    token = {"GH_TOKEN": hub.token}
    said = at_github.publish("--base", "origin/main", environ=token)
    assert (said.code, "this is no pipeline" in said.err) == (4, True)
    git = ["--forge", "github", "--api-url", hub.url, "--repository", "acme/shop", "--number", "7"]
    main = at_github.project.rev("main")
    said = at_github.publish(
        "--base", main, "--head", head, "--target", "main", *git, environ=token
    )
    assert (said.code, len(hub.comments)) == (1, 1), said.err


def follows(stage: Stage, head: str) -> dict[str, str]:
    """What `workflow_run` says of a change from a fork."""
    run = {"head_sha": head, "pull_requests": [], "head_repository": {"full_name": "ana/shop"}}
    run["repository"] = {"full_name": "acme/shop"}
    whole = {"workflow_run": run, "repository": {"default_branch": "main"}}
    return stage.environ() | stage.project.github("workflow_run", whole)


def test_a_run_that_follows_another_finds_its_pull_request(at_github: Stage, hub: GitHub) -> None:
    head = at_github.propose(EVIL)
    assert at_github.publish(environ=follows(at_github, head)).code == 1
    assert len(hub.comments) == 1


def test_a_run_that_follows_another_finds_none_or_two(at_github: Stage, hub: GitHub) -> None:
    head = at_github.propose(EVIL)
    twin = openapi.example("GET", "/repos/{owner}/{repo}/pulls")[0]
    twin |= {"number": 8, "requested_teams": []}
    twin["head"]["sha"] = head
    hub.other_pulls = [twin]
    said = at_github.publish(environ=follows(at_github, head))
    assert (said.code, "Name one with --number" in said.err) == (4, True)
    hub.other_pulls, hub.head = [], "f" * 40
    said = at_github.publish(environ=follows(at_github, head))
    assert (said.code, "no pull or merge request" in said.err) == (1, True)
    assert hub.writes == []


def test_a_merge_group_has_statuses_and_no_comment(at_github: Stage, hub: GitHub) -> None:
    head = at_github.propose(GOOD)
    group = {
        "base_ref": "refs/heads/main",
        "base_sha": at_github.project.rev("main"),
        "head_ref": f"refs/heads/gh-readonly-queue/main/pr-7-{head}",
        "head_sha": head,
    }
    event = {"merge_group": group, "repository": {"default_branch": "main"}}
    environ = at_github.environ() | at_github.project.github("merge_group", event)
    said = at_github.publish("--status", "--check-run", "--sarif", environ=environ)
    assert said.code == 0, said.err
    assert "no SARIF is uploaded" in said.err
    assert {one["sha"] for one in hub.statuses} == {head}
    assert (hub.comments, hub.sarifs, len(hub.runs)) == ([], [], 1)
    said = at_github.publish(environ=environ)
    assert (said.code, "about no pull or merge request" in said.err) == (0, True)


def test_a_push_to_the_default_branch_uploads_sarif_there(at_github: Stage, hub: GitHub) -> None:
    before = at_github.project.rev("main")
    after = at_github.project.commit(EVIL)
    at_github.project.on("change", "main")
    event = {"ref": "refs/heads/main", "before": before, "after": after}
    whole = event | {"repository": {"default_branch": "main"}}
    environ = at_github.environ() | at_github.project.github("push", whole)
    said = at_github.publish("--sarif", environ=environ)
    assert said.code == 1, said.err
    assert [(one["ref"], one["commit_sha"]) for one in hub.sarifs] == [("refs/heads/main", after)]
    assert hub.comments == []
