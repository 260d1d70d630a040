"""Snapshots: one SQLite file an ecosystem, made from OSV's zip, in the user's cache folder.

| table | columns |
|---|---|
| `snapshot` | `format ecosystem taken etag origin advisories withdrawn skipped`: one row |
| `advisory` | `number id aliases summary`: one row a record |
| `affected` | `name number severity score affected`: one row a package of a record |

`taken` is in seconds since 1970; `aliases` are joined by spaces; `affected` is JSON: a list of
`[ranges, versions, is_vague]`, a range being a list of `[kind, version]` in the record's order.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.sources.advisories.match import trimmed
from bylaw.sources.advisories.record import (
    SEVERITIES,
    Advisory,
    Affected,
    Malformed,
    Record,
    read_record,
)
from bylaw.sources.advisories.zips import BadSnapshot

FORMAT: Final = 1
FOLDER: Final = "advisories"
"""Below the user's cache folder."""

_TABLES: Final = """
CREATE TABLE snapshot (format INTEGER, ecosystem TEXT, taken INTEGER, etag TEXT, origin TEXT,
                       advisories INTEGER, withdrawn INTEGER, skipped INTEGER);
CREATE TABLE advisory (number INTEGER PRIMARY KEY, id TEXT, aliases TEXT, summary TEXT);
CREATE TABLE affected (name TEXT, number INTEGER, severity TEXT, score REAL, affected TEXT,
                       PRIMARY KEY (name, number)) WITHOUT ROWID;
"""
_AT_ONCE: Final = 500
"""Names in one query."""


@dataclass(frozen=True, slots=True)
class About:
    """What a snapshot is."""

    ecosystem: str
    """The purl type."""
    taken: int
    """When it was brought, in seconds since 1970: that old is what it knows."""
    etag: str
    origin: str
    """The address or folder that it came from."""
    advisories: int
    withdrawn: int
    """Records that no longer count; they are left out."""
    skipped: int
    """Files that could not be read."""


class Store:
    """A snapshot that is open; use it with `with`."""

    def __init__(self, path: Path) -> None:
        """Opens it.

        Raises:
            FileNotFoundError: There is none.
            BadSnapshot: It is none, or of another format.
        """
        if not path.is_file():
            raise FileNotFoundError(path)
        self._path = path
        self._database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            row = self._database.execute("SELECT * FROM snapshot").fetchone()
            if row is None or row[0] != FORMAT or type(row[2]) is not int:
                raise self._broken()
            self.about = About(*row[1:])
        except (sqlite3.Error, TypeError):
            self._database.close()
            raise self._broken() from None
        except BadSnapshot:
            self._database.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def of(self, names: Iterable[str]) -> dict[str, list[Advisory]]:
        """The advisories of packages, by name as `lookup_name` gives it; only of those with any.

        Raises:
            BadSnapshot: It is broken.
        """
        found: dict[str, list[Advisory]] = {}
        asked = list(dict.fromkeys(names))
        try:
            for start in range(0, len(asked), _AT_ONCE):
                for name, advisory in self._some(asked[start : start + _AT_ONCE]):
                    found.setdefault(name, []).append(advisory)
        except (sqlite3.Error, ValueError, TypeError, AttributeError):
            raise self._broken() from None
        return found

    def _some(self, names: list[str]) -> Iterator[tuple[str, Advisory]]:
        marks = ",".join("?" * len(names))  # all that is put into the statement: no name is
        rows = self._database.execute(
            "SELECT name, affected, id, aliases, severity, score, summary FROM affected "  # noqa: S608
            f"JOIN advisory USING (number) WHERE name IN ({marks}) ORDER BY name, number",
            names,
        )
        for name, affected, id_, aliases, severity, score, summary in rows:
            if severity not in SEVERITIES:
                raise ValueError(severity)
            known = tuple(_affected(one) for one in json.loads(affected))
            yield name, Advisory(id_, tuple(aliases.split()), severity, score, summary, known)

    def _broken(self) -> BadSnapshot:
        return BadSnapshot(f"The snapshot {self._path.name} is broken, or of another format.")


