"""Co-authors as messages of commits name them, for which forges have no list of accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bylaw.sources.forges.model import Who

_LINE: Final = re.compile(
    r"^[ \t]*co-(?:authored|developed)-by:[^<\n]*<([^<>\s]+)>[ \t]*$", re.IGNORECASE | re.MULTILINE
)
"""Anywhere in a message: GitHub takes such lines for trailers where git itself does not."""


def addresses(message: str) -> tuple[str, ...]:
    """The addresses of the co-authors, each once."""
    return tuple(dict.fromkeys(_LINE.findall(message.replace("\r\n", "\n"))))


def named(message: str, accounts: Mapping[str, Who]) -> Iterator[Who]:
    """The co-authors, with their accounts where an address in lower case tells one."""
    for address in addresses(message):
        yield accounts.get(address.casefold(), Who(email=address))
