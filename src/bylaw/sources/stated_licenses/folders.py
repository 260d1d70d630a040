"""Folders of installed packages, read without following links, and only where they are asked."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

LARGEST: Final = 1 << 20
"""Bytes of a file of metadata; the largest real ones have a tenth."""
MOST_ENTRIES: Final = 200_000
"""Names in all folders of one tree that are looked at."""


def read(folder: Path, *parts: str) -> bytes | None:
    """A regular file below a folder.

    None where there is none, a part of its path is a link, it is too large, or it cannot be read.
    The folder itself may be reached by links: it is named by configuration.
    """
    if not all(_is_plain(part) for part in parts):
        return None
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        at = folder
        for part in parts:
            at = at / part
            if stat.S_ISLNK(at.lstat().st_mode):
                return None
        opened = os.open(at, flags)
    except (OSError, ValueError):
        return None
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            return None
        with os.fdopen(opened, "rb", closefd=False) as stream:
            data = stream.read(LARGEST + 1)
    except OSError:
        return None
    finally:
        os.close(opened)
    return data if len(data) <= LARGEST else None


class Below:
    """Lists folders, as many names as one tree may have, and then none."""

    def __init__(self, most: int = MOST_ENTRIES) -> None:
        self._left = most

    def folders(self, folder: Path) -> Iterator[str]:
        """The names of the real folders in a folder, in any order."""
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                self._left -= 1
                if self._left < 0:
                    return
                if entry.is_dir(follow_symlinks=False):
                    yield entry.name


def _is_plain(part: str) -> bool:
    """Whether it is the name of something in a folder, and not a way out of it."""
    return 0 < len(part) <= 255 and part not in (".", "..") and not set(part) & set("/\\\0")
