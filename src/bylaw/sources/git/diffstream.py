r"""From git's diff, while it arrives, to the texts of its files.

The format is `git diff-tree --raw -p -z -U0 --full-index`: records of all files first, each part
ended by NUL, then one section of patch a file, in the same order. Without context every line of a
hunk's body begins with `-`, `+` or `\\`, so what follows `\\n@@ -` or `\\ndiff --git ` is
structure, and no line of text has to be looked at to find it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NoReturn

from bylaw.dataclass import dataclass

CHUNK = 1 << 20
SECTION = b"diff --git "
HUNK = re.compile(rb"\n@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@[^\n]*\n")

Runs = list[tuple[int, int]]


class TooMuch(Exception):
    """The diff is over the bound on the whole run."""


@dataclass(frozen=True, slots=True)
class Record:
    """One file of the raw part: what happened to it, without its text."""

    old_mode: str
    mode: str
    old_oid: str
    oid: str
    status: str
    """One letter: A, C, D, M, R, T."""
    path: str
    old_path: str | None

    @property
    def sections(self) -> int:
        """How many sections of patch git writes: a change of type is a removal and an addition."""
        return 2 if self.status == "T" else 1


@dataclass(slots=True)
class Texts:
    """What a patch says of one file: bytes without the signs in front, every line ended by LF.

    `added_runs` and `removed_runs` are stretches of consecutive lines as `(offset, number)`.
    """

    added: bytes = b""
    added_runs: Sequence[tuple[int, int]] = ()
    added_count: int = 0
    removed: bytes = b""
    removed_runs: Sequence[tuple[int, int]] = ()
    removed_count: int = 0
    is_binary: bool = False


class DiffStream:
    """Reads records, then sections one at a time, from a function that reads bytes."""

    def __init__(self, read: Callable[[int], bytes], limit: int, whole: int = 1 << 62) -> None:
        self._read = read
        self._limit = limit
        """Bytes of one pair of trees."""
        self._taken = 0
        """Of the pair that is being read; what was read ahead may be of the next one."""
        self._whole = whole
        """Bytes of all pairs that are left."""
        self._buffer = bytearray()
        self._ended = False

    def records(self) -> list[Record]:
        """The raw part of one pair of trees."""
        found = []
        while self._have(1) and self._buffer[:1] == b":":
            head = self._field().split(b" ")
            status = head[4].decode()[:1]
            path = os.fsdecode(self._field())
            old = None
            if status in "RC":
                old, path = path, os.fsdecode(self._field())
            found.append(
                Record(
                    head[0][1:].decode(),
                    head[1].decode(),
                    head[2].decode(),
                    head[3].decode(),
                    status,
                    path,
                    old,
                )
            )
        if found:
            self._take(1)  # the NUL between the parts
        return found

    def renew(self) -> None:
        """Another pair of trees begins."""
        self._taken = 0

    @property
    def is_over(self) -> bool:
        """A bound was hit: what follows cannot be read any more."""
        return self._whole < 0

    def section(self, after: bytes = b"") -> bytes:
        """The next section of patch. `after` is the line that follows the last one of its pair."""
        buffer, at = self._buffer, 1
        stop = b"\n" + (after or SECTION)
        while True:
            end = buffer.find(stop, at)
            if end >= 0:
                return self._take(end + 1)
            at = max(1, len(buffer) - len(stop))
            if not self._more():
                return self._take(len(buffer))

    def line(self) -> bytes:
        """The next line: the heading of a pair of trees."""
        while (end := self._buffer.find(b"\n")) < 0:
            if not self._more():
                return self._take(len(self._buffer))
        return self._take(end + 1)

    def _field(self) -> bytes:
        at = 0
        while (end := self._buffer.find(b"\0", at)) < 0:
            at = len(self._buffer)
            if not self._more():
                raise EOFError
        return self._take(end + 1)[:-1]

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._taken += size
        if self._taken > self._limit:
            self._stop()
        return taken

    def _have(self, size: int) -> bool:
        while len(self._buffer) < size:
            if not self._more():
                return False
        return True

    def _more(self) -> bool:
        if self._ended:
            return False
        if self._taken + len(self._buffer) > self._limit:
            self._stop()
        data = self._read(CHUNK)
        self._whole -= len(data)
        if self._whole < 0:
            self._stop()
        self._ended = not data
        self._buffer += data
        return bool(data)

    def _stop(self) -> NoReturn:
        """For good: what was not kept is missing in between."""
        self._whole = -1
        raise TooMuch


def texts(sections: Iterator[bytes] | Sequence[bytes]) -> Texts:
    """Take the added and the removed text out of the sections of one file."""
    out = Texts()
    added: list[bytes] = []
    removed: list[bytes] = []
    added_runs: Runs = []
    removed_runs: Runs = []
    added_at = removed_at = 0
    for section in sections:
        hunk = HUNK.search(section)
        if hunk is None:
            out.is_binary = out.is_binary or b"\nBinary files " in section
            continue
        while hunk is not None:
            start = hunk.end()
            following = HUNK.search(section, start - 1)
            body = section[start : following.start() + 1] if following else section[start:]
            old_start, old_count, new_start, new_count = hunk.groups()
            if old_count != b"0":
                split = len(body) if new_count == b"0" else body.find(b"\n+") + 1
                text = _text(body[:split], b"\n-")
                removed_runs.append((removed_at, int(old_start)))
                out.removed_count += int(old_count or 1)
                removed_at += len(text)
                removed.append(text)
                body = body[split:]
            if new_count != b"0":
                text = _text(body, b"\n+")
                added_runs.append((added_at, int(new_start)))
                out.added_count += int(new_count or 1)
                added_at += len(text)
                added.append(text)
            hunk = following
    out.added, out.added_runs = b"".join(added), added_runs
    out.removed, out.removed_runs = b"".join(removed), removed_runs
    return out


def _text(part: bytes, sign: bytes) -> bytes:
    """One side of a hunk without signs, CRs before LFs, and the mark of a missing last LF."""
    last = part.rfind(b"\n", 0, -1) + 1
    if part[last : last + 1] != b"\\":
        if b"\r\n" in part:
            part = part.replace(b"\r\n", b"\n")
        return part[1:].replace(sign, b"\n")
    # the last line has no LF of its own, so that a CR at its end is text
    before = part.rfind(b"\n", 0, last - 1) + 1
    return (_text(part[:before], sign) if before else b"") + part[before + 1 : last]
