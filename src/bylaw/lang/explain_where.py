"""The surroundings of a token that cannot follow."""

from __future__ import annotations

from dataclasses import dataclass

from bylaw.lang.lexer import Token
from bylaw.lang.tables import Start
from bylaw.lang.tree import Span


@dataclass(frozen=True, slots=True)
class Where:
    """The surroundings of a token that cannot follow."""

    text: str
    start: Start
    token: Token
    word: str
    """The token as written."""
    before: list[Token]
    accepts: frozenset[str]
    """What could follow instead."""

    @property
    def last(self) -> Token | None:
        """The token before."""
        return self.before[-1] if self.before else None

    @property
    def span(self) -> Span:
        """Where the caret stands: the token, or just behind the last one at the end of a piece."""
        if self.token.kind == "$END" or self.token.start == self.token.end:
            at = self.last.end if self.last else self.token.start
            return (at, at + 1)
        return (self.token.start, self.token.end)

    def source(self, token: Token) -> str:
        """A token as written."""
        return self.text[token.start : token.end]


def starts_line(text: str, at: int) -> bool:
    """Whether nothing but white space stands before an offset in its line."""
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()


def shown(w: Where) -> str:
    """The token in the words of a message."""
    if w.token.kind in ("STRING", "BLOCK"):
        return "A text"
    return f"`{w.word}`" if w.word else "The end"
