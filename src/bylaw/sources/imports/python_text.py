"""What has to be read of Python's text itself: its encoding, and what constant strings are worth.

Sources: https://peps.python.org/pep-0263/ and
https://docs.python.org/3/reference/lexical_analysis.html.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

_COOKIE: Final = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK: Final = re.compile(rb"[ \t\f]*(?:#|$)")
_PLAIN: Final = re.compile(
    r"(?:utf-?8|u8|utf8?-?(?:8-)?(?:sig|unix|dos|mac)|utf-8-.+|(?:us-)?ascii|646|latin-?[0-9]{1,2}"
    r"|(?:iso-)?latin-1-.+|l[1-9]|iso-?8859-?[0-9]{0,2}(?:-.+)?|(?:cp|windows-)125[0-8]"
    r"|(?:cp|ibm)?(?:437|850|852|855|858|866)|koi8-[rtu]|mac-(?:roman|cyrillic|greek|latin2|turkish)"
    r"|euc-?(?:jp|kr|cn)|gb-?2312|tis-?620)"
)
"""Encodings in which ASCII is ASCII, wherever it stands."""
_WIDE: Final = {
    **dict.fromkeys(("gbk", "cp936", "936", "ms936"), "gbk"),
    "gb18030": "gb18030",
    **dict.fromkeys(("big5", "big5-tw", "csbig5"), "big5"),
    **dict.fromkeys(("cp950", "950", "ms950"), "cp950"),
    **dict.fromkeys(("shift-jis", "shiftjis", "sjis", "s-jis", "csshiftjis"), "shift_jis"),
    **dict.fromkeys(("cp932", "932", "ms932", "mskanji", "ms-kanji", "windows-31j"), "cp932"),
    **dict.fromkeys(("cp949", "949", "ms949", "uhc"), "cp949"),
}
"""Encodings whose characters may end in a byte of ASCII, such as a backslash."""
_ESCAPE: Final = re.compile(
    r"\\(?:\n|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|N\{([^{}]{1,99})\}"
    r"|([\\'\"]))"
)
_DEEPEST: Final = 50
"""Brackets and sums inside of each other."""


def as_utf8(data: bytes) -> bytes | None:
    """A text in UTF-8; None where it names an encoding in which it says something else here."""
    if b"coding" not in data[:4096] or data.startswith(b"\xef\xbb\xbf"):
        return data
    lines = re.split(rb"\r\n|\r|\n", data[:4096], maxsplit=2)[:2]
    found = _COOKIE.match(lines[0])
    if found is None and len(lines) > 1 and _BLANK.match(lines[0]):
        found = _COOKIE.match(lines[1])
    if found is None:
        return data
    name = found[1].decode("ascii", "replace").lower().replace("_", "-")
    if name in _WIDE:
        return data.decode(_WIDE[name], "replace").encode()
    return data if _PLAIN.fullmatch(name) else None


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
