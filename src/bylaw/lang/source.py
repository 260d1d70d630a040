"""From the bytes of a policy file to its text."""

from __future__ import annotations

from codecs import BOM_UTF8

from bylaw.lang.diagnostic import Diagnostic
from bylaw.lang.tree import Source


def source_of(path: str, data: bytes) -> Source | Diagnostic:
    """The text of a policy file, which is UTF-8; a byte order mark at its start is left out.

    Returns:
        the source, or `not-utf-8` at the first byte that does not belong.
    """
    data = data.removeprefix(BOM_UTF8)
    try:
        return Source(path, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        return Diagnostic(
            "not-utf-8",
            f"The byte 0x{data[error.start]:02X} is not UTF-8",
            path,
            line,
            column,
            line,
            column + 1,
            help="Save the file as UTF-8",
        )
