"""The shared shape of services that know something of packages.

A service is made with its settings and a `Client`, told with `expect` which packages it will be
asked about, and answers with `of`. It asks nothing before the first `of`, and then about all that
are expected at once, where its protocol can do that. It never raises: what it does not know is an
Unknown with a reason, and never "fine".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol, TypeVar

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown
from bylaw.versions.version import Version

Severity = Literal["low", "medium", "high", "critical", "unrated"]
Answer_co = TypeVar("Answer_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A package, and its version where one is known."""

    ecosystem: str
    """The purl type: `pypi`, `npm`, `golang`."""
    name: str
    """As `bylaw.sources.dependencies.names.normal` gives it."""
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """See facts.dependencies.Vulnerability."""

    id: str
    aliases: tuple[str, ...] = ()
    severity: Severity = "unrated"
    score: float | None = None
    fixed_in: Version | None = None
    summary: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Registry:
    """See facts.dependencies.Registry; a field may be Unknown where the protocol cannot tell."""

    is_published: bool
    age: int | Unknown
    """Seconds."""
    published: int | Unknown | None
    """Seconds since 1970."""
    latest: Version | Unknown | None
    is_yanked: bool | Unknown
    is_deprecated: bool | Unknown
    releases: int = 0
    """How many versions can be had."""
    lookalikes: tuple[str, ...] = ()
    summary: str = ""


class Service(Protocol[Answer_co]):
    """Something that knows of packages."""

    def expect(self, packages: Iterable[Coordinates]) -> None:
        """Says what will be asked, so that it can be asked at once; asks nothing yet."""
        ...

    def of(self, package: Coordinates) -> Answer_co | Unknown:
        """What it knows of one package."""
        ...


class Failed(Exception):
    """A question that got no answer.

    Attributes:
        reason: A word: `offline`, `timeout`, `too-large`, `not-json`, `http-429`, `unreachable`,
            `refused` (401, 403), `time-limit`, `not-recorded`, `bad-address`, `bad-credentials`,
            `bad-redirect`, `bad-answer` (not HTTP, or not what the protocol says).
        message: One sentence, without credentials and without what the service said.
        remedy: What to do.
    """

    def __init__(self, reason: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.remedy = remedy

    def unknown(self, fact: str) -> Unknown:
        """The same as an unknown value."""
        return Unknown(fact, self.reason, self.message, self.remedy)


class Client(Protocol):
    """How services ask over HTTP: bounded, retried, cached, recorded, or not at all."""

    now: int
    """Seconds since 1970: the moment that the run takes for now."""

    def json(
        self,
        url: str,
        *,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        max_age: int = 24 * 3600,
    ) -> Any | None:
        """The JSON at an address; None where it answers 404 or 410.

        Args:
            url: An http or https address without credentials.
            body: Sent by POST as JSON, where there is one.
            headers: More headers; `Authorization` comes from the environment by the host's name,
                never from here.
            max_age: For how many seconds a kept answer counts.

        Raises:
            Failed: There is no answer, or none that can be believed.
        """
        ...

    def json_all(
        self,
        urls: Iterable[str],
        *,
        headers: Mapping[str, str] | None = None,
        max_age: int = 24 * 3600,
    ) -> Mapping[str, Any | Failed | None]:
        """Several addresses, a few at a time; each answered, absent (None) or failed."""
        ...
