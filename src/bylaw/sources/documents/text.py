"""From the bytes of a structured text to its characters."""

from __future__ import annotations

import codecs
import re
from typing import Final

from bylaw.sources.documents.node import Malformed

_CONFLICT: Final = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes) -> str:
    """The characters of a text: without byte order mark, and with LF at the ends of lines.

    Raises:
        Malformed: it is no text, or holds the marks of a merge conflict; at the line where.
    """
    if data.startswith(_UTF_16):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError:
            raise Malformed("it is not UTF-16, though it begins like it") from None
    else:
        data = data.removeprefix(codecs.BOM_UTF8)
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise Malformed("it is not UTF-8", line) from None
    if "\0" in text:
        raise Malformed("it is not text: it holds NUL", text.count("\n", 0, text.index("\0")) + 1)
    is_likely = "<<<<<<<" in text or ">>>>>>>" in text  # which is far quicker than the regex
    if is_likely and (found := _CONFLICT.search(text)):
        line = text.count("\n", 0, found.start()) + 1
        raise Malformed("it holds a merge conflict that nobody resolved", line)
    return text.replace("\r\n", "\n")
