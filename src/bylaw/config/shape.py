"""Whether a value fits a JSON Schema, fast: the part of the language that our schemas use.

jsonschema costs 70 ms to import and is only needed to say what is wrong. The answer here is the
same as its answer; a property test holds the two together.
"""

from __future__ import annotations

import re
from typing import Any, Final

_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
    "number": (int, float),
    "integer": (int,),
}


def fits(value: Any, schema: Any, root: Any | None = None) -> bool:
    """Whether the value is valid under the schema."""
    root = schema if root is None else root
    if isinstance(schema, bool):
        return schema
    return all(
        check(value, argument, schema, root)
        for keyword, argument in schema.items()
        if (check := _KEYWORDS.get(keyword))
    )


def _reference(value: Any, name: str, _: Any, root: Any) -> bool:
    return fits(value, root["$defs"][name.removeprefix("#/$defs/")], root)


def _type(value: Any, name: str, _: Any, root: Any) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES[name])


def _equal(value: Any, other: Any) -> bool:
    return isinstance(value, bool) == isinstance(other, bool) and bool(value == other)


def _pattern(value: Any, pattern: str, _: Any, root: Any) -> bool:
    return not isinstance(value, str) or re.search(pattern, value) is not None


def _properties(value: Any, properties: dict[str, Any], _: Any, root: Any) -> bool:
    return not isinstance(value, dict) or all(
        fits(value[name], inner, root) for name, inner in properties.items() if name in value
    )


def _pattern_properties(value: Any, patterns: dict[str, Any], _: Any, root: Any) -> bool:
    return not isinstance(value, dict) or all(
        fits(item, inner, root)
        for pattern, inner in patterns.items()
        for name, item in value.items()
        if re.search(pattern, name)
    )


def _additional(value: Any, inner: Any, schema: Any, root: Any) -> bool:
    return not isinstance(value, dict) or all(
        fits(item, inner, root)
        for name, item in value.items()
        if name not in schema.get("properties", ())
        and not any(re.search(pattern, name) for pattern in schema.get("patternProperties", ()))
    )


def _names(value: Any, inner: Any, _: Any, root: Any) -> bool:
    return not isinstance(value, dict) or all(fits(name, inner, root) for name in value)


def _items(value: Any, inner: Any, _: Any, root: Any) -> bool:
    return not isinstance(value, list) or all(fits(item, inner, root) for item in value)


def _minimum(value: Any, least: float, _: Any, root: Any) -> bool:
    return isinstance(value, bool) or not isinstance(value, int | float) or value >= least


_KEYWORDS: Final[dict[str, Any]] = {
    "$ref": _reference,
    "type": _type,
    "enum": lambda value, members, _, root: any(_equal(value, one) for one in members),
    "const": lambda value, one, _, root: _equal(value, one),
    "anyOf": lambda value, inner, _, root: any(fits(value, one, root) for one in inner),
    "pattern": _pattern,
    "minLength": lambda value, least, _, root: not isinstance(value, str) or len(value) >= least,
    "maxLength": lambda value, most, _, root: not isinstance(value, str) or len(value) <= most,
    "minimum": _minimum,
    "minItems": lambda value, least, _, root: not isinstance(value, list) or len(value) >= least,
    "items": _items,
    "required": lambda value, names, _, root: (
        not isinstance(value, dict) or all(name in value for name in names)
    ),
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "propertyNames": _names,
}
