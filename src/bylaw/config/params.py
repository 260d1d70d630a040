"""Values of parameters: plain YAML against the type that a pack declares, to IR constants."""

from __future__ import annotations

import re
from typing import Any, Final

from bylaw.config.units import seconds, size

_EXAMPLES: Final = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "string": "text",
    "regex": "a regular expression as text",
    "glob": "a glob as text, or a list of globs",
    "duration": "a duration like `1d12h`",
    "size": "a size like `10MiB`",
    "date": "a date like `2026-12-31`",
    "version": "a version as text like `1.4.2`",
    "cidr": "an address range like `10.0.0.0/8`",
}


class Misfit(Exception):
    """A value that does not have the declared type; its text is a sentence without a full stop."""

    def __init__(self, message: str, at: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.at = at
        """Where in the value, as keys and indices."""


def constant(type_: str, value: Any, at: tuple[str | int, ...] = ()) -> list[Any]:
    """The IR constant of a value of a declared type. Misfit where it has another."""
    if type_.endswith("?"):
        return ["lit", None] if value is None else constant(type_[:-1], value, at)
    if type_.startswith("list["):
        if not isinstance(value, list):
            raise Misfit(f"expected a list, not {_said(value)}", at)
        inner = type_[5:-1]
        return ["list", [constant(inner, one, (*at, i)) for i, one in enumerate(value)]]
    if type_.startswith("{"):
        return _record(type_, value, at)
    if type_.startswith("enum("):
        members = type_[5:-1].split("|")
        if value not in members:
            raise Misfit(f"expected {' or '.join(members)}, not {_said(value)}", at)
        return ["lit", value]
    return _scalar(type_, value, at)


def fields(type_: str) -> dict[str, str]:
    """The fields of a record type, `{name: string, until: date}`."""
    found: dict[str, str] = {}
    depth, start = 0, 1
    for index, char in enumerate(type_):
        depth += (char in "{[(") - (char in "}])")
        if (char == "," and depth == 1) or (char == "}" and depth == 0):
            name, _, inner = type_[start:index].partition(":")
            if name.strip():
                found[name.strip()] = inner.strip()
            start = index + 1
    return found


def _record(type_: str, value: Any, at: tuple[str | int, ...]) -> list[Any]:
    declared = fields(type_)
    if not isinstance(value, dict):
        raise Misfit(f"expected a mapping with {', '.join(declared)}, not {_said(value)}", at)
    for name in value:
        if name not in declared:
            raise Misfit(f"unknown field `{name}`; known: {', '.join(declared)}", (*at, name))
    pairs = []
    for name, inner in declared.items():
        if name not in value and not inner.endswith("?"):
            raise Misfit(f"field `{name}` is missing", at)
        pairs.append([name, constant(inner, value.get(name), (*at, name))])
    return ["record", pairs]


def _scalar(type_: str, value: Any, at: tuple[str | int, ...]) -> list[Any]:
    try:
        ir = _convert(type_, value)
    except ValueError:
        ir = None
    if ir is None:
        raise Misfit(f"expected {_EXAMPLES.get(type_, type_)}, not {_said(value)}", at)
    return ir


def _convert(type_: str, value: Any) -> list[Any] | None:
    if isinstance(value, bool) or type_ == "bool":
        return ["lit", value] if isinstance(value, bool) and type_ == "bool" else None
    match type_:
        case "int":
            fits = isinstance(value, int) and -(1 << 63) <= value < 1 << 63
            return ["lit", value] if fits else None
        case "float":
            return ["lit", float(value)] if isinstance(value, int | float) else None
        case "size":
            return ["size", value if isinstance(value, int) and value >= 0 else size(value)]
        case "glob" if isinstance(value, list):
            texts = [str(one) for one in value]
            return ["glob", texts] if texts == value else None
    if not isinstance(value, str):
        return None
    match type_:
        case "string":
            return ["lit", value]
        case "version":
            return ["lit", value]
        case "regex":
            return ["regex", value, ""] if _is_regex(value) else None
        case "glob":
            return ["glob", [value]]
        case "duration":
            return ["duration", seconds(value)]
        case "date":
            from datetime import date

            return ["date", date.fromisoformat(value).isoformat()]
        case "cidr":
            from ipaddress import ip_network

            return ["lit", str(ip_network(value))]
    return None


def _is_regex(pattern: str) -> bool:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error:
        return False
    return True


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = str(value)
    short = re.sub(r"[^ -~\u00a1-\u1fff\u2c00-\ud7ff]", "\ufffd", text[:40])
    return f"`{short}…`" if len(text) > 40 else f"`{short}`"
