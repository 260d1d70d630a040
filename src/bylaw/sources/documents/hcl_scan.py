"""What HCL's texts are made of below expressions: white space, comments, strings, brackets."""

from __future__ import annotations

import re
import textwrap
from typing import Final

from bylaw.sources.documents.node import Malformed

_BLANK: Final = re.compile(r"(?:[ \t\r]+|#[^\n]*|//[^\n]*|/\*(?s:.*?)\*/)++")
_BLANK_LINES: Final = re.compile(r"(?:[ \t\r\n]+|#[^\n]*|//[^\n]*|/\*(?s:.*?)\*/)++")
_BLANK_COMMAS: Final = re.compile(r"(?:[ \t\r\n,]+|#[^\n]*|//[^\n]*|/\*(?s:.*?)\*/)++")
_PLAIN: Final = re.compile(r'[^"\[\](){}<\n#/,=:]++')
_HEREDOC: Final = re.compile(r"<<(-?)([^\W\d][\w-]*)\n")
_IN_STRING: Final = re.compile(r'\\.|\$\$\{|%%\{|"|[$%]\{|\n')
_IN_CODE: Final = re.compile(r'["{}]')
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_OPEN: Final = {"(": ")", "[": "]", "{": "}"}


class Scanner:
    """Finds where the pieces of a text end."""

    def __init__(self, text: str) -> None:
        self.text = text

    def wrong(self, message: str, at: int) -> Malformed:
        """What is wrong at a position."""
        line = self.text.count("\n", 0, at) + 1
        return Malformed(message, line, at - self.text.rfind("\n", 0, at))

    def blank(self, at: int, lines: bool = False, commas: bool = False) -> int:
        """The end of white space and comments, also over ends of lines, and over commas."""
        shape = _BLANK_COMMAS if commas else _BLANK_LINES if lines else _BLANK
        found = shape.match(self.text, at)
        at = found.end() if found else at
        if self.text.startswith("/*", at):
            raise self.wrong("a comment begins here and does not end", at)
        return at

    def string(self, at: int) -> tuple[int, str, bool]:
        """The end of the string that begins here, its text, and whether it is a template.

        Escapes of characters are resolved; those of interpolations (`$${`) stay, as in HCL's JSON.
        """
        start, is_template = at, False
        at += 1
        while True:
            found = _IN_STRING.search(self.text, at)
            if found is None or found[0] == "\n":
                raise self.wrong("a string begins here and does not end on its line", start)
            at = found.end()
            if found[0] == '"':
                break
            if found[0] in ("${", "%{"):
                is_template = True
                at = self._interpolation(at, start)
        inner = self.text[start + 1 : at - 1]
        if "\\" in inner and not is_template:
            inner = _ESCAPE.sub(_unescaped, inner)
        return at, inner, is_template

    def _interpolation(self, at: int, start: int) -> int:
        """The end of an interpolation whose braces were just opened."""
        stack = ["}"]
        while stack:
            in_code = stack[-1] == "}"
            found = (_IN_CODE if in_code else _IN_STRING).search(self.text, at)
            if found is None or (not in_code and found[0] == "\n"):
                raise self.wrong("a string begins here and does not end", start)
            at, said = found.end(), found[0]
            if said == stack[-1]:
                stack.pop()
            elif said in ("{", "${", "%{"):
                stack.append("}")
            elif said == '"':
                stack.append('"')
        return at

    def heredoc(self, at: int) -> tuple[int, str]:
        """The end of the here-document that begins here, and its text.

        The end is before the end of its last line; where none begins it is `at`.
        """
        found = _HEREDOC.match(self.text, at)
        if found is None:
            return at, ""
        shape = re.compile(rf"^[ \t]*{re.escape(found[2])}(?=[ \t]*$)", re.MULTILINE)
        end = shape.search(self.text, found.end())
        if end is None:
            raise self.wrong(f"the text that `{found[2][:40]}` should end does not end", at)
        body = self.text[found.end() : end.start()]
        return end.end(), textwrap.dedent(body) if found[1] else body

    def expression(self, at: int, ends: str) -> int:
        """The end of an expression: before one of these characters, or a bracket that closes more.

        White space and comments before that are no part of it. Nothing is looked at but brackets,
        strings and comments.
        """
        text, stack, last = self.text, list[str](), at
        while at < len(text):
            if found := _PLAIN.match(text, at):
                at = found.end()
                if said := found[0].rstrip():
                    last = found.start() + len(said)
                continue
            char = text[at]
            if not stack and char in ends and not (char == "=" and self._compares(at)):
                return last
            if not stack and char == "=" and not self._compares(at):
                raise self.wrong("what stands before this should end on its line", at)
            if char == "#" or text.startswith(("//", "/*"), at):
                at = self.blank(at)
                continue
            if char == '"':
                at = self.string(at)[0]
            elif char in _OPEN:
                stack.append(_OPEN[char])
                at += 1
            elif char in ")]}":
                if not stack:
                    return last
                if stack.pop() != char:
                    raise self.wrong("brackets do not match here", at)
                at += 1
            elif char == "<" and (end := self.heredoc(at)[0]) > at:
                at = end
            else:
                at += 1
            last = last if char == "\n" else at
        if stack:
            raise self.wrong(f"it ends where `{stack[-1]}` should follow", at)
        return last

    def _compares(self, at: int) -> bool:
        """Whether a `=` is part of `==`, `!=`, `<=`, `>=` or `=>`."""
        before, after = self.text[at - 1 : at], self.text[at + 1 : at + 2]
        return before in ("=", "!", "<", ">") or after in ("=", ">")


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code is None:
        return _ESCAPES.get(found[3], found[0])
    number = int(code, 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
