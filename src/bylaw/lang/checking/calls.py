"""Calls: methods, functions of the schema and of the language, defs, and indexing."""

from __future__ import annotations

from collections.abc import Sequence

from bylaw.lang.checking.arguments import arguments
from bylaw.lang.checking.constants import inside, refuse_own_field, report, solid
from bylaw.lang.checking.foreign import takes_function
from bylaw.lang.checking.functions import BUILTINS
from bylaw.lang.checking.imported import imported_call
from bylaw.lang.checking.members import (
    holds_match,
    join_type,
    members,
    no_member,
    note_fact,
    with_groups,
)
from bylaw.lang.checking.patterns import metavariables
from bylaw.lang.checking.scope import BAD, GlobConst, Path, RegexConst, Scope, Value
from bylaw.lang.schema import Field
from bylaw.lang.tree import Call, Expr, Get, Index, Name, String
from bylaw.lang.types import (
    ERROR,
    INT,
    NODE,
    STRING,
    Many,
    Maybe,
    Type,
    has_error,
    maybe,
    present,
    show,
)


def call(scope: Scope, node: Call) -> Value:
    """`f(a, b)` or `x.f(a, b)`."""
    if isinstance(node.function, Name):
        return _function(scope, node, node.function)
    if isinstance(node.function, Get):
        return _method(scope, node, node.function)
    value = scope.check(node.function)
    if value.type is ERROR:
        return BAD
    return scope.error("not-a-function", f"{show(value.type)} cannot be called", node.function.span)


def _function(scope: Scope, node: Call, name: Name) -> Value:
    if name.id in scope.names:
        scope.names[name.id].used = True
        return scope.error(
            "not-a-function", f"`{name.id}` is a value, not a function", name.span,
            label=f"this is {show(scope.names[name.id].type)}", help="leave the parentheses out",
        )  # fmt: skip
    if (builtin := BUILTINS.get(name.id)) is not None:
        return builtin(scope, node, [scope.check(arg) for arg in _plain_args(scope, node)])
    if (known := scope.schema.functions.get(name.id)) is not None:
        args = arguments(scope, node, name.id, known.args or (), node.span)
        scope.traits.facts.add(f"{name.id}()")
        if args is None:
            return Value(known.type if not holds_match(known.type) else ERROR, ["lit", False])
        path = _call_path(None, name.id, args[1])
        return scope.narrowed(Value(known.type, ["call", name.id, args[0]], path))
    result: Value = scope.pack.call_def(scope, node, name)
    return result


def _plain_args(scope: Scope, node: Call) -> Sequence[Expr]:
    for name, value in node.named:
        scope.check(value)
        scope.error("unknown-argument", f"there is no argument `{name.text}` here", name.span)
    return node.args


def _call_path(of: Path | None, name: str, values: Sequence[Value]) -> Path | None:
    consts = tuple(value.const for value in values)
    if any(not isinstance(const, str | int | GlobConst | RegexConst) for const in consts):
        return None
    return (of, (name, *consts))


def _method(scope: Scope, node: Call, get: Get) -> Value:
    if isinstance(get.object, Name):
        imported = imported_call(scope, node, get.object, get.name)
        if imported is not None:
            return imported
    value = scope.check(get.object)
    if has_error(value.type):
        for arg in node.args:
            scope.check(arg)
        return BAD
    inner, flat = present(value.type), isinstance(value.type, Maybe)
    owner, fields = members(scope, inner)
    name = get.name.text
    field = fields.get(name)
    if field is None:
        for arg in () if takes_function(inner, name) else node.args:
            scope.check(arg)
        return no_member(scope, inner, fields, get.name, get, node)
    if field.args is None:
        return scope.error(
            "not-a-function", f"`{name}` is a field of {show(inner)}, not a method",
            (get.name.span[1], node.span[1]), label="leave this out",
            help=f"say `{scope.text(get)}`",
        )  # fmt: skip
    if isinstance(inner, Many) and name == "join" and not join_type(scope, inner, get):
        return Value(STRING, ["lit", ""])
    note_fact(scope, inner, field)
    checked = arguments(scope, node, name, field.args, (get.name.span[0], node.span[1]))
    if checked is None:
        return Value(field.type, ["lit", False]) if not holds_match(field.type) else BAD
    args, values = checked
    type_ = _result(scope, node, field, values)
    path = _call_path(value.path, name, values) if value.path else None
    ir = ["do", value.ir, owner, name, args, flat]
    return scope.narrowed(Value(maybe(type_) if flat else type_, ir, path))


