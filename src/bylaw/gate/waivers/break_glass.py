"""An emergency: somebody who may lets a change pass that would be denied.

Who it is comes from the forge alone, which attests who wrote a comment on the pull request. The
comment names the commit, so that what is pushed after it is judged like any change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.verdict.model import FailOn, Inconclusive, JudgedFinding, Suppression
from bylaw.verdict.weigh import failing

LASTS: Final = 86_400
"""Seconds that it lasts at most."""
SKEW: Final = 300
"""Seconds that the forge's clock may be ahead of ours."""
_SHORTEST: Final = 7
_LONGEST: Final = 1000
_LINE: Final = re.compile(
    r"bylaw:[ \t]*break-glass[ \t]+(?P<commit>[0-9a-fA-F]+)"
    r"(?:[ \t]+(?:--|\u2014|\u2013)[ \t]+(?P<reason>.*))?"
)
_ASKED: Final = re.compile(r"bylaw:[ \t]*break-glass\b")
_FENCE: Final = re.compile(r"[ \t]{0,3}(`{3,}|~{3,})")
_CLOSES: Final = re.compile(r"[ \t]{0,3}(`{3,}|~{3,})[ \t]*")
_HTML: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(pre|script|style|textarea)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
"""What a reader does not see, or sees as a quotation."""


@dataclass(frozen=True, slots=True)
class Said:
    """A comment on a pull request, as the forge attests it."""

    by: str
    """The login of who wrote it."""
    at: int
    """Seconds since 1970, UTC."""
    body: str
    edited: bool = False
    teams: tuple[str, ...] = ()
    """The teams of who wrote it: `organisation/team`."""
    unknown: str = ""
    """Why the teams are not known, a sentence; empty where they are."""


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """An Acceptance of denials, and of what weighs like one and could not be judged."""

    suppression: Suppression
    fail_on: FailOn = "deny"

    def of_finding(self, finding: JudgedFinding) -> Suppression | None:
        """See verdict.accept.Acceptance."""
        held = finding.level in failing(self.fail_on) | {"deny"}
        return self.suppression if held else None

    def of_unknown(self, unknown: Inconclusive) -> Suppression | None:
        """See verdict.accept.Acceptance."""
        return self.suppression if unknown.weight == "deny" and not unknown.fatal else None


def break_glass(
    comments: Iterable[Said],
    head: str | None,
    allowed: Sequence[str],
    now: int,
    fail_on: FailOn = "deny",
) -> tuple[BreakGlass | None, tuple[str, ...]]:
    """What the comments ask for, and why some of them do not count.

    Args:
        comments: All comments on the pull request.
        head: The commit that is judged, whole; None where there is none.
        allowed: Who may, from the tip of the target: `@login`, `@organisation/team`.
        now: The time of judgement, seconds since 1970, UTC.
        fail_on: What gives exit code 1 in this run.
    """
    held: list[tuple[int, Suppression]] = []
    refused: list[str] = []
    for comment in comments:
        for line in _lines(comment.body):
            if not _ASKED.match(line):
                continue
            found = _LINE.fullmatch(line)
            why = _refusal(comment, found, head, allowed, now)
            if why:
                refused.append(f"The break-glass of @{comment.by} counts for nothing: {why}.")
            elif found is not None:
                held.append((comment.at, _suppression(comment, found["reason"])))
    if not held:
        return None, tuple(refused)
    _, last = max(held, key=lambda each: each[0])
    return BreakGlass(last, fail_on), ()


def _lines(body: str) -> Iterator[str]:
    """The lines of a comment but those of its code blocks, and what a reader does not see.

    Who may let a change pass pastes what others gave them, too.
    """
    text = body.replace("\r\n", "\n")
    hidden = [found.span() for found in _HTML.finditer(text)]
    fence, at = "", 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if fence:
            closing = _CLOSES.fullmatch(line)
            if closing and closing[1].startswith(fence):
                fence = ""
        elif mark := _FENCE.match(line):
            fence = mark[1]
        elif not any(begin < start < end for begin, end in hidden):
            yield line


def _refusal(
    comment: Said, found: re.Match[str] | None, head: str | None, allowed: Sequence[str], now: int
) -> str:
    """Why it does not count, as a clause; empty where it does."""
    who = {_name(comment.by), *map(_name, comment.teams)}
    if not who & set(map(_name, allowed)):
        if comment.unknown:
            return f"whether who wrote it may is not known ({comment.unknown.rstrip('.')})"
        return "who wrote it is not in `waivers.break_glass` of the target branch"
    if found is None or not (found["reason"] or "").strip():
        return "it is not written `bylaw: break-glass COMMIT -- reason`"
    if comment.edited:
        return "the comment was edited; write a new one"
    commit = found["commit"].lower()
    if len(commit) < _SHORTEST:
        return f"name at least {_SHORTEST} digits of the commit"
    if head is None or not head.lower().startswith(commit):
        return "it names another commit than the one that is judged"
    if comment.at > now + SKEW:
        return "it was written after the time of judgement"
    if now >= comment.at + LASTS:
        return "it is older than 24 hours"
    return ""


def _suppression(comment: Said, reason: str) -> Suppression:
    from bylaw.gate.clock import shown

    return Suppression(
        kind="break-glass",
        reason=reason.strip()[:_LONGEST],
        owner=f"@{comment.by.removeprefix('@')}",
        since=shown(comment.at),
        expires=shown(comment.at + LASTS),
    )


def _name(text: str) -> str:
    """Logins and teams have no case on the forges."""
    return text.removeprefix("@").lower()
