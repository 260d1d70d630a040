"""Text of a change, a pack or a decision made harmless, one function an output.

Whatever is judged is hostile. Text that could steer a terminal, reorder a line, hide in it, or be
taken for markup, a mention or a command is shown as what it is instead.
"""

from __future__ import annotations

import re
from urllib.parse import quote

# Controls, soft hyphen, Arabic letter mark, Mongolian separators, zero-width and bidirectional
# marks, line and paragraph separators, invisible operators, interlinear marks, surrogates, byte
# order mark, tag characters, noncharacters.
_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff"
    "\ufffe\uffff\U000e0000-\U000e0fff"
)
# Compiled when there is text that is not plain: seldom.
_UNSEEN_OR_BREAK = f"[{_UNSEEN}\t\n]"
_UNSEEN_ONLY = f"[{_UNSEEN}]"


def _shown(found: re.Match[str]) -> str:
    character = found[0]
    if character == "\n":
        return "\\n"
    if character == "\t":
        return " "
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:x}}}"


# A CI log obeys `##[command]`, `##vso[…]` and `##teamcity[…]` wherever they stand in a line, and
# `::command::` where a line starts, blanks aside.
_LOG_COMMAND = re.compile(r"##(?=\w*\[)")


def log_commands(text: str) -> frozenset[int]:
    """Where a character has to be shown as what it is, so that a CI log obeys nothing."""
    found = _LOG_COMMAND.finditer(text) if "##" in text else ()
    return frozenset(each.start() + 1 for each in found)


def quiet_json(text: str) -> str:
    """JSON that a CI log does not obey when it is printed; it reads as before."""
    return _LOG_COMMAND.sub(r"#\\u0023", text) if "##" in text else text


def line(text: str) -> str:
    """One line for a terminal or a log: nothing unseen, no line end, tabs as blanks."""
    if not (text.isascii() and text.isprintable()):
        text = re.sub(_UNSEEN_OR_BREAK, _shown, text)
    return _LOG_COMMAND.sub(r"#\\x23", text) if "##" in text else text


def line_start(text: str) -> str:
    """What stands first in a line of a log: no workflow command starts there."""
    return re.sub(r"^(\s*):(?=:)", r"\1\\x3a", text) if "::" in text else text


def block(text: str) -> str:
    """Several lines for a terminal or a data format: as `line`, but tabs and LF stay."""
    return re.sub(_UNSEEN_ONLY, _shown, text)


_MARKUP = re.compile(r"[\\`*_\[\]|~>$]")
_MARKUP_AT_START = re.compile(r"^(\s*\d*)([-+#=.)])")


def markdown(text: str) -> str:
    """One line of Markdown text: no markup, no HTML, no mention, no reference, no link.

    It may stand first in a line.
    """
    shown = line(text).replace("&", "&amp;").replace("<", "&lt;")
    shown = _MARKUP.sub(r"\\\g<0>", shown)
    shown = _MARKUP_AT_START.sub(r"\1\\\2", shown)
    shown = re.sub(r"^(\s*):", r"\1&#58;", shown)
    # An unseen blank parts what a forge would link: a mention, a reference, an address.
    shown = re.sub(r"(?<!&)#(?=\d)|[!%](?=[1-9])|(?i:\bGH-)(?=\d)", r"\g<0>&#8203;", shown)
    shown = shown.replace("@", "@&#8203;").replace("://", ":&#8203;//")
    return re.sub(r"(?i)(www)\.", r"\1&#8203;.", shown)


def code_span(text: str) -> str:
    """One line as a Markdown code span, whatever backquotes it holds. Nothing in it is markup."""
    shown = line(text)
    if not shown.strip():
        return "` `"
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    fence = "`" * (longest + 1)
    return f"{fence}{pad}{shown}{pad}{fence}"


def prose(text: str) -> str:
    """One line of Markdown text in which what stands between backquotes is a code span."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one of them has no partner
        return markdown(text)
    return "".join(
        code_span(part) if number % 2 else markdown(part) for number, part in enumerate(parts)
    )


def code_block(text: str, language: str = "") -> str:
    """Lines as a fenced Markdown block that nothing in them can close."""
    shown = "\n".join(line_start(line(row)) for row in text.split("\n"))
    longest = max((len(run) for run in re.findall("`{3,}", shown)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{shown.rstrip()}\n{fence}"


_COMMAND = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_COMMAND, ":": "%3A", ",": "%2C"}


def command_data(text: str) -> str:
    """The message of a GitHub workflow command; line ends are kept, as `%0A`."""
    shown = "".join(_COMMAND.get(character, character) for character in block(text))
    return _LOG_COMMAND.sub(r"#\\x23", shown) if "##" in shown else shown


def command_property(text: str) -> str:
    """A property of a GitHub workflow command."""
    return "".join(_PROPERTY.get(character, character) for character in line(text))


_XML_SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;"}


def xml(text: str) -> str:
    """Text or attribute value in XML 1.0; what XML cannot hold is shown as what it is."""
    shown = "".join(_XML_SPECIAL.get(character, character) for character in block(text))
    return _LOG_COMMAND.sub("#&#35;", shown) if "##" in shown else shown


def uri(path: str) -> str:
    """A path of the repository as a relative URI: its own bytes, percent-encoded."""
    if path.isascii() and path.replace("/", "").replace("_", "").replace(".", "").isalnum():
        return path
    path = re.sub("[\ud800-\udc7f\udd00-\udfff]", "\ufffd", path)
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")


def is_web_address(text: str) -> bool:
    """Whether a text may be linked to: http or https, and nothing that needs escaping."""
    if not text.startswith(("https://", "http://")) or len(text) > 2_000:
        return False
    return text.isascii() and text.isprintable() and not set(text) & set(" <>\"'{}|\\^`")


_LINK = re.compile(r"[\[\]]")


def sarif_text(text: str) -> str:
    """A plain text message of SARIF: nothing unseen, and no embedded link (SARIF 3.11.6)."""
    shown = text if text.isascii() and text.isprintable() else block(text)
    return _LINK.sub(r"\\\g<0>", shown) if "](" in shown else shown


def data(text: str) -> str:
    """Text in a data format that is written with ASCII alone: only lone surrogates are shown."""
    if text.isascii():
        return text
    return re.sub("[\ud800-\udfff]", _shown, text)


_JSON_SURROGATE = re.compile(r"(?<!\\)((?:\\\\)*)(?:(\\ud[89ab]..\\ud[c-f]..)|\\u(d[89a-f]..))")


def json_surrogates(text: str) -> str:
    r"""JSON in ASCII whose lone surrogates are shown: `\udcff` becomes the text `\xff`."""

    def shown(found: re.Match[str]) -> str:
        if found[2]:
            return found[0]
        code = int(found[3], 16)
        byte = 0xDC80 <= code <= 0xDCFF
        return found[1] + (f"\\\\x{code - 0xDC00:02x}" if byte else f"\\\\u{{{code:x}}}")

    return _JSON_SURROGATE.sub(shown, text)
