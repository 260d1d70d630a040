"""A review from a file (`--review FILE`), for forges that bylaw cannot ask.

The format is review-1.json beside this module, published as docs/schemas/review-1.json.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NoReturn

from bylaw.facts.place import Unknown
from bylaw.sources.forges.approvals import FACT
from bylaw.sources.forges.model import Comment, PullCommit, PullRequest, Review, Who
from bylaw.sources.forges.people import shown
from bylaw.sources.services.strict import read_strict

LARGEST: Final = 4 << 20
"""Bytes of a file."""
SCHEMA: Final = "review-1.json"


class BadReview(Exception):
    """A file of a review is none, or cannot be read: bad input. It names the file."""


class FileForge:
    """Fulfils `model.Forge` by what a file states, and asks nobody."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        """What the file states; it keeps to the schema."""
        self._said = said

    def pull(self) -> PullRequest:
        """See model.Forge."""
        said = self._said
        return PullRequest(
            number=said["number"],
            title=said.get("title", ""),
            body=said.get("body", ""),
            author=_who(said["author"]),
            labels=tuple(said.get("labels", ())),
            draft=said.get("draft", False),
            target_branch=said.get("target_branch", ""),
            url=said.get("url", ""),
            head=said["head"],
            requested_reviewers=tuple(said.get("requested_reviewers", ())),
        )

    def reviews(self) -> Sequence[Review]:
        """See model.Forge."""
        return [
            Review(
                by=_who(one["by"]),
                state=one["state"],
                at=_seconds(one["at"]),
                commit=_not_said("`commit` of a review")
                if one["commit"] is None
                else one["commit"],
                teams=tuple(one["teams"]) if "teams" in one else None,
                may_write=one.get("may_write", True),
            )
            for one in self._said["reviews"]
        ]

    def commits(self) -> Sequence[PullCommit]:
        """See model.Forge."""
        return [
            PullCommit(
                one["id"],
                _who(one["author"]),
                _who(one["committer"]),
                tuple(map(_who, one.get("co_authors", ()))),
            )
            for one in self._said["commits"]
        ]

    def pusher(self) -> Who | Unknown:
        """See model.Forge."""
        said = self._said["last_pusher"]
        return _not_said("`last_pusher`") if said is None else _who(said)

    def requesters(self) -> Sequence[Who] | Unknown:
        """See model.Forge."""
        said = self._said.get("requested_by", ())
        return _not_said("`requested_by`") if said is None else tuple(map(_who, said))

    def comments(self) -> Sequence[Comment]:
        """See model.Forge."""
        return [
            Comment(
                by=_who(one["by"]),
                at=_seconds(one["at"]),
                body=one["body"],
                is_edited=one.get("edited", False),
                url=one.get("url", ""),
            )
            for one in self._said.get("comments", ())
        ]

    def may_write(self, who: Who) -> bool | Unknown:
        """See model.Forge: asked of nobody, since every review states it."""
        return _not_said(f"whether {shown(who.login)} may write")

    def is_member(self, who: Who, team: str) -> bool | Unknown:
        """See model.Forge: asked only of those whose teams the file does not state."""
        return _not_said(f"the `teams` of {shown(who.login or who.email)}")

    def has_address(self, who: Who, email: str) -> bool | Unknown:
        """See model.Forge."""
        return _not_said(f"an `email` of {shown(who.login)} that is {email}")

    def teams(self, who: Who) -> Sequence[str] | Unknown:
        """See model.Forge."""
        return _not_said(f"the `teams` of {shown(who.login or who.email)}")


def read(file: Path) -> FileForge:
    """The review in a file. Raises BadReview."""
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise BadReview(f"{file}: {error.strerror or error}") from None
    if len(data) > LARGEST:
        raise BadReview(f"{file}: larger than {LARGEST >> 20} MiB")
    try:
        said = read_strict(data)
    except (ValueError, RecursionError) as error:
        raise BadReview(f"{file}: not JSON: {error}") from None
    _hold(said, file)
    forge = FileForge(said)
    try:
        forge.reviews()
        forge.comments()
    except (ValueError, OverflowError):
        raise BadReview(f"{file}: `at` is a time that does not exist") from None
    return forge


def schema() -> Any:
    """The published JSON Schema of the file."""
    return json.loads(Path(__file__).with_name(SCHEMA).read_text("utf-8"))


def _hold(said: Any, file: Path) -> None:
    """Raises BadReview where a value does not keep to the schema."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    wrong = best_match(Draft202012Validator(schema()).iter_errors(said))
    if wrong is not None:
        _refuse(file, wrong)


def _refuse(file: Path, wrong: Any) -> NoReturn:
    where = wrong.json_path.removeprefix("$").removeprefix(".")
    message = wrong.message if len(wrong.message) <= 200 else f"{wrong.message[:200]}…"
    raise BadReview(f"{file}: {f'`{where}`: ' if where else ''}{message}")


def _who(said: Any) -> Who:
    if isinstance(said, str):
        return Who(said)
    return Who(said.get("login", ""), said.get("email", ""), said.get("bot", False))


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def _not_said(what: str) -> Unknown:
    return Unknown(
        FACT,
        "not-given",
        f"The file of --review does not say {what}.",
        "Let what writes the file say it.",
    )
