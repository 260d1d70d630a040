"""What `git diff --binary` writes of a file: its new content, packed, or steps from the old one."""

from __future__ import annotations

import zlib
from base64 import b85decode
from collections.abc import Sequence

from bylaw.facts.place import Unknown
from bylaw.sources.git.files import File

HEAD = b"GIT binary patch"
LENGTHS = {
    code: length
    for length, code in enumerate(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", start=1)
}
"""How many bytes a line holds, by its first character."""


def literal(lines: Sequence[bytes], at: int, most: int) -> bytes | None:
    """The new content that stands behind line `at`, the head.

    None where there are only steps from an old content, where it has more than `most` bytes, or
    where it is not as its own head says.
    """
    word, _, size = (lines[at + 1] if at + 1 < len(lines) else b"").strip().partition(b" ")
    if word != b"literal" or not size.isdigit() or len(size) > 9 or int(size) > most:
        return None
    packed = bytearray()
    for line in lines[at + 2 :]:
        line = line.removesuffix(b"\r")
        if not line:
            break
        length = LENGTHS.get(line[0])
        try:
            part = b85decode(line[1:])
        except ValueError:
            return None
        if length is None or not length <= len(part) < length + 4:
            return None
        packed += part[:length]
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(bytes(packed), int(size) + 1)
    except zlib.error:
        return None
    return content if len(content) == int(size) and unpacker.eof else None


def unread(file: File) -> Unknown:
    """The gap of a file that a patch calls binary without showing its content."""
    return Unknown(
        "file.added_lines",
        "patch-only",
        f"The patch calls {file.path} binary and does not show its content.",
        "Make the patch with `git diff --binary --no-renames`, or judge the commits themselves.",
        file.place,
        known=(("file", file),),
    )
