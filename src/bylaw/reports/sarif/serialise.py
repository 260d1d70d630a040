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

dumps = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), check_circular=False).encode


@cache
def _plan(kind: type) -> tuple[Any, tuple[str, ...], tuple[Any, ...]]:
    """How to read a class: a getter of all its fields, their names in SARIF, their defaults."""
    fields = attr.fields(kind)
    names = [field.name for field in fields]
    keys = tuple(field.metadata["schema_property_name"] for field in fields)
    defaults = tuple(
        object() if field.default is attr.NOTHING or field.name in _ALWAYS else field.default
        for field in fields
    )
    return (attrgetter(*names) if len(names) > 1 else _only(names[0])), keys, defaults


def _only(name: str) -> Any:
    one = attrgetter(name)
    return lambda value: (one(value),)


def plain(value: Any) -> Any:
    """A sarif-om object, and all in it, as dicts, lists and scalars; nothing that is unset."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or kind is float:
        return value
    if kind is list or kind is tuple:
        return [plain(one) for one in value]
    if kind is dict:
        return {key: plain(one) for key, one in value.items() if one is not None}
    getter, keys, defaults = _plan(kind)
    return {
        key: plain(one)
        for key, one, default in zip(keys, getter(value), defaults, strict=True)
        if one is not None and one != default
    }
