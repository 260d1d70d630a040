"""What has to be read of JavaScript's text itself.

That is what constant strings are worth, and forms that the grammars take for something else.

Sources: https://tc39.es/ecma262/#sec-literals-string-literals and
https://tc39.es/ecma262/#sec-html-like-comments.
"""

from __future__ import annotations

import re
from typing import Any, Final

from bylaw.sources.imports.folders import LONGEST

_ESCAPE: Final = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3]?[0-7]{1,2})"
    r"|(\r?\n)|(.))",
    re.DOTALL,
)
_CONTROLS: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_WRAPPERS: Final = (
    *("parenthesized_expression", "as_expression", "satisfies_expression"),
    *("non_null_expression", "type_assertion"),
)
_DEEPEST: Final = 50
"""Brackets and sums inside of each other."""
_BETWEEN: Final = r"(?:\s|/\*(?:[^*]|\*(?!/))*+\*/|//[^\n]*+(?:\n|\Z))*+"
_EXPORTED: Final = re.compile(
    rf"{_BETWEEN}(?:type\b{_BETWEEN})?(?:\{{[^{{}}]*+\}}|\*[^'\"{{}};]{{0,999}}?)"
    rf"{_BETWEEN}\bfrom{_BETWEEN}(?P<source>'[^'\n]*+'|\"[^\"\n]*+\")"
)


def value(node: Any, depth: int = 0) -> str | None:
    """What a string is worth, a template, or a sum of them; None of what is computed, and of ""."""
    text = _constant(node, depth)
    return text[: LONGEST + 1] if text and "\0" not in text else None


def _constant(node: Any, depth: int) -> str | None:
    kind = node.kind()
    if kind == "string":
        return unescaped(node.text()[1:-1])
    if depth > _DEEPEST:
        return None
    inner = [each for each in node.children() if each.is_named() and each.kind() != "comment"]
    if kind == "template_string":
        return _template(node.text()[1:-1], inner, depth)
    if kind == "binary_expression":
        sign = node.field("operator")
        if sign is None or sign.text() != "+":
            return None
        parts = [_constant(each, depth + 1) for each in inner]
        return None if None in parts else "".join(map(str, parts))
    if kind in _WRAPPERS and inner:
        return _constant(inner[-1 if kind == "type_assertion" else 0], depth + 1)
    return None


def _template(text: str, inner: list[Any], depth: int) -> str | None:
    for each in inner:
        if each.kind() != "template_substitution":
            continue
        held = [one for one in each.children() if one.is_named()]
        worth = _constant(held[0], depth + 1) if len(held) == 1 else None
        if worth is None:
            return None
        text = text.replace(each.text(), worth.replace("\\", "\\\\"), 1)
    return unescaped(text)


def unescaped(text: str) -> str:
    """A text with its escapes resolved."""
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code or found[4]:
        number = int(code, 16) if code else int(found[4], 8)
        return chr(number) if number < 0xD800 or 0xDFFF < number <= 0x10FFFF else "\ufffd"
    return "" if found[5] else _CONTROLS.get(found[6], found[6])


def broken_off(text: str, at: int) -> str | None:
    """What is exported from, where `export` is followed by a new line, which grammars end it at.

    Args:
        text: Of the whole script.
        at: The end of the word.
    """
    found = _EXPORTED.match(text, at)
    return None if found is None else unescaped(found["source"][1:-1]) or None


def with_html_comments(text: str) -> str | None:
    """The text as a script has it, in which `<!--` begins a comment; None where none is there."""
    return text.replace("<!--", "//--") if "<!--" in text else None
