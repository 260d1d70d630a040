"""A tree of files to read policies and configuration from: a folder, or a commit."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from bylaw.dataclass import dataclass

MAX_BYTES = 1 << 20
"""A policy file is read up to this size."""


class Unreadable(Exception):
    """A file of the tree cannot be read as one; its text is a clause: `it is a symbolic link`."""


class Tree(Protocol):
    """Files by their paths from the root, `/`-separated."""

    @property
    def name(self) -> str:
        """For people: empty for the work tree, otherwise `main at 1a2b3c4`."""

    def below(self, folder: str) -> Sequence[str]:
        """The paths of all files below a folder (empty for the root), sorted by bytes.

        Unreadable where the folder is a link, or is reached through one.
        """

    def everything(self, folder: str) -> Sequence[str]:
        """As `below`, but nothing is left out: links to folders too, and what people ignore."""

    def read(self, path: str) -> bytes | None:
        """The content of a file; None where there is none. Unreadable where it is not a file."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on the disk. Symbolic links are not followed: they could lead out of it."""

    root: Path
    name: str = ""

    def below(self, folder: str) -> Sequence[str]:
        """See Tree."""
        start = self.root / folder if folder else self.root
        _refuse_links(start.relative_to(self.root).parts, self.root)
        found: list[str] = []
        for at, folders, files in os.walk(start, followlinks=False):
            folders[:] = [one for one in folders if one not in (".git", "node_modules", ".venv")]
            base = os.path.relpath(at, self.root)
            prefix = "" if base == os.curdir else base.replace(os.sep, "/") + "/"
            found += [prefix + name for name in files]
        return sorted(found, key=os.fsencode)

    def everything(self, folder: str) -> Sequence[str]:
        """See Tree."""
        start = self.root / folder if folder else self.root
        _refuse_links(start.relative_to(self.root).parts, self.root)
        found: list[str] = []
        for at, folders, files in os.walk(start, followlinks=False):
            links = [one for one in folders if Path(at, one).is_symlink()]
            base = Path(at).relative_to(self.root)
            found += [(base / name).as_posix() for name in (*files, *links)]
        return sorted(found, key=os.fsencode)

    def read(self, path: str) -> bytes | None:
        """See Tree."""
        target = self.root / path
        try:
            return read_file(target, self.root)
        except (FileNotFoundError, NotADirectoryError):
            return None


def read_file(target: Path, root: Path | None = None) -> bytes:
    """A regular file's bytes; Unreadable where it is a link, too large or no file.

    With a root, no folder between it and the file may be a link either.
    """
    if root:
        _refuse_links(target.relative_to(root).parts, root)
    try:
        if target.exists() and not target.is_file():
            raise Unreadable("it is not a regular file")
        with target.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except PermissionError:
        raise Unreadable("it may not be read") from None
    if len(data) > MAX_BYTES:
        raise Unreadable("it is larger than 1 MiB")
    return data


def _refuse_links(parts: Sequence[str], at: Path) -> None:
    for part in parts:
        at = at / part
        if at.is_symlink():
            raise Unreadable("it is, or is reached through, a symbolic link")
