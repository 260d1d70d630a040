"""What a forge's status and headers mean: an answer, a pause, or a refusal with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.sources.forges.token import JOB, Token
from bylaw.sources.services.interface import Failed
from bylaw.sources.services.transport import wait_of

LEAST_SECONDARY: Final = 60.0
"""Seconds to wait after a secondary limit that names none, as GitHub's documentation asks."""

_SECONDARY: Final = ("secondary rate limit", "abuse detection")
_LINK: Final = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w-]+="?[^";,]*"?)*)')
_REL: Final = re.compile(r';\s*rel="?([^";,]*)"?')
_SCOPES: Final = re.compile(r"[\w:=,; ./-]{1,200}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """By their names in lower case."""
    value: Any
    """The JSON; None where there is no body, or none that can be read (see `is_json`)."""
    is_json: bool
    url: str

    @property
    def next(self) -> str:
        """The address of the next page by the `Link` header (RFC 8288); empty on the last one."""
        for found in _LINK.finditer(self.headers.get("link", "")[:8_000]):
            rel = _REL.search(found[2])
            if rel is not None and "next" in rel[1].split():
                return found[1]
        return ""

    @property
    def said(self) -> str:
        """The forge's own message, in lower case, to look for words in; it is never shown."""
        text = self.value.get("message", "") if isinstance(self.value, dict) else ""
        return text.lower() if isinstance(text, str) else ""


def pause_asked(answer: Answer, now: float) -> float | None:
    """Seconds until the forge hears another request; None where it is no limit that it names.

    A primary limit is told by `x-ratelimit-remaining: 0` and its reset, a secondary one by
    `retry-after`, or by the message alone; GitLab's has `RateLimit-Reset` or `Retry-After`.
    """
    if answer.status not in (403, 429):
        return None
    wait = wait_of(answer.headers.get("retry-after", ""), now)
    if wait is not None:
        return wait
    for prefix in ("x-ratelimit", "ratelimit"):
        reset = answer.headers.get(f"{prefix}-reset", "")
        if answer.headers.get(f"{prefix}-remaining") == "0" and reset.isascii() and reset.isdigit():
            return max(0.0, int(reset[:12]) - now)
    is_secondary = any(words in answer.said for words in _SECONDARY)
    if is_secondary or answer.status == 429:
        return LEAST_SECONDARY
    return None


def refusal(answer: Answer, host: str, what: str, token: Token | None) -> Failed:
    """What a status says that is no answer.

    Args:
        answer: It, of a status from 400 on.
        host: Of the API.
        what: The request in a few words of our own: `POST /repos/…`.
        token: What was sent, to name its variable.
    """
    named = token.variable if token else "a token"
    is_job = token is not None and token.variable == JOB
    match answer.status:
        case 401 if not is_job:
            return Failed(
                "unauthorized",
                f"{host} does not know the token of {what}."
                if token
                else f"{host} wants to know who asks: {what}.",
                f"Set {named} to one that is valid, and not expired or revoked."
                if token
                else "Set the variable with a token, GITHUB_TOKEN or GITLAB_TOKEN.",
            )
        case 401 | 403:
            return Failed("forbidden", f"{host} forbids {what}.", _remedy(answer, token))
        case 404 | 410:
            return Failed(
                "not-found",
                f"{host} has nothing at {what}, or hides it from {named}.",
                f"Look at the address, and at what {named} may read.",
            )
        case 429:
            return rate_limited(host, None)
        case 400 | 409 | 422:
            return Failed(
                f"http-{answer.status}",
                f"{host} does not accept {what} (status {answer.status}).",
                "Its state may have changed meanwhile: run this again.",
            )
    return Failed(
        f"http-{answer.status}",
        f"{host} answered {what} with status {answer.status}.",
        "Run this again later; the forge's status page may know more.",
    )


def rate_limited(host: str, wait: float | None) -> Failed:
    """What is said where the forge asks for a longer pause than there is time for."""
    when = f", for {wait:,.0f} s more" if wait else ""
    return Failed(
        "rate-limited",
        f"{host} takes no more requests with this token{when}.",
        "Run this again later, or with a token of its own.",
    )


def _remedy(answer: Answer, token: Token | None) -> str:
    """What the token lacks, by what GitHub says of it, else what forges commonly want."""
    if token is None:
        return "Set the variable with a token, GITHUB_TOKEN or GITLAB_TOKEN."
    if token.variable == JOB:
        return f"{JOB} may not do this: set GITLAB_TOKEN to a project access token (scope `api`)."
    wanted = answer.headers.get("x-accepted-github-permissions", "")
    if wanted and _SCOPES.fullmatch(wanted):
        shown = " or ".join(
            part.strip().replace("=", ": ").replace(",", " and ") for part in wanted.split(";")
        )
        return (
            f"{token.variable} lacks a permission: grant `{shown}`, in a workflow under "
            "`permissions:`. A pull request from a fork gets a token that may only read."
        )
    scopes = answer.headers.get("x-accepted-oauth-scopes", "")
    if scopes and _SCOPES.fullmatch(scopes):
        return f"{token.variable} lacks a scope: one of `{scopes}` is wanted."
    return f"Look at what {token.variable} may do: it lacks a permission, or a role."
