"""From a policy file's text to its syntax tree and everything that is wrong with its syntax."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from bylaw.lang.automaton import TooDeep, Unexpected, run
from bylaw.lang.build import ACTIONS
from bylaw.lang.build_expression import Context
from bylaw.lang.diagnostic import Diagnostic
from bylaw.lang.lexer import Unreadable
from bylaw.lang.problem import Problem, diagnostic
from bylaw.lang.tables import Start, tables
from bylaw.lang.tree import Comment, Declaration, Expr, Ident, Module, Source, Span, Text

MAX_CHARACTERS = 2_000_000
"""A policy file longer than this is refused."""

Opaque: TypeAlias = list[tuple[str, Span]]
"""Comments (`#`), texts and regexes of a file, in its order."""

_DECLARED = re.compile(r"(?:rule|let|def|param)\s+([\w-]+)|use\s*\"[^\"\n]*\"\s*as\s+(\w+)")


class Misread(Exception):
    """A stretch that is not a sentence of the language; it carries its problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def parse(source: Source) -> tuple[Module, tuple[Diagnostic, ...]]:
    """The tree of a policy file, and its syntax errors in the order of their places.

    Declarations with errors are left out of the tree; their names are in `broken`.
    """
    if len(source.text) > MAX_CHARACTERS:
        problem = Problem(
            "file-too-large",
            (0, 1),
            f"A policy file has at most {MAX_CHARACTERS} characters; this one has "
            f"{len(source.text)}",
            help="Split it into several files",
        )
        return Module(source, None, None, ()), (diagnostic(source, problem),)
    opaque: Opaque = []
    context = Context(source.text, _interpolation)
    try:
        version, doc, declarations = _run("module", source.text, 0, context, opaque)
        broken: tuple[Ident, ...] = ()
        problems: list[Problem] = []
    except Misread:
        opaque.clear()
        context = Context(source.text, _interpolation)
        version, doc, declarations, broken, problems = _apart(source.text, context, opaque)
    problems += _inside(context)
    problems += [] if problems else _tabs(source.text, opaque)
    module = Module(source, version, doc, declarations, _comments(source.text, opaque), broken)
    unique = sorted({(p.span, p.code): p for p in problems}.values(), key=lambda p: p.span)
    return module, tuple(diagnostic(source, problem) for problem in unique)


def _run(start: Start, text: str, begin: int, context: Context, opaque: Opaque) -> Any:
    try:
        return run(tables(), start, text, begin, ACTIONS, context, opaque)
    except Unexpected as error:
        from bylaw.lang.explain_syntax import explain

        raise _misread(explain(text, start, error), text, context) from None
    except Unreadable as error:
        from bylaw.lang.unreadable import unreadable

        raise _misread(unreadable(text, error), text, context) from None
    except TooDeep as error:
        problem = Problem(
            "too-deep",
            (error.span[0], error.span[0] + 1),
            "This expression is nested too deeply",
            "begins here",
            "Name parts of it with `let` or `def`",
        )
        raise Misread(problem) from None


def _misread(problem: Problem, text: str, context: Context) -> Misread:
    """The problem; a quote that ends a message inside its braces leaves no second one there."""
    if problem.code == "bad-braces":
        line = text.rfind("\n", 0, problem.span[0])
        context.problems[:] = [
            each
            for each in context.problems
            if each[0] != "open-brace" or not line < each[1][0] < problem.span[0]
        ]
    return Misread(problem)


def _interpolation(context: Context, span: Span) -> Expr | None:
    """The expression between two braces of a message."""
    try:
        expression: Expr = _run("interpolation", context.text[: span[1]], span[0], context, [])
    except Misread as error:
        context.misread.append(error.problem)
        return None
    return expression


def _apart(
    text: str, context: Context, opaque: Opaque
) -> tuple[int | None, Text | None, tuple[Declaration, ...], tuple[Ident, ...], list[Problem]]:
    """The tree of what parses, piece by piece, and the first error of each piece."""
    from bylaw.lang.pieces import clauses_after, cut

    version, doc = None, None
    declarations: list[Declaration] = []
    broken: list[Ident] = []
    problems: list[Problem] = []
    pieces = cut(text)
    try:
        version, doc, _ = _run("module", text[: pieces.header[1]], 0, context, opaque)
    except Misread as error:
        problems.append(error.problem)
    for begin, end in pieces.declarations:
        piece = text[:end]
        try:
            declarations.append(_run("piece", piece, begin, context, opaque))
        except Misread as error:
            problems.append(error.problem)
            broken.extend(_declared(piece, begin))
            if text.startswith("rule", begin):
                for start, stop in clauses_after(text, (begin, end), error.problem.span[1]):
                    try:
                        _run("clause_piece", text[:stop], start, context, [])
                    except Misread as later:
                        problems.append(later.problem)
    return version, doc, tuple(declarations), tuple(broken), problems


def _declared(text: str, begin: int) -> list[Ident]:
    match = _DECLARED.match(text, begin)
    if match is None or match.lastindex is None:
        return []
    return [Ident(match.span(match.lastindex), match.group(match.lastindex))]


def _inside(context: Context) -> list[Problem]:
    if not context.problems:
        return context.misread
    from bylaw.lang.unreadable import inside

    return [*context.misread, *(inside(*problem) for problem in context.problems)]


def _tabs(text: str, opaque: Opaque) -> list[Problem]:
    """The first tab that indents or parts tokens; inside texts and comments it is a character."""
    at = text.find("\t")
    for _, (start, end) in opaque:
        if at < 0 or at < start:
            break
        if at < end:
            at = text.find("\t", end)
    if at < 0:
        return []
    help_ = "bylaw indents by two spaces; `bylaw fmt` does it"
    return [Problem("tab", (at, at + 1), "A tab stands between words", "write spaces", help_)]


def _comments(text: str, opaque: Opaque) -> tuple[Comment, ...]:
    comments = []
    for kind, (start, end) in opaque:
        if kind == "#":
            words = text[start:end].rstrip()
            own_line = not text[text.rfind("\n", 0, start) + 1 : start].strip()
            comments.append(Comment((start, start + len(words)), words, own_line))
    return tuple(comments)
