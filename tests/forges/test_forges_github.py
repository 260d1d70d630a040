"""What GitHub says of a review, against a server that keeps to its published API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bylaw.facts.place import Listing, Unknown
from bylaw.sources.catalog.interface import Owner
from bylaw.sources.forges.api import Api
from bylaw.sources.forges.asking import Asking
from bylaw.sources.forges.facts import review_facts
from bylaw.sources.forges.github import GitHub
from bylaw.sources.forges.model import Who
from bylaw.sources.services.answers import Answers
from tests.forges.reviewed_github import ReviewedGitHub, reviewed
from tests.forges.server import Said, gone

HEAD, OLD = "1" * 40, "2" * 40


class Reader:
    """Facts of pull request 7, by name."""

    def __init__(self, forge: ReviewedGitHub, answers: Answers | None = None) -> None:
        url = forge.url or "http://127.0.0.1:9"
        environment = {"GITHUB_TOKEN": forge.token}
        self.api = Api("github", url, environment=environment, time_limit=20, longest_pause=0.9)
        self.github = GitHub(Asking(self.api, answers), "acme/shop", 7)
        self.facts = review_facts(self.github, lambda pull: None)

    def __getitem__(self, name: str) -> Any:
        return self.facts.readers[f"Review.{name}"](self.facts.roots["review"])

    def of(self, approval: Any, name: str, *arguments: Any) -> Any:
        return self.facts.readers[f"Approval.{name}"](approval, *arguments)

    @property
    def counting(self) -> list[str]:
        found = self["approvals"]
        assert not isinstance(found, (Unknown, Listing))
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
def forge() -> Iterator[ReviewedGitHub]:
    with reviewed() as made:
        made.ready(HEAD)
        yield made


def test_what_a_pull_request_says(forge: ReviewedGitHub) -> None:
    forge.more = {"title": "Pay", "body": None, "draft": True}
    read = Reader(forge)
    assert (read["number"], read["title"], read["body"]) == (7, "Pay", "")
    assert (read["author"], read["target_branch"], read["draft"]) == ("ana", "main", True)
    assert read["requested_reviewers"] == ("dan",)
    assert read["labels"] == ("bug",)
    assert read["url"].startswith("https://")
    assert len(forge.calls) == 1


def test_approvals_of_others_count(forge: ReviewedGitHub) -> None:
    for login, commit in (("ben", HEAD), ("ana", HEAD), ("cleo", OLD)):
        forge.review(login, commit)
    forge.review("dan", HEAD, "COMMENTED")
    forge.review("eve", HEAD, "PENDING")
    read = Reader(forge)
    assert read.counting == ["ben"]
    assert read.lost == {"ana": "@ana opened the request", "cleo": "a commit came after it"}


def test_what_dismissal_and_second_thoughts_do(forge: ReviewedGitHub) -> None:
    forge.review("ben", HEAD, "DISMISSED")
    forge.review("cleo", HEAD)
    forge.review("cleo", HEAD, "CHANGES_REQUESTED")
    forge.review("dan", HEAD, "CHANGES_REQUESTED")
    forge.review("dan", HEAD)
    assert Reader(forge).counting == ["dan"]


def test_strangers_who_can_read_it_do_not_approve(forge: ReviewedGitHub) -> None:
    forge.permissions = {"ben": "read", "cleo": "none", "dan": "admin", "eve": "write"}
    for login in forge.permissions:
        forge.review(login, HEAD)
    read = Reader(forge)
    assert read.counting == ["dan", "eve"]
    assert read.lost["ben"] == "@ben may not write to the repository"


def test_rights_that_are_not_told_leave_doubt(forge: ReviewedGitHub) -> None:
    forge.review("ben", HEAD)
    forge.fail("GET", "/permission$", gone(403, "Must have push access"), times=9)
    assert Reader(forge).doubts == [("ben", "forbidden")]


def test_without_an_approval_nobody_asks_who_made_it(forge: ReviewedGitHub) -> None:
    forge.review("ben", HEAD, "COMMENTED")
    assert Reader(forge).counting == []
    assert [one.path.rpartition("/")[2] for one in forge.calls] == ["7", "reviews"]


def test_three_thousand_reviews_are_read_to_the_last(forge: ReviewedGitHub) -> None:
    for number in range(2_999):
        forge.review(f"user{number}", HEAD, "COMMENTED")
    forge.review("ben", HEAD)
    assert Reader(forge).counting == ["ben"]
    assert sum(one.path.endswith("/reviews") for one in forge.calls) == 30


def test_more_commits_than_github_lists(forge: ReviewedGitHub) -> None:
    forge.commits = []
    for number in range(299):
        forge.commit(f"{number:040x}", author="cleo" if number == 260 else "ana")
    forge.commit(HEAD)
    for login in ("ben", "cleo"):
        forge.review(login, HEAD)
    read = Reader(forge)
    assert read.counting == ["ben"]
    assert list(read.lost) == ["cleo"]


def test_commits_that_are_missing_leave_doubt(forge: ReviewedGitHub) -> None:
    forge.review("ben", HEAD)
    forge.more = {"commits": 3}
    assert Reader(forge).doubts == [("ben", "incomplete")]


def test_the_last_pusher_is_told_by_the_branch_alone(forge: ReviewedGitHub) -> None:
    forge.push(OLD, "cleo")
    forge.push(HEAD, "ben")
    for login in ("ben", "cleo"):
        forge.review(login, HEAD)
    read = Reader(forge)
    assert read.counting == ["cleo"]
    assert read.lost == {"ben": "@ben pushed last"}


def test_a_program_pushes_on_top_of_a_person(forge: ReviewedGitHub) -> None:
    """Or a change would be its pusher's to approve, as soon as a workflow has pushed once more."""
    forge.pushes = []
    forge.push("3" * 40, "eve")
    forge.push("4" * 40, "dan", "branch_creation")
    forge.push(OLD, "cleo")
    forge.push(HEAD, "github-actions[bot]")
    for login in ("cleo", "dan"):
        forge.review(login, HEAD)
    assert Reader(forge).counting == ["dan"]


