"""What manifests refer to: files of the repository, and addresses without credentials."""

from __future__ import annotations

import re
from posixpath import join, normpath
from typing import Final

_USER: Final = re.compile(r"(?<=://)[^/?#\s]*@")
_SECRET: Final = re.compile(r"(?i)([?&](?:[\w-]*(?:token|password|secret|key|sig))=)[^&#\s]*")


def within(folder: str, path: str) -> str | None:
    """A path that is meant from a folder, from the root; None where it leaves the repository.

    Absolute paths, those of Windows and such with NUL lead nowhere in a repository. The root is "".
    """
    path = path.replace("\\", "/")
    if path.startswith("/") or path[1:2] == ":" or "\0" in path:
        return None
    whole = normpath(join(folder, path))
    if whole == ".." or whole.startswith("../"):
        return None
    return "" if whole == "." else whole


def placed(folder: str, path: str) -> str:
    """Where a path leads: from the root, or as written where it leaves the repository."""
    whole = within(folder, path)
    return path if whole is None else whole or "."


def plain_address(address: str) -> str:
    """An address without user, password and tokens."""
    return _SECRET.sub(r"\1…", _USER.sub("", address))
