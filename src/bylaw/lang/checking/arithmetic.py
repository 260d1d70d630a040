"""`+ - * /` and unary minus."""

from __future__ import annotations

from typing import Any, Final

from bylaw.lang.checking.constants import LARGEST, solid, widened
from bylaw.lang.checking.equality import dynamic
from bylaw.lang.checking.scope import BAD, Scope, Value
from bylaw.lang.tree import Binary, Negate
from bylaw.lang.types import (
    BOOL,
    DATE,
    DURATION,
    ERROR,
    FLOAT,
    INT,
    NODE,
    SIZE,
    STRING,
    Enum,
    Many,
    Type,
    has_error,
    join,
    show,
)

_ROOT: Final = {
    ("+", INT, INT): (INT, "int"),
    ("+", FLOAT, FLOAT): (FLOAT, "float"),
    ("+", STRING, STRING): (STRING, "string"),
    ("+", DURATION, DURATION): (DURATION, "duration"),
    ("+", SIZE, SIZE): (SIZE, "size"),
    ("+", DATE, DURATION): (DATE, "date"),
    ("-", INT, INT): (INT, "int"),
    ("-", FLOAT, FLOAT): (FLOAT, "float"),
    ("-", DURATION, DURATION): (DURATION, "duration"),
    ("-", SIZE, SIZE): (SIZE, "size"),
    ("-", DATE, DURATION): (DATE, "date"),
    ("-", DATE, DATE): (DURATION, "dates"),
    ("*", INT, INT): (INT, "int"),
    ("*", FLOAT, FLOAT): (FLOAT, "float"),
    ("*", DURATION, INT): (DURATION, "duration"),
    ("*", SIZE, INT): (SIZE, "size"),
    ("/", INT, INT): (FLOAT, "int"),
    ("/", FLOAT, FLOAT): (FLOAT, "float"),
}


def binary(scope: Scope, node: Binary) -> Value:
    """One of `+ - * /`."""
    left, right = scope.check(node.left), scope.check(node.right)
    why = f"`{node.op}` needs a value on both sides"
    left = solid(scope, left, node.left, why)
    right = solid(scope, right, node.right, why)
    if has_error(left.type) or has_error(right.type):
        return BAD
    for value, side in ((left, node.left), (right, node.right)):
        if value.type == NODE:
            dynamic(scope, side, f"`{node.op}`", "int")
            return BAD
    left = widened(node.left, left, right.type)
    right = widened(node.right, right, left.type)
    if node.op == "/" and right.const == 0:
        return scope.error(
            "division-by-zero", "this divides by zero", node.right.span, label="always 0",
            help="a rule that divides by zero is inconclusive; divide by something else",
        )  # fmt: skip
    if node.op == "+" and isinstance(left.type, Many) and isinstance(right.type, Many):
        return _lists(scope, node, left, right)
    one, other = _plain(left.type), _plain(right.type)
    found = _ROOT.get((node.op, one, other))
    if found is None and node.op == "*" and (swapped := _ROOT.get((node.op, other, one))):
        found, left, right = swapped, right, left
    if found is None:
        return _refused(scope, node, one, other)
    type_, kind = found
    const = None
    if type_ == STRING and isinstance(left.const, str) and isinstance(right.const, str):
        const = left.const + right.const
    return Value(type_, [node.op, left.ir, right.ir, kind], None, const)


def _plain(type_: Type) -> Any:
    return STRING if isinstance(type_, Enum) else type_


def _lists(scope: Scope, node: Binary, left: Value, right: Value) -> Value:
    type_ = join((left.type, right.type))
    if type_ is None:
        return scope.error(
            "mixed-list", f"{show(left.type)} and {show(right.type)} do not go into one list",
            node.right.span, label=f"this is {show(right.type)}",
            help="the elements of a list are of one type",
        )  # fmt: skip
    const = None
    if isinstance(left.const, list) and isinstance(right.const, list):
        const = left.const + right.const
    return Value(type_, ["+", left.ir, right.ir, "list"], None, const)


_WORDS: Final = {"+": "added", "-": "subtracted", "*": "multiplied", "/": "divided"}


def _refused(scope: Scope, node: Binary, one: Type, other: Type) -> Value:
    help_ = ""
    left, right = scope.text(node.left), scope.text(node.right)
    if isinstance(one, Many) and node.op == "+":
        help_ = f"one more element is `{left} + [{right}]`"
    elif {one, other} == {INT, FLOAT}:
        help_ = f"say `float({left if one == INT else right})`"
    elif STRING in (one, other) and node.op == "+":
        help_ = 'in a message put the value in braces: `"… {value}"`'
    elif other == INT and one in (DATE, DURATION):
        help_ = f"a duration has a unit: `{right}d`"
    elif other == INT and one == SIZE:
        help_ = "a size has a unit: `10kB`, `5MB`"
    elif isinstance(one, Many) and node.op == "-":
        help_ = f"leave elements out: `[x for x in {left} where x not in {right}]`"
    return scope.error(
        "wrong-operand", f"{show(one)} and {show(other)} cannot be {_WORDS[node.op]}",
        node.span, label=f"{show(one)} {node.op} {show(other)}", help=help_,
    )  # fmt: skip


def negate(scope: Scope, node: Negate) -> Value:
    """`-x`."""
    inner = node.operand
    value = solid(scope, scope.check(inner), inner, "`-` needs a value")
    if value.type is ERROR:
        return BAD
    if value.type == NODE:
        dynamic(scope, inner, "`-`", "int")
        return BAD
    if value.type not in (INT, FLOAT, DURATION, SIZE):
        return scope.error(
            "wrong-operand", f"`-` turns the sign of a number, this is {show(value.type)}",
            inner.span, label=f"this is {show(value.type)}",
            help="the opposite of a condition is `not …`" if value.type == BOOL else "",
        )  # fmt: skip
    if value.const is not None and value.ir[0] == "lit" and value.const != -LARGEST - 1:
        return Value(value.type, ["lit", -value.const], None, -value.const)
    return Value(value.type, ["neg", value.ir, show(value.type)])