def test_a_branch_that_a_program_made_is_its_own(forge: ReviewedGitHub) -> None:
    forge.pushes = []
    forge.push(OLD, "cleo")
    forge.push(HEAD, "dependabot[bot]", "branch_creation")
    forge.review("cleo", HEAD)
    assert Reader(forge).counting == ["cleo"]


def test_a_pusher_who_is_not_told_leaves_doubt(forge: ReviewedGitHub) -> None:
    forge.pushes = []
    forge.push(OLD)
    forge.review("ben", HEAD)
    assert Reader(forge).doubts == [("ben", "unknown-pusher")]


@pytest.mark.parametrize("repo", [None, {"full_name": "../../evil"}, {"full_name": "a/b?x"}])
def test_a_fork_that_is_gone_or_has_no_name_leaves_doubt(forge: ReviewedGitHub, repo: Any) -> None:
    """GitHub's schema knows no deleted fork, and no such name."""
    forge.review("ben", HEAD)
    value = forge.told()
    value["head"]["repo"] = repo
    forge.fail("GET", "/pulls/7$", Said(value), times=9)
    assert Reader(forge).doubts == [("ben", "unknown-pusher")]


def test_co_authors_are_found_by_their_addresses(forge: ReviewedGitHub) -> None:
    forge.commits = []
    forge.commit(OLD, author="dan")
    lines = ("1+ben@users.noreply.github.com", "CLEO@acme.example", "dan@users.example")
    credits = "".join(f"Co-Authored-By: X <{each}>\n" for each in lines)
    agent = "Co-authored-by: Claude <noreply@anthropic.com>\n"
    forge.commit(HEAD, message=f"Change\n\n{credits}\nand a footer\n{agent}")
    forge.linked = {"CLEO@acme.example": "cleo"}
    for login in ("ben", "cleo", "dan", "eve"):
        forge.review(login, HEAD)
    read = Reader(forge)
    assert read.counting == ["eve"]
    assert read.lost["cleo"] == "@cleo is a co-author of 1111111111"


def test_an_address_of_no_account_leaves_doubt(forge: ReviewedGitHub) -> None:
    forge.commits = []
    forge.commit(HEAD, committer="root@laptop.example")
    forge.review("ben", HEAD)
    assert Reader(forge).doubts == [("ben", "unlinked-address")]


def test_a_co_author_of_no_account_leaves_doubt(forge: ReviewedGitHub) -> None:
    forge.commits = []
    forge.commit(HEAD, message="Change\n\nCo-authored-by: X <x@home.example>")
    forge.review("ben", HEAD)
    assert Reader(forge).doubts == [("ben", "unlinked-address")]


