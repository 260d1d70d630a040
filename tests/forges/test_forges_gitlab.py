"""What GitLab says of a review, against a server in the shapes of its documentation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bylaw.facts.place import Listing, Unknown
from bylaw.sources.catalog.interface import Owner
from bylaw.sources.forges.api import Api
from bylaw.sources.forges.asking import Asking
from bylaw.sources.forges.facts import review_facts
from bylaw.sources.forges.gitlab import GitLab
from tests.forges.reviewed_gitlab import ReviewedGitLab, reviewed
from tests.forges.server import Said, gone

HEAD, OLD = "1" * 40, "2" * 40


class Reader:
    """Facts of merge request 7, by name."""

    def __init__(self, forge: ReviewedGitLab) -> None:
        environment = {"GITLAB_TOKEN": forge.token}
        api = Api("gitlab", forge.url, environment=environment, time_limit=20, longest_pause=0.9)
        self.gitlab = GitLab(Asking(api), forge.project, 7)
        self.facts = review_facts(self.gitlab, lambda pull: None)

    def __getitem__(self, name: str) -> Any:
        return self.facts.readers[f"Review.{name}"](self.facts.roots["review"])

    def of(self, approval: Any, name: str, *arguments: Any) -> Any:
        return self.facts.readers[f"Approval.{name}"](approval, *arguments)

    @property
    def counting(self) -> list[str]:
        found = self["approvals"]
        assert not isinstance(found, (Unknown, Listing)), found
        return [self.of(one, "by") for one in found]

    @property
    def lost(self) -> dict[str, str]:
        return {self.of(one, "by"): self.of(one, "reason") for one in self["disregarded"]}

    @property
    def doubts(self) -> list[tuple[Any, str]]:
        found = self["approvals"]
        gaps = found.gaps if isinstance(found, Listing) else ()
        return [(dict(one.known)["by"], one.reason) for one in gaps]


@pytest.fixture
def forge() -> Iterator[ReviewedGitLab]:
    with reviewed() as made:
        made.ready(HEAD)
        yield made


def test_what_a_merge_request_says(forge: ReviewedGitLab) -> None:
    read = Reader(forge)
    assert (read["number"], read["title"], read["body"]) == (7, "Change", "")
    assert (read["author"], read["target_branch"], read["draft"]) == ("ana", "main", False)
    assert (read["labels"], read["requested_reviewers"]) == (("bug",), ("dan",))
    assert len(forge.calls) == 1


def test_approvals_since_the_newest_commit_count(forge: ReviewedGitLab) -> None:
    """GitLab keeps no commit with an approval, and not every project resets them on a push."""
    forge.versions = []
    forge.arrive(OLD, "2026-01-01T00:00:00.000Z")
    forge.arrive(HEAD, "2026-01-02T03:00:00.500Z")
    forge.approve("ben", "2026-01-02T03:00:00.501Z")
    forge.approve("cleo", "2026-01-02T03:00:00.499Z")
    forge.approve("ana")
    read = Reader(forge)
    assert read.counting == ["ben"]
    assert read.lost == {"cleo": "a commit came after it", "ana": "@ana opened the request"}
    assert read.of(read["disregarded"][0], "commit") == OLD


def test_an_older_gitlab_tells_the_time_in_a_note(forge: ReviewedGitLab) -> None:
    for name in ("ben", "cleo", "dan"):
        forge.approve(name, None)
    for name, at in (("ben", "2026-01-02T05:00:00Z"), ("cleo", "2026-01-01T05:00:00Z")):
        note = forge.say("approved this merge request", name)
        note |= {"system": True, "created_at": at}
    forge.say("approved this merge request", "dan")  # a person can write that, too
    read = Reader(forge)
    assert read.doubts == [("dan", "unknown-commit")]
    assert [read.of(one, "by") for one in read["approvals"]] == ["ben"]
    assert list(read.lost) == ["cleo"]


def test_who_asks_for_changes_does_not_approve(forge: ReviewedGitLab) -> None:
    forge.approve("ben")
    forge.approve("cleo")
    forge.reviewers = [
        {"user": forge.user("ben"), "state": "requested_changes"},
        {"user": forge.user("cleo"), "state": "approved"},
    ]
    assert Reader(forge).counting == ["cleo"]


def test_a_gitlab_without_states_of_reviewers(forge: ReviewedGitLab) -> None:
    forge.reviewers = None
    forge.approve("ben")
    assert Reader(forge).counting == ["ben"]


def test_the_last_pusher_is_told_by_events_of_the_branch(forge: ReviewedGitLab) -> None:
    forge.push(HEAD, "ben")
    forge.push(HEAD, "cleo", "tag")
    forge.push(HEAD, "cleo", ref="other")
    forge.push(OLD, "cleo")
    for name in ("ben", "cleo"):
        forge.approve(name)
    read = Reader(forge)
    assert read.counting == ["cleo"]
    assert read.lost == {"ben": "@ben pushed last"}


def test_a_program_pushes_on_top_of_a_person(forge: ReviewedGitLab) -> None:
    forge.pushes = []
    forge.push("3" * 40, "eve")
    forge.push(None, "eve", action="removed")
    forge.push("4" * 40, "project_7_bot_a1", action="created")
    forge.push(OLD, "cleo")
    forge.push(HEAD, "project_7_bot_a1")
    for name in ("cleo", "eve"):
        forge.approve(name)
    read = Reader(forge)
    assert read.counting == ["eve"]
    assert read.lost == {"cleo": "@cleo pushed last"}


def test_a_pusher_who_is_not_told_leaves_doubt(forge: ReviewedGitLab) -> None:
    forge.pushes = []
    forge.approve("ben")
    assert Reader(forge).doubts == [("ben", "unknown-pusher")]


@pytest.mark.parametrize("project", [None, 92])
def test_a_fork_that_is_gone_or_hidden_leaves_doubt(
    forge: ReviewedGitLab, project: int | None
) -> None:
    forge.more = {"source_project_id": project}
    forge.approve("ben")
    assert [who for who, _ in Reader(forge).doubts] == ["ben"]


def test_those_who_made_commits_are_found_by_their_addresses(forge: ReviewedGitLab) -> None:
    forge.accounts = {"ana@acme.example": "ana", "b@acme.example": "ben", "c@acme.example": "cleo"}
    forge.commit(OLD, "b@acme.example", "c@acme.example")
    forge.commit("3" * 40, message="x\n\nCo-authored-by: D <9-dan@users.noreply.git.example>")
    for name in ("ben", "cleo", "dan", "eve"):
        forge.approve(name)
    read = Reader(forge)
    assert read.counting == ["eve"]
    assert read.lost == {
        "ben": "@ben wrote 2222222222",
        "cleo": "@cleo committed to it",
        "dan": "@dan is a co-author of 3333333333",
    }


@pytest.mark.parametrize("old", [True, False])
def test_a_committer_of_no_account_leaves_doubt(forge: ReviewedGitLab, old: bool) -> None:
    forge.has_committers = not old
    forge.accounts["c@acme.example"] = "cleo"
    forge.commit(OLD, committer="c@acme.example")
    forge.commit("3" * 40, committer="root@laptop.example")
    forge.approve("ben")
    assert Reader(forge).doubts == [("ben", "unlinked-address")]


def test_hundreds_of_commits_are_read_to_the_last(forge: ReviewedGitLab) -> None:
    forge.accounts["b@acme.example"] = "ben"
    for number in range(250):
        forge.commit(f"{number:040x}", "b@acme.example" if number == 0 else "ana@acme.example")
    forge.commits.append(forge.commits.pop(0))
    for name in ("ben", "cleo"):
        forge.approve(name)
    assert Reader(forge).counting == ["cleo"]


@pytest.mark.parametrize("name", ["project_9_bot_0a1b", "service_account_ci", "helper"])
def test_programs_do_not_approve(forge: ReviewedGitLab, name: str) -> None:
    forge.approve(name)
    forge.users[forge.user(name)["id"]]["bot"] = name == "helper"
    assert Reader(forge).lost == {name: f"@{name} is a program"}


def test_those_who_may_not_push_do_not_approve(forge: ReviewedGitLab) -> None:
    forge.roles = {"ben": 0, "cleo": 20, "dan": 30, "eve": 50}
    for name in forge.roles:
        forge.approve(name)
    read = Reader(forge)
    assert read.counting == ["dan", "eve"]
    assert read.lost["cleo"] == "@cleo may not write to the repository"


def test_who_asked_an_agent_does_not_approve(forge: ReviewedGitLab) -> None:
    agent = {**forge.user("devin-ai-integration[bot]")}
    forge.more = {"author": agent, "assignees": [forge.user("ben")]}
    for name in ("ben", "cleo"):
        forge.approve(name)
    assert Reader(forge).counting == ["cleo"]
    forge.more = {"author": agent}
    assert {why for _, why in Reader(forge).doubts} == {"unknown-requester"}


def is_by(forge: ReviewedGitLab, *owners: str) -> Any:
    forge.approve("ben")
    read = Reader(forge)
    [approval] = read["approvals"]
    made: list[Any] = [
        Owner(each, "team" if "/" in each or each.startswith("@@") else "user")
        if each[0] == "@"
        else Owner(each, "email")
        for each in owners
    ]
    return read.of(approval, "is_by", made)


def test_groups_roles_and_addresses_are_owners(forge: ReviewedGitLab) -> None:
    forge.members = {
        "acme/pay": {"ben": 30},
        "pay": {"ben": 30},
        "acme/ops": {},
        forge.project: {"ben": 40},
    }
    forge.user("zoe")
    forge.users[forge.user("ben")["id"]]["public_email"] = "Ben@Acme.example"
    cases = {
        "@acme/pay": True, "@pay": True, "@acme/ops": False, "@zoe": False, "@Ben": True,
        "@@maintainer": True, "@@maintainers": True, "@@developers": False,
        "ben@acme.example": True,
    }  # fmt: skip
    forge.approve("ben")
    read = Reader(forge)
    [approval] = read["approvals"]
    for name, expected in cases.items():
        kind = "email" if name[0] != "@" else "team" if "/" in name or name[1] == "@" else "user"
        owner: Any = Owner(name, kind)  # type: ignore[arg-type]
        assert read.of(approval, "is_by", [owner]) is expected, name
    assert read.of(approval, "teams") == ["acme/pay", "pay", forge.project]


@pytest.mark.parametrize("owner", ["@acme/secret", "@secret", "other@acme.example"])
def test_what_the_token_does_not_see_is_unknown(forge: ReviewedGitLab, owner: str) -> None:
    found = is_by(forge, owner)
    assert isinstance(found, Unknown)
    assert found.reason in ("team-not-visible", "unlinked-address")


def test_the_conversation_without_what_gitlab_itself_says(forge: ReviewedGitLab) -> None:
    forge.say("break glass", "ben")["updated_at"] = "2027-01-01T00:00:00Z"
    forge.say("added 1 commit", "ana")["system"] = True
    found = Reader(forge).gitlab.comments()
    assert not isinstance(found, Unknown)
    [one] = found
    assert (one.by.login, one.body, one.is_edited) == ("ben", "break glass", True)
    assert one.url.endswith(f"#note_{forge.notes[0]['id']}")


WRONG = {
    "a token without scope": (gone(403, "insufficient_scope"), "forbidden"),
    "a limit": (Said({}, 429, {"Retry-After": "999"}), "rate-limited"),
    "a page of a proxy": (Said(data=b"<html>"), "bad-answer"),
    "something else": (Said({"x": 1}), "bad-answer"),
}


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.parametrize("path", ["/merge_requests/7$", "/approvals$", "/versions$"])
def test_what_goes_wrong_is_unknown(forge: ReviewedGitLab, what: str, path: str) -> None:
    said, reason = WRONG[what]
    forge.approve("ben")
    forge.fail("GET", path, said, times=99)
    found = Reader(forge)["approvals"]
    assert isinstance(found, Unknown)
    assert (found.fact, found.reason) == ("review.approvals", reason)


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.parametrize("path", ["/commits$", "/events$"])
def test_what_goes_wrong_of_the_makers_leaves_doubt(
    forge: ReviewedGitLab, what: str, path: str
) -> None:
    forge.approve("ben")
    forge.fail("GET", path, WRONG[what][0], times=99)
    assert [who for who, _ in Reader(forge).doubts] == ["ben"]
