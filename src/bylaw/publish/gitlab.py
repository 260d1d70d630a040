"""Bring it to GitLab, gitlab.com or a server of one's own.

https://docs.gitlab.com/api/: notes, discussions, commits (statuses). Code Quality and SARIF are
artifacts of the job: there is nothing to send.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from bylaw.publish.forge import Change, at
from bylaw.publish.marks import note_mark, read_inline
from bylaw.publish.model import (
    Action,
    Comment,
    Content,
    CreateNote,
    DeleteNote,
    DeleteThread,
    EditNote,
    Inline,
    Kind,
    Note,
    SetStatus,
    Spot,
    State,
    Status,
    StatusState,
    Thread,
    Wanted,
)
from bylaw.publish.where import Where
from bylaw.reports.summary import plural
from bylaw.sources.forges.api import Api
from bylaw.sources.services.interface import Failed

_STATES: Final = {"success": "success", "failure": "failed", "error": "failed"}
_READ: Final[dict[str, StatusState]] = {"success": "success", "failed": "failure"}
_QUICK_ACTION: Final = re.compile(r"(?m)^(\s*)/")


class GitLab:
    """Fulfils `forge.Forge`."""

    parts: tuple[str, ...] = ("status", "comment", "inline")

    def __init__(self, api: Api, where: Where, kind: Kind = "verdict") -> None:
        self._api = api
        self._where = where
        self._kind: Kind = kind
        self._me: int | None = None
        self._project = f"/projects/{quote(where.repository, safe='')}"
        self._merge = f"{self._project}/merge_requests/{where.number}"
        self._request: Any = None

    @property
    def _head(self) -> str:
        assert self._where.head is not None
        return self._where.head

    def change(self) -> Change:
        """See forge.Forge."""
        found = self._api.get(self._merge)
        self._request = found
        return Change(at(found, "sha", str), at(found, "target_branch", str))

    def adapted(self, content: Content) -> Content:
        """See forge.Forge."""
        inline = content.inline
        if inline is not None:
            inline = tuple(replace(one, body=_quiet(one.body)) for one in inline)
        return replace(
            content,
            note=None if content.note is None else _quiet(content.note),
            inline=inline,
            # It knows one kind of failure.
            statuses=tuple(
                replace(one, state="failure") if one.state == "error" else one
                for one in content.statuses
            ),
        )

    def state(self, content: Content, wanted: Wanted) -> State:
        """See forge.Forge."""
        return State(
            notes=self._notes(wanted) if content.note is not None else (),
            threads=self._threads(wanted) if content.inline is not None else (),
            statuses=self._statuses(content.statuses) if content.statuses else (),
        )

    def do(self, action: Action) -> str:
        """See forge.Forge."""
        api, merge = self._api, self._merge
        match action:
            case CreateNote(body):
                api.send("POST", f"{merge}/notes", {"body": body})
                return "note created"
            case EditNote(id, body):
                api.send("PUT", f"{merge}/notes/{id}", {"body": body})
                return "note updated"
            case DeleteNote(id):
                self._delete(f"{merge}/notes/{id}")
                return "note removed"
            case DeleteThread(id):
                self._delete(f"{merge}/discussions/{id}")
                return "note on a line removed"
            case Comment(comments):
                return self._comment(comments)
            case SetStatus(status):
                said = {
                    "state": _STATES.get(status.state, "pending"),
                    "name": status.context,
                    "description": status.description,
                }
                api.send("POST", f"{self._project}/statuses/{self._head}", said)
                return f"status `{status.context}` set to {said['state']}"
        raise AssertionError(action)

    def _notes(self, wanted: Wanted) -> tuple[Note, ...]:
        mark = note_mark(wanted.name, self._kind)
        path = f"{self._merge}/notes"
        return tuple(
            Note(str(at(one, "id", int)), at(one, "body", str))
            for one in self._api.pages(path, {"sort": "asc", "order_by": "created_at"})
            if at(one, "body", str).startswith(mark) and self._is_mine(one)
        )

    def _threads(self, wanted: Wanted) -> tuple[Thread, ...]:
        found = []
        for one in self._api.pages(f"{self._merge}/discussions"):
            notes = [note for note in at(one, "notes", list) if not note.get("system")]
            read = read_inline(at(notes[0], "body", str), wanted.name) if notes else None
            if read is not None and self._is_mine(notes[0]):
                id = f"{at(one, 'id', str)}/notes/{at(notes[0], 'id', int)}"
                found.append(Thread(id, *read, has_answer=len(notes) > 1))
        return tuple(found)

    def _is_mine(self, note: Any) -> bool:
        if self._me is None:
            self._me = at(self._api.get("/user"), "id", int)
        return at(note, "author.id", int) == self._me

    def _statuses(self, wanted: Sequence[Status]) -> tuple[Status, ...]:
        """Those of the commit. One that waits is left alone: GitLab sets no status to what it is.

        So it is taken to say what is wanted, which differs in its description at most.
        """
        waiting = {one.context: one for one in wanted if one.state == "pending"}
        found = []
        path = f"{self._project}/repository/commits/{self._head}/statuses"
        for one in self._api.pages(path):
            name, state = at(one, "name", str), at(one, "status", str)
            if state in ("pending", "running"):
                found.append(waiting.get(name) or Status(name, "pending", ""))
            elif state in _READ:
                found.append(Status(name, _READ[state], one.get("description") or ""))
        return tuple(found)

    def _delete(self, path: str) -> None:
        try:
            self._api.send("DELETE", path)
        except Failed as failed:
            if failed.reason != "not-found":  # somebody was faster
                raise

    def _comment(self, comments: Sequence[Inline]) -> str:
        done = 0
        for one in comments:
            body = {"body": one.body, "position": self._position(one.spot)}
            try:
                self._api.send("POST", f"{self._merge}/discussions", body)
                done += 1
            except Failed as failed:
                if failed.reason not in ("http-400", "http-422"):
                    raise
        said = f"{plural(done, 'note')} on lines written"
        return said + (f", {len(comments) - done} not taken" if done < len(comments) else "")

    def _position(self, spot: Spot) -> dict[str, Any]:
        lines = {"new_line": spot.line, "old_line": spot.old_line}
        # Null in a merge request that GitLab has only begun to look at.
        refs = ("base_sha", "start_sha", "head_sha")
        return {
            **{name: at(self._request, f"diff_refs.{name}", str) for name in refs},
            "position_type": "text",
            "new_path": spot.path,
            "old_path": spot.old_path,
            **{name: line for name, line in lines.items() if line is not None},
        }


def _quiet(body: str) -> str:
    """The same without quick actions: GitLab obeys a line that begins with `/merge`."""
    return _QUICK_ACTION.sub("\\1\u200b/", body)