def test_graphql_that_fails_leaves_doubt(forge: ReviewedGitHub) -> None:
    forge.commits = []
    forge.commit(HEAD, message="Change\n\nCo-authored-by: X <x@home.example>")
    forge.linked = {"x@home.example": "cleo"}
    forge.fail("POST", "/graphql", gone(403, "Resource not accessible by integration"), times=9)
    forge.review("ben", HEAD)
    assert Reader(forge).doubts == [("ben", "unlinked-address")]


AGENT = "copilot-swe-agent[bot]"


def of_agent(forge: ReviewedGitHub, message: str = "Change") -> None:
    forge.author = "Copilot"
    forge.commits, forge.pushes = [], []
    forge.commit(HEAD, author="Copilot", message=message)
    forge.push(HEAD, AGENT)
    for login in ("ben", "cleo", "dan"):
        forge.review(login, HEAD)


def test_who_asked_an_agent_does_not_approve(forge: ReviewedGitHub) -> None:
    of_agent(forge, "Change\n\nCo-authored-by: dan <4+dan@users.noreply.github.com>")
    forge.more = {"assignees": [forge.user("Copilot"), forge.user("ben")]}
    read = Reader(forge)
    assert read.counting == ["cleo"]
    assert read.lost["ben"] == "@ben asked the agent for the change"


def test_who_was_assigned_before_asked_too(forge: ReviewedGitHub) -> None:
    of_agent(forge)
    forge.assigned("ben", "cleo")
    forge.assigned("ben", "cleo", "unassigned")
    forge.more = {"assignees": [forge.user("eve")]}
    assert Reader(forge).counting == ["dan"]


def test_an_agent_whom_nobody_knows_to_have_asked_leaves_doubt(forge: ReviewedGitHub) -> None:
    of_agent(forge)
    assert {why for _, why in Reader(forge).doubts} == {"unknown-requester"}


def test_bots_that_nobody_asks_need_no_requester(forge: ReviewedGitHub) -> None:
    of_agent(forge)
    forge.author = "dependabot[bot]"
    assert Reader(forge).counting == ["ben", "cleo", "dan"]


# -- teams ---------------------------------------------------------------------------------------


def is_by(forge: ReviewedGitHub, *owners: str) -> Any:
    forge.review("ben", HEAD)
    read = Reader(forge)
    [approval] = read["approvals"]
    made: list[Any] = [
        Owner(each, "team" if "/" in each else "user" if each[0] == "@" else "email")
        for each in owners
    ]
    return read.of(approval, "is_by", made)


def test_a_team_is_asked_for_its_member(forge: ReviewedGitHub) -> None:
    forge.members = {"pay": {"ben": "active"}, "ops": {"ben": "pending"}, "web": {}}
    assert is_by(forge, "@acme/pay") is True
    assert is_by(forge, "@acme/ops", "@zoe") is False
    assert is_by(forge, "@acme/web", "@BEN") is True


def test_no_team_is_asked_where_a_login_decides(forge: ReviewedGitHub) -> None:
    assert is_by(forge, "@acme/pay", "@ben") is True
    assert not any("/teams" in one.path for one in forge.calls)


@pytest.mark.parametrize("said", [gone(), gone(403, "Must have read:org")])
def test_a_team_that_is_not_visible_is_unknown(forge: ReviewedGitHub, said: Said) -> None:
    forge.fail("GET", "/orgs/", said, times=99)
    found = is_by(forge, "@acme/secret", "@zoe")
    assert isinstance(found, Unknown)
    assert found.reason in ("team-not-visible", "forbidden")
    assert found.remedy


def test_another_member_decides_where_one_team_is_unknown(forge: ReviewedGitHub) -> None:
    forge.members = {"pay": {"ben": "active"}}
    assert is_by(forge, "@acme/secret", "@acme/pay") is True


def test_a_public_address_is_an_owners(forge: ReviewedGitHub) -> None:
    forge.emails = {"ben": "Ben@Example.org"}
    assert is_by(forge, "ben@example.org") is True
    found = is_by(forge, "other@example.org")
    assert isinstance(found, Unknown)
    assert found.reason == "unlinked-address"


def test_all_teams_of_an_approver(forge: ReviewedGitHub) -> None:
    forge.members = {"pay": {"ben": "active"}, "ops": {"ben": "pending"}, "web": {}}
    forge.review("ben", HEAD)
    read = Reader(forge)
    assert read.of(read["approvals"][0], "teams") == ["acme/pay"]


