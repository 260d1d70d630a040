"""Types as an author writes them."""

from __future__ import annotations

from bylaw.lang.checking.scope import Scope
from bylaw.lang.suggest import nearest
from bylaw.lang.tree import RecordType, TypeExpr, TypeRef
from bylaw.lang.types import ERROR, SCALARS, Fact, Many, Maybe, Record, Type, has_error, maybe


def resolve_type(scope: Scope, node: TypeExpr, *, settable: bool = False) -> Type:
    """The type that the text names; `settable` refuses facts, which configuration cannot give."""
    if isinstance(node, RecordType):
        fields: list[tuple[str, Type]] = []
        for name, of in node.fields:
            if any(name.text == seen for seen, _ in fields):
                scope.error("duplicate-name", f"the record has two fields `{name.text}`", name.span)
            else:
                fields.append((name.text, resolve_type(scope, of, settable=settable)))
        if any(has_error(type_) for _, type_ in fields):
            return ERROR
        record = Record(tuple(fields))
        return maybe(record) if node.optional else record
    type_ = _named(scope, node, settable)
    return maybe(type_) if node.optional else type_


def _named(scope: Scope, node: TypeRef, settable: bool) -> Type:
    if node.name == "list":
        if len(node.of) != 1:
            scope.error(
                "unknown-type", "a list says of what", node.span, label="of what?",
                help="for example `list[string]`",
            )  # fmt: skip
            return ERROR
        of = resolve_type(scope, node.of[0], settable=settable)
        if isinstance(of, Maybe):
            scope.error(
                "unknown-type", "the elements of a list are never absent", node.of[0].span,
                help="leave the `?` out",
            )  # fmt: skip
            return ERROR
        return ERROR if has_error(of) else Many(of)
    if node.of:
        scope.error(
            "unknown-type", f"`{node.name}` takes nothing in brackets", node.span,
            help="only `list[…]` does",
        )  # fmt: skip
        return ERROR
    if (scalar := SCALARS.get(node.name)) is not None:
        return scalar
    if node.name in scope.schema.types:
        if settable:
            scope.error(
                "unknown-type", "a fact cannot be set in a configuration", node.span,
                label="this is a fact", help=f"it can be {', '.join(SCALARS)}, a list or a record",
            )  # fmt: skip
            return ERROR
        return Fact(node.name)
    guess = nearest(node.name, [*SCALARS, "list", *([] if settable else scope.schema.types)])
    aliases = {"str": "string", "text": "string", "boolean": "bool", "integer": "int",
               "number": "int", "path": "string", "bytes": "size", "time": "date"}  # fmt: skip
    guess = aliases.get(node.name.lower(), guess)
    scope.error(
        "unknown-type", f"there is no type `{node.name}`", node.span,
        label=f"did you mean `{guess}`?" if guess else "",
        help="" if guess else f"types are {', '.join(SCALARS)}, `list[…]`, records and facts",
    )  # fmt: skip
    return ERROR
