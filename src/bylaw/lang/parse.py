"""From a policy file's text to its syntax tree and everything that is wrong with its syntax."""

from __future__ import annotations

from typing import Any

from bylaw.lang.automaton import TooDeep, Unexpected, run
from bylaw.lang.build import ACTIONS
from bylaw.lang.build_expression import Context
from bylaw.lang.diagnostic import Diagnostic
from bylaw.lang.lexer import Unreadable
from bylaw.lang.tables import Start, tables
from bylaw.lang.tree import Comment, Expr, Module, Source, Span


def parse(source: Source) -> tuple[Module, tuple[Diagnostic, ...]]:
    """The tree of a policy file, and its syntax errors in the order of their places."""
    comments: list[Span] = []
    context = Context(source.text, _interpolation)
    diagnostics: list[Diagnostic] = []
    version, doc, declarations = None, None, ()
    try:
        version, doc, declarations = _run("module", source.text, 0, context, comments)
    except (Unexpected, Unreadable, TooDeep) as error:
        at = getattr(error, "token", error)
        start = at.start if hasattr(at, "start") else error.span[0]
        line, column = source.position(start)
        diagnostics.append(
            Diagnostic("syntax", f"unexpected {error}", source.path, line, column, source=source.line(line))
        )
    for what, span, word in context.problems:
        line, column = source.position(span[0])
        diagnostics.append(
            Diagnostic(what, f"{what} {word}", source.path, line, column, source=source.line(line))
        )
    module = Module(source, version, doc, declarations, _comments(source.text, comments))
    return module, tuple(diagnostics)


def _run(start: Start, text: str, begin: int, context: Context, comments: list[Span]) -> Any:
    return run(tables(), start, text, begin, ACTIONS, context, comments)


def _interpolation(context: Context, span: Span) -> Expr | None:
    return _run("interpolation", context.text[: span[1]], span[0], context, [])


def _comments(text: str, spans: list[Span]) -> tuple[Comment, ...]:
    comments = []
    for start, end in spans:
        line_start = text.rfind("\n", 0, start) + 1
        words = text[start:end].rstrip("\r")
        own_line = not text[line_start:start].strip()
        comments.append(Comment((start, start + len(words)), words, own_line))
    return tuple(comments)
