"""What constant strings of Python are worth, and how it compares names.

Source: https://docs.python.org/3/reference/lexical_analysis.html.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

_ESCAPE: Final = re.compile(
    r"\\(?:\n|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|N\{([^{}]{1,99})\}"
    r"|([\\'\"]))"
)
_DEEPEST: Final = 50
"""Brackets and sums inside of each other."""


def identifier(text: str) -> str:
    """A dotted name as Python compares it: without blanks and ends of lines, in NFKC."""
    if not text.isidentifier():
        text = "".join(text.replace("\\", "").split())
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def constant(node: Any, depth: int = 0) -> str | None:
    """What a string is worth, or a sum of strings; None of what is computed from anything else."""
    if depth > _DEEPEST:
        return None
    match node.kind():
        case "string":
            return _string(node)
        case "concatenated_string" | "parenthesized_expression":
            parts = [each for each in node.children() if each.is_named()]
        case "binary_operator" if node.field("operator").text() == "+":
            parts = [node.field("left"), node.field("right")]
        case _:
            return None
    worth = [constant(each, depth + 1) for each in parts if each.kind() != "comment"]
    return None if None in worth else "".join(map(str, worth))


def _string(node: Any) -> str | None:
    prefix, text = "", ""
    for each in node.children():
        match each.kind():
            case "string_start":
                prefix = each.text().rstrip("'\"").lower()
            case "string_content":
                text += each.text()
            case "string_end":
                continue
            case _:
                return None
    if "b" in prefix:
        return None
    return text if "r" in prefix else _ESCAPE.sub(_unescaped, text)


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code or found[4]:
        number = int(code, 16) if code else int(found[4], 8)
        return chr(number) if number < 0xD800 or 0xDFFF < number <= 0x10FFFF else "\ufffd"
    if found[5]:
        try:
            return unicodedata.lookup(found[5])
        except KeyError:
            return "\ufffd"
    return found[6] or ""
