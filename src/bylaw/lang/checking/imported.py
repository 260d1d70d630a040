"""What another pack gives: its lets, params and defs, by the alias of `use`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bylaw.lang.checking.arguments import def_arguments
from bylaw.lang.checking.constants import constant
from bylaw.lang.checking.scope import BAD, Scope, Value
from bylaw.lang.suggest import nearest
from bylaw.lang.tree import Call, Ident, Name
from bylaw.lang.types import parse_type


def exports(used: Mapping[str, Mapping[str, Any]], pack: str) -> list[str]:
    """The names that a checked pack gives."""
    known = used.get(pack, {})
    return [*known.get("lets", ()), *known.get("params", ()), *known.get("defs", ())]


def _foreign(scope: Scope, of: Name, name: Ident) -> Mapping[str, Any] | Value | None:
    """The pack that `of` names, None where it names none, BAD where it was reported."""
    if of.id in scope.names or of.id in scope.pack.names or of.id not in scope.file.aliases:
        return None
    scope.file.used_aliases.add(of.id)
    pack: Mapping[str, Any] | None = scope.pack.used.get(scope.file.aliases[of.id])
    if pack is None:
        return BAD
    if name.text not in exports(scope.pack.used, scope.file.aliases[of.id]):
        guess = nearest(name.text, exports(scope.pack.used, scope.file.aliases[of.id]))
        scope.error(
            "unknown-name", f"pack {scope.file.aliases[of.id]} has no `{name.text}`",
            name.span, label=f"did you mean `{guess}`?" if guess else "",
        )  # fmt: skip
        return BAD
    return pack


def imported(scope: Scope, of: Name, name: Ident) -> Value | None:
    """`paths.source`: a let or param of another pack; None where `of` is no pack."""
    pack = _foreign(scope, of, name)
    if pack is None or isinstance(pack, Value):
        return pack
    id_ = f"{scope.file.aliases[of.id]}/{name.text}"
    if (let := pack["lets"].get(name.text)) is not None:
        scope.traits.facts |= set(let.get("facts", ()))
        if let.get("known"):
            scope.traits.known.append((name.span, name.text))
        const = constant(let["value"])
        return Value(parse_type(let["type"]), ["let", id_], (None, id_), const)
    if (param := pack["params"].get(name.text)) is not None:
        return Value(parse_type(param["type"]), ["param", id_], (None, id_))
    return scope.error(
        "not-called", f"`{name.text}` is a function, not a value", name.span,
        label="it needs its arguments", help=f"call it: `{of.id}.{name.text}(…)`",
    )  # fmt: skip


def imported_call(scope: Scope, node: Call, of: Name, name: Ident) -> Value | None:
    """`paths.is_source(f)`: a def of another pack; None where `of` is no pack."""
    pack = _foreign(scope, of, name)
    if pack is None:
        return None
    if isinstance(pack, Value):
        for arg in node.args:
            scope.check(arg)
        return pack
    known = pack["defs"].get(name.text)
    if known is None:
        return scope.error(
            "not-a-function", f"`{of.id}.{name.text}` is a value, not a function", name.span,
            help="leave the parentheses out",
        )  # fmt: skip
    scope.traits.facts |= set(known.get("facts", ()))
    if known.get("known"):
        scope.traits.known.append((name.span, name.text))
    type_ = parse_type(known["type"])
    args = def_arguments(
        scope, node, name.text, [(arg, parse_type(text)) for arg, text in known["args"]]
    )
    if args is None:
        return Value(type_, ["lit", False])
    return Value(type_, ["def", f"{scope.file.aliases[of.id]}/{name.text}", args])
