"""The facts a rule can ask about, as the checker sees them: read from plain JSON values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from bylaw.dataclass import dataclass
from bylaw.lang.types import Maybe, Type, fact_name, parse_type


@dataclass(frozen=True, slots=True)
class Arg:
    """An argument of a method or function."""

    type: Type
    optional: bool = False
    name: str = ""
    """Given by name, `by: "id"`; empty for a positional one."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field, or a method where `args` is not None; of the roots, a root or a function."""

    name: str
    type: Type
    doc: str = ""
    args: tuple[Arg, ...] | None = None

    @property
    def positional(self) -> tuple[Arg, ...]:
        """The arguments that are given by position."""
        return tuple(arg for arg in self.args or () if not arg.name)


@dataclass(frozen=True, slots=True)
class FactType:
    """A type of the schema and its fields."""

    name: str
    doc: str
    located: bool
    fields: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Schema:
    """Types, roots and functions; see docs/internals.md, Schema."""

    types: Mapping[str, FactType]
    roots: Mapping[str, Field]
    functions: Mapping[str, Field]
    digest: str = field(default="", compare=False)

    def located(self, type_: Type) -> bool:
        """Whether a value of the type knows where it stands."""
        fact = self.types.get(fact_name(type_) or "")
        return fact is not None and fact.located

    def text_field(self, type_: Type) -> str | None:
        """The field that says a fact in words: `text`, or the most telling of its strings."""
        fact = self.types.get(fact_name(type_) or "")
        if fact is None:
            return None
        for name in ("text", "id", "path", "name", "title", "subject", "summary", "module"):
            known = fact.fields.get(name)
            if known and known.args is None and not isinstance(known.type, Maybe):
                return name
        return None


def load_schema(data: Mapping[str, Any]) -> Schema:
    """Read a schema from JSON values.

    Raises:
        ValueError: a type in it is not well formed, or names a fact that it does not declare.
    """
    return Schema(
        types={
            name: FactType(
                name, each.get("doc", ""), each.get("located", False), _fields(each["fields"])
            )
            for name, each in data["types"].items()
        },
        roots=_fields(data["roots"]),
        functions=_fields(data.get("functions", {})),
        digest=hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest(),
    )


def _fields(data: Mapping[str, Any]) -> dict[str, Field]:
    return {
        name: Field(
            name,
            parse_type(each["type"]),
            each.get("doc", ""),
            tuple(_arg(arg) for arg in each["args"]) if "args" in each else None,
        )
        for name, each in data.items()
    }


def _arg(text: str) -> Arg:
    optional = text.endswith("=")
    name, colon, type_ = text.removesuffix("=").rpartition(": ")
    if colon and name.isidentifier():
        return Arg(parse_type(type_), optional, name)
    return Arg(parse_type(text.removesuffix("=")), optional)
