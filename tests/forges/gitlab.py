"""GitLab on this machine, as far as bylaw asks it: notes, discussions, statuses of commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.forges.server import Call, Forge, Route, Said, gone, serving

PROJECT = "/projects/{id}"
MERGE = f"{PROJECT}/merge_requests/{{iid}}"

PARAMETERS: dict[tuple[str, str], frozenset[str]] = {
    ("POST", "notes"): frozenset({"body", "internal"}),
    ("PUT", "notes"): frozenset({"body"}),
    ("POST", "discussions"): frozenset({"body", "position", "commit_id"}),
    ("POST", "statuses"): frozenset(
        {"state", "ref", "name", "context", "target_url", "description", "coverage", "pipeline_id"}
    ),
}
"""What bodies may hold, by GitLab's documentation of notes, discussions and commits."""
POSITION = frozenset(
    {"base_sha", "start_sha", "head_sha", "position_type", "new_path", "old_path"}
    | {"new_line", "old_line", "line_range"}
)


class GitLab(Forge):
    """One project, `acme/tools/shop`, with one merge request."""

    prefix = "/api/v4"
    me = "project_9_bot"
    project = "acme/tools/shop"

    def __init__(self) -> None:
        super().__init__()
        self.iid = 7
        self.head = "1" * 40
        self.target = "main"
        self.notes: list[dict[str, Any]] = []
        self.discussions: list[dict[str, Any]] = []
        self.statuses: list[dict[str, Any]] = []
        self.shown: set[tuple[str, int | None, int | None]] | None = None
        """Path, old line and new line of what the diff shows; None takes every line."""
        self.route("GET", "/user", lambda call: Said(self._user(self.me)))
        self.route("GET", MERGE, self._merge)
        self.route("GET", f"{MERGE}/notes", self._notes)
        self.route("POST", f"{MERGE}/notes", self._note)
        self.route("PUT", f"{MERGE}/notes/{{note}}", self._edit)
        self.route("DELETE", f"{MERGE}/notes/{{note}}", self._remove)
        self.route("GET", f"{MERGE}/discussions", self._discussions)
        self.route("POST", f"{MERGE}/discussions", self._discuss)
        self.route("DELETE", f"{MERGE}/discussions/{{discussion}}/notes/{{note}}", self._take_back)
        self.route("GET", f"{PROJECT}/repository/commits/{{sha}}/statuses", self._of_commit)
        self.route("POST", f"{PROJECT}/statuses/{{sha}}", self._set_status)

    def say(self, body: str, login: str = "") -> dict[str, Any]:
        made = self._made(body, login or self.me)
        self.notes.append(made)
        return made

    def checked(self, call: Call, answer: Route, names: dict[str, str]) -> Said:
        if names.pop("id", self.project) != self.project:
            return gone(404, "404 Project Not Found")
        if names.pop("iid", str(self.iid)) != str(self.iid):
            return gone(404, "404 Not found")
        kind = next((one for one in ("notes", "discussions", "statuses") if one in call.path), "")
        known = PARAMETERS.get((call.method, kind))
        if known is not None and not set(call.body) <= known:
            self.breaches.append(f"{call.method} {call.path}: {set(call.body) - known}")
        return answer(call, **names)

    def _user(self, name: str) -> dict[str, Any]:
        return {"id": sum(name.encode()), "username": name, "name": name, "state": "active"}

    def _made(self, body: str, login: str) -> dict[str, Any]:
        return {
            "id": self.number(),
            "type": None,
            "body": body,
            "author": self._user(login),
            "system": False,
            "noteable_iid": self.iid,
            "resolvable": False,
        }

    def _merge(self, call: Call) -> Said:
        refs = {"base_sha": "b" * 40, "start_sha": "c" * 40, "head_sha": self.head}
        return Said(
            {
                "iid": self.iid,
                "state": "opened",
                "sha": self.head,
                "target_branch": self.target,
                "diff_refs": refs,
            }
        )

    def _notes(self, call: Call) -> Said:
        inline = [note for each in self.discussions for note in each["notes"]]
        return self.paged(call, [*self.notes, *inline])

    def _note(self, call: Call) -> Said:
        if len(call.body["body"]) > 1_000_000:
            return gone(400, "too long")
        return Said(self.say(call.body["body"]), 201)

    def _edit(self, call: Call, note: str) -> Said:
        for one in self.notes:
            if one["id"] == int(note):
                if one["author"]["username"] != self.me:
                    return gone(403, "403 Forbidden")
                one["body"] = call.body["body"]
                return Said(one)
        return gone()

    def _remove(self, call: Call, note: str) -> Said:
        self.notes = [one for one in self.notes if one["id"] != int(note)]
        return Said(status=204)

    def _discussions(self, call: Call) -> Said:
        alone = [
            {"id": f"n{one['id']}", "individual_note": True, "notes": [one]} for one in self.notes
        ]
        return self.paged(call, [*alone, *self.discussions])

    def _discuss(self, call: Call) -> Said:
        position = call.body["position"]
        if not set(position) <= POSITION or position["position_type"] != "text":
            self.breaches.append(f"position {position}")
        key = (position["new_path"], position.get("old_line"), position.get("new_line"))
        if self.shown is not None and key not in self.shown:
            return gone(400, '400 Bad request - Note {:line_code=>["can\'t be blank"]}')
        note = self._made(call.body["body"], self.me)
        note |= {"type": "DiffNote", "position": position, "resolvable": True, "resolved": False}
        made = {"id": f"{self.number():040x}", "individual_note": False, "notes": [note]}
        self.discussions.append(made)
        return Said(made, 201)

    def _take_back(self, call: Call, discussion: str, note: str) -> Said:
        for each in self.discussions:
            if each["id"] == discussion:
                each["notes"] = [one for one in each["notes"] if one["id"] != int(note)]
        self.discussions = [each for each in self.discussions if each["notes"]]
        return Said(status=204)

    def _of_commit(self, call: Call, sha: str) -> Said:
        latest = {one["name"]: one for one in self.statuses if one["sha"] == sha}
        return self.paged(call, list(latest.values()))

    def _set_status(self, call: Call, sha: str) -> Said:
        state, name = call.body["state"], call.body.get("name", "default")
        if len(call.body.get("description", "")) > 255:
            return gone(400, "description is too long")
        latest = {one["name"]: one for one in self.statuses if one["sha"] == sha}
        if state in ("pending", "running") and latest.get(name, {}).get("status") == state:
            return gone(400, f"Cannot transition status via :enqueue from :{state}")
        made = {
            "id": self.number(),
            "sha": sha,
            "status": state,
            "name": name,
            "description": call.body.get("description"),
        }
        self.statuses.append(made)
        return Said(made, 201)


@contextmanager
def gitlab() -> Iterator[GitLab]:
    """GitLab behind a free port; no request broke its API."""
    forge = GitLab()
    with serving(forge):
        yield forge
    assert forge.breaches == []
