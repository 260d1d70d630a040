"""Bringing snapshots: from a web address or a folder that is laid out as OSV's public bucket.

https://google.github.io/osv.dev/data/#data-dumps: `<ECOSYSTEM>/all.zip`, one JSON file a record.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bylaw.dataclass import dataclass
from bylaw.sources.advisories.ecosystems import OSV
from bylaw.sources.advisories.store import About, Store, path_of, refresh, write
from bylaw.sources.advisories.zips import LARGEST_ZIP, BadSnapshot, documents
from bylaw.sources.services.http import HttpClient
from bylaw.sources.services.interface import Failed

BUCKET: Final = "https://osv-vulnerabilities.storage.googleapis.com"
"""OSV's public bucket."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What came of a pull."""

    about: About
    is_changed: bool
    """False: the snapshot that was there is still the newest, and now counts as of today."""


def pull(ecosystem: str, origin: str | Path, folder: Path, client: HttpClient) -> Pulled:
    """Brings the snapshot of one ecosystem.

    One from an address is as old as the question; one from a folder as old as the zip in it.

    Args:
        ecosystem: A purl type that OSV has advisories of.
        origin: The address or folder that holds `<ECOSYSTEM>/all.zip`.
        folder: The user's cache folder.
        client: Through which an address is asked; its `now` is the moment of the pull.

    Raises:
        Failed: It could not be had.
        BadSnapshot: What came is none; the snapshot that was there stays.
        OSError: It cannot be read or written.
    """
    path = path_of(folder, ecosystem)
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(origin, Path):
        source = origin / OSV[ecosystem] / "all.zip"
        if not source.is_file():
            raise Failed("no-snapshot", f"There is no file {source}.", "Look at --from.")
        taken = min(client.now, int(source.stat().st_mtime))
        about = About(ecosystem, taken, "", str(origin.absolute()), 0, 0, 0)
        return Pulled(write(path, about, documents(source)), True)
    return _download(ecosystem, origin.rstrip("/"), path, client)


def _download(ecosystem: str, origin: str, path: Path, client: HttpClient) -> Pulled:
    known = about_of(path)
    etag = known.etag if known is not None and known.origin == origin else ""
    source = path.with_name(f".{ecosystem}.{os.getpid()}.zip")
    url = f"{origin}/{quote(OSV[ecosystem])}/all.zip"
    try:
        done = client.download(url, source, largest=LARGEST_ZIP, etag=etag)
        if done is None:
            raise Failed("no-snapshot", f"There is nothing at {url}.", "Look at --from.")
        if not done.is_changed:
            return Pulled(refresh(path, client.now), False)
        about = About(ecosystem, client.now, done.etag, origin, 0, 0, 0)
        return Pulled(write(path, about, documents(source)), True)
    finally:
        with suppress(OSError):
            source.unlink()


def about_of(path: Path) -> About | None:
    """What the snapshot in a file is; None where there is none that can be read."""
    try:
        with Store(path) as store:
            return store.about
    except (BadSnapshot, OSError):
        return None
