"""The names of files in a patch: quoting, prefixes, and what leads out of the repository."""

from __future__ import annotations

import re

ESCAPES = {
    b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v",
    b"\\": b"\\", b'"': b'"',
}  # fmt: skip
ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
QUOTED = re.compile(rb'"(?:[^"\\]|\\.)*"')
PREFIXES = frozenset(
    [(b"a/", b"b/"), (b"i/", b"w/"), (b"c/", b"i/"), (b"c/", b"w/"), (b"o/", b"w/")]
)
"""What git puts in front of the old and the new name; the later ones with diff.mnemonicPrefix."""
NOWHERE = b"/dev/null"


def unquoted(name: bytes) -> bytes:
    """A name as git quotes it in C style, or as it stands."""
    if not QUOTED.fullmatch(name):
        return name
    return ESCAPE.sub(_unescaped, name[1:-1])


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) & 255]) if len(code) == 3 else ESCAPES.get(code, code)


def names_of_heading(rest: bytes) -> tuple[bytes, bytes] | None:
    """Old and new path of `diff --git OLD NEW` without prefixes; None where they differ.

    A name with blanks is not quoted, so the line can only be split where both names are the same,
    as they are in every patch that is no rename; of a rename other lines tell the names.
    """
    quoted = [match[0] for match in QUOTED.finditer(rest)]
    if len(quoted) == 2:
        pair = (unquoted(quoted[0]), unquoted(quoted[1]))
    else:
        middle = len(rest) // 2
        if rest[middle : middle + 1] != b" ":
            return None
        pair = (rest[:middle], rest[middle + 1 :])
    old, new = pair
    if (old[:2], new[:2]) in PREFIXES or (new[:2], old[:2]) in PREFIXES:
        old, new = old[2:], new[2:]
    return (old, new) if old == new else None


def plain_names(old: bytes, new: bytes, is_deleted: bool) -> bytes:
    """The path of a plain diff's file, from `--- OLD` and `+++ NEW`."""
    if NOWHERE in (old, new):
        name = old if new == NOWHERE else new
        return name[2:] if name[:2] == (b"a/" if new == NOWHERE else b"b/") else name
    if (old[:2], new[:2]) in PREFIXES:
        return old[2:] if is_deleted else new[2:]
    if old == new:
        return new
    old_rest, new_rest = old.partition(b"/")[2], new.partition(b"/")[2]
    if old_rest and old_rest == new_rest:
        return new_rest  # `diff -ru old/ new/`
    return old if is_deleted else new


def agrees(name: bytes, path: bytes) -> bool:
    """Whether a name of `---` or `+++` is a path of the heading, with or without a prefix.

    Of two readers of a patch one goes by the heading and one by these lines: both have to find
    the same file.
    """
    return not path or name in (NOWHERE, path) or name.partition(b"/")[2] == path


def in_repository(path: str) -> bool:
    """A relative path whose parts are names."""
    parts = path.split("/")
    return bool(path) and not {"", ".", ".."} & set(parts) and "\0" not in path
