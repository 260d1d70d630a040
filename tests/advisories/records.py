"""Records in OSV's format, and snapshots made of them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bylaw.sources.advisories.ecosystems import OSV
from bylaw.sources.advisories.store import About, path_of, write
from bylaw.sources.advisories.zips import documents

NOW = 1_764_000_000
DAY = 24 * 3600


def events(text: str) -> list[dict[str, str]]:
    """`i0 f1.2 l3 m4` as events."""
    names = {"i": "introduced", "f": "fixed", "l": "last_affected", "m": "limit"}
    return [{names[word[0]]: word[1:]} for word in text.split()]


def affected(name: str, *ranges: str, ecosystem: str = "npm", **more: Any) -> dict[str, Any]:
    """A package's entry; each range is a text of events."""
    kind = "SEMVER" if ecosystem in ("npm", "Go") else "ECOSYSTEM"
    return {
        "package": {"ecosystem": ecosystem, "name": name},
        "ranges": [{"type": kind, "events": events(text)} for text in ranges],
        **more,
    }


def record(id_: str, *entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"schema_version": "1.7.0", "id": id_, "modified": "2025-01-01T00:00:00Z",
            "affected": list(entries), **more}  # fmt: skip


def zipped(path: Path, records: Iterable[Any], raw: dict[str, bytes] | None = None) -> Path:
    """A zip as OSV has it, one file a record."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in records:
            archive.writestr(f"{one['id']}.json", json.dumps(one))
        for name, data in (raw or {}).items():
            archive.writestr(name, data)
    return path


def snapshot(
    folder: Path, *records: Any, ecosystem: str = "npm", age: int = 0, raw: Any = None
) -> About:
    """Makes the snapshot of an ecosystem in a cache folder; `age` is in seconds."""
    path = path_of(folder, ecosystem)
    path.parent.mkdir(parents=True, exist_ok=True)
    source = zipped(folder / "zips" / OSV[ecosystem] / "all.zip", records, raw)
    return write(path, About(ecosystem, NOW - age, "", "", 0, 0, 0), documents(source))
