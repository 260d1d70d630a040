"""Publishing: read, plan, do, one part after another, so that one failure keeps no other part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.publish.forge import Forge
from bylaw.publish.model import (
    Action,
    Comment,
    Content,
    CreateNote,
    DeleteNote,
    DeleteThread,
    EditNote,
    Kind,
    SetStatus,
    State,
    Upload,
    Wanted,
    WriteCheck,
)
from bylaw.publish.plan import plan
from bylaw.publish.where import Where
from bylaw.reports.summary import plural
from bylaw.sources.forges.api import Api
from bylaw.sources.services.interface import Failed

_FOR_ALL: Final = frozenset(
    ("unauthorized", "unreachable", "rate-limited", "time-limit", "bad-redirect", "bad-credentials")
)
"""Reasons for which nothing else is tried."""
_UNSURE: Final = frozenset(("unreachable", "timeout", "not-found", "http-409", "http-422"))
"""Reasons after which the state may be another one than was read, beside those of the server."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it."""

    done: tuple[str, ...]
    """In a few words each."""
    failed: tuple[tuple[str, Failed], ...]
    """What was to be done, and why it is not."""
    remarks: tuple[str, ...] = ()
    """Sentences on what was left out on purpose."""


def forge_of(api: Api, where: Where, kind: Kind = "verdict") -> Forge:
    """The forge of a change."""
    if where.forge == "github":
        from bylaw.publish.github import GitHub

        return GitHub(api, where, kind)
    from bylaw.publish.gitlab import GitLab

    return GitLab(api, where, kind)


def publish(
    forge: Forge, where: Where, content: Content, wanted: Wanted, *, dry_run: bool = False
) -> Outcome:
    """Brings what should stand at a forge there. It raises nothing of a forge's.

    Args:
        forge: Where it goes.
        where: The change; `head` is the commit that was judged.
        content: What should stand there.
        wanted: How.
        dry_run: Nothing is written; `done` is what would be.
    """
    done: list[str] = []
    failed: list[tuple[str, Failed]] = []
    remarks: list[str] = []
    content = forge.adapted(content)
    try:
        content = _still(forge, where, content, remarks)
    except Failed as error:
        return Outcome((), (("", error),))
    for part, only in _parts(content):
        if part not in forge.parts:
            remarks.append(f"The forge has no {part}: nothing is sent.")
            continue
        if part == "sarif" and not where.ref:
            remarks.append("No branch or pull request has this commit: no SARIF is uploaded.")
            continue
        try:
            done += _part(forge, only, wanted, dry_run)
        except Failed as error:
            failed.append((part, error))
            if error.reason in _FOR_ALL:
                break
    return Outcome(tuple(done), tuple(failed), tuple(remarks))


def _still(forge: Forge, where: Where, content: Content, remarks: list[str]) -> Content:
    """What is still true of the change as the forge has it now."""
    if where.number is None or where.is_train:
        return replace(content, note=None, inline=None)
    now = forge.change()
    if now.head != where.head:
        remarks.append(
            "The change has a newer commit than the one that was judged: the comments are left to "
            "the run of that one."
        )
        return replace(content, note=None, inline=None)
    if where.target and now.target != where.target:
        remarks.append(
            "The change is to land in another branch than the one it was judged for: the comments "
            "are left to the run for that one."
        )
        return replace(content, note=None, inline=None)
    return content


def _parts(content: Content) -> Iterator[tuple[str, Content]]:
    """One part after another, each alone; what gates a merge comes first."""
    empty = replace(content, note=None, inline=None, check=None, statuses=(), sarif="")
    if content.statuses:
        yield "status", replace(empty, statuses=content.statuses)
    if content.check is not None:
        yield "check run", replace(empty, check=content.check)
    if content.note is not None:
        yield "comment", replace(empty, note=content.note)
    if content.inline is not None:
        yield "inline", replace(empty, inline=content.inline)
    if content.sarif:
        yield "sarif", replace(empty, sarif=content.sarif)


def _part(forge: Forge, content: Content, wanted: Wanted, dry_run: bool) -> list[str]:
    """Does one part; where nobody knows whether the forge heard it, looks and plans once more."""
    try:
        return _once(forge, content, wanted, dry_run)
    except Failed as error:
        if not (error.reason in _UNSURE or error.reason.startswith("http-5")):
            raise
    return _once(forge, content, wanted, dry_run)


def _once(forge: Forge, content: Content, wanted: Wanted, dry_run: bool) -> list[str]:
    state = State() if content.sarif else _state(forge, content, wanted)
    actions = plan(content, state, wanted)
    if dry_run:
        return [would(one) for one in actions]
    return [forge.do(one) for one in actions]


def _state(forge: Forge, content: Content, wanted: Wanted) -> State:
    """What stands there; a proxy may have answered instead of the forge. Raises Failed."""
    try:
        return forge.state(content, wanted)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Failed(
            "bad-answer",
            "The forge answered with what its API does not say.",
            "Look whether the address is the API's, and no proxy answers for it.",
        ) from None


def would(action: Action) -> str:
    """What an action would do, in a few words."""
    match action:
        case CreateNote(body):
            return f"would create a comment of {len(body):,} characters"
        case EditNote(_, body):
            return f"would rewrite the comment, with {len(body):,} characters"
        case DeleteNote():
            return "would remove a comment"
        case DeleteThread():
            return "would remove a comment on a line"
        case Comment(comments):
            return f"would write {plural(len(comments), 'comment')} on lines"
        case WriteCheck(check):
            counted = plural(len(check.annotations), "annotation")
            return f"would write check run `{check.name}`: {check.conclusion}, {counted}"
        case SetStatus(status):
            return f"would set status `{status.context}` to {status.state}"
        case Upload(sarif):
            return f"would upload SARIF of {len(sarif):,} characters"
