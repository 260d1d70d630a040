"""sarif-om objects as JSON, fast.

The library's own serialiser copies deeply and strips whatever equals a default, levels included,
upon which a rule's default level would win.
"""

from __future__ import annotations

import json
from functools import cache
from operator import attrgetter
from typing import Any

import attr

_ALWAYS = frozenset({"level"})


@cache
def _plan(kind: type) -> tuple[Any, tuple[tuple[str, Any], ...]]:
    """How to read a class: a getter of all its fields, and each one's name in SARIF and default."""
    fields = attr.fields(kind)
    names = [field.name for field in fields]
    named = tuple(
        (
            field.metadata["schema_property_name"],
            None if field.name in _ALWAYS else field.default,
        )
        for field in fields
    )
    return (attrgetter(*names) if len(names) > 1 else _only(names[0])), named


def _only(name: str) -> Any:
    one = attrgetter(name)
    return lambda value: (one(value),)


def _fields(value: Any) -> dict[str, Any]:
    """An object's fields that are set; a default is told by identity, which is quick and enough."""
    kind: type = type(value)
    getter, named = _plan(kind)
    return {
        key: one
        for (key, default), one in zip(named, getter(value), strict=True)
        if one is not None and one is not default
    }


dumps = json.JSONEncoder(
    ensure_ascii=True, separators=(",", ":"), check_circular=False, default=_fields
).encode
"""A sarif-om object, and all in it, as JSON in ASCII; an unset field is left out. Dicts are written
as they are, so whoever puts one in leaves no None in it."""