def path_of(folder: Path, ecosystem: str) -> Path:
    """The file of an ecosystem's snapshot."""
    return folder / FOLDER / f"{ecosystem}.sqlite"


def write(
    path: Path, about: About, documents: Iterable[Any | None], *, most_skipped: float = 0.5
) -> About:
    """Makes a snapshot beside its place and renames it; what it then is.

    Args:
        path: Its file; the folder exists.
        about: What is known of it beforehand; the counts are filled in.
        documents: The records, None for what could not be read.
        most_skipped: The part of them that may be unreadable.

    Raises:
        BadSnapshot: It would hold nothing, or too little of what it was made from.
        OSError: It cannot be written, or the documents not be read.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.unlink(missing_ok=True)
        with closing(sqlite3.connect(beside)) as database:
            made = _fill(database, about, documents)
        if made.advisories == 0 or made.skipped > most_skipped * (made.advisories + made.skipped):
            raise BadSnapshot(
                f"It has {made.advisories:,} advisories of {about.ecosystem} packages, "
                f"and {made.skipped:,} files that are none."
            )
        beside.replace(path)
    except sqlite3.Error as error:
        raise OSError(0, f"the snapshot cannot be written: {error}", str(path)) from None
    finally:
        with suppress(OSError):
            beside.unlink()
    return made


def refresh(path: Path, taken: int) -> About:
    """Notes that a snapshot is still the newest.

    Raises:
        BadSnapshot: There is none.
        OSError: It cannot be written.
    """
    try:
        address = f"{path.resolve().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True)) as database:
            database.execute("UPDATE snapshot SET taken = ?", (taken,))
            database.commit()
    except sqlite3.Error as error:
        raise OSError(0, f"the snapshot cannot be written: {error}", str(path)) from None
    with Store(path) as store:
        return store.about


def _fill(database: sqlite3.Connection, about: About, documents: Iterable[Any | None]) -> About:
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
    kept = withdrawn = skipped = 0
    for number, document in enumerate(documents):
        record = _record(document)
        if record is None:
            skipped += 1
        elif record.is_withdrawn:
            withdrawn += 1
        else:
            mine = {
                name: advisory
                for (ecosystem, name), advisory in record.packages.items()
                if ecosystem == about.ecosystem
            }
            kept += bool(mine)
            _insert(database, number, mine, about.ecosystem)
    made = About(
        about.ecosystem, about.taken, about.etag, about.origin, kept, withdrawn, skipped
    )  # fmt: skip
    row = (
        FORMAT, made.ecosystem, made.taken, made.etag, made.origin, made.advisories,
        made.withdrawn, made.skipped,
    )  # fmt: skip
    database.execute("INSERT INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    database.commit()
    return made


def _record(document: Any | None) -> Record | None:
    if document is None:
        return None
    try:
        return read_record(document)
    except Malformed:
        return None


def _insert(
    database: sqlite3.Connection, number: int, found: dict[str, Advisory], ecosystem: str
) -> None:
    for name, one in found.items():
        known = [trimmed(each, ecosystem) for each in one.affected]
        text = json.dumps(
            [[each.ranges, each.versions, each.is_vague] for each in known], separators=(",", ":")
        )
        row = (name, number, one.severity, one.score, text)
        database.execute("INSERT INTO affected VALUES (?, ?, ?, ?, ?)", row)
    for one in list(found.values())[:1]:
        words = (number, one.id, " ".join(one.aliases), one.summary)
        database.execute("INSERT INTO advisory VALUES (?, ?, ?, ?)", words)


def _affected(value: Any) -> Affected:
    ranges, versions, is_vague = value
    events = tuple(tuple((kind, version) for kind, version in range_) for range_ in ranges)
    return Affected(events, tuple(versions), is_vague)
