"""Folders of a path, as git writes it: no root's name, no slash at the end."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import normpath
from typing import Final

LONGEST: Final = 4096
"""Characters of a name that could be a path; what is longer is not looked for."""


def upward(folder: str) -> Iterator[str]:
    """A folder and all above it, up to the root, which is empty."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""


def below(folder: str, name: str) -> str:
    """The path of something in a folder."""
    return f"{folder}/{name}" if folder else name


def inner(path: str, folder: str) -> str:
    """A path as it is seen from a folder above it."""
    return path[len(folder) + 1 :] if folder else path


def common(path: str, folder: str) -> int:
    """How many folders a path shares with one, from the root on."""
    count = 0
    for one, other in zip(path.split("/"), folder.split("/"), strict=False):
        if one != other:
            break
        count += 1
    return count


def joined(folder: str, path: str) -> str | None:
    """Where a relative path leads to from a folder; None where it leaves the repository."""
    if path.startswith("/"):
        return None
    there = normpath(below(folder, path)) if folder or path else ""
    return None if there == ".." or there.startswith("../") else "" if there == "." else there
