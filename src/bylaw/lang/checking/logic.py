"""Conditions: and, or, not, presence, quantifiers; and what they make certain."""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass, replace
from typing import Any

from bylaw.lang.checking.constants import solid, widened
from bylaw.lang.checking.scope import NONE, Binding, Scope, Value, with_ancestors
from bylaw.lang.tree import (
    And,
    Expr,
    Ident,
    If,
    Name,
    Not,
    Or,
    OrElse,
    Presence,
    Quantifier,
)
from bylaw.lang.types import (
    BOOL,
    ERROR,
    NODE,
    NOTHING,
    STRING,
    Many,
    Maybe,
    Type,
    has_error,
    join,
    present,
    show,
)

FALSE = Value(BOOL, ["lit", False])


def condition(scope: Scope, node: Expr, what: str = "a condition") -> Value:
    """An expression that must be true or false."""
    value = solid(scope, scope.check(node), node, f"{what} is true or false")
    if value.type == BOOL or value.type is ERROR:
        return value
    type_, text = value.type, scope.text(node)
    help_ = "compare it with something"
    if isinstance(type_, Many):
        help_ = f"say `{text}.count > 0`, or `some x in {text} has …`"
    elif type_ == STRING:
        help_ = f'say `{text} != ""`, or compare it with something'
    elif type_ == NODE:
        help_ = f"say `{text} == true`, which is false for a node of another kind"
    scope.error(
        "not-a-condition", f"{what} is true or false, this is {show(type_)}", node.span,
        label=f"this is {show(type_)}", help=help_,
    )  # fmt: skip
    return FALSE


def and_(scope: Scope, node: And) -> Value:
    """`a and b`: the right side is checked under what the left makes certain."""
    return _chain(scope, node.items, "and")


def or_(scope: Scope, node: Or) -> Value:
    """`a or b`: the right side is checked under what the left leaves when it does not hold."""
    return _chain(scope, node.items, "or")


def _chain(scope: Scope, items: tuple[Expr, ...], op: str) -> Value:
    conjunction = op == "and"
    ir: list[Any] = [op]
    together: frozenset[Any] = NONE
    either: frozenset[Any] | None = None
    for item in items:
        value = condition(scope, item, f"each side of `{op}`")
        ir.append(value.ir)
        sure, other = value.when_true, value.when_false
        if not conjunction:
            sure, other = other, sure
        scope = scope.having(sure)
        together |= sure
        either = other if either is None else either & other
    if conjunction:
        return Value(BOOL, ir, when_true=together, when_false=either or NONE)
    return Value(BOOL, ir, when_true=either or NONE, when_false=together)


def not_(scope: Scope, node: Not) -> Value:
    """`not x`."""
    flipped = replace(scope, asking=-scope.asking) if scope.asking else scope
    value = condition(flipped, node.operand, "what `not` turns")
    return Value(BOOL, ["not", value.ir], when_true=value.when_false, when_false=value.when_true)


def presence(scope: Scope, node: Presence) -> Value:
    """`x exists`, `x is absent`, `x is known`, `x is unknown`."""
    value = scope.check(node.operand)
    if value.type is ERROR:
        return FALSE
    if node.kind in ("known", "unknown"):
        turn = 1 if node.kind == "known" else -1
        if scope.asking == turn or (scope.asking == 0 and turn == 1):
            scope.traits.known.append((node.span, scope.text(node)))
        return Value(BOOL, scope.at(node.span, [node.kind, value.ir]))
    ir = scope.at(node.span, [node.kind, value.ir])
    if not isinstance(value.type, Maybe):
        always = "true" if node.kind == "exists" else "false"
        scope.warn(
            "always-present", f"`{scope.text(node.operand)}` is always there", node.span,
            label=f"always {always}", help=_presence_help(scope, node.operand, value.type),
        )  # fmt: skip
        return Value(BOOL, ir)
    paths = with_ancestors(value.path)
    if node.kind == "exists":
        return Value(BOOL, ir, when_true=paths)
    return Value(BOOL, ir, when_false=paths)


def _presence_help(scope: Scope, node: Expr, type_: Type) -> str:
    text = scope.text(node)
    if isinstance(type_, Many):
        return f"for an empty list say `{text}.count == 0`"
    if type_ == STRING:
        return f'for an empty string say `{text} == ""`'
    return "leave the question out"


def or_else(scope: Scope, node: OrElse) -> Value:
    """`x or else y`: y where x is absent."""
    left, right = scope.check(node.left), scope.check(node.right)
    if left.type is ERROR or has_error(right.type):
        return Value(left.type if left.type is ERROR else present(left.type), ["lit", False])
    if not isinstance(left.type, Maybe):
        scope.warn(
            "always-present", f"`{scope.text(node.left)}` is always there", node.left.span,
            label="`or else` never applies", help="leave `or else …` out",
        )  # fmt: skip
    right = widened(node.right, right, left.type)
    type_ = join((present(left.type), right.type))
    if type_ is None:
        return scope.error(
            "branches-differ",
            f"`or else` gives {show(right.type)} where the value is {show(present(left.type))}",
            node.right.span, label=f"this is {show(right.type)}",
            help=f"give {show(present(left.type))} instead",
        )  # fmt: skip
    return Value(type_, ["else", left.ir, right.ir])


