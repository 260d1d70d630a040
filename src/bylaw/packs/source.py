"""From the bytes of a policy file to its text."""

from __future__ import annotations

from bylaw.lang.diagnostic import Diagnostic
from bylaw.lang.tree import Source


def source_of(path: str, data: bytes) -> Source | Diagnostic:
    """The text of a policy file; a diagnostic where it is not UTF-8. A byte order mark goes."""
    shown = path.encode("utf-8", "replace").decode()
    try:
        return Source(shown, data.decode().removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
        return Diagnostic(
            "policy-not-utf8", f"byte 0x{data[error.start]:02x} is not UTF-8", shown,
            before.count(b"\n") + 1, column, help="save the file as UTF-8",
        )  # fmt: skip