def test_the_conversation(forge: ReviewedGitHub) -> None:
    forge.say("bylaw: break-glass", "ben", "User")["updated_at"] = "2030-01-01T00:00:00Z"
    forge.say("hello", "ana", "User")
    found = Reader(forge).github.comments()
    assert not isinstance(found, Unknown)
    assert [(one.by.login, one.body, one.is_edited) for one in found] == [
        ("ben", "bylaw: break-glass", True),
        ("ana", "hello", False),
    ]


# -- what goes wrong -------------------------------------------------------------------------------

WRONG = {
    "a token without scope": (gone(403, "Resource not accessible"), "forbidden"),
    "a token that is not known": (gone(401, "Bad credentials"), "unauthorized"),
    "a limit": (
        Said({}, 403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "99999999999"}),
        "rate-limited",
    ),
    "a page of a proxy": (Said(data=b"<html>login</html>"), "bad-answer"),
    "no list": (Said({"message": "hello"}), "bad-answer"),
    "a list of nothing": (Said([{}]), "bad-answer"),
    "a state of tomorrow": (
        Said([{"state": "BLESSED", "user": None, "submitted_at": "2026-01-01T00:00:00Z"}]),
        "bad-answer",
    ),
    "a time that is none": (
        Said([{"state": "APPROVED", "user": None, "commit_id": "1", "submitted_at": "now"}]),
        "bad-answer",
    ),
}


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.parametrize("path", ["/pulls/7$", "/reviews$"])
def test_what_goes_wrong_is_unknown(forge: ReviewedGitHub, what: str, path: str) -> None:
    said, reason = WRONG[what]
    forge.review("ben", HEAD)
    forge.fail("GET", path, said, times=99)
    found = Reader(forge)["approvals"]
    assert isinstance(found, Unknown)
    assert (found.fact, found.reason) == ("review.approvals", reason)
    assert found.detail
    assert forge.token not in repr(found)


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.parametrize("path", ["/commits$", "/activity$"])
def test_what_goes_wrong_of_the_makers_leaves_doubt(
    forge: ReviewedGitHub, what: str, path: str
) -> None:
    said, _ = WRONG[what]
    forge.review("ben", HEAD)
    forge.fail("GET", path, said, times=99)
    assert [who for who, _ in Reader(forge).doubts] == ["ben"]


def test_an_error_in_the_middle_of_the_pages_gives_no_part_of_them(forge: ReviewedGitHub) -> None:
    for number in range(150):
        forge.review(f"user{number}", HEAD)
    forge.fail("GET", "/reviews$", gone(500, "Oops"), after=1, times=99)
    found = Reader(forge)["approvals"]
    assert isinstance(found, Unknown)
    assert found.reason == "http-500"


def test_a_megabyte_of_text_and_hostile_names(forge: ReviewedGitHub) -> None:
    title = "x" * 1_000_000 + "\u202e::error::\n@everyone"
    forge.more = {
        "title": title,
        "labels": [{**forge._shape("GET", "/repos/{owner}/{repo}/labels")[0], "name": "\n"}],
    }
    forge.review("::set-output name=x::y", HEAD)
    read = Reader(forge)
    assert read["title"] == title
    assert read["labels"] == ("\n",)
    assert read.counting == ["::set-output name=x::y"]


def test_a_login_cannot_leave_its_place_in_an_address(forge: ReviewedGitHub) -> None:
    forge.members = {"pay": {}}
    found = Reader(forge).github.is_member(Who("../../admin?x=1#"), "@acme/pay")
    assert found is False
    assert forge.calls[0].path == "/orgs/acme/teams/pay/memberships/..%2F..%2Fadmin%3Fx%3D1%23"


def test_answers_are_recorded_and_replayed(forge: ReviewedGitHub, tmp_path: Any) -> None:
    forge.members = {"pay": {"ben": "active"}, "ops": {}}
    forge.review("ben", HEAD)
    file = tmp_path / "facts.json"

    def run(answers: Answers) -> tuple[Any, Any, Any]:
        read = Reader(forge, answers)
        [approval] = read["approvals"]
        owners: Any = [Owner("@acme/ops", "team")]
        others: Any = [Owner("@acme/pay", "team")]
        return (
            read["title"],
            read.of(approval, "is_by", owners),
            read.of(approval, "is_by", others),
        )

    record = Answers.at(file)
    said = run(record)
    record.save()
    asked = len(forge.calls)
    assert run(Answers.at(file)) == said
    assert len(forge.calls) == asked
    assert forge.token not in file.read_text("utf-8")
    found = Reader(forge, Answers.at(file)).github.comments()
    assert isinstance(found, Unknown)
    assert found.reason == "not-recorded"
