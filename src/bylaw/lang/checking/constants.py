"""Literals: numbers, strings, regexes, globs, lists and records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from bylaw.lang.checking.patterns import Mistake, glob_mistake, named_groups, regex_mistake
from bylaw.lang.checking.scope import BAD, IR, GlobConst, RegexConst, Scope, Value
from bylaw.lang.tree import (
    Expr,
    ListOf,
    Literal_,
    Negate,
    Paren,
    RecordOf,
    Regex,
    Span,
    String,
    Text,
)
from bylaw.lang.types import (
    BOOL,
    DATE,
    DURATION,
    ERROR,
    FLOAT,
    INT,
    REGEX,
    SIZE,
    STRING,
    Many,
    Maybe,
    Record,
    Type,
    has_error,
    join,
    present,
    show,
)

LARGEST: Final = 2**63 - 1
_KINDS: Final = {"int": INT, "float": FLOAT, "bool": BOOL, "duration": DURATION, "size": SIZE}
_HOLE: Final = re.compile(r"\{\s*([A-Za-z_]\w*)\s*[.\[}]")


def literal(scope: Scope, node: Literal_) -> Value:
    """A number, truth value, date, duration or size."""
    value = node.value
    if node.kind == "date":
        try:
            date.fromisoformat(str(value))
        except ValueError:
            return _misread(scope)
        return Value(DATE, ["date", value], None, value)
    if node.kind in ("int", "duration", "size") and isinstance(value, int) and value > LARGEST:
        return _misread(scope)
    tag = node.kind if node.kind in ("duration", "size") else "lit"
    return Value(_KINDS[node.kind], [tag, value], None, value)


def _misread(scope: Scope) -> Value:
    """What the parser has reported: no second error about it, and no checked pack."""
    scope.pack.failed = True
    return BAD


def is_int_literal(node: Expr) -> bool:
    """Whether the expression is an integer as written: only that may stand for a float."""
    while isinstance(node, Paren | Negate):
        node = node.inner if isinstance(node, Paren) else node.operand
    return isinstance(node, Literal_) and node.kind == "int"


def widened(node: Expr, value: Value, other: Type) -> Value:
    """An integer literal beside a float is a float."""
    if present(other) == FLOAT and value.type == INT and is_int_literal(node):
        number = float(value.const)
        return Value(FLOAT, ["lit", number], None, number)
    return value


def string(scope: Scope, node: String) -> Value:
    """A plain string."""
    check_braces(scope, node)
    return Value(STRING, ["lit", node.value], None, node.value)


def constant(ir: IR) -> Any:
    """The value that a checked form alone decides, as `Value.const`; None where facts do."""
    match ir:
        case ["lit" | "date" | "duration" | "size", value]:
            return value
        case ["glob", texts]:
            return GlobConst(tuple(texts))
        case ["regex", pattern, flags]:
            groups = tuple((each.name, each.optional) for each in named_groups(pattern))
            return RegexConst(pattern, flags, groups)
        case ["list", items]:
            consts = [constant(item) for item in items]
            return None if any(each is None for each in consts) else consts
    return None


def check_braces(scope: Scope, node: String | Text, names: Sequence[str] = ()) -> None:
    """Warn of `{name}` in a string that does not interpolate, where the name is bound."""
    if "{" not in node.value:
        return
    for hole in _HOLE.finditer(node.value):
        if hole[1] in scope.names or hole[1] in names:
            end = node.value.find("}", hole.start()) + 1 or hole.end()
            text = node.value[hole.start() : end]
            span = inside(scope, node, hole.start(), end)
            scope.warn(
                "brace-in-string", f"`{text}` is plain text in this string", span,
                label="nothing is put in here",
                help="only the message, `help` and `fix … with` put values in",
            )  # fmt: skip
            return


def inside(scope: Scope, node: String | Text | Regex, start: int, end: int) -> Span:
    """The span of a part of a string's value, or of the whole string where escapes shift it."""
    quote = 3 if getattr(node, "block", False) else 1
    value = node.pattern if isinstance(node, Regex) else node.value
    first = node.span[0] + quote
    if scope.source.text[first : first + end] == value[:end]:
        return first + start, first + max(end, start + 1)
    return node.span


