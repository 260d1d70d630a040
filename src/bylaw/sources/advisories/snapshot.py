"""Advisories from local snapshots: no question leaves the machine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bylaw.facts.place import Unknown
from bylaw.sources.advisories.ecosystems import OSV, lookup_name
from bylaw.sources.advisories.judge import FACT, Known, judge
from bylaw.sources.advisories.record import Advisory
from bylaw.sources.advisories.store import Store, path_of
from bylaw.sources.advisories.zips import BadSnapshot
from bylaw.sources.services.interface import Coordinates

NOT_THERE: Final = ("no-snapshot", "old-snapshot", "broken-snapshot")
"""Reasons that say that a snapshot cannot be asked."""
DAY: Final = 24 * 3600


class Snapshot:
    """A service over the snapshots of a folder; fulfils `interface.Service`.

    What is expected of an ecosystem is read in one pass when the first of it is asked.
    """

    def __init__(self, folder: Path | None, now: int, max_age: int) -> None:
        """Opens nothing yet.

        Args:
            folder: The user's cache folder; None has no snapshots.
            now: The moment that the run takes for now, in seconds since 1970.
            max_age: Seconds; an older snapshot says nothing.
        """
        self._folder = folder
        self._now = now
        self._max_age = max_age
        self._expected: dict[str, dict[str, None]] = {}
        """Names by ecosystem that were not looked up yet."""
        self._looked_up: dict[str, set[str]] = {}
        self._read: dict[str, dict[str, list[Advisory]] | Unknown] = {}
        self._answers: dict[Coordinates, Known] = {}

    def expect(self, packages: Iterable[Coordinates]) -> None:
        """See interface.Service."""
        for package in packages:
            names = self._expected.setdefault(package.ecosystem, {})
            names[lookup_name(package.ecosystem, package.name)] = None

    def of(self, package: Coordinates) -> Known:
        """See interface.Service."""
        if package not in self._answers:
            self._answers[package] = self._judged(package)
        return self._answers[package]

    def lack(self, ecosystem: str) -> Unknown | None:
        """Why the snapshot of an ecosystem cannot be asked; None where it can."""
        if ecosystem not in self._read:
            self._look_up(ecosystem)
        known = self._read[ecosystem]
        return known if isinstance(known, Unknown) else None

    def _judged(self, package: Coordinates) -> Known:
        ecosystem, name = package.ecosystem, lookup_name(package.ecosystem, package.name)
        refused = unanswerable(package) or self.lack(ecosystem)
        if refused is None and name not in self._looked_up[ecosystem]:
            self.expect([package])
            self._look_up(ecosystem)
            refused = self.lack(ecosystem)
        if refused is not None:
            return refused
        known = self._read[ecosystem]
        assert not isinstance(known, Unknown)
        return judge(known.get(name, ()), package.version or "", ecosystem)

    def _look_up(self, ecosystem: str) -> None:
        """Reads what is expected of an ecosystem."""
        names = self._expected.pop(ecosystem, {})
        found = self._load(ecosystem, names)
        known = self._read.get(ecosystem)
        if isinstance(found, dict) and isinstance(known, dict):
            found = {**known, **found}
        self._read[ecosystem] = found
        self._looked_up.setdefault(ecosystem, set()).update(names)

    def _load(self, ecosystem: str, names: Iterable[str]) -> dict[str, list[Advisory]] | Unknown:
        word = OSV.get(ecosystem)
        if self._folder is None or word is None:
            return _no_snapshot(ecosystem)
        remedy = f'Run `bylaw advisories pull "{word}"`.'
        try:
            with Store(path_of(self._folder, ecosystem)) as store:
                age = self._now - store.about.taken
                if age > self._max_age:
                    return Unknown(
                        FACT, "old-snapshot",
                        f"The snapshot of {word} advisories is {age // DAY} d old; "
                        f"it counts for {self._max_age // DAY} d.", remedy,
                    )  # fmt: skip
                return store.of(names)
        except FileNotFoundError:
            return _no_snapshot(ecosystem)
        except BadSnapshot as error:
            return Unknown(FACT, "broken-snapshot", error.message, remedy)
        except OSError as error:
            why = f"The snapshot of {word} advisories cannot be read: {error.strerror}."
            return Unknown(FACT, "broken-snapshot", why, remedy)


def unanswerable(package: Coordinates) -> Unknown | None:
    """Why OSV can say nothing of a package, whoever is asked; None where it may."""
    if package.ecosystem not in OSV:
        return Unknown(
            FACT, "no-advisories", f"OSV has no advisories of {package.ecosystem} packages."
        )
    if package.version is None:
        return Unknown(
            FACT, "no-version", "Its version is not known.", "Commit a lock that resolves it."
        )
    return None


def _no_snapshot(ecosystem: str) -> Unknown:
    word = OSV.get(ecosystem, ecosystem)
    return Unknown(
        FACT, "no-snapshot", f"There is no snapshot of {word} advisories on this machine.",
        f'Run `bylaw advisories pull "{word}"`.',
    )  # fmt: skip
