"""Run the LALR automaton over a stretch of a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bylaw.lang.lexer import COMMENT, SPACE, Token, Unreadable, read
from bylaw.lang.tables import Start, Tables
from bylaw.lang.tree import Span

Action = Callable[[Any, Span, list[Any]], Any]

MAX_DEPTH = 100
"""How deep a tree may be: every later step walks it by recursion."""


class Splice(list[Any]):
    """Children that belong to the rule above."""


class Unexpected(Exception):
    """The parser cannot take a token."""

    def __init__(self, token: Token, states: list[int], before: list[Token]) -> None:
        super().__init__(token.kind)
        self.token = token
        self.states = states
        """The automaton's stack."""
        self.before = before
        """The tokens of the stretch so far."""


class TooDeep(Exception):
    """The tree would be deeper than MAX_DEPTH."""

    def __init__(self, span: Span) -> None:
        super().__init__("too deep")
        self.span = span


def run(
    tables: Tables,
    start: Start,
    text: str,
    begin: int,
    actions: dict[str, Action],
    context: Any,
    opaque: list[tuple[str, Span]],
) -> Any:
    """The value of a stretch of text that begins at `begin` and ends where `text` ends.

    Args:
        tables: the automaton.
        start: what the stretch is.
        text: the file up to the stretch's end.
        begin: where the stretch begins.
        actions: how each production's value is made of its children's.
        context: handed to each action.
        opaque: comments, texts and regexes are added to it, with the kind of token.

    Raises:
        Unreadable: no token stands at some offset.
        Unexpected: a token cannot follow.
        TooDeep: nested beyond MAX_DEPTH.
    """
    rows, gotos, productions, words = (
        tables.actions,
        tables.gotos,
        tables.productions,
        tables.words,
    )
    first, accepting = tables.starts[start]
    states = [first]
    values: list[Any] = []
    begins: list[int] = []
    ends: list[int] = []
    depths: list[int] = []
    before: list[Token] = []
    at, stop = begin, len(text)
    while True:
        space = SPACE.match(text, at)
        if space is not None and space.end() > at:
            if "#" in space.group():
                opaque.extend(("#", m.span()) for m in COMMENT.finditer(text, at, space.end()))
            at = space.end()
        row = rows[states[-1]]
        try:
            token = read(text, at, row, words) if at < stop else Token("$END", stop, stop)
        except Unreadable as error:
            error.before = before
            raise
        kind = token.kind
        while (number := row.get(kind)) is None or number < 0:
            if number is None:
                if kind == "$END" and states[-1] == accepting:
                    return values[-1]
                raise Unexpected(token, states, before)
            production = productions[~number]
            length = production.length
            if length == 0:
                missing = [None] * len(production.kept)
                values.append(_value(production.action, actions, context, (at, at), missing))
                begins.append(at)
                ends.append(at)
                depths.append(0)
            elif production.action == "" and length == 1:
                states.pop()
                states.append(gotos[states[-1]][production.left])
                row = rows[states[-1]]
                continue
            else:
                children = values[-length:]
                depth = max(depths[-length:]) + (not production.flat)
                span = (begins[-length], ends[-1])
                if depth > MAX_DEPTH:
                    raise TooDeep(span)
                if production.spliced:
                    kept: list[Any] = []
                    for index in production.kept:
                        child = None if index < 0 else children[index]
                        if isinstance(child, Splice):
                            kept.extend(child)
                        else:
                            kept.append(child)
                else:
                    kept = [None if i < 0 else children[i] for i in production.kept]
                del values[-length:], begins[-length:], ends[-length:], depths[-length:]
                del states[-length:]
                values.append(_value(production.action, actions, context, span, kept))
                begins.append(span[0])
                ends.append(span[1])
                depths.append(depth)
            states.append(gotos[states[-1]][production.left])
            row = rows[states[-1]]
        states.append(number)
        values.append(token)
        begins.append(token.start)
        ends.append(token.end)
        depths.append(0)
        before.append(token)
        if kind in ("STRING", "BLOCK", "REGEX"):
            opaque.append((kind, (token.start, token.end)))
        elif " " in kind and "#" in text[token.start : token.end]:
            comments = COMMENT.finditer(text, token.start, token.end)
            opaque.extend(("#", match.span()) for match in comments)
        at = token.end


def _value(
    action: str, actions: dict[str, Action], context: Any, span: Span, children: list[Any]
) -> Any:
    if action == "*":
        return Splice(children)
    if action == "":
        return children[0]
    return actions[action](context, span, children)


def acceptable(tables: Tables, start: Start, before: list[Token]) -> frozenset[str]:
    """The tokens that can follow those before."""
    states = [tables.starts[start][0]]
    for token in before:
        following = _after(tables, states, token.kind)
        if following is None:
            return frozenset()
        states = following
    row = tables.actions[states[-1]]
    return frozenset(kind for kind in row if _after(tables, states, kind) is not None)


def _after(tables: Tables, stack: list[int], kind: str) -> list[int] | None:
    """The stack of states after a token, or None where it cannot follow."""
    states = list(stack)
    while (number := tables.actions[states[-1]].get(kind)) is not None:
        if number >= 0:
            states.append(number)
            return states
        production = tables.productions[~number]
        if production.length:
            del states[-production.length :]
        states.append(tables.gotos[states[-1]][production.left])
    return states if kind == "$END" and len(states) == 2 else None
