"""A zip of JSON files, read within bounds: https://google.github.io/osv.dev/data/."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

LARGEST_ZIP: Final = 2 << 30
"""Bytes of a zip."""
LARGEST_FILE: Final = 16 << 20
"""Bytes of one record, unpacked."""
LARGEST_TOTAL: Final = 16 << 30
"""Bytes of all records of a zip, unpacked."""
MOST_FILES: Final = 2_000_000


class BadSnapshot(Exception):
    """A zip that is none, or holds too much; `message` is one sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def documents(path: Path, largest_total: int = LARGEST_TOTAL) -> Iterator[Any | None]:
    """The JSON of each file of a zip; None for one that cannot be read.

    Raises:
        BadSnapshot: It is no zip, or holds more than the bounds allow.
        OSError: It cannot be read.
    """
    from zipfile import BadZipFile, LargeZipFile, ZipFile

    if path.stat().st_size > LARGEST_ZIP:
        raise BadSnapshot(f"It has more than {LARGEST_ZIP >> 20} MiB.")
    left = largest_total
    try:
        with ZipFile(path) as archive:
            entries = [one for one in archive.infolist() if one.filename.endswith(".json")]
            if len(entries) > MOST_FILES:
                raise BadSnapshot(f"It holds more than {MOST_FILES:,} files.")
            for entry in entries:
                try:
                    with archive.open(entry) as stream:
                        data = stream.read(LARGEST_FILE + 1)
                except (BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
                    yield None
                    continue
                left -= len(data)
                if left < 0:
                    raise BadSnapshot(f"It unpacks to more than {largest_total:,} bytes.")
                yield _document(data)
    except (BadZipFile, LargeZipFile, ValueError):
        raise BadSnapshot("What came is no zip.") from None


def _document(data: bytes) -> Any | None:
    if len(data) > LARGEST_FILE:
        return None
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
