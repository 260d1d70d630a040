"""Messages, help and fixes: texts with values in braces."""

from __future__ import annotations

from typing import Any

from bylaw.lang.checking.scope import IR, Scope, Value
from bylaw.lang.tree import Expr, OrElse, Paren, Template
from bylaw.lang.types import (
    GLOB,
    NOTHING,
    REGEX,
    STRING,
    Many,
    Maybe,
    Record,
    Type,
    dump,
    fact_name,
    fits,
    has_error,
    maybe,
    present,
    show,
)


def template(scope: Scope, node: Template) -> list[Any]:
    """A TEMPLATE: strings and `["fmt", IR, type]`."""
    parts: list[Any] = []
    for part in node.parts:
        if isinstance(part, str):
            parts.append(part)
            continue
        printed = printable(scope, part)
        if printed is not None:
            parts.append(["fmt", printed[0], dump(printed[1])])
    return parts


def as_written(scope: Scope, node: Template) -> str:
    """The template with its expressions as they stand in the file."""
    return "".join(
        part if isinstance(part, str) else "{" + scope.source.text[slice(*part.span)] + "}"
        for part in node.parts
    )


def printable(scope: Scope, node: Expr) -> tuple[IR, Type] | None:
    """What is printed for an expression, and its type; None when reported."""
    inner = node
    while isinstance(inner, Paren):
        inner = inner.inner
    if isinstance(inner, OrElse) and (mixed := _mixed(scope, inner)) is not None:
        return mixed
    return _printed(scope, node, scope.check(node))


def _mixed(scope: Scope, node: OrElse) -> tuple[IR, Type] | None:
    """`a or else b` of two types that both print: a message does not mind which."""
    mark = len(scope.pack.report.diagnostics)
    left, right = scope.check(node.left), scope.check(node.right)
    differ = (
        isinstance(left.type, Maybe)
        and not has_error(right.type)
        and not fits(present(right.type), left.type.of)
        and not fits(left.type.of, present(right.type))
    )
    texts = [_printed(scope, node.left, left), _printed(scope, node.right, right)] if differ else []
    if not differ or None in texts:
        del scope.pack.report.diagnostics[mark:]
        return None
    irs = [["text", each[0], dump(present(each[1]))] for each in texts if each]
    return ["else", *irs], maybe(STRING) if isinstance(right.type, Maybe) else STRING


def _printed(scope: Scope, node: Expr, value: Value) -> tuple[IR, Type] | None:
    type_ = present(value.type)
    if has_error(type_):
        return None
    if fact_name(type_):
        return _printed_fact(scope, node, value, type_)
    of: Type = type_.of if isinstance(type_, Many) else type_
    if isinstance(of, Many | Record) or fact_name(of) or of in (REGEX, GLOB):
        _refuse(scope, node, type_, of)
        return None
    return value.ir, value.type if of is not NOTHING else Many(STRING)


def _printed_fact(scope: Scope, node: Expr, value: Value, type_: Type) -> tuple[IR, Type] | None:
    name = fact_name(type_) or ""
    text = scope.schema.types[name].fields.get("text") if name in scope.schema.types else None
    if text is None or text.type != STRING:
        _refuse(scope, node, type_, type_)
        return None
    flat = isinstance(value.type, Maybe)
    scope.traits.facts.add(f"{name}.text")
    return ["get", value.ir, name, "text", flat], maybe(text.type) if flat else text.type


def _refuse(scope: Scope, node: Expr, type_: Type, of: Type) -> None:
    text, field = scope.text(node), scope.schema.text_field(of)
    help_ = "name what of it is to be printed"
    if isinstance(type_, Many) and field:
        help_ = f"give it a name before: `let names = [x.{field} for x in {text}]`"
    elif field:
        help_ = f"say `{{{text}.{field}}}`"
    elif isinstance(of, Record):
        help_ = f"say `{{{text}.{of.fields[0][0]}}}`" if of.fields else help_
    scope.error(
        "not-printable", f"{show(type_)} has no text of its own", node.span,
        label=f"this is {show(type_)}", help=help_,
    )  # fmt: skip
