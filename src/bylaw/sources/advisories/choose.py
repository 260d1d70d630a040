"""Who answers for advisories: the snapshot, the API, or the first that can."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown
from bylaw.sources.advisories.api import Api
from bylaw.sources.advisories.judge import FACT, Known
from bylaw.sources.advisories.snapshot import Snapshot
from bylaw.sources.services.interface import Client, Coordinates, Service, Vulnerability
from bylaw.sources.services.patterns import fits


@dataclass(frozen=True, slots=True)
class Settings:
    """What bylaw.yaml says below `dependencies`."""

    source: Literal["auto", "snapshot", "api"] = "auto"
    """`advisories.source`. auto: the snapshot of an ecosystem where there is one and it is not too
    old, else the API."""
    url: str = "https://api.osv.dev"
    """`advisories.url`: where the API is."""
    max_age: int = 7 * 24 * 3600
    """`advisories.max_age`, in seconds: an older snapshot says nothing, nor does an older answer of
    the API, of which none counts for longer than six hours."""
    private: tuple[str, ...] = ()
    """`private`: globs of names that the API never sees; a snapshot answers for them."""


def advisories(
    settings: Settings, client: Client, folder: Path | None
) -> Service[Sequence[Vulnerability]]:
    """The service that the settings ask for.

    Args:
        settings: See above.
        client: Through which the API is asked.
        folder: The user's cache folder, where snapshots are; None has none.
    """
    snapshot = Snapshot(folder, client.now, settings.max_age)
    if settings.source == "snapshot":
        return snapshot
    api = _Public(Api(client, settings.url, settings.max_age), settings.private)
    return api if settings.source == "api" else _Either(snapshot, api)


class _Public:
    """The API, without private names."""

    def __init__(self, api: Api, private: tuple[str, ...]) -> None:
        self._api = api
        self._private = private

    def expect(self, packages: Iterable[Coordinates]) -> None:
        """See interface.Service."""
        self._api.expect(one for one in packages if not fits(self._private, one))

    def of(self, package: Coordinates) -> Known:
        """See interface.Service."""
        if fits(self._private, package):
            return Unknown(
                FACT, "private", "Its name is private, and the API of OSV is a public service.",
                "Run `bylaw advisories pull`: a snapshot answers without a question.",
            )  # fmt: skip
        return self._api.of(package)


class _Either:
    """The snapshot of an ecosystem where it can be asked, else the API."""

    def __init__(self, snapshot: Snapshot, api: _Public) -> None:
        self._snapshot = snapshot
        self._api = api
        self._expected: dict[str, list[Coordinates]] = {}

    def expect(self, packages: Iterable[Coordinates]) -> None:
        """See interface.Service."""
        known = list(packages)
        self._snapshot.expect(known)
        for one in known:
            self._expected.setdefault(one.ecosystem, []).append(one)

    def of(self, package: Coordinates) -> Known:
        """See interface.Service."""
        for ecosystem in list(self._expected):
            if self._snapshot.lack(ecosystem) is not None:
                self._api.expect(self._expected.pop(ecosystem))
        if self._snapshot.lack(package.ecosystem) is None:
            return self._snapshot.of(package)
        return self._api.of(package)
