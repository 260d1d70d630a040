"""The functions of the language, beside `count`, `sum`, `min` and `max`."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from typing import Final

from bylaw.lang.checking.constants import check_glob, solid
from bylaw.lang.checking.fitting import fit
from bylaw.lang.checking.scope import BAD, IR, GlobConst, Path, Scope, Value
from bylaw.lang.tree import Call
from bylaw.lang.types import (
    CIDR,
    FLOAT,
    GLOB,
    INT,
    STRING,
    VERSION,
    Many,
    Type,
    has_error,
    maybe,
    show,
)


def _count(scope: Scope, node: Call, values: Sequence[Value], low: int, high: int) -> bool:
    if low <= len(values) <= high:
        return True
    name = scope.text(node.function)
    takes = str(low) if low == high else f"{low} to {high}"
    scope.error(
        "wrong-arguments",
        f"`{name}` takes {takes} argument{'s' * (takes != '1')}, not {len(values)}", node.span,
        label="too few" if len(values) < low else "too many",
    )  # fmt: skip
    return False


def _texts(scope: Scope, node: Call, values: Sequence[Value]) -> list[IR] | None:
    name = scope.text(node.function)
    irs = [
        fit(scope, value, arg, STRING, f"the argument of `{name}`")
        for value, arg in zip(values, node.args, strict=True)
    ]
    return None if None in irs else irs


def _glob(scope: Scope, node: Call, values: Sequence[Value]) -> Value:
    bad = Value(GLOB, ["glob", []])
    if not values:
        scope.error(
            "wrong-arguments", "`glob` takes at least 1 argument, not 0", node.span,
            label="too few", help='for example `glob("src/**")`',
        )  # fmt: skip
        return bad
    irs = _texts(scope, node, values)
    if irs is None:
        return bad
    texts: list[str] = []
    for value, arg in zip(values, node.args, strict=True):
        if isinstance(value.const, str):
            check_glob(scope, arg, value.const)
            texts.append(value.const)
    if len(texts) == len(values):
        return Value(GLOB, ["glob", texts], None, GlobConst(tuple(texts)))
    return Value(GLOB, ["call", "glob", irs])


def _version(scope: Scope, node: Call, values: Sequence[Value]) -> Value:
    irs = _texts(scope, node, values) if _count(scope, node, values, 1, 2) else None
    type_: Type = VERSION if len(values) < 2 else maybe(VERSION)
    return Value(type_, ["call", "version", irs] if irs else ["lit", False])


def _int(scope: Scope, node: Call, values: Sequence[Value]) -> Value:
    irs = _texts(scope, node, values) if _count(scope, node, values, 1, 1) else None
    return Value(maybe(INT), ["call", "int", irs] if irs else ["lit", False])


def _float(scope: Scope, node: Call, values: Sequence[Value]) -> Value:
    bad = Value(FLOAT, ["lit", 0.0])
    if not _count(scope, node, values, 1, 1):
        return bad
    ir = fit(scope, values[0], node.args[0], INT, "the argument of `float`")
    return bad if ir is None else Value(FLOAT, ["float", ir])


def _cidr(scope: Scope, node: Call, values: Sequence[Value]) -> Value:
    irs = _texts(scope, node, values) if _count(scope, node, values, 1, 1) else None
    if irs is None:
        return BAD
    const = values[0].const
    if not isinstance(const, str):
        return Value(maybe(CIDR), ["call", "cidr", irs])
    try:
        ipaddress.ip_network(const, strict=False)
    except ValueError:
        scope.error(
            "bad-cidr", f"`{const}` is not a range of addresses", node.args[0].span,
            help='for example `cidr("10.0.0.0/8")` or `cidr("2001:db8::/32")`',
        )  # fmt: skip
        return BAD
    return Value(CIDR, ["call", "cidr", irs])


def _list(scope: Scope, node: Call, values: Sequence[Value]) -> tuple[Many, Value] | None:
    if not _count(scope, node, values, 1, 1):
        return None
    name = scope.text(node.function)
    value = solid(scope, values[0], node.args[0], f"`{name}` needs a list")
    if has_error(value.type):
        return None
    if not isinstance(value.type, Many):
        scope.error(
            "not-a-list", f"`{name}` needs a list, this is {show(value.type)}",
            node.args[0].span, label=f"this is {show(value.type)}",
        )  # fmt: skip
        return None
    return value.type, value


def _first(scope: Scope, node: Call, values: Sequence[Value]) -> Value:
    found = _list(scope, node, values)
    if found is None:
        return BAD
    type_, value = found
    path: Path | None = (value.path, ("first",)) if value.path else None
    return scope.narrowed(Value(maybe(type_.of), ["call", "first", [value.ir]], path))


def _distinct(scope: Scope, node: Call, values: Sequence[Value]) -> Value:
    found = _list(scope, node, values)
    return BAD if found is None else Value(found[0], ["call", "distinct", [found[1].ir]])


BUILTINS: Final[dict[str, Callable[[Scope, Call, Sequence[Value]], Value]]] = {
    "glob": _glob,
    "version": _version,
    "int": _int,
    "float": _float,
    "cidr": _cidr,
    "first": _first,
    "distinct": _distinct,
}
"""The functions of the language, beside `count`, `sum`, `min` and `max`."""
