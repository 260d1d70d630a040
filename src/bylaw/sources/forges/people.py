"""Who is who: accounts by their names and addresses, and which of them are no people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from bylaw.sources.forges.model import Who
from bylaw.sources.git.attribution import BOTS, EMAILS

LONGEST: Final = 100
"""Characters of a name in a sentence."""
_NO_REPLY: Final = re.compile(
    r"(?:(?P<id>[0-9]+)[+-])?(?P<login>[A-Za-z0-9_.-]+(?:\[bot\])?)@users\.noreply\.[A-Za-z0-9.-]+",
    re.IGNORECASE,
)
"""Addresses that forges give out, GitHub's `1+ana@…` and GitLab's `1-ana@…`."""
_FORGE: Final = frozenset(("web-flow", "ghost"))
"""Accounts of GitHub that stand for itself, and for whoever deleted theirs."""
_FORGES_ADDRESS: Final = "noreply@github.com"
_PROJECT_BOT: Final = re.compile(r"(?:project|group)_[0-9]+_bot(?:_[0-9a-f]+)?")
"""Accounts of GitLab's access tokens."""
AGENTS: Final = frozenset(
    {"copilot", *(name.removesuffix("[bot]") for name in BOTS)}
    | {"claude", "chatgpt-codex-connector", "openhands-agent"}
)
"""Bots that change code because somebody asked them to; names without `[bot]`, in lower case."""


def key(login: str) -> str:
    """A login as it is compared: forges do not tell upper from lower case."""
    return login.removeprefix("@").casefold()


def login_of(email: str) -> str:
    """The login in an address that a forge gave out; empty where it is none."""
    found = _NO_REPLY.fullmatch(email)
    return found["login"] if found else ""


def known(who: Who) -> Who:
    """With the login that the address tells, where the forge gave none."""
    login = who.login or login_of(who.email)
    is_bot = who.is_bot or is_bot_name(login)
    return Who(login.removeprefix("@"), who.email, is_bot, who.id)


def is_bot_name(login: str) -> bool:
    """Whether a login is that of a program, by its name alone."""
    return login.casefold().endswith("[bot]") or bool(_PROJECT_BOT.fullmatch(login))


def is_agent(who: Who) -> bool:
    """Whether an account is that of an AI agent, which changes what somebody asks it to."""
    if not who.login:
        return who.email.casefold() in EMAILS
    name = key(who.login)
    return (who.is_bot or name == "copilot" or name.endswith("[bot]")) and (
        name.removesuffix("[bot]") in AGENTS
    )


def is_person(who: Who) -> bool:
    """Whether somebody could approve: no bot, no agent, and not the forge itself."""
    if who.is_bot or is_agent(who) or key(who.login) in _FORGE:
        return False
    return who.email.casefold() not in EMAILS and who.email.casefold() != _FORGES_ADDRESS


def marks(who: Who) -> tuple[tuple[str, object], ...]:
    """What tells somebody from others: two who share one of these are certainly one."""
    found = ("login", key(who.login)), ("id", who.id), ("email", who.email.casefold())
    return tuple(one for one in found if one[1])


def shown(name: str) -> str:
    """A login or an address for a sentence: strangers chose it, at any length."""
    return name if len(name) <= LONGEST else f"{name[:LONGEST]}…"


def last_pusher(pushes: Iterable[tuple[str, Who, bool]], head: str) -> Who | None:
    """Who brought a commit to a branch; None where no push tells.

    A program pushes on top of what somebody else pushed: then the last person before it counts.

    Args:
        pushes: The newest commit, who pushed it, and whether that made the branch; newest first.
        head: The commit.
    """
    found: Who | None = None
    for after, who, is_first in pushes:
        if found is None and after != head:
            continue
        found = found or who
        if is_person(known(who)):
            return who
        if is_first:
            break
    return found


def is_unlinked(who: Who) -> bool:
    """Whether no account is known of somebody, who could then be anybody."""
    return not who.login and not who.id
