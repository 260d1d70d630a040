"""The encoding that a text of Python or Ruby says it is in, on one of its first two lines.

Sources: https://peps.python.org/pep-0263/ and
https://docs.ruby-lang.org/en/master/syntax/comments_rdoc.html#label-encoding+Directive.
"""

from __future__ import annotations

import re
from typing import Final

_COOKIE: Final = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.IGNORECASE)
_END: Final = re.compile(rb"\r\n?|\n")
_BLANK: Final = re.compile(rb"[ \t\f]*(?:#|$)")
_PLAIN: Final = re.compile(
    r"(?:utf-?8|u8|utf8?-?(?:8-)?(?:sig|unix|dos|mac)|utf-8-.+|(?:us-)?ascii|646|latin-?[0-9]{1,2}"
    r"|(?:iso-)?latin-1-.+|l[1-9]|iso-?8859-?[0-9]{0,2}(?:-.+)?|(?:cp|windows-)125[0-8]"
    r"|(?:cp|ibm)?(?:437|850|852|855|858|866)|koi8-[rtu]|mac-(?:roman|cyrillic|greek|latin2|turkish)"
    r"|euc-?(?:jp|kr|cn)|ascii-8bit|binary|gb-?2312|tis-?620)"
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


def as_utf8(data: bytes) -> bytes | None:
    """A text in UTF-8; None where it names an encoding in which it says something else here."""
    if data.startswith(b"\xef\xbb\xbf"):
        return data
    lines = _END.split(data, maxsplit=2)[:2]
    found = _COOKIE.match(lines[0])
    if found is None and len(lines) > 1 and _BLANK.match(lines[0]):
        found = _COOKIE.match(lines[1])
    if found is None:
        return data
    name = found[1].decode("ascii", "replace").lower().replace("_", "-")
    if name in _WIDE:
        return data.decode(_WIDE[name], "replace").encode()
    return data if _PLAIN.fullmatch(name) else None
