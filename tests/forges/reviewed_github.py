"""GitHub with what it knows of a review: reviews, commits, activity, teams."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.forges.github import PULL, REPO, GitHub
from tests.forges.server import Call, Said, gone, serving

TEAM = "/orgs/{org}/teams/{team_slug}"


class ReviewedGitHub(GitHub):
    """Pull request 7 of `acme/shop`: opened, made and pushed by ana unless a test says else."""

    def __init__(self) -> None:
        super().__init__()
        self.given_reviews: list[dict[str, Any]] = []
        self.commits: list[dict[str, Any]] = []
        self.pushes: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.members: dict[str, dict[str, str]] = {}
        """State of membership by login, by team; a team that is not in it is not visible."""
        self.emails: dict[str, str] = {}
        """What users show to everybody."""
        self.linked: dict[str, str] = {}
        """Logins by addresses, as GraphQL tells them of co-authors."""
        self.author = "ana"
        self.more: dict[str, Any] = {}
        """More of the pull request."""
        self.permissions: dict[str, str] = {}
        """By login; all others may write."""
        self.route("GET", f"{REPO}/collaborators/{{username}}/permission", self._permission)
        self.route("GET", f"{PULL}/reviews", self._reviews)
        self.route("GET", f"{PULL}/commits", self._listed)
        self.route("GET", f"{REPO}/compare/{{basehead}}", self._compared)
        self.route("GET", f"{REPO}/activity", self._activity)
        self.route("GET", f"{REPO}/issues/{{issue_number}}/events", self._events)
        self.route("GET", "/orgs/{org}/teams", self._teams)
        self.route("GET", TEAM, self._team)
        self.route("GET", f"{TEAM}/memberships/{{username}}", self._membership)
        self.route("GET", "/users/{username}", self._account)

    def ready(self, head: str) -> None:
        """The pull request as ana made it, at a commit."""
        self.head = head
        self.commit(head)
        self.push(head)

    def review(self, login: str, commit: str, state: str = "APPROVED", **more: Any) -> None:
        made = self._shape("GET", f"{PULL}/reviews")[0]
        made |= {"id": self.number(), "user": self.user(login), "state": state, "commit_id": commit}
        at = f"2026-01-02T03:{len(self.given_reviews) // 60 % 60:02}:"
        made |= {"submitted_at": f"{at}{len(self.given_reviews) % 60:02}Z", **more}
        if state == "PENDING":
            del made["submitted_at"]
        self.given_reviews.append(made)

    def commit(
        self,
        sha: str,
        author: str = "ana",
        committer: str = "web-flow",
        message: str = "Change",
        **more: Any,
    ) -> None:
        """A commit; an author or committer with `@` is an address of no account."""
        made = self._shape("GET", f"{PULL}/commits")[0]
        made["sha"] = sha
        made["commit"]["message"] = message
        for role, who in (("author", author), ("committer", committer)):
            made["commit"][role] |= {"email": who if "@" in who else f"{who}@users.example"}
            made[role] = None if "@" in who else self.user(who)
        self.commits.append(made | more)

    def push(self, sha: str, login: str | None = "ana", kind: str = "push") -> None:
        made = self._shape("GET", f"{REPO}/activity")[0]
        made |= {"after": sha, "actor": self.user(login) if login else None}
        # GitHub's example is older than its schema.
        made |= {"timestamp": "2026-01-02T03:04:05Z", "activity_type": kind}
        self.pushes.insert(0, made)

    def assigned(self, assignee: str, assigner: str, event: str = "assigned") -> None:
        made = self._shape("GET", f"{REPO}/issues/{{issue_number}}/events")[0]
        made |= {"event": event, "assignee": self.user(assignee), "assigner": self.user(assigner)}
        self.events.append(made)

    def told(self) -> dict[str, Any]:
        """The pull request as it is answered."""
        call = Call("GET", "", {}, None, {})
        found: dict[str, Any] = self._pull(call, str(self.pull)).value
        return found

    def user(self, login: str) -> dict[str, Any]:
        kind = "Bot" if login.endswith("[bot]") or login == "Copilot" else "User"
        return {**self._user(login, kind), "id": sum(login.casefold().encode())}

    def _pull(self, call: Call, pull_number: str) -> Said:
        said = super()._pull(call, pull_number)
        if said.status == 200:
            value = said.value
            value |= {"user": self.user(self.author), "commits": len(self.commits)}
            value |= {"requested_reviewers": [self.user("dan")], "assignees": []}
            value["head"] |= {"ref": "change"}
            value["head"]["repo"]["full_name"] = "acme/shop"
            value |= self.more
        return said

    def _graphql(self, call: Call) -> Said:
        asked = re.findall(r'(c\d+):object\(oid:"(\w+)"\)', call.body["query"])
        if not asked:
            return super()._graphql(call)
        messages = {one["sha"]: one["commit"]["message"] for one in self.commits}
        found = {}
        for name, sha in asked:
            addresses = re.findall(r"<(.+?)>", messages[sha])
            nodes = [
                {
                    "email": each,
                    "user": {"login": login, "databaseId": sum(login.casefold().encode())}
                    if (login := self.linked.get(each))
                    else None,
                }
                for each in addresses
            ]
            found[name] = {"authors": {"nodes": nodes}}
        return Said({"data": {"repository": found}})

    def _reviews(self, call: Call, pull_number: str) -> Said:
        return self.paged(call, self.given_reviews)

    def _listed(self, call: Call, pull_number: str) -> Said:
        return self.paged(call, self.commits[:250])

    def _compared(self, call: Call, basehead: str) -> Said:
        made = self._shape("GET", f"{REPO}/compare/{{basehead}}")
        page = self.paged(call, self.commits)
        made |= {"commits": page.value, "total_commits": len(self.commits)}
        return Said(made, headers=page.headers)

    def _activity(self, call: Call) -> Said:
        assert call.query["ref"] == "refs/heads/change"
        return self.paged(call, self.pushes)

    def _events(self, call: Call, issue_number: str) -> Said:
        return self.paged(call, self.events)

    def _permission(self, call: Call, username: str) -> Said:
        made = self._shape("GET", f"{REPO}/collaborators/{{username}}/permission")
        said = {"permission": self.permissions.get(username, "write")}
        return Said({**made, **said, "user": None})  # its example is older than its schema

    def _teams(self, call: Call, org: str) -> Said:
        shape = self._shape("GET", "/orgs/{org}/teams")[0] | {"type": "organization"}
        return self.paged(call, [{**shape, "slug": each, "name": each} for each in self.members])

    def _team(self, call: Call, org: str, team_slug: str) -> Said:
        if org != "acme" or team_slug not in self.members:
            return gone()
        made = self._shape("GET", TEAM) | {"slug": team_slug, "type": "organization"}
        made["organization"]["archived_at"] = None
        return Said(made)

    def _membership(self, call: Call, org: str, team_slug: str, username: str) -> Said:
        state = self.members.get(team_slug, {}).get(username) if org == "acme" else None
        if state is None:
            return Said(status=404)
        return Said({**self._shape("GET", f"{TEAM}/memberships/{{username}}"), "state": state})

    def _account(self, call: Call, username: str) -> Said:
        made = self._shape("GET", "/users/{username}")
        return Said({**made, "login": username, "email": self.emails.get(username)})


@contextmanager
def reviewed() -> Iterator[ReviewedGitHub]:
    """GitHub behind a free port; no request broke its API."""
    forge = ReviewedGitHub()
    with serving(forge):
        yield forge
    assert forge.breaches == []
