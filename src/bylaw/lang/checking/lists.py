"""Comprehensions and aggregates."""

from __future__ import annotations

from typing import Any, Final

from bylaw.lang.checking.constants import solid
from bylaw.lang.checking.logic import bind, condition, elements, warn_unused
from bylaw.lang.checking.scope import BAD, Scope, Value
from bylaw.lang.tree import Aggregate, Comprehension, Expr
from bylaw.lang.types import (
    DATE,
    DURATION,
    ERROR,
    FLOAT,
    INT,
    NODE,
    NOTHING,
    SIZE,
    STRING,
    VERSION,
    Many,
    Maybe,
    has_error,
    maybe,
    show,
)

_SUMMED: Final = (INT, FLOAT, DURATION, SIZE)
_ORDERED: Final = (INT, FLOAT, DURATION, SIZE, DATE, VERSION, STRING)


def comprehension(scope: Scope, node: Comprehension) -> Value:
    """`[E for x in xs for y in x.ys where C]`."""
    inner, generators, failed = scope, [], False
    for generator in node.generators:
        of, source = elements(inner, generator.source, "`for`")
        failed = failed or (of is ERROR and source.type is ERROR)
        name = generator.name.text
        inner = bind(inner, generator.name, of, "comprehension", path=(None, name))
        generators.append([name, source.ir])
    where = None
    if node.condition is not None:
        where = condition(inner, node.condition, "what follows `where`")
        inner = inner.having(where.when_true)
    element = inner.check(node.element)
    if not failed:
        for generator in node.generators:
            warn_unused(inner, generator.name.text)
    if element.type is ERROR:
        return Value(Many(ERROR), ["list", []])
    return Value(Many(element.type), ["comp", element.ir, generators, where.ir if where else None])


def aggregate(scope: Scope, node: Aggregate) -> Value:
    """`count`, `sum`, `min`, `max`. The least and most of an empty list are absent."""
    name = node.function
    value = solid(scope, scope.check(node.argument), node.argument, f"`{name}` needs a list")
    if has_error(value.type):
        return Value(INT, ["lit", 0]) if name == "count" else BAD
    if not isinstance(value.type, Many):
        text = scope.text(node.argument)
        length = f", its length is `{text}.length`" if value.type == STRING else ""
        return scope.error(
            "not-a-list", f"`{name}` needs a list, this is {show(value.type)}",
            node.argument.span, label=f"this is {show(value.type)}",
            help=f"`{name}(x.field for x in xs)` goes through a list{length}",
        )  # fmt: skip
    if name == "count":
        return Value(INT, ["count", value.ir])
    of = INT if value.type.of is NOTHING else value.type.of
    place = _element(node.argument)
    if isinstance(of, Maybe):
        text = scope.text(place)
        return scope.error(
            "optional-value", f"`{text}` may be absent, and `{name}` needs a value of each",
            place.span, label=f"this is {show(of)}",
            help=f"say `{text} or else …`, or leave them out: `where {text} exists`",
        )  # fmt: skip
    if of == NODE:
        return _dynamic(scope, place, name)
    if of not in (_SUMMED if name == "sum" else _ORDERED):
        kinds = _SUMMED if name == "sum" else _ORDERED
        return scope.error(
            "wrong-operand", f"`{name}` cannot take {show(of)}", place.span,
            label=f"this is {show(of)}",
            help=f"it takes {', '.join(show(each) for each in kinds)}",
        )  # fmt: skip
    result: Any = of if name == "sum" else maybe(of)
    return Value(result, [name, value.ir, show(of)])


def _element(node: Expr) -> Expr:
    return node.element if isinstance(node, Comprehension) else node


def _dynamic(scope: Scope, node: Expr, name: str) -> Value:
    return scope.error(
        "dynamic-node", f"`{name}` cannot take a node: what it holds is known only when it runs",
        node.span, label="say which reading you mean",
        help="`x.int` or `x.float`, which may be absent: `x.int or else 0`",
    )  # fmt: skip
