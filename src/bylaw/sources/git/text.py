"""Bytes of a file as text that rules can scan: valid UTF-8, and lines of bounded length."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

Runs = Sequence[tuple[int, int]]

UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
"""What no text holds; `\x1b` colours it."""
SNIFFED = 8000
"""How far git looks for a NUL before it calls a file binary."""


def is_binary(data: bytes) -> bool:
    """Git's own test, with attributes off."""
    return b"\0" in data[:SNIFFED]


def decoded_utf16(data: bytes) -> bytes | None:
    """UTF-16 with a byte order mark as UTF-8, or None where it is none."""
    name = UTF16.get(data[:2])
    if name is None or data[:4] == codecs.BOM_UTF32_LE:
        return None
    found = data[2:].decode(name, errors="replace")
    broken = "\ufffd" in found and _CONTROLS.search(found.encode("utf-8", "replace"))
    return None if broken else found.encode()


def is_nearly_text(data: bytes) -> bool:
    """Text but for its NULs, by its start: UTF-16 or UTF-32 without a mark, or a trick."""
    found = data[:SNIFFED].replace(b"\0", b"")
    if not found or _CONTROLS.search(found):
        return False
    try:
        # the start may end within a character
        codecs.getincrementaldecoder("utf-8")().decode(found)
    except UnicodeDecodeError:
        return False
    return True


def ended(data: bytes) -> bytes:
    """A file's bytes with every line ended by exactly one LF."""
    if b"\r\n" in data:
        data = data.replace(b"\r\n", b"\n")
    return data if not data or data.endswith(b"\n") else data + b"\n"


def valid(data: bytes, runs: Runs) -> tuple[bytes, Runs]:
    """The same lines in valid UTF-8: what cannot be decoded becomes U+FFFD."""
    if data.isascii():
        return data, runs
    try:
        data.decode()
    except UnicodeDecodeError:
        pass
    else:
        return data, runs
    pieces: list[bytes] = []
    moved: list[tuple[int, int]] = []
    at = 0
    ends = [start for start, _ in runs[1:]] + [len(data)]
    for (start, number), end in zip(runs, ends, strict=True):
        piece = data[start:end].decode(errors="replace").encode()
        moved.append((at, number))
        pieces.append(piece)
        at += len(piece)
    return b"".join(pieces), moved


def without_long_lines(data: bytes, runs: Runs, most: int) -> tuple[bytes, Runs, list[int]]:
    """Take out lines of more than `most` bytes; the third value is their numbers."""
    long = _long_lines(data, most)
    if not long:
        return data, runs, []
    pieces: list[bytes] = []
    moved: list[tuple[int, int]] = []
    numbers: list[int] = []
    at = 0
    ends = [start for start, _ in runs[1:]] + [len(data)]
    for (start, number), end in zip(runs, ends, strict=True):
        for stretch in (s for s in long if start <= s[0] < end):
            _keep(pieces, moved, at, data[start : stretch[0]], number)
            at += stretch[0] - start
            number += data.count(b"\n", start, stretch[0])
            numbers.append(number)
            number += 1
            start = stretch[1]
        _keep(pieces, moved, at, data[start:end], number)
        at += end - start
    return b"".join(pieces), moved, numbers


def _keep(
    pieces: list[bytes], runs: list[tuple[int, int]], at: int, piece: bytes, number: int
) -> None:
    if piece:
        pieces.append(piece)
        runs.append((at, number))


def _long_lines(data: bytes, most: int) -> list[tuple[int, int]]:
    """Where the long lines are; looks at one place in every `most` bytes of ordinary text."""
    found = []
    at = 0
    while len(data) - at > most:
        end = data.rfind(b"\n", at, at + most + 1)
        if end < 0:
            end = data.index(b"\n", at)
            found.append((at, end + 1))
        at = end + 1
    return found
