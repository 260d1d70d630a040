"""The actions of the grammar that build expressions and texts."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import field
from typing import Any, Literal, cast

from bylaw.dataclass import dataclass
from bylaw.lang import tree
from bylaw.lang.lexer import Token
from bylaw.lang.problem import Problem
from bylaw.lang.text import Flaw, block_value, string_value, template_parts
from bylaw.lang.tree import Span

SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
BYTES = {
    "kB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
}
LARGEST = 2**63 - 1
UNITS = re.compile(r"(\d+)([wdhms])")
VERBS_OF_NOT = {
    "match": "matches",
    "contain": "contains",
    "satisfy": "satisfies",
    "start with": "starts with",
    "end with": "ends with",
}


@dataclass(slots=True)
class Context:
    """What the actions of one file share."""

    text: str
    parse_expression: Callable[[Context, Span], tree.Expr | None]
    """Parses the expression between two braces; None when it is wrong and was reported."""
    problems: list[tuple[str, Span, str]] = field(default_factory=list)
    """What is wrong though it parses: a key of `unreadable.inside`, where, and a word of it."""
    misread: list[Problem] = field(default_factory=list)
    """What is wrong between the braces of messages."""


def bad(c: Context, what: str, span: Span, word: str = "") -> None:
    """Note a problem that does not stop the parser."""
    c.problems.append((what, span, word))


def _flaws(c: Context, flaws: list[Flaw]) -> None:
    for flaw in flaws:
        bad(c, flaw.what, flaw.span, c.text[flaw.span[0] : flaw.span[1]])


def _value(c: Context, token: Token) -> tuple[str, bool]:
    flaws: list[Flaw] = []
    block = token.kind == "BLOCK"
    if block:
        value = block_value(c.text, (token.start, token.end), flaws)
    else:
        value = string_value(c.text, token.start + 1, token.end - 1, flaws)
    if flaws:
        _flaws(c, flaws)
    return value, block


def _text(c: Context, span: Span, kids: list[Any]) -> tree.Text:
    return tree.Text(span, *_value(c, kids[0]))


def _string(c: Context, span: Span, kids: list[Any]) -> tree.String:
    return tree.String(span, *_value(c, kids[0]))


def _template(c: Context, span: Span, kids: list[Any]) -> tree.Template:
    token: Token = kids[0]
    block = token.kind == "BLOCK"
    flaws: list[Flaw] = []
    parts: list[str | tree.Expr] = []
    for part in template_parts(c.text, span, block, flaws):
        if isinstance(part, str):
            parts.append(part)
        else:
            value = c.parse_expression(c, part)
            if value is not None:
                parts.append(value)
    _flaws(c, flaws)
    return tree.Template(span, tuple(parts), block)


def _ident(c: Context, span: Span, kids: list[Any]) -> tree.Ident:
    return tree.Ident(span, c.text[span[0] : span[1]])


def _name(c: Context, span: Span, kids: list[Any]) -> tree.Name:
    return tree.Name(span, c.text[span[0] : span[1]])


def _of_token(c: Context, token: Token) -> tree.Ident:
    return tree.Ident((token.start, token.end), c.text[token.start : token.end])


def _literal(c: Context, span: Span, kids: list[Any]) -> tree.Literal_:
    text = c.text[span[0] : span[1]]
    kind = kids[0].kind
    if kind == "FLOAT":
        return tree.Literal_(span, "float", float(text.replace("_", "")), text)
    if kind == "DURATION":
        seconds = sum(int(n) * SECONDS[unit] for n, unit in UNITS.findall(text))
        return tree.Literal_(span, "duration", _bounded(c, seconds, span), text)
    if kind == "DATE":
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            bad(c, "date", span, text)
        return tree.Literal_(span, "date", text, text)
    return tree.Literal_(span, "bool", kind == "true", text)


def _bounded(c: Context, value: int, span: Span) -> int:
    if value > LARGEST:
        bad(c, "too-large", span, c.text[span[0] : span[1]])
        return LARGEST
    return value


def _integer(c: Context, span: Span, kids: list[Any]) -> tree.Literal_:
    text = c.text[span[0] : span[1]]
    # Python refuses to convert very long digit strings.
    value = int(text.replace("_", "")) if len(text) < 40 else LARGEST + 1
    return tree.Literal_(span, "int", _bounded(c, value, span), text)


def _size(c: Context, span: Span, kids: list[Any]) -> tree.Literal_:
    text = c.text[span[0] : span[1]]
    digits = text.rstrip("kMGiKB")
    value = int(digits) if len(digits) < 40 else LARGEST + 1
    return tree.Literal_(span, "size", _bounded(c, value * BYTES[text[len(digits) :]], span), text)


def _regex(c: Context, span: Span, kids: list[Any]) -> tree.Regex:
    text = c.text[span[0] : span[1]]
    pattern, _, flags = text[1:].rpartition("/")
    unknown = [flag for flag in flags if flag not in "ims"]
    if unknown:
        bad(c, "regex-flag", (span[1] - len(flags), span[1]), unknown[0])
    return tree.Regex(span, pattern, flags)


def _list_of(c: Context, span: Span, kids: list[Any]) -> tree.ListOf:
    return tree.ListOf(span, tuple(kids))


def _record_of(c: Context, span: Span, kids: list[Any]) -> tree.RecordOf:
    return tree.RecordOf(span, tuple(kids))


def _pair(c: Context, span: Span, kids: list[Any]) -> Any:
    return (kids[0], kids[1])


@dataclass(frozen=True, slots=True)
class Named:
    """`by: "name"` among a call's arguments."""

    span: Span
    name: tree.Ident
    value: tree.Expr


