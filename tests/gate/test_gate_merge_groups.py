"""Groups of a merge queue that hold several requests: each is judged by its own review."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

import bylaw
from tests.forges.queued_github import QueuedGitHub, queued
from tests.forges.server import Said, gone
from tests.gate.reviewing import APPROVED, OWNED
from tests.services.conftest import no_proxies

__all__ = ["no_proxies"]

How = Literal["merge", "squash", "rebase"]
HOWS: tuple[How, ...] = ("merge", "squash", "rebase")


class Queue:
    """A repository with pull requests of two commits each, and a queue that lands them."""

    def __init__(self, repo: Any, forge: QueuedGitHub, folder: Path, patch: Any) -> None:
        self.repo, self.forge, self.folder, self.patch = repo, forge, folder, patch
        self.base = self.head = ""
        self.landed: list[tuple[int, str, str]] = []

    def start(self, rule: str, files: dict[str, str] | None = None) -> None:
        self.base = self.head = self.repo.commit({"policies/a.bylaw": rule, **(files or {})})

    def request(
        self, number: int, author: str, files: dict[str, str | None], message: str = "Change"
    ) -> None:
        self.repo.git("checkout", "-q", "-b", f"p{number}", "main")
        name, text = next(iter(files.items()))
        first = self.repo.commit({name: text}, f"{message} 1")
        last = self.repo.commit({**files, f"more{number}.txt": "x\n"}, f"{message} 2")
        self.forge.open(number, author, f"p{number}", [first, last])

    def land(self, number: int, how: How, title: str = "Change") -> None:
        """The queue builds an entry on what is before it."""
        git, base = self.repo.git, self.head
        git("checkout", "-q", "-B", "queue", base)
        if how == "merge":
            said = f"Merge pull request #{number} from acme/p{number}"
            git("merge", "-q", "--no-ff", "-m", said, f"p{number}")
        elif how == "squash":
            git("merge", "-q", "--squash", f"p{number}")
            git("commit", "-q", "-m", f"{title} (#{number})")
        else:
            git("cherry-pick", *git("rev-list", "--reverse", f"main..p{number}").split())
        self.head = git("rev-parse", "HEAD")
        self.landed.append((number, base, self.head))
        self.forge.entries = self.landed.copy()

    def event(self, **more: str) -> None:
        """The event of the last entry, as GitHub makes it."""
        number, base, head = self.landed[-1]
        ref = f"refs/heads/gh-readonly-queue/main/pr-{number}-{base}"
        group = {"base_ref": "refs/heads/main", "base_sha": base}
        group |= {"head_ref": ref, "head_sha": head, **more}
        file = self.folder / "event.json"
        file.write_text(json.dumps({"merge_group": group}), "utf-8")
        for key, value in {
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": "merge_group",
            "GITHUB_EVENT_PATH": str(file),
            "GITHUB_REPOSITORY": "acme/shop",
            "GITHUB_SERVER_URL": self.forge.url,
            "GITHUB_API_URL": f"{self.forge.url}/api/v3",
            "GITHUB_TOKEN": self.forge.token,
        }.items():
            self.patch.setenv(key, value)

    def check(self, base: str = "main", **more: str) -> bylaw.Verdict:
        self.event(**more)
        return bylaw.check(self.repo.root, base=base, head=self.head, profile="ci")


@pytest.fixture
def queue(repo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    names = ("GITHUB_", "GITLAB_", "CI_", "GH_", "BYLAW_TOKEN")
    for name in [name for name in os.environ if name.startswith(names)]:
        monkeypatch.delenv(name)
    with queued() as forge:
        yield Queue(repo, forge, tmp_path, monkeypatch)


def group(queue: Queue, how: How, rule: str = APPROVED, most: int = 8) -> None:
    """Requests 7 of ana, 8 of ben and 9 of cleo, landed one after the other."""
    queue.start(rule)
    for number, author in ((7, "ana"), (8, "ben"), (9, "cleo")):
        if number <= most:
            queue.request(number, author, {f"a{number}.py": "a = 1\n"})
    for number in queue.forge.pulls:
        queue.land(number, how)


def messages(verdict: bylaw.Verdict) -> list[str]:
    return [one.message for one in verdict.findings]


def reasons(verdict: bylaw.Verdict) -> set[tuple[str, str]]:
    return {(one.fact, one.reason) for one in verdict.inconclusive}


@pytest.mark.parametrize("how", HOWS)
def test_an_approval_of_one_request_never_counts_for_another(queue: Queue, how: How) -> None:
    group(queue, how)
    for _ in range(3):
        queue.forge.approve(7, "dan")
    queue.forge.approve(7, "eve")
    verdict = queue.check()
    assert verdict.exit_code == 1
    assert messages(verdict) == ["#8: Approved by 0."]
    assert (
        "This group holds #7 and #8; rules about reviews judged each by its own." in verdict.notices
    )


@pytest.mark.parametrize("how", HOWS)
def test_whoever_made_one_request_may_approve_another(queue: Queue, how: How) -> None:
    group(queue, how)
    queue.forge.approve(7, "ben")
    queue.forge.approve(8, "ana")
    verdict = queue.check()
    assert (verdict.exit_code, verdict.findings, verdict.inconclusive) == (0, (), ())


@pytest.mark.parametrize("how", HOWS)
def test_whoever_made_a_request_may_not_approve_it(queue: Queue, how: How) -> None:
    group(queue, how)
    queue.forge.approve(7, "ana")
    queue.forge.approve(8, "ana")
    assert messages(queue.check()) == ["#7: Approved by 0."]


@pytest.mark.parametrize("how", HOWS)
def test_of_three_requests_each_has_to_be_approved(queue: Queue, how: How) -> None:
    group(queue, how, most=9)
    queue.forge.approve(7, "dan")
    queue.forge.approve(9, "dan")
    verdict = queue.check()
    assert messages(verdict) == ["#8: Approved by 0."]
    queue.forge.approve(8, "dan")
    verdict = queue.check()
    assert verdict.outcome == "passed"
    assert verdict.notices[0].startswith("This group holds #7, #8 and #9;")


@pytest.mark.parametrize("how", HOWS)
def test_from_what_is_before_it_an_entry_is_judged_alone(queue: Queue, how: How) -> None:
    group(queue, how)
    queue.forge.approve(8, "dan")
    before = queue.landed[0][2]
    verdict = queue.check(before)
    assert (verdict.exit_code, verdict.change.base) == (0, before)
    assert queue.forge.queries == []


def test_merges_are_told_apart_without_the_queue(queue: Queue) -> None:
    group(queue, "merge", most=9)
    for number in (7, 8, 9):
        queue.forge.approve(number, "dan")
    queue.forge.has_queue = False
    assert queue.check().outcome == "passed"
    assert queue.forge.queries == []


def test_the_queue_is_asked_for_the_branch_where_commits_do_not_tell(queue: Queue) -> None:
    group(queue, "squash")
    queue.check()
    assert queue.forge.queries == [{"owner": "acme", "name": "shop", "branch": "main"}]


def test_nothing_is_asked_where_no_rule_asks(queue: Queue) -> None:
    group(queue, "merge", 'bylaw 1\nrule x { title "x" where false warn change "x" }\n')
    assert queue.check().outcome == "passed"
    assert queue.forge.calls == []


def test_an_obligation_names_the_request_that_it_is_of(queue: Queue) -> None:
    group(queue, "merge")
    queue.forge.approve(7, "dan")
    queue.forge.approve(8, "dan")
    # somebody without an account wrote a commit of 8, who could be dan
    queue.forge.pulls[8].commits[0]["author"] = None
    verdict = queue.check()
    assert (verdict.exit_code, messages(verdict)) == (3, [])
    [owed] = verdict.obligations
    assert "#8: Whether the approval by @dan counts is not known" in owed.why
    assert "#7" not in owed.why
    queue.forge.pulls[7].commits[0]["author"] = None
    [owed] = queue.check().obligations
    assert "#7: Whether" in owed.why
    assert "#8: Whether" in owed.why


def test_one_request_that_is_unknown_and_one_that_is_denied_both_count(queue: Queue) -> None:
    group(queue, "merge")
    queue.forge.fail("GET", r"/pulls/7/reviews", gone(403, "Resource not accessible"), times=9)
    verdict = queue.check()
    assert verdict.exit_code == 1
    assert messages(verdict) == ["#8: Approved by 0."]
    assert reasons(verdict) == {("review.approvals", "forbidden")}
    assert verdict.inconclusive[0].detail.startswith("#7: ")


def test_owners_approve_the_request_that_touches_their_file(queue: Queue) -> None:
    queue.start(OWNED, {"CODEOWNERS": "a7.py @dan\na8.py @eve\n*.txt @dan @eve\npolicies/ @x\n"})
    queue.request(7, "ana", {"a7.py": "a = 1\n"})
    queue.request(8, "ben", {"a8.py": "a = 1\n"})
    for number in (7, 8):
        queue.land(number, "squash")
        queue.forge.approve(number, "dan")
    verdict = queue.check()
    assert [(one.place.path, one.message) for one in verdict.findings] == [
        ("a8.py", "#8: No owner approved a8.py.")
    ]


def test_what_is_not_about_reviews_is_asked_of_all_that_lands(queue: Queue) -> None:
    rule = """