def _result(scope: Scope, node: Call, field: Field, values: Sequence[Value]) -> Type:
    """The type a method gives, with the groups of its regex or the metavariables of its code."""
    if not values:
        return field.type
    const = values[0].const
    if holds_match(field.type):
        if isinstance(const, RegexConst):
            return with_groups(field.type, const.groups)
        if isinstance(const, str) and values[0].type == STRING:
            return with_groups(field.type, _metavariables(scope, node.args[0], const))
    if isinstance(const, str) and field.type == Many(NODE):
        _check_path(scope, node.args[0], const)
    return field.type


def _check_path(scope: Scope, node: Expr, path: str) -> None:
    if path.startswith("$"):
        from bylaw.lang.checking.jsonpaths import path_mistake

        report(scope, "bad-path", "this is no path into a document", node, path_mistake(path))
        return
    hint = "." if path and path[0] not in ".[" else ""
    scope.error(
        "bad-path", "a path into a document starts at `$`", node.span,
        help=f'say `"${hint}{path}"`, or `"$..{path.strip(".$")}"` for any depth',
    )  # fmt: skip


def _metavariables(scope: Scope, node: Expr, pattern: str) -> tuple[tuple[str, bool], ...]:
    if not pattern.strip():
        scope.error(
            "bad-pattern", "an empty code pattern matches nothing", node.span,
            help='write a piece of code, with `$X` for a part: `"print($X)"`',
        )  # fmt: skip
    elif (problem := scope.pack.code_problem(pattern)) is not None:
        scope.error(
            "bad-pattern", f"this code pattern is wrong: {problem}", node.span,
            help="write it as the language does: `$X` is one part, `$$$XS` any number of them",
        )  # fmt: skip
    groups = []
    for name in metavariables(pattern):
        at = pattern.index("$" + name)
        span = (
            inside(scope, node, at, at + 1 + len(name)) if isinstance(node, String) else node.span
        )
        if not refuse_own_field(scope, name, span):
            groups.append((name, False))
    return tuple(groups)


def index(scope: Scope, node: Index) -> Value:
    """`xs[0]`: absent where there is no such element."""
    value = solid(scope, scope.check(node.object), node.object, "`[…]` needs a list")
    at = solid(scope, scope.check(node.index), node.index, "an index is a number")
    if has_error(value.type) or at.type is ERROR:
        return BAD
    if not isinstance(value.type, Many):
        text = scope.text(node.object)
        help_ = f"say `{text}.get({scope.text(node.index)})`" if value.type == NODE else ""
        if isinstance(at.const, str) and at.const in members(scope, present(value.type))[1]:
            help_ = f"say `{text}.{at.const}`"
        return scope.error(
            "not-a-list", f"`[…]` takes an element of a list, this is {show(value.type)}",
            node.object.span, label=f"this is {show(value.type)}", help=help_,
        )  # fmt: skip
    if at.type != INT:
        return scope.error(
            "type-mismatch", f"an index is int, this is {show(at.type)}", node.index.span,
            label=f"this is {show(at.type)}", help="the first element is `[0]`",
        )  # fmt: skip
    if isinstance(at.const, int) and at.const < 0:
        return scope.error(
            "type-mismatch", "an index counts from 0", node.index.span,
            label="below 0", help="the first element is `[0]`",
        )  # fmt: skip
    path: Path | None = None
    if value.path is not None and at.const is not None:
        path = (value.path, ("[]", at.const))
    return scope.narrowed(Value(maybe(value.type.of), ["index", value.ir, at.ir], path))
