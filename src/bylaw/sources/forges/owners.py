"""Whether somebody is one of the owners that a CODEOWNERS or a catalog names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

from bylaw.facts.place import Unknown
from bylaw.sources.forges.model import Who
from bylaw.sources.forges.people import key

Kind: TypeAlias = Literal["user", "team", "email"]
Ask: TypeAlias = Callable[[str, Kind], bool | Unknown]
"""Whether who approved is in a team, or has an address; given its name as written."""


def is_one_of(who: Who, owners: Iterable[tuple[str, str]], ask: Ask) -> bool | Unknown:
    """Whether somebody is one of these owners, each a name and its kind.

    A member of a team is; whether somebody is a member can be unknown, and then so is the answer
    unless another owner decides it.
    """
    doubt: Unknown | None = None
    asked: list[tuple[str, Kind]] = []
    for name, kind in dict.fromkeys(owners):
        if kind == "email":
            if who.email and name.casefold() == who.email.casefold():
                return True
            asked.append((name, "email"))
        elif kind == "user" and key(name) == key(who.login) and who.login:
            return True
        else:
            asked.append((name, "team" if kind == "team" else "user"))
    for name, kind in asked:
        found = ask(name, kind)
        if found is True:
            return True
        if isinstance(found, Unknown) and doubt is None:
            doubt = found
    return False if doubt is None else doubt


def among(teams: Iterable[str]) -> Callable[[str], bool]:
    """Whether a team is one of these; `@org/pay` and `org/pay` are one."""
    known = frozenset(map(key, teams))
    return lambda name: key(name) in known
