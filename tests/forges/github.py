"""GitHub on this machine, as far as bylaw asks it: pull requests, comments, checks, statuses."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.forges import openapi
from tests.forges.server import Call, Forge, Route, Said, gone, serving

REPO = "/repos/{owner}/{repo}"
PULL = f"{REPO}/pulls/{{pull_number}}"


class GitHub(Forge):
    """One repository, `acme/shop`, with one pull request."""

    prefix = "/api/v3"

    def __init__(self) -> None:
        super().__init__()
        self.pull = 7
        self.head = "1" * 40
        self.target = "main"
        self.other_pulls: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.review_comments: list[dict[str, Any]] = []
        self.reviews: list[dict[str, Any]] = []
        self.runs: list[dict[str, Any]] = []
        self.annotations: dict[int, list[dict[str, Any]]] = {}
        self.statuses: list[dict[str, Any]] = []
        self.sarifs: list[dict[str, Any]] = []
        self.shown: set[tuple[str, str, int]] | None = None
        """Path, side and line of what the diff shows; None takes every line."""
        self.route("POST", "/graphql", self._graphql)
        self.route("GET", PULL, self._pull)
        self.route("GET", f"{REPO}/pulls", self._pulls)
        self.route("GET", f"{REPO}/issues/{{issue_number}}/comments", self._comments)
        self.route("POST", f"{REPO}/issues/{{issue_number}}/comments", self._comment)
        self.route("PATCH", f"{REPO}/issues/comments/{{comment_id}}", self._edit)
        self.route("DELETE", f"{REPO}/issues/comments/{{comment_id}}", self._remove)
        self.route("GET", f"{PULL}/comments", self._review_comments)
        self.route("DELETE", f"{REPO}/pulls/comments/{{comment_id}}", self._remove_inline)
        self.route("POST", f"{PULL}/reviews", self._review)
        self.route("GET", f"{REPO}/commits/{{ref}}/check-runs", self._runs)
        self.route("POST", f"{REPO}/check-runs", self._run)
        self.route("PATCH", f"{REPO}/check-runs/{{check_run_id}}", self._run_on)
        self.route("GET", f"{REPO}/commits/{{ref}}/status", self._status)
        self.route("POST", f"{REPO}/statuses/{{sha}}", self._set_status)
        self.route("POST", f"{REPO}/code-scanning/sarifs", self._sarif)

    def say(self, body: str, login: str = "", kind: str = "Bot") -> dict[str, Any]:
        """A comment in the conversation, of bylaw's own account by default."""
        made: dict[str, Any] = self._shape("GET", f"{REPO}/issues/{{issue_number}}/comments")[0]
        made |= {"id": self.number(), "body": body, "user": self._user(login or self.me, kind)}
        self.comments.append(made)
        return made

    def say_inline(self, body: str, path: str, line: int, **more: Any) -> dict[str, Any]:
        """A comment on a line; `to` answers another one, `login` says who."""
        made: dict[str, Any] = self._shape("GET", f"{PULL}/comments")[0]
        login, to = more.pop("login", self.me), more.pop("to", None)
        kind = "Bot" if login.endswith("[bot]") else "User"
        made |= {"id": self.number(), "body": body, "path": path, "line": line, "side": "RIGHT"}
        made |= {"user": self._user(login, kind), "subject_type": "line", **more}
        made.pop("in_reply_to_id", None)
        if to is not None:
            made["in_reply_to_id"] = to
        self.review_comments.append(made)
        return made

    def checked(self, call: Call, answer: Route, names: dict[str, str]) -> Said:
        if call.path == "/graphql":
            return answer(call)
        try:
            template = openapi.check_request(call.method, call.path, call.query, call.body)
            if names.get("owner", "acme") != "acme" or names.get("repo", "shop") != "shop":
                return gone()
            names = {k: v for k, v in names.items() if k not in ("owner", "repo")}
            said = answer(call, **names)
            openapi.check_answer(call.method, template, said.status, said.value)
        except openapi.Breach as breach:
            self.breaches.append(str(breach))
            return gone(500, str(breach))
        return said

    def answer(self, call: Call) -> Said:
        # A server has GraphQL beside the REST API, not below it.
        call.path = call.path.replace("/api/graphql", "/graphql")
        return super().answer(call)

    def _shape(self, method: str, template: str) -> Any:
        return openapi.example(method, template)

    def _user(self, login: str, kind: str) -> dict[str, Any]:
        template = f"{REPO}/issues/{{issue_number}}/comments"
        found: dict[str, Any] = self._shape("GET", template)[0]["user"]
        return {**found, "login": login, "type": kind}

    def _graphql(self, call: Call) -> Said:
        return Said({"data": {"viewer": {"login": self.me}}})

    def _pull(self, call: Call, pull_number: str) -> Said:
        if int(pull_number) != self.pull:
            return gone()
        made = self._shape("GET", PULL)
        made |= {"number": self.pull, "requested_teams": []}
        made["head"]["sha"] = self.head
        made["base"]["ref"] = self.target
        return Said(made)

    def _pulls(self, call: Call) -> Said:
        made = self._shape("GET", f"{REPO}/pulls")[0]
        made |= {"number": self.pull, "requested_teams": []}
        made["head"]["sha"] = self.head
        made["base"]["ref"] = self.target
        return self.paged(call, [made, *self.other_pulls])

    def _comments(self, call: Call, issue_number: str) -> Said:
        return self.paged(call, self.comments)

    def _comment(self, call: Call, issue_number: str) -> Said:
        if len(call.body["body"]) > 65_536:
            return gone(422, "body is too long")
        return Said(self.say(call.body["body"]), 201)

    def _edit(self, call: Call, comment_id: str) -> Said:
        for one in self.comments:
            if one["id"] == int(comment_id):
                if one["user"]["login"] != self.me:
                    return gone(403, "Resource not accessible by integration")
                one["body"] = call.body["body"]
                return Said(one)
        return gone()

    def _remove(self, call: Call, comment_id: str) -> Said:
        self.comments = [one for one in self.comments if one["id"] != int(comment_id)]
        return Said(status=204)

    def _review_comments(self, call: Call, pull_number: str) -> Said:
        return self.paged(call, self.review_comments)

    def _remove_inline(self, call: Call, comment_id: str) -> Said:
        kept = [one for one in self.review_comments if one["id"] != int(comment_id)]
        if len(kept) == len(self.review_comments):
            return gone()
        self.review_comments = kept
        return Said(status=204)

    def _review(self, call: Call, pull_number: str) -> Said:
        for one in call.body.get("comments", []):
            if len(one["body"]) > 65_536:
                return gone(422, "body is too long")
            key = (one["path"], one.get("side", "RIGHT"), one["line"])
            if self.shown is not None and key not in self.shown:
                return gone(422, "Line could not be resolved")
        for one in call.body.get("comments", []):
            self.say_inline(one["body"], one["path"], one["line"], side=one.get("side", "RIGHT"))
        made = self._shape("POST", f"{PULL}/reviews")
        made |= {"id": self.number(), "state": "COMMENTED", "body": call.body.get("body", "")}
        self.reviews.append(made)
        return Said(made)

    def _runs(self, call: Call, ref: str) -> Said:
        name = call.query.get("check_name")
        found = [one for one in self.runs if one["head_sha"] == ref and name in (None, one["name"])]
        latest = {one["name"]: one for one in found}  # a later one takes the place of the earlier
        return self.paged(call, list(latest.values()), "check_runs")

    def _run(self, call: Call) -> Said:
        made = self._shape("POST", f"{REPO}/check-runs")
        made |= {"id": self.number(), "name": call.body["name"], "head_sha": call.body["head_sha"]}
        made |= {"conclusion": None, "status": "queued", "completed_at": None}
        self.annotations[made["id"]] = []
        self.runs.append(made)
        return self._written(made, call.body, 201)

    def _run_on(self, call: Call, check_run_id: str) -> Said:
        for one in self.runs:
            if one["id"] == int(check_run_id):
                return self._written(one, call.body, 200)
        return gone()

    def _written(self, run: dict[str, Any], body: dict[str, Any], status: int) -> Said:
        output = body.get("output", {})
        more = output.get("annotations", [])
        longest = max((len(one["message"].encode()) for one in more), default=0)
        if len(more) > 50 or len(output.get("summary", "")) > 65_535 or longest > 65_536:
            return gone(422, "too much")
        kept = self.annotations[run["id"]]
        kept += more
        run |= {k: body[k] for k in ("status", "conclusion", "external_id") if k in body}
        run["output"] = {
            "title": output.get("title"),
            "summary": output.get("summary"),
            "text": None,
            "annotations_count": len(kept),
            "annotations_url": f"{self.url}/annotations",
        }
        return Said(run, status)

    def _status(self, call: Call, ref: str) -> Said:
        made = self._shape("GET", f"{REPO}/commits/{{ref}}/status")
        latest = {one["context"]: one for one in self.statuses if one["sha"] == ref}
        shape = made["statuses"][0]
        made |= {"sha": ref, "total_count": len(latest)}
        listed = [
            {
                **shape,
                "context": each["context"],
                "state": each["state"],
                "description": each["description"],
            }
            for each in latest.values()
        ]
        page = self.paged(call, listed)
        made["statuses"] = page.value
        return Said(made, headers=page.headers)

    def _set_status(self, call: Call, sha: str) -> Said:
        if len(call.body.get("description", "")) > 140:
            return gone(422, "description is too long")
        self.statuses.append({"sha": sha, **call.body})
        made = self._shape("POST", f"{REPO}/statuses/{{sha}}")
        made |= {k: call.body[k] for k in ("state", "context", "description")}
        return Said(made, 201)

    def _sarif(self, call: Call) -> Said:
        data = json.loads(gzip.decompress(b64decode(call.body["sarif"])))
        self.sarifs.append({**call.body, "log": data})
        return Said({"id": "47177e22-5596-11eb-80a1-c1e54ef945c6", "url": "https://x.example"}, 202)


@contextmanager
def github() -> Iterator[GitHub]:
    """GitHub behind a free port; no request broke its API."""
    forge = GitHub()
    with serving(forge):
        yield forge
    assert forge.breaches == []
