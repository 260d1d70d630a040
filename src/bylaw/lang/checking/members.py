"""Fields and methods of values: facts, records, strings and lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from bylaw.lang.checking.foreign import method_help
from bylaw.lang.checking.imported import imported
from bylaw.lang.checking.scope import BAD, Path, Scope, Value
from bylaw.lang.schema import Arg, Field
from bylaw.lang.suggest import nearest
from bylaw.lang.tree import Call, Get, Ident, Name
from bylaw.lang.types import (
    ERROR,
    INT,
    STRING,
    Enum,
    Found,
    Many,
    Maybe,
    Record,
    Type,
    fact_name,
    fits,
    has_error,
    maybe,
    present,
    show,
)

_STRING: Final = {
    each.name: each
    for each in (
        Field("lower", STRING, "In lower case."),
        Field("upper", STRING, "In upper case."),
        Field("trim", STRING, "Without white space at both ends."),
        Field("length", INT, "How many code points."),
        Field("lines", Many(STRING), "Its lines."),
        Field("split", Many(STRING), "The parts between a separator.", (Arg(STRING),)),
    )
}
_LIST: Final = {
    each.name: each
    for each in (
        Field("count", INT, "How many elements."),
        Field("join", STRING, "A list of strings as one string.", (Arg(STRING),)),
    )
}


def members(scope: Scope, type_: Type) -> tuple[str, Mapping[str, Field]]:
    """The owner, as the checked form names it, and the members of a type."""
    if type_ == STRING or isinstance(type_, Enum):
        return "string", _STRING
    if isinstance(type_, Many):
        return "list", _LIST
    if isinstance(type_, Record):
        return "record", {name: Field(name, of) for name, of in type_.fields}
    fact = scope.schema.types.get(fact_name(type_) or "")
    return (fact.name, fact.fields) if fact else (show(type_), {})


def get(scope: Scope, node: Get) -> Value:
    """`object.name`."""
    if isinstance(node.object, Name):
        foreign = imported(scope, node.object, node.name)
        if foreign is not None:
            return scope.narrowed(foreign)
    value = scope.check(node.object)
    if has_error(value.type) and not isinstance(value.type, Many):
        return BAD
    inner, flat = present(value.type), isinstance(value.type, Maybe)
    name = node.name.text
    path: Path | None = (value.path, name) if value.path else None
    if isinstance(inner, Found):
        for group, optional in inner.groups:
            if group == name:
                type_ = maybe(STRING) if optional or flat else STRING
                return scope.narrowed(Value(type_, ["group", value.ir, name, flat], path))
    owner, fields = members(scope, inner)
    field = fields.get(name)
    if field is None:
        return no_member(scope, inner, fields, node.name, node)
    if field.args is not None:
        signature = ", ".join(show(arg.type) for arg in field.positional)
        return scope.error(
            "not-called",
            f"`{name}` is a method of {show(inner)}",
            node.name.span,
            label="give it its arguments",
            help=f"write `{scope.text(node.object)}.{name}({signature})`",
        )
    note_fact(scope, inner, field)
    if owner == "list" and not flat:
        return Value(INT, ["count", value.ir], path)
    type_ = maybe(field.type) if flat else field.type
    return scope.narrowed(Value(type_, ["get", value.ir, owner, name, flat], path))


def note_fact(scope: Scope, owner: Type, field: Field) -> None:
    """Remember that the declaration asks for a fact's field."""
    if name := fact_name(owner):
        scope.traits.facts.add(f"{name}.{field.name}")


def no_member(
    scope: Scope,
    type_: Type,
    fields: Mapping[str, Field],
    name: Ident,
    node: Get,
    call: Call | None = None,
) -> Value:
    """Report a field that is not there, with what the author may have meant."""
    if type_ is ERROR or has_error(type_):
        return BAD
    if (foreign := method_help(scope, type_, node, call)) and name.text not in _of_element(
        scope, type_
    ):
        return scope.error(
            "unknown-field",
            f"{show(type_)} has no {'method' if call else 'field'} `{name.text}`",
            name.span,
            help=foreign,
        )
    choices: Iterable[str] = fields
    help_ = f"`bylaw facts {show(type_)}` lists its fields"
    if isinstance(type_, Found):
        groups = [group for group, _ in type_.groups]
        choices = [*fields, *groups]
        if groups:
            help_ = f"its groups are {', '.join(f'`{group}`' for group in groups)}"
    elif isinstance(type_, Record):
        help_ = f"its fields are {', '.join(f'`{each}`' for each in fields)}"
    elif isinstance(type_, Many):
        help_ = "a list has `.count` and `.join(…)`"
        if name.text in _of_element(scope, type_):
            source = scope.text(node.object)
            instead = f"{foreign}, or " if foreign else "say "
            return scope.error(
                "unknown-field",
                f"{show(type_)} has no field `{name.text}`; each {show(type_.of)} in it has",
                name.span,
                label="this is a list",
                help=f"{instead}`for x in {source}`, or `[x.{name.text} for x in {source}]`",
            )
    elif not fields:
        help_ = f"{_article(show(type_))} {show(type_)} has no fields"
    elif fact_name(type_) is None:
        help_ = f"it has {', '.join(f'`.{each}`' for each in fields)}"
    guess = nearest(name.text, choices)
    return scope.error(
        "unknown-field",
        f"{show(type_)} has no field `{name.text}`",
        name.span,
        label=f"did you mean `{guess}`?" if guess else "",
        help=help_,
    )


def _of_element(scope: Scope, type_: Type) -> Mapping[str, Field]:
    """The members of a list's elements; of anything else none."""
    return members(scope, present(type_.of))[1] if isinstance(type_, Many) else {}


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def join_type(scope: Scope, list_type: Many, node: Get) -> bool:
    """Whether the elements of a list can be joined; says so where not."""
    if fits(list_type.of, STRING):
        return True
    element = show(list_type.of)
    text = scope.schema.text_field(present(list_type.of))
    source = scope.text(node.object)
    how = f"x.{text}" if text else "…"
    scope.error(
        "wrong-operand",
        f"`join` needs a list of strings, this is list[{element}]",
        node.object.span,
        help=f"make strings of it first: `[{how} for x in {source}].join(…)`",
    )
    return False


def with_groups(type_: Type, groups: tuple[tuple[str, bool], ...]) -> Type:
    """The type with each Match in it given these groups."""
    if isinstance(type_, Many | Maybe):
        return replace(type_, of=with_groups(type_.of, groups))
    return Found(groups) if fact_name(type_) == "Match" else type_


def holds_match(type_: Type) -> bool:
    """Whether the type is a Match, or a list of them."""
    while isinstance(type_, Many | Maybe):
        type_ = type_.of
    return fact_name(type_) == "Match"
