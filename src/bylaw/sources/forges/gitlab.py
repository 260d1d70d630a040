"""Merge requests of GitLab, by its REST API: https://docs.gitlab.com/api/rest/.

Accounts of those who made commits are asked for over GraphQL, which alone tells them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar
from urllib.parse import quote

from bylaw.facts.place import Unknown
from bylaw.sources.forges import co_authors
from bylaw.sources.forges.asking import Asking, number, seconds, text
from bylaw.sources.forges.model import Comment, PullCommit, PullRequest, Review, Who
from bylaw.sources.forges.parts import Parts
from bylaw.sources.forges.people import (
    is_agent,
    is_person,
    key,
    known,
    last_pusher,
    login_of,
    shown,
)
from bylaw.sources.services.interface import Failed

T = TypeVar("T")

_APPROVED: Final = "approved this merge request"
"""The system note of an approval."""
_ROLES: Final = {"developer": 30, "maintainer": 40, "owner": 50}
"""https://docs.gitlab.com/api/members/#roles"""
_ROLE: Final = re.compile(r"@@(developer|maintainer|owner)s?")
_SERVICE: Final = re.compile(r"service_account_.+")
_DAY: Final = 24 * 3600
_COMMITS: Final = """\
query($path:ID!,$number:String!,$after:String){project(fullPath:$path){mergeRequest(iid:$number){\
commits(first:100,after:$after){pageInfo{hasNextPage endCursor}\
nodes{authorEmail author{username}}}}}}"""
_COMMITTERS: Final = """\
query($path:ID!,$number:String!,$after:String){project(fullPath:$path){mergeRequest(iid:$number){\
committers(first:100,after:$after){pageInfo{hasNextPage endCursor}nodes{username}}}}}"""