def if_(scope: Scope, node: If) -> Value:
    """`if c then a else b`."""
    chosen = condition(replace(scope, asking=0), node.condition, "what follows `if`")
    then = scope.having(chosen.when_true).check(node.then)
    otherwise = scope.having(chosen.when_false).check(node.otherwise)
    then = widened(node.then, then, otherwise.type)
    otherwise = widened(node.otherwise, otherwise, then.type)
    type_ = join((then.type, otherwise.type))
    if type_ is None:
        return scope.error(
            "branches-differ",
            f"`then` gives {show(then.type)} and `else` gives {show(otherwise.type)}",
            node.otherwise.span, label=f"this is {show(otherwise.type)}",
            help="both give the same type",
        )  # fmt: skip
    return Value(type_, ["if", chosen.ir, then.ir, otherwise.ir])


def elements(scope: Scope, node: Expr, what: str) -> tuple[Type, Value]:
    """The type of the elements of a list to go through, and the list."""
    value = solid(scope, scope.check(node), node, f"{what} goes through a list")
    if value.type is ERROR:
        return ERROR, value
    if isinstance(value.type, Many):
        return (ERROR if value.type.of is NOTHING else value.type.of), value
    text, type_ = scope.text(node), value.type
    help_ = f"{show(type_)} has no elements"
    fact = scope.schema.types.get(show(type_))
    lists = [name for name, each in fact.fields.items() if _is_list(each)] if fact else []
    if type_ == STRING:
        help_ = f"its lines are `{text}.lines`"
    elif type_ == NODE:
        help_ = f'its elements are `{text}.items`, or find them: `{text}.find("$[*]")`'
    elif lists:
        help_ = "its lists are " + ", ".join(f"`{text}.{name}`" for name in lists)
    scope.error(
        "not-a-list", f"{what} goes through a list, this is {show(type_)}", node.span,
        label=f"this is {show(type_)}", help=help_,
    )  # fmt: skip
    return ERROR, value


def _is_list(field: Any) -> bool:
    return isinstance(field.type, Many) and field.args is None


def bind(scope: Scope, name: Ident, type_: Type, what: str, **more: Any) -> Scope:
    """Bind a name, which must be new."""
    scope.pack.refuse_shadow(scope, name)
    scope.pack.elsewhere.setdefault(name.text, f"`{name.text}` lives inside of that {what} only")
    return scope.bind(name.text, Binding(type_, name.span, what, **more))


def warn_unused(scope: Scope, name: str, because: str = "") -> None:
    """Warn of a name that was bound for nothing."""
    binding = scope.names[name]
    if not binding.used and not name.startswith("_"):
        scope.warn(
            "unused-name", f"`{name}` is never used", binding.span, label=because,
            help=f"use it, or name it `_{name}` to say that this is meant",
        )  # fmt: skip


def quantifier(scope: Scope, node: Quantifier) -> Value:
    """`some|every|no x in xs has C`. Nothing that its body makes certain leaves it."""
    of, source = elements(scope, node.source, f"`{node.kind}`")
    name = node.name.text
    inner = bind(scope, node.name, of, "quantifier", path=(None, name))
    if node.kind == "no" and inner.asking:
        inner = replace(inner, asking=-inner.asking)
    body = condition(inner, node.body, "what follows `has`")
    if _check_reach(scope, node, node.body):
        warn_unused(inner, name)
    ir = [node.kind, name, source.ir, body.ir]
    return Value(BOOL, scope.at(node.span, ir))


def _check_reach(scope: Scope, node: Quantifier, body: Expr) -> bool:
    """Refuse a body whose `and` or `or` holds a part that is not about the bound name."""
    if isinstance(body, Not):
        return _check_reach(scope, node, body.operand)
    if not isinstance(body, And | Or):
        return True
    for item in body.items:
        if not _uses(item, node.name.text):
            name, text = node.name.text, scope.text(item)
            scope.error(
                "quantifier-scope",
                f"`{text}` is not about `{name}`: does `{node.kind}` end before it?",
                item.span, label="this reads two ways",
                help=f"if so, say `({node.kind} {name} in … has …)`; if not, `has (…)`",
            )  # fmt: skip
            return False
        if isinstance(item, And | Or | Not) and not _check_reach(scope, node, item):
            return False
    return True


def _uses(node: Any, name: str) -> bool:
    if isinstance(node, Name):
        return node.id == name
    if isinstance(node, tuple):
        return any(_uses(each, name) for each in node)
    if not is_dataclass(node) or isinstance(node, Ident):
        return False
    return any(
        _uses(getattr(node, each.name), name)
        for each in dataclass_fields(node)
        if each.name != "span"
    )
