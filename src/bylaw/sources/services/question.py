"""A question to a service over HTTP, and its answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from bylaw.dataclass import dataclass
from bylaw.sources.services.interface import Failed

ABSENT: Final = (404, 410)
"""Statuses that say that there is nothing at the address."""

_OWN: Final = frozenset(("authorization", "proxy-authorization", "cookie", "host", "connection"))
"""Headers that no service sets: they come from the environment or from the transport, or not."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; two that are equal have one answer."""

    method: str
    url: str
    accept: str = "application/json"
    body: str = ""
    """JSON, in one spelling; empty where nothing is sent."""
    headers: tuple[tuple[str, str], ...] = ()
    """What is sent beside; has no part in what the answer is kept under."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What the answer is kept under."""
        return self.method, self.url, self.accept, self.body

    @property
    def host(self) -> str:
        """The host that is asked, as messages name it."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a value, or that there is none."""

    status: int
    """200, 404 or 410."""
    value: Any
    """The JSON of a 200; None for all else."""
    time: int
    """When it was fetched, in seconds since 1970."""


def ask(url: str, body: Any, headers: Mapping[str, str] | None) -> Question:
    """A question from what a service gives.

    Raises:
        Failed: `bad-address`.
    """
    check_address(url)
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    accept = sent.pop("accept", "application/json")
    more = tuple(sorted(item for item in sent.items() if item[0] not in _OWN))
    if body is None:
        return Question("GET", url, accept, "", more)
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return Question("POST", url, accept, text, more)


def check_address(url: str) -> None:
    """Raises Failed unless it is an http or https address with a host and without credentials."""
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname)
        is_good = is_good and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good or any(char <= " " or char == "\x7f" for char in url):
        raise Failed(
            "bad-address",
            "An address of a service is none that can be asked.",
            "Write it as https://HOST/PATH, without user or password.",
        )
