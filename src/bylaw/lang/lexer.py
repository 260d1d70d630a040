"""One token at a time, as the parser asks for it.

What a word is depends on where it stands: `title` opens a line of a rule and is a name in an
expression. So the reader of tokens gets the parser's row of acceptable tokens and chooses by it.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

RESERVED: Final = frozenset(
    {
        *("and", "or", "not", "if", "then", "else", "some", "every", "no", "has", "does", "is"),
        *("for", "in", "where", "unless", "let", "true", "false", "exists", "matches"),
        *("contains", "satisfies", "starts", "ends"),
    }
)
"""The expression keywords: the only words that are never names."""

FOLDS: Final = frozenset({"count", "sum", "min", "max"})
"""Words that are functions where a parenthesis follows, and names elsewhere."""

SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
COMMENT = re.compile(r"#[^\n]*")
WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
KEBAB = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?![\w-])")
REFERENCE = re.compile(
    r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:/[a-z][a-z0-9]*(?:-[a-z0-9]+)*)?(?![\w/-])"
)
NUMBER = re.compile(
    r"(?P<DATE>\d{4}-\d{2}-\d{2}(?![\w-]))"
    r"|(?P<DURATION>(?:\d+[wdhms])+(?!\w))"
    r"|(?P<BYTES>\d+(?:kB|MB|GB|KiB|MiB|GiB)(?!\w))"
    r"|(?P<FLOAT>(?:0|[1-9][0-9_]*)\.\d+(?!\w)(?!\.\d))"
    r"|(?P<INT>(?:0|[1-9][0-9_]*)(?!\w)(?!\.\d))",
    re.ASCII,
)
RUN = re.compile(r"[\w.]+")
STRING = re.compile(r'"(?:[^"\\\n]|\\[^\n])*"')
FENCE = re.compile(r'"{3,}')
REGEX = re.compile(r"/(?![*/])(?:\\[^\n]|\[(?:\\[^\n]|[^\]\\\n])*\]|[^/\\\[\n])+/[A-Za-z]*(?!\w)")
PUNCTUATION = re.compile(r"==|!=|<=|>=|->|to-text(?![\w-])|[-+*/<>=.,:()\[\]{}?]")
_GAP = r"(?:[ \t\r\n]|#[^\n]*\n)+"
PHRASE = re.compile(
    r"or~else(?!\w)|not~in(?!\w)|is~(?:absent|known|unknown)(?!\w)"
    r"|(?:starts|ends)~with(?!\w)|to-text(?![\w-])"
    r"|does~not~(?:match|contain|satisfy|exist|(?:start|end)~with)(?!\w)".replace("~", _GAP)
)
PHRASE_STARTS: Final = frozenset({"or", "not", "is", "starts", "ends", "does", "to"})


class Token(NamedTuple):
    """What stands from `start` to `end`; a keyword's kind is the word itself."""

    kind: str
    start: int
    end: int


class Unreadable(Exception):
    """No token stands here: no `string`, `block`, `number`, `regex`, or any known `character`."""

    def __init__(self, what: str, start: int, end: int) -> None:
        super().__init__(what)
        self.what = what
        self.start = start
        self.end = end
        self.before: list[Token] = []
        """The tokens that were read before, as far as the parser knows."""


def read(text: str, at: int, row: dict[str, int], words: frozenset[str]) -> Token:
    """The token at an offset where no white space stands.

    Args:
        text: ends where the piece ends.
        at: an offset below the text's length.
        row: the tokens that the parser can take here.
        words: every keyword of the grammar.

    Raises:
        Unreadable: no token begins here.
    """
    match = WORD.match(text, at)
    if match:
        return _word(text, match, row, words)
    char = text[at]
    if char == '"':
        return _quoted(text, at)
    if char.isdigit():
        match = NUMBER.match(text, at)
        if match is None:
            run = RUN.match(text, at)
            raise Unreadable("number", at, run.end() if run else at + 1)
        return Token(str(match.lastgroup), at, match.end())
    if char == "/" and "REGEX" in row:
        match = REGEX.match(text, at)
        if match is None:
            raise Unreadable("regex", at, _line_end(text, at))
        return Token("REGEX", at, match.end())
    match = PUNCTUATION.match(text, at)
    if match is None:
        raise Unreadable("character", at, at + 1)
    return Token(match.group(), at, match.end())


def _word(text: str, match: re.Match[str], row: dict[str, int], words: frozenset[str]) -> Token:
    at, end, word = match.start(), match.end(), match.group()
    if "KEBAB" in row or "RULE_REFERENCE" in row:
        kind = "KEBAB" if "KEBAB" in row else "RULE_REFERENCE"
        name = (KEBAB if kind == "KEBAB" else REFERENCE).match(text, at)
        if name:
            return Token(kind, at, name.end())
    if word in PHRASE_STARTS:
        phrase = PHRASE.match(text, at)
        if phrase:
            kind = " ".join(COMMENT.sub("", phrase.group()).split())
            if kind in row:
                return Token(kind, at, phrase.end())
    if word in row and (word not in FOLDS or text.startswith("(", _skip(text, end))):
        return Token(word, at, end)
    for kind in ("FIELD", "WORD"):
        if kind in row:
            return Token(kind, at, end)
    if word in RESERVED:
        return Token(word, at, end)
    if "NAME" in row or word not in words:
        return Token("NAME", at, end)
    return Token(word, at, end)


def _quoted(text: str, at: int) -> Token:
    fence = FENCE.match(text, at)
    if fence is None:
        match = STRING.match(text, at)
        if match is None:
            raise Unreadable("string", at, _line_end(text, at))
        return Token("STRING", at, match.end())
    quotes = fence.group()
    if len(quotes) > 4:
        raise Unreadable("block", at, fence.end())
    close = text.find(quotes, fence.end())
    if close < 0:
        raise Unreadable("block", at, fence.end())
    return Token("BLOCK", at, close + len(quotes))


def _skip(text: str, at: int) -> int:
    match = SPACE.match(text, at)
    return match.end() if match else at


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if text[end - 1 : end] == "\r" else end
