"""Escapes in strings of Go, PHP, Ruby and Rust: what a path is that is written with them."""

from __future__ import annotations

import re
from typing import Final

_ESCAPE: Final = re.compile(
    r"\\(?:x\{?([0-9a-fA-F]{1,2})\}?|u\{\s*([0-9a-fA-F_]{1,9})\s*\}|u([0-9a-fA-F]{4})"
    r"|U([0-9a-fA-F]{8})|([0-7]{1,3})|\n[ \t\n]*|(.))",
    re.DOTALL,
)
_CONTROLS: Final = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "b": "\b", "a": "\a"}


def unescaped(text: str) -> str:
    """The text with its escapes resolved; what is no character becomes U+FFFD."""
    return _ESCAPE.sub(_resolved, text) if "\\" in text else text


def _resolved(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3] or found[4]
    if code or found[5]:
        digits = (code or found[5]).replace("_", "")
        number = int(digits or "110000", 16 if code else 8)
        return chr(number) if number < 0xD800 or 0xDFFF < number <= 0x10FFFF else "\ufffd"
    return _CONTROLS.get(found[6], found[6]) if found[6] else ""