def _named_argument(c: Context, span: Span, kids: list[Any]) -> Named:
    return Named(span, _of_token(c, kids[0]), kids[1])


def _call(c: Context, span: Span, kids: list[Any]) -> tree.Call:
    function, *arguments = kids
    plain: list[tree.Expr] = []
    named: list[tuple[tree.Ident, tree.Expr]] = []
    for argument in arguments:
        if isinstance(argument, Named):
            named.append((argument.name, argument.value))
        elif argument is not None:
            if named:
                bad(c, "argument-order", argument.span)
            plain.append(argument)
    return tree.Call(span, function, tuple(plain), tuple(named))


def _get(c: Context, span: Span, kids: list[Any]) -> tree.Get:
    return tree.Get(span, kids[0], kids[1])


def _index(c: Context, span: Span, kids: list[Any]) -> tree.Index:
    return tree.Index(span, kids[0], kids[1])


def _negate(c: Context, span: Span, kids: list[Any]) -> tree.Negate | tree.Literal_:
    operand = kids[0]
    if isinstance(operand, tree.Literal_) and _only_negative(c, operand):
        # The least number has no positive twin, so that its sign belongs to it.
        c.problems.pop()
        return tree.Literal_(span, "int", -LARGEST - 1, f"-{operand.text}")
    return tree.Negate(span, operand)


def _only_negative(c: Context, node: tree.Literal_) -> bool:
    digits = node.text.replace("_", "")
    return (
        node.kind == "int"
        and digits == str(LARGEST + 1)
        and c.problems[-1:] == [("too-large", node.span, node.text)]
    )


def _binary(op: Literal["+", "-", "*", "/"]) -> Callable[[Context, Span, list[Any]], tree.Binary]:
    def action(c: Context, span: Span, kids: list[Any]) -> tree.Binary:
        return tree.Binary(span, op, kids[0], kids[1])

    return action


def _or_else(c: Context, span: Span, kids: list[Any]) -> tree.OrElse:
    return tree.OrElse(span, kids[0], kids[1])


def _token(c: Context, span: Span, kids: list[Any]) -> Token:
    return cast(Token, kids[0])


def _compare(c: Context, span: Span, kids: list[Any]) -> tree.Compare:
    left, token, right = kids
    op = token.kind
    negated = op == "not in" or op.startswith("does not ")
    if op == "not in":
        op = "in"
    elif negated:
        op = VERBS_OF_NOT[op.removeprefix("does not ")]
    return tree.Compare(span, op, left, right, negated, (token.start, token.end))


