"""What sources of packs share: what is asked for, and a bundle of files that nobody trusts.

A source only lists its entries and reads some of them into memory. Nothing is unpacked to the
disk, and nothing of it is run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, TypeAlias

from bylaw.dataclass import dataclass

Kind: TypeAlias = Literal["directory", "git", "archive", "wheel"]

LARGEST_ARCHIVE: Final = 64 << 20
"""Bytes of an archive or wheel, and of an index page."""
LARGEST_UNPACKED: Final = 256 << 20
"""Bytes of a tar, decompressed."""
LARGEST_CLONE: Final = 512 << 20
"""Bytes of the objects of one commit."""
MOST_ENTRIES: Final = 50_000
"""Files and folders of a directory or archive."""
LARGEST_FILE: Final = 1 << 20
"""Bytes of one file of a pack."""
LONGEST_PATH: Final = 1000


class Refused(Exception):
    """A source that cannot be taken: exit 2.

    Attributes:
        message: One clause or sentence without a full stop.
        remedy: What to do; may be empty.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Asked:
    """A source as somebody wrote it, taken apart; without credentials."""

    kind: Kind
    address: str
    """A path, or an address. Of a wheel from an index: the index."""
    revision: str = ""
    """Of git: a tag, a branch or a commit. Of a wheel from an index: NAME==VERSION."""
    folder: str = ""
    sha256: str = ""
    """What the bytes of the archive have to be; empty takes what comes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in a source, by its path from the top."""

    path: str
    kind: Literal["file", "link", "other"]
    size: int
    """Bytes, as the source says."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The entries of a source, while it is open."""

    entries: tuple[Entry, ...]
    read: Callable[[Sequence[str]], Mapping[str, bytes]]
    """The bytes of files, by path; Refused where one is larger than LARGEST_FILE or broken."""
    commit: str = ""
    """Of git: what was read."""
    reference: str = ""
    """Of git: the full name of the reference that led there; empty for a commit's own id."""
    sha256: str = ""
    """Of an archive or wheel: of its bytes, in hex."""
    notice: str = ""
    """Something that people should know, such as that the release was withdrawn."""


def entry_path(path: str, where: str) -> str:
    """The path of an entry of an archive, made plain. Refused where it leads out, or misleads."""
    plain = path.removeprefix("./")
    parts = plain.split("/")
    is_bad = (
        not plain
        or len(plain) > LONGEST_PATH
        or "\\" in plain
        or "\0" in plain
        or any(part in ("", ".", "..") for part in parts)
        or (len(parts[0]) == 2 and parts[0][1] == ":")
    )
    if is_bad:
        raise Refused(
            f"{where} holds an entry whose path leads out of it, or is none: {path[:80]!r}"
        )
    return plain


def once(entries: Sequence[Entry], where: str) -> tuple[Entry, ...]:
    """The entries, where each path is there once. Refused else: readers would not agree."""
    seen: set[str] = set()
    for entry in entries:
        if entry.path in seen:
            raise Refused(f"{where} holds {entry.path[:80]!r} twice")
        seen.add(entry.path)
    return tuple(entries)


def too_many(where: str) -> Refused:
    """The error for more entries than MOST_ENTRIES."""
    return Refused(f"{where} holds more than {MOST_ENTRIES:,} entries")


def too_large(path: str, where: str) -> Refused:
    """The error for a file that is larger than LARGEST_FILE."""
    return Refused(f"{path} in {where} is larger than {LARGEST_FILE >> 20} MiB")
