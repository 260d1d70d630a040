"""Checked trees and configurations kept between runs, as JSON, which cannot run code.

An entry is named by a digest of all that it was made from. One that is broken is made again;
where nothing can be written, nothing is kept.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from bylaw.dataclass import dataclass

_KEPT: Final = 64
"""Entries that stay when a new one is written; the oldest go."""


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of entries; None keeps nothing."""

    folder: Path | None

    def get(self, digest: str) -> Any | None:
        """The entry, or None."""
        if self.folder is None:
            return None
        try:
            entry = json.loads((self.folder / f"{digest}.json").read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(entry, dict) or entry.get("digest") != digest:
            return None
        return entry.get("value")

    def put(self, digest: str, value: Any) -> None:
        """Keeps an entry; written beside and renamed, so that no reader sees half of one."""
        if self.folder is None:
            return
        beside = self.folder / f".{digest}.{os.getpid()}"
        text = json.dumps({"digest": digest, "value": value}, separators=(",", ":"))
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            beside.write_text(text, "utf-8")
            beside.replace(self.folder / f"{digest}.json")
        except OSError:
            with suppress(OSError):
                beside.unlink()
            return
        self._forget()

    def _forget(self) -> None:
        assert self.folder is not None
        with suppress(OSError):
            entries = sorted(self.folder.glob("*.json"), key=lambda one: one.stat().st_mtime)
            for entry in entries[:-_KEPT]:
                entry.unlink()


def last_change(*folders: Path) -> str:
    """When the Python files of some folders of bylaw were last changed, in a checkout of it.

    One version of bylaw has one checker, except while somebody works at it: what is kept there
    depends on it. Empty for an installed bylaw.
    """
    if not (Path(__file__).parents[3] / "pyproject.toml").is_file():
        return ""
    times = [
        entry.stat().st_mtime_ns
        for folder in folders
        for entry in os.scandir(folder)
        if entry.name.endswith(".py")
    ]
    return f"{len(times)} {max(times)}"


def user_folder() -> Path | None:
    """The user's cache folder for bylaw, for what belongs to no repository."""
    for variable, below in (("XDG_CACHE_HOME", "bylaw"), ("HOME", ".cache/bylaw")):
        base = Path(os.environ.get(variable, ""))
        if base.is_absolute():
            return base / below
    return None