def _presence(c: Context, span: Span, kids: list[Any]) -> tree.Presence:
    operand, token = kids
    spelled = token.kind
    kind: Any = "absent" if spelled == "does not exist" else spelled.removeprefix("is ")
    return tree.Presence(span, kind, operand, spelled)


def _not(c: Context, span: Span, kids: list[Any]) -> tree.Not:
    return tree.Not(span, kids[0])


def _and(c: Context, span: Span, kids: list[Any]) -> tree.And:
    return tree.And(span, _chained(kids, tree.And))


def _or(c: Context, span: Span, kids: list[Any]) -> tree.Or:
    return tree.Or(span, _chained(kids, tree.Or))


def _chained(kids: list[Any], kind: type[tree.And | tree.Or]) -> tuple[tree.Expr, ...]:
    """Parentheses are nodes, so an unbracketed chain of the same kind is one."""
    items: list[tree.Expr] = []
    for kid in kids:
        items.extend(kid.items if isinstance(kid, kind) else (kid,))
    return tuple(items)


def _if(c: Context, span: Span, kids: list[Any]) -> tree.If:
    return tree.If(span, *kids)


def _quantifier_kind(c: Context, span: Span, kids: list[Any]) -> str:
    return c.text[span[0] : span[1]]


def _quantifier(c: Context, span: Span, kids: list[Any]) -> tree.Quantifier:
    return tree.Quantifier(span, *kids)


def _generator(c: Context, span: Span, kids: list[Any]) -> tree.Generator:
    return tree.Generator(span, *kids)


def _comprehension(c: Context, span: Span, kids: list[Any]) -> tree.Comprehension:
    element, *generators, condition = kids
    return tree.Comprehension(span, element, tuple(generators), condition)


def _count(c: Context, span: Span, kids: list[Any]) -> tree.Aggregate:
    return tree.Aggregate(span, "count", kids[0])


def _count_in(c: Context, span: Span, kids: list[Any]) -> tree.Aggregate:
    token, source, condition = kids
    name = _of_token(c, token)
    end = (condition or source).span[1]
    inner = tree.Comprehension(
        (token.start, end),
        tree.Name(name.span, name.text),
        (tree.Generator((token.start, source.span[1]), name, source),),
        condition,
    )
    return tree.Aggregate(span, "count", inner)


def _aggregate(c: Context, span: Span, kids: list[Any]) -> tree.Aggregate:
    return tree.Aggregate(span, kids[0], kids[1])


def _aggregate_over(c: Context, span: Span, kids: list[Any]) -> tree.Aggregate:
    function, element, *generators, condition = kids
    end = (condition or generators[-1]).span[1]
    inner = tree.Comprehension((element.span[0], end), element, tuple(generators), condition)
    return tree.Aggregate(span, function, inner)


def _paren(c: Context, span: Span, kids: list[Any]) -> tree.Paren:
    return tree.Paren(span, kids[0])


ACTIONS: dict[str, Callable[[Any, Span, list[Any]], Any]] = {
    "text": _text,
    "text_value": _string,
    "template": _template,
    "ident": _ident,
    "field": _ident,
    "name": _name,
    "literal": _literal,
    "integer": _integer,
    "size": _size,
    "regex": _regex,
    "list_of": _list_of,
    "record_of": _record_of,
    "record_field": _pair,
    "named_argument": _named_argument,
    "call": _call,
    "get": _get,
    "index": _index,
    "negate": _negate,
    "add": _binary("+"),
    "subtract": _binary("-"),
    "multiply": _binary("*"),
    "divide": _binary("/"),
    "or_else": _or_else,
    "comparator": _token,
    "compare": _compare,
    "presence_word": _token,
    "presence": _presence,
    "not_": _not,
    "and_": _and,
    "or_": _or,
    "if_": _if,
    "quantifier_kind": _quantifier_kind,
    "quantifier": _quantifier,
    "generator": _generator,
    "comprehension": _comprehension,
    "count": _count,
    "count_in": _count_in,
    "fold": _quantifier_kind,
    "aggregate": _aggregate,
    "aggregate_over": _aggregate_over,
    "paren": _paren,
}
