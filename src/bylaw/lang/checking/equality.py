"""Which values can be equal, and what to say where they cannot."""

from __future__ import annotations

from typing import Any, Final

from bylaw.lang.checking.constants import solid
from bylaw.lang.checking.scope import Scope, Value
from bylaw.lang.suggest import nearest
from bylaw.lang.tree import Compare, Expr, Get, ListOf, Paren
from bylaw.lang.types import (
    BOOL,
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
    Enum,
    Many,
    Maybe,
    Type,
    fact_name,
    fits,
    present,
    show,
)

_SAME: Final = (BOOL, INT, DURATION, SIZE, DATE, VERSION)
_ORDERED: Final = (INT, FLOAT, STRING, DURATION, SIZE, DATE, VERSION)
_IN_NODE: Final = (STRING, INT, FLOAT, BOOL)

FALSE: Final = Value(BOOL, ["lit", False])


def equality(scope: Scope, node: Compare, left: Value, right: Value) -> Any:
    """The checked form of `==` or `!=`; None when reported."""
    if isinstance(right.type, Maybe):
        if not isinstance(left.type, Maybe):
            scope.error(
                "optional-value", f"`{scope.text(node.right)}` may be absent", node.right.span,
                label=f"this is {show(right.type)}",
                help=f"turn it round, absent equals nothing: `{scope.text(node.right)} {node.op} "
                f"{scope.text(node.left)}`",
            )  # fmt: skip
            return None
        right = solid(scope, right, node.right, f"the right side of `{node.op}` needs a value")
        if right.type is ERROR:
            return None
    kind = _equal_kind(scope, node, left, right)
    warn_star(scope, node, node.right, right.const)
    return None if kind is None else [node.op, left.ir, right.ir, kind]


_PATHS: Final = ("path", "old_path", "directory", "name")


def warn_star(scope: Scope, node: Compare, other: Expr, const: Any) -> None:
    """Warn of a path that is compared with a text that looks like a glob, letter by letter."""
    path = node.left
    if not isinstance(path, Get) or path.name.text not in _PATHS:
        return
    texts = const if isinstance(const, list) else [const]
    if any(isinstance(text, str) and "*" in text for text in texts):
        word = "not in" if node.negated or node.op == "!=" else "in"
        globs = scope.text(other).strip("[]")
        scope.warn(
            "glob-in-string", "`*` is a plain star in this string", other.span,
            label="compared letter by letter",
            help=f"for paths say `{scope.text(path)} {word} glob({globs})`",
        )  # fmt: skip


def _equal_kind(scope: Scope, node: Compare, left: Value, right: Value) -> str | None:
    """The kind under which two values can be equal; reports where they cannot."""
    one, other = present(left.type), right.type
    kind = kind_of(one, other)
    if kind == "float":
        inexact(scope, node)
        return None
    if kind == "enum" and not _members(scope, node, left, right):
        return None
    if kind == "list" and not _lists_meet(scope, node, left, right):
        return None
    if kind is None:
        mismatch(scope, node, one, other)
    return kind


def inexact(scope: Scope, node: Compare) -> None:
    """Refuse to ask whether fractions are equal."""
    scope.error(
        "float-equality", "two fractions are hardly ever exactly equal", node.op_span or node.span,
        label="rounding decides here", help="ask for a range: `x > 0.99 and x < 1.01`",
    )  # fmt: skip


def kind_of(one: Type, other: Type) -> str | None:
    """The kind under which values of two types can be equal."""
    if NODE in (one, other):
        scalar = other if one == NODE else one
        return "node" if scalar == NODE or fits(scalar, STRING) or scalar in _IN_NODE else None
    if isinstance(one, Enum) or isinstance(other, Enum):
        return "enum" if fits(one, STRING) and fits(other, STRING) else None
    if one == other == STRING:
        return "string"
    if one == other == FLOAT:
        return "float"
    if one == other and one in _SAME:
        return show(one)
    if isinstance(one, Many) and isinstance(other, Many):
        if NOTHING in (one.of, other.of):
            return "list"
        of = kind_of(present(one.of), present(other.of))
        return "list" if of not in (None, "float", "node") else "float" if of == "float" else None
    name = fact_name(one)
    return "fact" if name and name == fact_name(other) else None


def _members(scope: Scope, node: Compare, left: Value, right: Value) -> bool:
    """Whether an enum and what it is compared with have a value in common."""
    one, other = present(left.type), right.type
    if isinstance(one, Enum) and isinstance(other, Enum):
        if set(one.members) & set(other.members):
            return True
        scope.error(
            "not-a-member", "these two never have the same value", node.span,
            help=f"one is of {quoted(one.members)}, the other of {quoted(other.members)}",
        )  # fmt: skip
        return False
    if isinstance(one, Enum):
        return is_member(scope, one, scope.text(node.left), node.right, right.const)
    assert isinstance(other, Enum)
    return is_member(scope, other, scope.text(node.right), node.left, left.const)