rule small {
  title "Small"
  where change.files.count > 3
  deny change "{change.files.count} files."
}
rule large-is-approved {
  title "Large changes are approved"
  where change.files.count > 3
  unless review.approvals.count >= 1
  deny change "Large."
}
"""
    group(queue, "squash", "bylaw 1\n" + rule)
    assert messages(queue.check()) == ["4 files."]


COMMENTED = """bylaw 1
rule todo {
  title "A reviewer lets a TODO in"
  for line in change.added_lines
  where line.text contains "TODO"
  unless review.approvals.count >= 1
  deny line "TODO."
}
"""


def test_a_line_is_found_where_it_stands_in_what_lands(queue: Queue) -> None:
    queue.start(COMMENTED, {"a.py": "1\n2\n3\n4\n5\n6\n"})
    queue.request(7, "ana", {"a.py": "1\n2\n3\n4\n5\n6\n# TODO\n", "b.py": "b\n# TODO\n"})
    queue.request(8, "ben", {"a.py": "new\nnew\n1\n2\n3\n4\n5\n6\n"})
    queue.land(7, "squash")
    queue.land(8, "squash")
    places = [(one.place.path, one.place.line, one.place.scope) for one in queue.check().findings]
    # where a later request moved the line, the file is named, and no line that is another's
    assert places == [("a.py", 1, "file"), ("b.py", 2, "region")]


# -- what cannot be told apart ---------------------------------------------------------------------


def refused(verdict: bylaw.Verdict, said: str) -> bool:
    return (
        verdict.exit_code == 3
        and {why for _, why in reasons(verdict)} == {"several-requests"}
        and said in verdict.inconclusive[0].detail
    )


@pytest.mark.parametrize("how", ["squash", "rebase"])
@pytest.mark.parametrize("where", [0, 1])
def test_a_commit_that_belongs_to_no_request_is_not_judged(
    queue: Queue, how: How, where: int
) -> None:
    queue.start(APPROVED)
    for number in (7, 8):
        queue.request(number, "ana", {f"a{number}.py": "a = 1\n"})
        queue.forge.approve(number, "dan")
    for at, number in enumerate((7, 8)):
        if at == where:
            queue.repo.git("checkout", "-q", "-B", "queue", queue.head)
            queue.head = queue.repo.commit({"evil.py": "evil\n"}, "Change (#7)")
        queue.land(number, how)
    assert refused(queue.check(), "No entry of the queue tells whose")


def test_a_group_without_a_queue_is_not_judged(queue: Queue) -> None:
    group(queue, "rebase")
    queue.forge.approve(7, "dan")
    queue.forge.approve(8, "dan")
    queue.forge.has_queue = False
    assert refused(queue.check(), "No entry of the queue")


@pytest.mark.parametrize(
    "said",
    [
        Said({"data": None, "errors": [{"type": "FORBIDDEN"}]}),
        Said({"data": {"repository": {"mergeQueue": {"entries": 7}}}}),
        gone(404, "Not Found"),
    ],
)
def test_a_queue_that_does_not_answer_never_passes(queue: Queue, said: Said) -> None:
    group(queue, "squash")
    queue.forge.approve(7, "dan")
    queue.forge.approve(8, "dan")
    queue.forge.fail("POST", "/graphql", said, times=9)
    assert refused(queue.check(), "The queue does not tell of its entries: ")


def test_two_entries_that_claim_the_same_commits_are_not_judged(queue: Queue) -> None:
    group(queue, "squash")
    queue.forge.approve(7, "dan")
    queue.forge.approve(8, "dan")
    _, base, head = queue.landed[0]
    queue.forge.entries.append((9, base, head))
    assert refused(queue.check(), "No entry of the queue tells whose")


def test_the_title_of_a_request_takes_no_other_ones_approvals(queue: Queue) -> None:
    queue.start(APPROVED)
    queue.request(7, "ana", {"a7.py": "a = 1\n"})
    queue.request(8, "ben", {"a8.py": "evil\n"}, "Merge pull request #7 from acme/p7 (#7)")
    queue.forge.approve(7, "dan")
    queue.land(7, "rebase")
    queue.land(8, "rebase")
    assert messages(queue.check()) == ["#8: Approved by 0."]


def test_a_request_that_builds_on_another_one_is_judged_by_its_own_review(queue: Queue) -> None:
    queue.start(APPROVED)
    queue.request(7, "ana", {"a7.py": "a = 1\n"})
    queue.repo.git("branch", "-q", "-f", "main", "p7")
    queue.request(8, "ben", {"a8.py": "evil\n"})
    queue.repo.git("branch", "-q", "-f", "main", queue.base)
    seven, eight = queue.forge.pulls[7], queue.forge.pulls[8]
    eight.commits[:0] = seven.commits  # its commits are those of 7, too
    queue.forge.approve(7, "dan")
    queue.land(7, "merge")
    queue.land(8, "merge")
    assert messages(queue.check()) == ["#8: Approved by 0."]
    # landed before it, it brings what 7 is approved for, and more
    queue.head, queue.landed = queue.base, []
    queue.land(8, "merge")
    assert messages(queue.check()) == ["Approved by 0."]


def test_a_merge_of_what_was_not_approved_is_not_judged(queue: Queue) -> None:
    group(queue, "merge")
    queue.forge.approve(7, "dan")
    queue.forge.approve(8, "dan")
    queue.forge.pulls[7].head = queue.forge.pulls[7].commits[0]["sha"]
    verdict = queue.check()
    assert (verdict.exit_code, reasons(verdict)) == (3, {("review.approvals", "moved-on")})
    assert verdict.inconclusive[0].detail.startswith("#7: The newest commit of request 7")


def test_the_event_claims_no_more_than_its_own_entry(queue: Queue) -> None:
    """Where an event measured from the target, commits of others would be in its range."""
    group(queue, "squash")
    queue.forge.approve(8, "dan")
    ref = f"refs/heads/gh-readonly-queue/main/pr-8-{queue.base}"
    verdict = queue.check(base_sha=queue.base, head_ref=ref)
    assert messages(verdict) == ["#7: Approved by 0."]


def test_a_rebased_entry_has_no_more_commits_than_its_request(queue: Queue) -> None:
    group(queue, "rebase")
    queue.forge.approve(7, "dan")
    queue.forge.approve(8, "dan")
    queue.forge.entries = []
    ref = f"refs/heads/gh-readonly-queue/main/pr-8-{queue.base}"
    verdict = queue.check(base_sha=queue.base, head_ref=ref)
    assert refused(verdict, "Request 8 has fewer commits than the 4")