class GitLab(Parts):
    """Merge requests.

    Who pushed comes from the events of the project that the request comes from; who asked are
    assignees and co-authors, where an agent opened it.
    """

    forge = "GitLab"

    def __init__(self, asking: Asking, project: str, number: int) -> None:
        """Asks nothing yet.

        Args:
            asking: The API.
            project: The path of the project that the change is to land in: `group/sub/name`.
            number: The merge request's, within its project.
        """
        super().__init__(asking)
        self._path = project
        self._project = f"/projects/{quote(project, '')}"
        self._number = number
        self._at = f"{self._project}/merge_requests/{number}"

    def is_member(self, who: Who, team: str) -> bool | Unknown:
        """See model.Forge: `@group/sub`, `@name` and `@@role`; direct members, as CODEOWNERS."""
        return self._part("approval.is_by", lambda: self._read_member(who, team), "team", team, who)

    def _raw(self) -> Any:
        return self._asking.get(self._at)

    def _read_pull(self) -> PullRequest:
        said = self._raw()
        return PullRequest(
            number=number(said["iid"]),
            title=text(said["title"]),
            body=text(said["description"]),
            author=_account(said["author"]),
            labels=tuple(map(text, said["labels"])),
            draft=bool(said["draft"]),
            target_branch=text(said["target_branch"]),
            url=text(said["web_url"]),
            head=text(said["sha"]),
            requested_reviewers=tuple(text(one["username"]) for one in said.get("reviewers") or ()),
        )

    def _read_reviews(self) -> Iterator[Review]:
        approved = self._asking.get(f"{self._at}/approvals")["approved_by"]
        if not isinstance(approved, list):
            raise TypeError
        versions = self._versions() if approved else []
        latest = 0
        for one in approved:
            by = self._reviewer(_account(one["user"]))
            at = self._approved_at(one, by)
            latest = max(latest, int(at or 0))
            yield Review(by, "approved", int(at or 0), _commit_at(at, versions, by))
        for one in self._reviewers() if approved else ():
            # It has no time of its own; what was asked for last is what holds.
            if one["state"] == "requested_changes":
                yield Review(_account(one["user"]), "changes-requested", latest + 1, "")

    def _versions(self) -> list[tuple[float, str]]:
        """When each state of the request arrived, and its newest commit; the newest state first."""
        found = [
            (seconds(one["created_at"]), text(one["head_commit_sha"]))
            for one in self._asking.entries(f"{self._at}/versions")
        ]
        return sorted(found, reverse=True)

    def _approved_at(self, said: Any, by: Who) -> float | None:
        """When somebody approved; where an older GitLab does not tell, by its note of it."""
        if said.get("approved_at"):
            return seconds(said["approved_at"])
        times = [
            seconds(one["created_at"])
            for one in self._notes()
            if one["system"] and one["body"] == _APPROVED and _account(one["author"]).id == by.id
        ]
        return max(times, default=None)

    def _reviewers(self) -> list[Any]:
        """The reviewers with what they last said; none where GitLab is too old to tell."""
        try:
            return self._asking.entries(f"{self._at}/reviewers")
        except Failed as failed:
            if failed.reason == "not-found":
                return []
            raise

    def _reviewer(self, who: Who) -> Who:
        """With whether it is a program, as far as GitLab shows that."""
        said = self._user(who)
        return replace(who, is_bot=who.is_bot or said.get("bot") is True)

    def _user(self, who: Who) -> Mapping[str, Any]:
        said = self._asking.get(f"/users/{who.id}")
        if not isinstance(said, dict):
            raise TypeError
        return said

    def _notes(self) -> list[Any]:
        return self._asking.entries(f"{self._at}/notes", {"sort": "asc", "order_by": "created_at"})

    def _read_comments(self) -> Iterator[Comment]:
        url = text(self._raw()["web_url"])
        for one in self._notes():
            if not one["system"]:
                yield Comment(
                    by=_account(one["author"]),
                    at=int(seconds(one["created_at"])),
                    body=text(one["body"]),
                    is_edited=one["updated_at"] != one["created_at"],
                    url=f"{url}#note_{number(one['id'])}",
                )

    def _read_commits(self) -> Sequence[PullCommit]:
        listed = self._asking.entries(f"{self._at}/commits")
        head = text(self._raw()["sha"])
        if all(one["id"] != head for one in listed):
            raise Failed(
                "incomplete",
                f"{self._asking.api.host} does not list the newest commit of the request.",
                "Run this again: commits may have come meanwhile.",
            )
        accounts = self._accounts(listed)
        return [
            PullCommit(
                id=text(one["id"]),
                author=_maker(one["author_email"], accounts),
                committer=_maker(one["committer_email"], accounts),
                co_authors=tuple(co_authors.named(text(one["message"]), accounts)),
            )
            for one in listed
        ]

    def _accounts(self, listed: Sequence[Any]) -> Mapping[str, Who]:
        """Accounts by addresses in lower case; none where GitLab does not say.

        GitLab tells the accounts of authors one by one, those of committers only all together. An
        account has at least one of the addresses that are left, an address one account at most; so
        where there are as many of both, each address has one, and all of them are known.
        """
        try:
            authors = self._all(_COMMITS, "commits")
            committers = {text(one["username"]) for one in self._all(_COMMITTERS, "committers")}
        except Failed:
            return {}
        found = {
            text(one["authorEmail"]).casefold(): Who(text(one["author"]["username"]))
            for one in authors
            if one["author"]
        }
        addresses = {text(one["committer_email"]).casefold() for one in listed} - found.keys()
        without = {one for one in addresses if not login_of(one)}
        told = {key(who.login) for who in found.values()} | {
            key(login_of(one)) for one in addresses
        }
        left = {one for one in committers if key(one) not in told}
        if len(left) == len(without):
            # Which is whose does not matter: each of them is somebody who committed.
            found |= dict(zip(sorted(without), map(Who, sorted(left)), strict=True))
        return found

    def _all(self, query: str, name: str) -> list[Any]:
        """All nodes of a connection of the request. Raises Failed."""
        nodes: list[Any] = []
        after: str | None = None
        while True:
            asked = {"path": self._path, "number": str(self._number), "after": after}
            found = self._asking.graphql(query, asked)["project"]["mergeRequest"][name]
            nodes += found["nodes"]
            page = found["pageInfo"]
            if not page["hasNextPage"]:
                return nodes
            if page["endCursor"] == after:
                raise Failed("bad-paging", f"{self._asking.api.host} repeats a page.")
            after = text(page["endCursor"])

    def _read_pusher(self) -> Who:
        said = self._raw()
        head, branch = text(said["sha"]), text(said["source_branch"])
        if said["source_project_id"] is None:
            raise _no_pusher("The project that the request comes from is gone.")
        params: dict[str, str | int] = {"action": "pushed"}
        if (begun := min((at for at, _ in self._versions()), default=None)) is not None:
            params["after"] = _date(begun - 2 * _DAY)
        at = f"/projects/{number(said['source_project_id'])}/events"
        pushes = (
            (push["commit_to"], _account(one["author"]), push["action"] == "created")
            for one in self._asking.entries(at, params)
            if (push := one["push_data"])["ref_type"] == "branch" and push["ref"] == branch
        )
        pushed = last_pusher(pushes, head)
        if pushed is None:
            raise _no_pusher(f"The events of the project do not tell who pushed {head[:10]}.")
        return pushed

    def _read_requesters(self) -> Sequence[Who]:
        said = self._raw()
        if not is_agent(known(_account(said["author"]))):
            return ()
        people = [_account(one) for one in said.get("assignees") or ()]
        commits = self.commits()
        if not isinstance(commits, Unknown):
            people += [known(each) for one in commits for each in one.co_authors]
        found = tuple(dict.fromkeys(one for one in people if one.login and is_person(known(one))))
        if not found:
            raise Failed(
                "unknown-requester",
                "An agent opened the request, and GitLab does not tell who asked it to.",
                "Assign the request to whoever asked the agent.",
            )
        return found

    def _read_address(self, who: Who) -> str:
        public = self._user(who).get("public_email")
        return public if isinstance(public, str) else ""

    def _read_may_write(self, who: Who) -> bool:
        """From the role Developer on, inherited ones too."""
        level = self._level(f"{self._project}/members/all/{who.id}")
        return level is not None and level >= _ROLES["developer"]

    def _read_member(self, who: Who, team: str) -> bool:
        role = _ROLE.fullmatch(team)
        if role is not None:
            level = self._level(f"{self._project}/members/{who.id}")
            return level == _ROLES[role[1]]
        name = team.removeprefix("@")
        at = f"/groups/{quote(name, '')}"
        if self._level(f"{at}/members/{who.id}") is not None:
            return True
        if self._asking.is_there(at):
            return False
        if "/" not in name and any(
            key(text(one["username"])) == key(name)
            for one in self._asking.get("/users", {"username": name})
        ):
            return False  # the name of another user
        raise Failed(
            "team-not-visible",
            f"The token does not see the group {team}, or there is none.",
            "Give a token that may read the group (scope `read_api`, of one of its members).",
        )

    def _level(self, path: str) -> int | None:
        """The access of a member; None for somebody who is none."""
        if not self._asking.is_there(path):
            return None
        said = self._asking.get(path)
        return number(said["access_level"]) if said["state"] == "active" else None

    def _read_teams(self, who: Who) -> Iterator[str]:
        for one in self._asking.entries(f"{self._project}/groups", {"with_shared": "true"}):
            path = text(one["full_path"])
            if self._level(f"/groups/{quote(path, '')}/members/{who.id}") is not None:
                yield path


def _account(said: Any) -> Who:
    """An account; GitLab gives those of the deleted to its user `ghost`."""
    login = text(said["username"])
    return Who(login, is_bot=bool(_SERVICE.fullmatch(login)), id=number(said["id"]))


def _maker(email: Any, accounts: Mapping[str, Who]) -> Who:
    address = text(email)
    found = accounts.get(address.casefold())
    return Who(email=address) if found is None else Who(found.login, address)


def _commit_at(at: float | None, versions: Sequence[tuple[float, str]], by: Who) -> str | Unknown:
    """The newest commit when somebody approved: GitLab keeps no commit with an approval."""
    if at is None:
        return Unknown(
            "review.approvals",
            "unknown-commit",
            f"GitLab does not tell when @{shown(by.login)} approved, nor which commit.",
            "Withdraw the approval and give it again, or judge with a newer GitLab.",
        )
    return next((sha for arrived, sha in versions if arrived <= at), "")


def _date(moment: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def _no_pusher(detail: str) -> Failed:
    return Failed(
        "unknown-pusher",
        detail,
        "Push once more from a branch whose project the token may read, or give --review FILE.",
    )
