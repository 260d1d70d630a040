"""Bring it to GitHub, or to a GitHub Enterprise Server.

https://docs.github.com/rest: issues/comments, pulls/comments, pulls/reviews, checks/runs,
commits/statuses, code-scanning.
"""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from bylaw.publish.forge import Change, at
from bylaw.publish.marks import note_mark, read_inline
from bylaw.publish.model import (
    Action,
    Annotation,
    Comment,
    Content,
    CreateNote,
    DeleteNote,
    DeleteThread,
    EditNote,
    Inline,
    Kind,
    Note,
    Run,
    SetStatus,
    State,
    Status,
    Thread,
    Upload,
    Wanted,
    WriteCheck,
)
from bylaw.publish.where import Where
from bylaw.reports.summary import plural
from bylaw.sources.forges.api import Api
from bylaw.sources.services.interface import Failed

BATCH: Final = 50
"""Annotations that one request may bring."""
LARGEST_SARIF: Final = 10_000_000
"""Bytes of an upload, compressed."""
_SPLITS: Final = 10
"""Requests more, at most, where a batch of comments is refused for one of them."""
_OWN: Final = "bylaw/"
"""What an external id of ours begins with; the digest follows."""


class GitHub:
    """Fulfils `forge.Forge`."""

    parts: tuple[str, ...] = ("status", "check run", "comment", "inline", "sarif")

    def __init__(self, api: Api, where: Where, kind: Kind = "verdict") -> None:
        self._api = api
        self._where = where
        self._kind: Kind = kind
        self._me: str | None = None
        owner, _, name = where.repository.partition("/")
        self._repo = f"/repos/{quote(owner, safe='')}/{quote(name, safe='')}"

    @property
    def _head(self) -> str:
        assert self._where.head is not None
        return self._where.head

    def change(self) -> Change:
        """See forge.Forge."""
        pull = self._api.get(f"{self._repo}/pulls/{self._where.number}")
        return Change(at(pull, "head.sha", str), at(pull, "base.ref", str))

    def adapted(self, content: Content) -> Content:
        """See forge.Forge."""
        return content

    def state(self, content: Content, wanted: Wanted) -> State:
        """See forge.Forge."""
        return State(
            notes=self._notes(wanted) if content.note is not None else (),
            threads=self._threads(wanted) if content.inline is not None else (),
            run=self._run(content.check.name) if content.check is not None else None,
            statuses=self._statuses() if content.statuses else (),
        )

    def do(self, action: Action) -> str:
        """See forge.Forge."""
        api, repo, number = self._api, self._repo, self._where.number
        match action:
            case CreateNote(body):
                api.send("POST", f"{repo}/issues/{number}/comments", {"body": body})
                return "comment created"
            case EditNote(id, body):
                api.send("PATCH", f"{repo}/issues/comments/{id}", {"body": body})
                return "comment updated"
            case DeleteNote(id):
                self._delete(f"{repo}/issues/comments/{id}")
                return "comment removed"
            case DeleteThread(id):
                self._delete(f"{repo}/pulls/comments/{id}")
                return "comment on a line removed"
            case Comment(comments):
                return self._comment(comments)
            case WriteCheck():
                return self._write_check(action)
            case SetStatus(status):
                said = {
                    "state": status.state,
                    "context": status.context,
                    "description": status.description,
                }
                # The newest of a context counts, so that twice is once.
                api.send("POST", f"{repo}/statuses/{self._head}", said, again=True)
                return f"status `{status.context}` set to {status.state}"
            case Upload(sarif):
                return self._upload(sarif)

    def _notes(self, wanted: Wanted) -> tuple[Note, ...]:
        mark = note_mark(wanted.name, self._kind)
        path = f"{self._repo}/issues/{self._where.number}/comments"
        return tuple(
            Note(str(at(one, "id", int)), _body(one))
            for one in self._api.pages(path)
            if _body(one).startswith(mark) and self._is_mine(one)
        )

    def _threads(self, wanted: Wanted) -> tuple[Thread, ...]:
        every = list(self._api.pages(f"{self._repo}/pulls/{self._where.number}/comments"))
        answered = {one.get("in_reply_to_id") for one in every if isinstance(one, dict)}
        found = []
        for one in every:
            read = read_inline(_body(one), wanted.name)
            if read is not None and one.get("in_reply_to_id") is None and self._is_mine(one):
                id = at(one, "id", int)
                found.append(Thread(str(id), *read, has_answer=id in answered))
        return tuple(found)

    def _is_mine(self, one: Any) -> bool:
        """Whether the token's own account wrote it."""
        user = one.get("user") or {}  # None: an account that is gone
        login = user.get("login")
        me = self._login()
        return login == me or (user.get("type") == "Bot" and login == f"{me}[bot]")

    def _login(self) -> str:
        """The token's own account. An app's token may ask GraphQL, but not for /user."""
        if self._me is None:
            answer = self._api.graphql("query { viewer { login } }")
            self._me = at(answer, "viewer.login", str)
        return self._me

    def _run(self, name: str) -> Run | None:
        path = f"{self._repo}/commits/{self._head}/check-runs"
        found = None
        for one in self._api.pages(path, {"check_name": name, "filter": "latest"}, "check_runs"):
            digest = one.get("external_id") or ""
            if one.get("name") != name or not digest.startswith(_OWN):
                continue
            run = Run(
                str(at(one, "id", int)),
                digest.removeprefix(_OWN),
                one.get("conclusion") or "",
                at(one, "output.annotations_count", int),
            )
            if found is None or int(run.id) > int(found.id):
                found = run
        return found

    def _statuses(self) -> tuple[Status, ...]:
        path = f"{self._repo}/commits/{self._head}/status"
        return tuple(
            Status(at(one, "context", str), one.get("state"), one.get("description") or "")
            for one in self._api.pages(path, key="statuses")
        )

    def _delete(self, path: str) -> None:
        try:
            self._api.send("DELETE", path)
        except Failed as failed:
            if failed.reason != "not-found":  # somebody was faster
                raise

    def _comment(self, comments: Sequence[Inline]) -> str:
        """One review; where a line in it is refused, halves of it, so that the rest is shown."""
        waiting, done, splits = [list(comments)], 0, _SPLITS
        while waiting:
            batch = waiting.pop(0)
            try:
                self._review(batch)
                done += len(batch)
            except Failed as failed:
                if failed.reason != "http-422":
                    raise
                if len(batch) > 1 and splits > 0:
                    half = len(batch) // 2
                    waiting += [batch[:half], batch[half:]]
                splits -= 1
        said = f"{plural(done, 'comment')} on lines written"
        return said + (f", {len(comments) - done} not taken" if done < len(comments) else "")

    def _review(self, batch: Sequence[Inline]) -> None:
        body = {
            "commit_id": self._head,
            "event": "COMMENT",
            "body": f"bylaw: {plural(len(batch), 'comment')} on lines.",
            "comments": [
                {
                    "path": one.spot.path,
                    "line": one.spot.line if one.spot.line is not None else one.spot.old_line,
                    "side": "LEFT" if one.spot.line is None else "RIGHT",
                    "body": one.body,
                }
                for one in batch
            ],
        }
        self._api.send("POST", f"{self._repo}/pulls/{self._where.number}/reviews", body)

    def _write_check(self, action: WriteCheck) -> str:
        """Annotations are added by each request; the conclusion comes with the last one.

        So a run that breaks off stands there without a conclusion, and nothing was passed.
        """
        check, run = action.check, action.run
        rest = check.annotations[action.done :]
        batches = [rest[start : start + BATCH] for start in range(0, len(rest), BATCH)] or [()]
        for number, batch in enumerate(batches, 1):
            body: dict[str, Any] = {
                "status": "in_progress",
                "output": {
                    "title": check.title,
                    "summary": check.summary,
                    "annotations": [_annotation(one) for one in batch],
                },
            }
            if number == len(batches):
                body |= {"status": "completed", "conclusion": check.conclusion}
            if run is not None:
                # Not again where nobody knows: annotations would stand there twice.
                path = f"{self._repo}/check-runs/{run}"
                self._api.send("PATCH", path, body, again=not batch)
                continue
            body |= {
                "name": check.name,
                "head_sha": self._head,
                "external_id": _OWN + check.digest,
            }
            made = self._api.send("POST", f"{self._repo}/check-runs", body)
            run = str(at(made, "id", int))
        return f"check run `{check.name}` written: {check.conclusion}"

    def _upload(self, sarif: str) -> str:
        data = gzip.compress(sarif.encode(), mtime=0)
        if len(data) > LARGEST_SARIF:
            raise Failed(
                "too-large", f"The SARIF log has {len(data):,} bytes, more than GitHub takes."
            )
        body = {
            "commit_sha": self._head,
            "ref": self._where.ref,
            "sarif": b64encode(data).decode(),
            "tool_name": "bylaw",
        }
        # An upload takes the place of the last one of its category.
        self._api.send("POST", f"{self._repo}/code-scanning/sarifs", body, again=True)
        return "SARIF uploaded"


def _body(one: Any) -> str:
    return at(one, "body", str)


def _annotation(one: Annotation) -> dict[str, Any]:
    made: dict[str, Any] = {
        "path": one.path,
        "start_line": one.first,
        "end_line": one.last,
        "annotation_level": one.level,
        "title": one.title,
        "message": one.message,
    }
    if one.columns is not None:
        made |= {"start_column": one.columns[0], "end_column": one.columns[1]}
    return made
