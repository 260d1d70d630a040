"""Pull requests of GitHub, by its REST API: https://docs.github.com/rest.

Co-authors' accounts are asked for over GraphQL, which alone tells them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import quote

from bylaw.facts.place import Unknown
from bylaw.sources.forges import co_authors
from bylaw.sources.forges.asking import Asking, number, seconds, text
from bylaw.sources.forges.model import Comment, PullCommit, PullRequest, Review, State, Who
from bylaw.sources.forges.parts import Parts
from bylaw.sources.forges.people import (
    is_agent,
    is_bot_name,
    is_person,
    known,
    last_pusher,
    login_of,
)
from bylaw.sources.forges.pipeline import repository_path
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.services.interface import Failed

T = TypeVar("T")

MOST_LISTED: Final = 250
"""Commits that the list of a pull request has at most; comparing both ends has no such bound."""
_STATES: Final[Mapping[str, State]] = {
    "APPROVED": "approved",
    "CHANGES_REQUESTED": "changes-requested",
    "COMMENTED": "commented",
    "DISMISSED": "dismissed",
}
_PENDING: Final = "PENDING"
"""A review that its author has not handed in; nobody else sees it."""
_TEAM: Final = re.compile(r"@?([A-Za-z0-9][A-Za-z0-9-]*)/([A-Za-z0-9._-]+)")
_AT_ONCE: Final = 50
"""Commits in one GraphQL query."""
_ON_COMMIT: Final = "{...on Commit{authors(first:100){nodes{email user{login databaseId}}}}}"
_HEX: Final = re.compile(r"[0-9a-f]{40,64}")


class GitHub(Parts):
    """Pull requests.

    Who pushed comes from the activity of the branch, which no commit can forge; who asked is
    whoever was ever assigned, or is a co-author, where an agent opened it.
    """

    forge = "GitHub"

    def __init__(self, asking: Asking, repository: str, number: int) -> None:
        """Asks nothing yet.

        Args:
            asking: The API.
            repository: `owner/name`, where the change is to land.
            number: The pull request's.
        """
        super().__init__(asking)
        self._owner, _, self._name = repository.partition("/")
        self._repo = f"/repos/{quote(repository)}"
        self._number = number

    def is_member(self, who: Who, team: str) -> bool | Unknown:
        """See model.Forge. Without a slash it is a user's name, so that nobody else is meant."""
        found = _TEAM.fullmatch(team)
        if found is None:
            return False
        return self._part(
            "approval.is_by", lambda: self._read_member(who, found[1], found[2]), "team", team, who
        )

    def _raw(self) -> Any:
        return self._asking.get(f"{self._repo}/pulls/{self._number}")

    def _read_pull(self) -> PullRequest:
        said = self._raw()
        return PullRequest(
            number=number(said["number"]),
            title=text(said["title"]),
            body=text(said["body"]),
            author=_account(said["user"]),
            labels=tuple(text(one["name"]) for one in said["labels"]),
            draft=bool(said.get("draft", False)),
            target_branch=text(said["base"]["ref"]),
            url=text(said["html_url"]),
            head=text(said["head"]["sha"]),
            requested_reviewers=(
                *(text(one["login"]) for one in said.get("requested_reviewers") or ()),
                *(
                    f"{self._owner}/{text(one['slug'])}"
                    for one in said.get("requested_teams") or ()
                ),
            ),
        )

    def _read_reviews(self) -> Iterator[Review]:
        for one in self._asking.entries(f"{self._repo}/pulls/{self._number}/reviews"):
            if one["state"] != _PENDING:
                yield Review(
                    by=_account(one["user"]),
                    state=_STATES[one["state"]],
                    at=int(seconds(one["submitted_at"])),
                    commit=text(one["commit_id"]),
                )

    def _read_comments(self) -> Iterator[Comment]:
        for one in self._asking.entries(f"{self._repo}/issues/{self._number}/comments"):
            yield Comment(
                by=_account(one["user"]),
                at=int(seconds(one["created_at"])),
                body=text(one.get("body")),
                is_edited=one["updated_at"] != one["created_at"],
                url=text(one["html_url"]),
            )

    def _read_commits(self) -> Sequence[PullCommit]:
        said = self._raw()
        most, head = number(said["commits"]), text(said["head"]["sha"])
        if most < MOST_LISTED:
            listed = self._asking.entries(f"{self._repo}/pulls/{self._number}/commits")
        else:
            ends = f"{text(said['base']['sha'])}...{head}"
            listed = self._asking.entries(f"{self._repo}/compare/{quote(ends)}", key="commits")
        if len(listed) < most or all(one["sha"] != head for one in listed):
            raise Failed(
                "incomplete",
                f"{self._asking.api.host} lists {len(listed)} of {most} commits of the request.",
                "Run this again: commits may have come meanwhile.",
            )
        accounts = self._accounts(listed)
        return [
            PullCommit(
                id=text(one["sha"]),
                author=_maker(one, "author"),
                committer=_maker(one, "committer"),
                co_authors=tuple(co_authors.named(text(one["commit"]["message"]), accounts)),
            )
            for one in listed
        ]

    def _accounts(self, listed: Sequence[Any]) -> Mapping[str, Who]:
        """Accounts by addresses in lower case: of those who made commits, and of co-authors."""
        found: dict[str, Who] = {}
        for one in listed:
            for role in ("author", "committer"):
                who = _maker(one, role)
                if who.login and who.email:
                    found[who.email.casefold()] = who
        asked = [
            text(one["sha"])
            for one in listed
            if any(
                address.casefold() not in found
                and not login_of(address)
                and is_person(Who(email=address))
                for address in co_authors.addresses(text(one["commit"]["message"]))
            )
        ]
        for at in range(0, len(asked), _AT_ONCE):
            found |= self._co_authors(asked[at : at + _AT_ONCE])
        return found

    def _co_authors(self, commits: Sequence[str]) -> Mapping[str, Who]:
        """Accounts of those whom GitHub counts among the authors; none where it does not say."""
        fields = " ".join(
            f'c{at}:object(oid:"{each}"){_ON_COMMIT}'
            for at, each in enumerate(commits)
            if _HEX.fullmatch(each)
        )
        of = "repository(owner:$owner,name:$name)"
        query = f"query($owner:String!,$name:String!){{{of}{{{fields}}}}}"
        try:
            said = self._asking.graphql(query, {"owner": self._owner, "name": self._name})
        except Failed:
            return {}  # they stay without an account, and approvals in doubt
        return {
            text(actor["email"]).casefold(): Who(
                text(actor["user"]["login"]),
                text(actor["email"]),
                id=number(actor["user"]["databaseId"]),
            )
            for commit in said["repository"].values()
            if commit
            for actor in commit["authors"]["nodes"]
            if actor["user"]
        }

    def _read_pusher(self) -> Who:
        said = self._raw()
        head, repo = text(said["head"]["sha"]), said["head"]["repo"]
        try:
            where = repository_path(
                text(repo["full_name"]) if repo else "", "the head's repository"
            )
        except NotJudged:
            raise _no_pusher("The repository that the request comes from is gone.") from None
        found = self._asking.entries(
            f"/repos/{quote(where)}/activity", {"ref": f"refs/heads/{text(said['head']['ref'])}"}
        )
        pushes = (
            (one["after"], _account(one["actor"]), one["activity_type"] == "branch_creation")
            for one in found
        )
        pushed = last_pusher(pushes, head)
        if pushed is None:
            raise _no_pusher(f"The activity of {where} does not tell who pushed {head[:10]}.")
        return pushed

    def _read_requesters(self) -> Sequence[Who]:
        said = self._raw()
        if not is_agent(known(_account(said["user"]))):
            return ()
        people = [_account(one) for one in said.get("assignees") or ()]
        for one in self._asking.entries(f"{self._repo}/issues/{self._number}/events"):
            if one["event"] in ("assigned", "unassigned"):
                people += [
                    _account(one[role]) for role in ("assignee", "assigner") if one.get(role)
                ]
        commits = self.commits()
        if not isinstance(commits, Unknown):
            people += [known(each) for one in commits for each in one.co_authors]
        found = tuple(dict.fromkeys(one for one in people if one.login and is_person(known(one))))
        if not found:
            raise Failed(
                "unknown-requester",
                "An agent opened the request, and GitHub does not tell who asked it to.",
                "Assign the request to whoever asked the agent.",
            )
        return found

    def _read_address(self, who: Who) -> str:
        user = self._asking.get(f"/users/{quote(who.login, '')}")
        public = user.get("email") if isinstance(user, dict) else None
        return public if isinstance(public, str) else ""

    def _read_may_write(self, who: Who) -> bool:
        """By GitHub's four old permissions, to which it maps all roles.

        Whoever can read a repository can approve a pull request of it.
        """
        at = f"{self._repo}/collaborators/{quote(who.login, '')}/permission"
        return text(self._asking.get(at)["permission"]) in ("admin", "write")

    def _read_member(self, who: Who, org: str, team: str) -> bool:
        at = f"/orgs/{quote(org)}/teams/{quote(team)}"
        try:
            said = self._asking.get(f"{at}/memberships/{quote(who.login, '')}")
        except Failed as failed:
            if failed.reason != "not-found":
                raise
            if self._asking.is_there(at):
                return False
            raise Failed(
                "team-not-visible",
                f"The token does not see the team @{org}/{team}, or there is none.",
                "Give a token that may read members of the organisation (an app's `members: read`, "
                "or the scope `read:org`); the token of GitHub Actions cannot.",
            ) from None
        return bool(said["state"] == "active")

    def _read_teams(self, who: Who) -> Iterator[str]:
        for one in self._asking.entries(f"/orgs/{quote(self._owner)}/teams"):
            slug = text(one["slug"])
            if self._read_member(who, self._owner, slug):
                yield f"{self._owner}/{slug}"


def _account(said: Any) -> Who:
    """An account; GitHub says null of one that was deleted."""
    if said is None:
        return Who("ghost")
    login = text(said["login"])
    is_bot = said.get("type") in ("Bot", "Mannequin") or is_bot_name(login)
    return Who(login, is_bot=is_bot, id=number(said["id"]))


def _maker(commit: Any, role: str) -> Who:
    """Who made a commit: an account where GitHub links one, and the address that git has."""
    git, account = commit["commit"][role], commit[role]
    email = text(git.get("email")) if git else ""
    if not account:
        return Who(email=email)
    found = _account(account)
    return Who(found.login, email, found.is_bot, found.id)


def _no_pusher(detail: str) -> Failed:
    return Failed(
        "unknown-pusher",
        detail,
        "Push once more from a branch whose repository the token may read, or give --review FILE.",
    )
