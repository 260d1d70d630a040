"""A directory of this machine as a bundle. Links are listed, and never followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bylaw.sources.packs.interface import (
    LARGEST_FILE,
    MOST_ENTRIES,
    Bundle,
    Entry,
    Refused,
    too_large,
    too_many,
)

_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)
"""So that a link is not followed, and a pipe is not waited for."""
_ASIDE: Final = (".git", "node_modules", ".venv")


@contextmanager
def directory(path: Path) -> Iterator[Bundle]:
    """The files below a directory. Refused where there is none; OSError."""
    if not path.is_dir():
        raise Refused(f"there is no directory {os.path.normpath(path)}")

    def read(paths: Sequence[str]) -> dict[str, bytes]:
        return {name: _read(path / name, name, str(path)) for name in paths}

    yield Bundle(tuple(_entries(path)), read)


def _entries(root: Path) -> Iterator[Entry]:
    waiting, count = [root], 0
    while waiting:
        at = waiting.pop()
        with os.scandir(at) as found:
            for one in found:
                count += 1
                if count > MOST_ENTRIES:
                    raise too_many(str(root))
                path = Path(one.path).relative_to(root).as_posix()
                if one.is_symlink():
                    yield Entry(path, "link", 0)
                elif one.is_dir(follow_symlinks=False):
                    if one.name not in _ASIDE:
                        waiting.append(Path(one.path))
                elif one.is_file(follow_symlinks=False):
                    yield Entry(path, "file", one.stat(follow_symlinks=False).st_size)
                else:
                    yield Entry(path, "other", 0)


def _read(target: Path, name: str, where: str) -> bytes:
    """A file's bytes; what became a link or a device since it was listed is refused."""
    try:
        number = os.open(target, _FLAGS)
    except OSError as error:
        raise Refused(f"{name} in {where} cannot be read: {error.strerror}") from None
    with os.fdopen(number, "rb") as stream:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise Refused(f"{name} in {where} is no regular file")
        data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise too_large(name, where)
    return data
