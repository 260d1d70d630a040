"""Types of the language: terms, how they are written, and which fits where."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeAlias

from bylaw.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Scalar:
    """`bool`, `int`, `string` and their like; also the checker's own `error` and `nothing`."""

    name: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A type that the fact schema declares."""

    name: str


@dataclass(frozen=True, slots=True)
class Enum:
    """A closed set of strings."""

    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """`list[T]`."""

    of: Type


@dataclass(frozen=True, slots=True)
class Maybe:
    """`T?`: the value may be absent. Never nested."""

    of: Type


@dataclass(frozen=True, slots=True)
class Record:
    """`{name: string, until: date}`."""

    fields: tuple[tuple[str, Type], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A `Match` whose named groups are known; True where a group may not take part."""

    groups: tuple[tuple[str, bool], ...]


Type: TypeAlias = Scalar | Fact | Enum | Many | Maybe | Record | Found

BOOL: Final = Scalar("bool")
INT: Final = Scalar("int")
FLOAT: Final = Scalar("float")
STRING: Final = Scalar("string")
REGEX: Final = Scalar("regex")
GLOB: Final = Scalar("glob")
DURATION: Final = Scalar("duration")
SIZE: Final = Scalar("size")
DATE: Final = Scalar("date")
VERSION: Final = Scalar("version")
CIDR: Final = Scalar("cidr")

ERROR: Final = Scalar("error")
"""The type of what was already reported: it fits everywhere and silences what follows from it."""
NOTHING: Final = Scalar("nothing")
"""The element of `[]`: fits every type."""

SCALARS: Final = {
    each.name: each
    for each in (
        BOOL, INT, FLOAT, STRING, REGEX, GLOB, DURATION, SIZE, DATE, VERSION, CIDR
    )
}  # fmt: skip

MATCH: Final = Fact("Match")
NODE: Final = Fact("Node")

_TOKEN: Final = re.compile(r"\s*(?:([A-Za-z_]\w*)|(.))")


def maybe(type_: Type) -> Type:
    """`T?`, flattened."""
    return type_ if isinstance(type_, Maybe) or type_ is ERROR else Maybe(type_)


def present(type_: Type) -> Type:
    """`T` of `T?`; any other type is itself."""
    return type_.of if isinstance(type_, Maybe) else type_


def fact_name(type_: Type) -> str | None:
    """The name of a fact's type: a match with groups is a `Match`."""
    if isinstance(type_, Fact):
        return type_.name
    return MATCH.name if isinstance(type_, Found) else None


def has_error(type_: Type) -> bool:
    """Whether something inside was already reported."""
    while isinstance(type_, Many | Maybe):
        type_ = type_.of
    return type_ is ERROR


def show(type_: Type) -> str:
    """A type as an author reads it: a closed set is a string, a match is a Match."""
    match type_:
        case Scalar(name) | Fact(name):
            return name
        case Enum():
            return "string"
        case Many(of):
            return "list" if of is NOTHING else f"list[{show(of)}]"
        case Maybe(of):
            return f"{show(of)}?"
        case Record(fields):
            return "{" + ", ".join(f"{name}: {show(of)}" for name, of in fields) + "}"
        case Found():
            return MATCH.name


def dump(type_: Type) -> str:
    """A type as the schema and the checked pack write it; `parse_type` reads it back."""
    match type_:
        case Scalar(name) | Fact(name):
            return name
        case Enum(members):
            return f"enum({'|'.join(members)})"
        case Many(of):
            return f"list[{dump(of)}]"
        case Maybe(of):
            return f"{dump(of)}?"
        case Record(fields):
            return "{" + ", ".join(f"{name}: {dump(of)}" for name, of in fields) + "}"
        case Found(groups):
            return f"match[{'|'.join(name + '?' * optional for name, optional in groups)}]"


def parse_type(text: str) -> Type:
    """Read the type syntax of docs/internals.md, Schema.

    Raises:
        ValueError: the text is not a type.
    """
    if simple := SCALARS.get(text):
        return simple
    if text.isidentifier():
        return _named(text)
    type_, rest = _parse(text)
    if rest.strip():
        raise ValueError(f"not a type: {text!r}")
    return type_


def _named(name: str) -> Type:
    if name in ("error", "nothing"):
        return ERROR if name == "error" else NOTHING
    return SCALARS.get(name) or Fact(name)


def _parse(text: str) -> tuple[Type, str]:
    found = _TOKEN.match(text)
    if found is None:
        raise ValueError("a type is missing")
    name, rest = found[1], text[found.end() :]
    type_: Type
    if found[2] == "{":
        type_, rest = _parse_record(rest)
    elif name is None:
        raise ValueError(f"not a type: {text!r}")
    elif name == "list" and rest.startswith("["):
        of, rest = _parse(rest[1:])
        type_, rest = Many(of), _after(rest, "]")
    elif name == "enum" and rest.startswith("("):
        members, _, rest = rest[1:].partition(")")
        type_ = Enum(tuple(members.split("|")))
    elif name == "match" and rest.startswith("["):
        groups, _, rest = rest[1:].partition("]")
        pairs = [(each.rstrip("?"), each.endswith("?")) for each in groups.split("|") if each]
        type_ = Found(tuple(pairs))
    else:
        type_ = _named(name)
    if rest.startswith("?"):
        return maybe(type_), rest[1:]
    return type_, rest


def _parse_record(rest: str) -> tuple[Type, str]:
    fields: list[tuple[str, Type]] = []
    while not rest.lstrip().startswith("}"):
        name, _, rest = rest.partition(":")
        of, rest = _parse(rest)
        fields.append((name.strip(" ,"), of))
        rest = rest.lstrip().removeprefix(",")
    return Record(tuple(fields)), _after(rest, "}")


def _after(text: str, mark: str) -> str:
    stripped = text.lstrip()
    if not stripped.startswith(mark):
        raise ValueError(f"`{mark}` is missing at {text!r}")
    return stripped[1:]


def fits(type_: Type, target: Type) -> bool:
    """Whether a value of the first type may stand where the second is asked for."""
    if type_ == target or type_ in (ERROR, NOTHING) or target is ERROR:
        return True
    match type_, target:
        case (Maybe(of), Maybe(to)):
            return fits(of, to)
        case (_, Maybe(to)):
            return fits(type_, to)
        case (Many(of), Many(to)):
            return fits(of, to)
        case (Enum(members), Enum(wanted)):
            return set(members) <= set(wanted)
        case (Enum(), Scalar("string")):
            return True
        case (Found(), Fact("Match")):
            return True
        case (Record(fields), Record(wanted_fields)):
            have = dict(fields)
            return have.keys() == dict(wanted_fields).keys() and all(
                fits(have[name], to) for name, to in wanted_fields
            )
    return False


def join(types: Iterable[Type]) -> Type | None:
    """The type that all fit, for the elements of a list or the branches of an `if`."""
    result: Type = NOTHING
    optional = False
    for each in types:
        if isinstance(each, Maybe):
            optional, each = True, each.of
        both = _join_two(result, each)
        if both is None:
            return None
        result = both
    return maybe(result) if optional else result


def _join_two(one: Type, other: Type) -> Type | None:
    if fits(one, other):
        return other
    if fits(other, one):
        return one
    match one, other:
        case (Enum() | Scalar("string"), Enum() | Scalar("string")):
            return STRING
        case (Many(a), Many(b)):
            both = join((a, b))
            return None if both is None else Many(both)
        case (Found(), Found()):
            return MATCH
    return None