def _lists_meet(scope: Scope, node: Compare, left: Value, right: Value) -> bool:
    """Whether lists, one of which is of a closed set, can be equal; reports where not."""
    one, other = present(left.type), right.type
    assert isinstance(one, Many) and isinstance(other, Many)
    if isinstance(enum := present(one.of), Enum) and isinstance(right.const, list):
        return are_members(scope, enum, scope.text(node.left), node.right, right.const)
    if isinstance(enum := present(other.of), Enum) and isinstance(left.const, list):
        return are_members(scope, enum, scope.text(node.right), node.left, left.const)
    return True


def are_members(scope: Scope, enum: Enum, text: str, node: Expr, consts: list[Any]) -> bool:
    """Whether all constants of a list are values of a closed set; reports those that are not."""
    listed = node
    while isinstance(listed, Paren):
        listed = listed.inner
    nodes = listed.items if isinstance(listed, ListOf) else (node,) * len(consts)
    checks = [
        is_member(scope, enum, text, each, const) for each, const in zip(nodes, consts, strict=True)
    ]
    return all(checks)


def is_member(scope: Scope, enum: Enum, text: str, node: Expr, const: Any) -> bool:
    """Whether a constant is one of the values of a closed set; reports where not."""
    if not isinstance(const, str) or const in enum.members:
        return True
    guess = nearest(const, enum.members)
    scope.error(
        "not-a-member", f'`{text}` is never "{const}"', node.span,
        label=f'did you mean "{guess}"?' if guess else "",
        help=f"it is one of {quoted(enum.members)}",
    )  # fmt: skip
    return False


def quoted(members: tuple[str, ...]) -> str:
    """The values of a closed set, for a sentence."""
    return ", ".join(f'"{member}"' for member in members)


def mismatch(scope: Scope, node: Compare, one: Type, other: Type) -> None:
    """Report two types that cannot be compared, with the way that is most likely meant."""
    span = node.right.span
    word = node.op if not node.negated else "not " + node.op
    message = f"`{word}` cannot compare {show(one)} with {show(other)}"
    if node.op in ("==", "!=", "<", "<=", ">", ">="):
        message = f"{show(one)} cannot be compared with {show(other)}"
    scope.error(
        "type-mismatch",
        message, span, label=f"this is {show(other)}", help=_way_out(scope, node, one, other),
    )  # fmt: skip


def _way_out(scope: Scope, node: Compare, one: Type, other: Type) -> str:
    left, right = scope.text(node.left), scope.text(node.right)
    if other == STRING and one == VERSION:
        return f"say `version({right})`"
    if other == STRING and one == DATE:
        return "a date stands without quotes: `2026-01-31`"
    if other == STRING and one in (INT, FLOAT):
        return "a number stands without quotes"
    if other in (INT, FLOAT) and fits(one, STRING):
        return f'text stands in quotes: `"{right}"`'
    if other == INT and one == DURATION:
        return f"a duration has a unit: `{right}d`"
    if other == INT and one == SIZE:
        return "a size has a unit: `10kB`, `5MB`"
    if {one, other} == {INT, FLOAT}:
        return f"say `float({left if one == INT else right})`"
    if other == STRING and fact_name(one) == "License":
        return f"say `{left} satisfies {right}`"
    if other == BOOL:
        return f"say `{left} exists`" if fact_name(one) else ""
    if other == STRING and (field := scope.schema.text_field(one)):
        return f"say `{left}.{field} {node.op} {right}`"
    if isinstance(one, Many) and not isinstance(other, Many):
        if other == INT:
            return f"say `{left}.count {node.op} {right}`"
        if field := scope.schema.text_field(present(one.of)):
            return f"say `{right} in [x.{field} for x in {left}]`"
        return f"say `{right} in {left}`"
    if isinstance(one, Many) and isinstance(other, Many) and NODE in (one.of, other.of):
        listed = left if one.of == NODE else right
        return f"say `[x.text for x in {listed}]`, or what reading you mean"
    if isinstance(other, Many):
        if node.op == "in":
            return _in_records(scope, node, other)
        if one == INT:
            return f"say `{left} {node.op} {right}.count`"
        return f"say `{left} in {right}`"
    return "both sides are of one type"


def _in_records(scope: Scope, node: Compare, many: Many) -> str:
    """The way from `path in files` to a list of paths."""
    fact = scope.schema.types.get(fact_name(present(many.of)) or "")
    field = scope.schema.text_field(present(many.of))
    if fact and isinstance(node.left, Get) and node.left.name.text in fact.fields:
        field = node.left.name.text
    if not field:
        return "the elements of the list are of one type with the left side"
    return f"say `in [x.{field} for x in {scope.text(node.right)}]`"


def dynamic(scope: Scope, node: Expr, what: str, reading: str) -> None:
    """Refuse a document node where its type would have to be known."""
    text = scope.text(node)
    how = f"`{text}.text`"
    if reading == "int":
        how = f"`{text}.int or else 0`, `{text}.float or else 0.0` or `{text}.text`"
    scope.error(
        "dynamic-node", f"{what} cannot take a node: what it holds is known only when it runs",
        node.span, label="say which reading you mean", help=how,
    )  # fmt: skip