def regex(scope: Scope, node: Regex) -> Value:
    """`/pattern/flags`; it must compile, and its groups must not hide a match's own fields."""
    mistake = regex_mistake(node.pattern, node.flags)
    if mistake is not None:
        scope.error(
            "bad-regex", f"this regex does not compile: {mistake.message}",
            inside(scope, node, mistake.start, mistake.end), help=mistake.help,
        )  # fmt: skip
        return Value(ERROR, ["lit", False])
    groups = []
    for group in named_groups(node.pattern):
        span = inside(scope, node, group.start, group.start + len(group.name))
        if not refuse_own_field(scope, group.name, span):
            groups.append((group.name, group.optional))
    const = RegexConst(node.pattern, node.flags, tuple(groups))
    return Value(REGEX, ["regex", node.pattern, node.flags], None, const)


def refuse_own_field(scope: Scope, name: str, span: Span) -> bool:
    """Report a group that is named like a field that every match has."""
    match = scope.schema.types.get("Match")
    if match is None or name not in match.fields:
        return False
    scope.error(
        "reserved-group", f"a match has a field `{name}` of its own", span,
        label="choose another name", help="`bylaw facts Match` lists them",
    )  # fmt: skip
    return True


def list_of(scope: Scope, node: ListOf) -> Value:
    """`[a, b]`."""
    values = [scope.check(item) for item in node.items]
    if any(value.type == FLOAT for value in values):
        values = [
            widened(item, value, FLOAT) for item, value in zip(node.items, values, strict=True)
        ]
    if any(has_error(value.type) for value in values):
        return Value(Many(ERROR), ["list", []])
    element = join(value.type for value in values)
    if element is None:
        first = values[0].type
        wrong = next(i for i, value in enumerate(values) if join((first, value.type)) is None)
        scope.error(
            "mixed-list", f"a list of {show(first)} cannot hold {show(values[wrong].type)}",
            node.items[wrong].span, label=f"this is {show(values[wrong].type)}",
            help="the elements of a list are of one type",
        )  # fmt: skip
        return Value(Many(ERROR), ["list", []])
    consts: list[Any] | None = [value.const for value in values]
    if any(each is None for each in consts or ()):
        consts = None
    return Value(Many(element), ["list", [value.ir for value in values]], None, consts)


def record_of(scope: Scope, node: RecordOf) -> Value:
    """`{name: "x", until: 2026-01-01}`."""
    fields: list[tuple[str, Type]] = []
    items: list[list[Any]] = []
    for name, expr in node.fields:
        if any(name.text == seen for seen, _ in fields):
            scope.error("duplicate-name", f"the record has two fields `{name.text}`", name.span)
            continue
        value = scope.check(expr)
        fields.append((name.text, value.type))
        items.append([name.text, value.ir])
    if any(has_error(type_) for _, type_ in fields):
        return BAD
    return Value(Record(tuple(fields)), ["record", items])


def paren(scope: Scope, node: Paren) -> Value:
    """`(x)`."""
    return scope.check(node.inner)


def check_glob(scope: Scope, node: Expr, text: str) -> bool:
    """Report a constant glob that is not one."""
    return not report(scope, "bad-glob", "this glob is wrong", node, glob_mistake(text))


def report(scope: Scope, code: str, what: str, node: Expr, mistake: Mistake | None) -> bool:
    """Report a mistake inside a constant string, at its place in it; whether there was one."""
    if mistake is None:
        return False
    while isinstance(node, Paren):
        node = node.inner
    span = node.span
    if isinstance(node, String):
        span = inside(scope, node, mistake.start, mistake.end)
    scope.error(code, f"{what}: {mistake.message}", span, help=mistake.help)
    return True


_DEFAULTS: Final = {"string": '""', "int": "0", "float": "0.0", "bool": "false", "size": "0kB"}


def solid(scope: Scope, value: Value, node: Expr, why: str = "") -> Value:
    """The value, which must not be absent here."""
    if not isinstance(value.type, Maybe):
        return value
    text = scope.text(node)
    default = "[]" if isinstance(value.type.of, Many) else _DEFAULTS.get(show(value.type.of))
    ways = [f"ask first whether `{text} exists`"] if value.path or not default else []
    if default:
        ways.append(f"say `{text} or else {default}`")
    return scope.error(
        "optional-value", f"`{text}` may be absent{why and f', and {why}'}", node.span,
        label=f"this is {show(value.type)}", help=", or ".join(ways),
    )  # fmt: skip
