"""GitLab with what it knows of a review, in the shapes of its documentation.

https://docs.gitlab.com/api/merge_requests/, …/merge_request_approvals/, …/events/, …/notes/,
…/members/, …/users/ and the GraphQL reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.forges.gitlab import MERGE, PROJECT, GitLab
from tests.forges.server import Call, Said, gone, serving

QUERIES = {
    "/events": {"action", "after", "per_page", "page"},
    "/notes": {"sort", "order_by", "per_page", "page"},
    "/users": {"username"},
    f"{PROJECT}/groups": {"with_shared", "per_page", "page"},
}


class ReviewedGitLab(GitLab):
    """Merge request 7 of `acme/tools/shop`: opened, made and pushed by ana unless said else."""

    def __init__(self) -> None:
        super().__init__()
        self.approved: list[dict[str, Any]] = []
        self.versions: list[dict[str, Any]] = []
        self.commits: list[dict[str, Any]] = []
        self.pushes: list[dict[str, Any]] = []
        self.reviewers: list[dict[str, Any]] | None = []
        """None: a GitLab that is too old to tell."""
        self.accounts: dict[str, str] = {}
        """Usernames by addresses."""
        self.members: dict[str, dict[str, int]] = {}
        """Access by username, by group; the project's own under its path."""
        self.users: dict[int, dict[str, Any]] = {}
        self.more: dict[str, Any] = {}
        self.has_committers = True
        self.roles: dict[str, int] = {}
        """Access to the project by username, inherited too; 0 is none, all others develop."""
        self.route("GET", f"{PROJECT}/members/all/{{user}}", self._of_all)
        self.route("POST", "/graphql", self._graphql)
        self.route("GET", f"{MERGE}/approvals", lambda call: Said({"approved_by": self.approved}))
        self.route("GET", f"{MERGE}/versions", lambda call: self.paged(call, self.versions))
        self.route("GET", f"{MERGE}/commits", lambda call: self.paged(call, self.commits))
        self.route("GET", f"{MERGE}/reviewers", self._reviewers)
        self.route("GET", "/projects/{id}/events", self._events)
        self.route("GET", "/users/{user}", self._one)
        self.route("GET", "/users", self._named)
        self.route("GET", f"{PROJECT}/groups", self._groups)
        self.route("GET", f"{PROJECT}/members/{{user}}", self._of_project)
        self.route("GET", "/groups/{group}", self._group)
        self.route("GET", "/groups/{group}/members/{user}", self._member)

    def ready(self, head: str) -> None:
        self.head = head
        self.commit(head)
        self.arrive(head, "2026-01-02T03:00:00.000Z")
        self.push(head)

    def approve(self, name: str, at: str | None = "2026-01-02T04:00:00.000Z") -> None:
        when = {} if at is None else {"approved_at": at}
        self.approved.append({"user": self.user(name), **when})

    def arrive(self, sha: str, at: str) -> None:
        self.versions.insert(0, {"id": self.number(), "head_commit_sha": sha, "created_at": at})

    def commit(
        self, sha: str, author: str = "ana@acme.example", committer: str = "", message: str = "x"
    ) -> None:
        self.accounts.setdefault("ana@acme.example", "ana")
        made = {"id": sha, "author_email": author, "committer_email": committer or author}
        self.commits.insert(0, {**made, "message": message})

    def push(
        self,
        sha: str | None,
        name: str = "ana",
        kind: str = "branch",
        ref: str = "change",
        action: str = "pushed",
    ) -> None:
        data = {"commit_to": sha, "ref": ref, "ref_type": kind, "action": action}
        self.pushes.insert(0, {"id": self.number(), "push_data": data, "author": self.user(name)})

    def user(self, name: str) -> dict[str, Any]:
        made = self._user(name)
        self.users.setdefault(made["id"], {**made, "bot": False, "public_email": ""})
        return made

    def checked(self, call: Call, answer: Any, names: dict[str, str]) -> Said:
        if call.method == "GET":
            for path, known in QUERIES.items():
                if call.path.endswith(path.rpartition("}")[2]) and not set(call.query) <= known:
                    self.breaches.append(f"{call.path}: {set(call.query) - known}")
        if call.path.endswith("/events"):
            return answer(call, **names) if names["id"] == "91" else gone()
        return super().checked(call, answer, names)

    def answer(self, call: Call) -> Said:
        call.path = call.path.replace("/api/graphql", "/graphql")
        return super().answer(call)

    def _merge(self, call: Call) -> Said:
        said = super()._merge(call)
        said.value |= {
            "title": "Change",
            "description": None,
            "author": self.user("ana"),
            "labels": ["bug"],
            "draft": False,
            "web_url": "https://git.example/acme/tools/shop/-/merge_requests/7",
            "reviewers": [self.user("dan")],
            "assignees": [],
            "source_project_id": 91,
            "source_branch": "change",
            **self.more,
        }
        return said

    def _made(self, body: str, login: str) -> dict[str, Any]:
        at = "2026-01-02T04:00:00.000Z"
        return {**super()._made(body, login), "created_at": at, "updated_at": at}

    def _graphql(self, call: Call) -> Said:
        assert call.body["variables"]["path"] == self.project
        if "committers(" in call.body["query"]:
            if not self.has_committers:
                return Said({"errors": [{"message": "Field 'committers' doesn't exist"}]})
            names = {self.accounts.get(one["committer_email"]) for one in self.commits} - {None}
            return self._connection(call, "committers", [{"username": one} for one in names])
        nodes = [
            {
                "authorEmail": one["author_email"],
                "author": {"username": name}
                if (name := self.accounts.get(one["author_email"]))
                else None,
            }
            for one in self.commits
        ]
        return self._connection(call, "commits", nodes)

    def _connection(self, call: Call, name: str, nodes: list[Any]) -> Said:
        start = int(call.body["variables"]["after"] or 0)
        page = {"hasNextPage": start + 100 < len(nodes), "endCursor": str(start + 100)}
        found = {"pageInfo": page, "nodes": nodes[start : start + 100]}
        return Said({"data": {"project": {"mergeRequest": {name: found}}}})

    def _reviewers(self, call: Call) -> Said:
        return gone() if self.reviewers is None else self.paged(call, self.reviewers)

    def _events(self, call: Call, id: str) -> Said:
        assert call.query["action"] == "pushed"
        return self.paged(call, self.pushes)

    def _one(self, call: Call, user: str) -> Said:
        found = self.users.get(int(user))
        return gone() if found is None else Said(found)

    def _named(self, call: Call) -> Said:
        name = call.query["username"]
        return Said([each for each in self.users.values() if each["username"] == name])

    def _groups(self, call: Call) -> Said:
        return self.paged(call, [{"full_path": each} for each in self.members])

    def _of_project(self, call: Call, user: str) -> Said:
        return self._member(call, self.project, user)

    def _of_all(self, call: Call, user: str) -> Said:
        found = self.users[int(user)]
        level = self.roles.get(found["username"], 30)
        return Said({**found, "access_level": level}) if level else gone()

    def _group(self, call: Call, group: str) -> Said:
        return Said({"full_path": group}) if group in self.members else gone()

    def _member(self, call: Call, group: str, user: str) -> Said:
        name = self.users.get(int(user), {}).get("username", "")
        level = self.members.get(group, {}).get(name)
        if level is None:
            return gone()
        return Said({**self.user(name), "access_level": level, "state": "active"})


@contextmanager
def reviewed() -> Iterator[ReviewedGitLab]:
    """GitLab behind a free port; no request broke its API."""
    forge = ReviewedGitLab()
    with serving(forge):
        yield forge
    assert forge.breaches == []
