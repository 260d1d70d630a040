"""The digest of a pack from elsewhere: SHA-256 over a listing as `sha256sum` prints it.

One line a file, sorted by the bytes of the path: the SHA-256 of the file's bytes in lower-case hex,
two blanks, the path from the pack's folder with `/`, LF. Modes and times have no part in it. Paths
are ASCII without blanks and backslashes, so that no line can be read in two ways.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

LONGEST: Final = 200
"""Characters of a path."""
PREFIX: Final = "sha256:"
_PATH: Final = re.compile(
    r"[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*){0,7}", re.ASCII
)


def is_path(path: str) -> bool:
    """Whether a file of a pack may have this path: ASCII, nothing hidden, at most eight parts."""
    return len(path) <= LONGEST and _PATH.fullmatch(path) is not None


def hashes(contents: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file in hex, by its path, in the order of a listing."""
    return {path: sha256(contents[path]).hexdigest() for path in sorted(contents)}


def listing(files: Mapping[str, str]) -> bytes:
    """The lines that a digest is made of, from the SHA-256 of each file.

    Raises:
        ValueError: A path is none that a file of a pack may have.
    """
    for path in files:
        if not is_path(path):
            raise ValueError(f"{path!r} is no path of a pack")
    return b"".join(f"{files[path]}  {path}\n".encode() for path in sorted(files))


def digest(files: Mapping[str, str]) -> str:
    """`sha256:` and the SHA-256 of the listing. Raises ValueError as `listing` does."""
    return PREFIX + sha256(listing(files)).hexdigest()
