"""The arguments of methods, functions and defs."""

from __future__ import annotations

from collections.abc import Sequence

from bylaw.lang.checking.fitting import fit
from bylaw.lang.checking.scope import IR, Scope, Value
from bylaw.lang.schema import Arg
from bylaw.lang.suggest import nearest
from bylaw.lang.tree import Call
from bylaw.lang.types import (
    Type,
    show,
)


def def_arguments(
    scope: Scope, node: Call, name: str, args: Sequence[tuple[str, Type]]
) -> list[IR] | None:
    """The checked arguments of a def."""
    expected = [Arg(type_) for _, type_ in args]
    names = [f"`{arg}`" for arg, _ in args]
    found = arguments(scope, node, name, expected, node.span, names)
    return None if found is None else found[0]


def arguments(
    scope: Scope,
    node: Call,
    name: str,
    args: Sequence[Arg],
    span: tuple[int, int],
    names: Sequence[str] = (),
) -> tuple[list[IR], list[Value]] | None:
    """Checked arguments, positional ones first, then those given by name; None when reported."""
    positional = [arg for arg in args if not arg.name]
    by_name = {arg.name: arg for arg in args if arg.name}
    values = [scope.check(arg) for arg in node.args]
    least = sum(not arg.optional for arg in positional)
    good = True
    if not least <= len(values) <= len(positional):
        takes = str(least) if least == len(positional) else f"{least} to {len(positional)}"
        signature = ", ".join(
            (f"{names[i].strip('`')}: " if names else "") + show(arg.type) + "=" * arg.optional
            for i, arg in enumerate(positional)
        )
        scope.error(
            "wrong-arguments",
            f"`{name}` takes {takes} argument{'s' * (takes != '1')}, not {len(values)}",
            span, label=f"{'too few' if len(values) < least else 'too many'}",
            help=f"it is `{name}({signature})`",
        )  # fmt: skip
        good = False
    irs: list[IR] = []
    for i, (arg, value, expr) in enumerate(zip(positional, values, node.args, strict=False)):
        what = names[i] if names else f"the argument of `{name}`"
        ir = fit(scope, value, expr, arg.type, what)
        good = good and ir is not None
        irs.append(ir)
    for ident, expr in node.named:
        value = scope.check(expr)
        wanted = by_name.pop(ident.text, None)
        if wanted is None:
            guess = nearest(ident.text, by_name)
            scope.error(
                "unknown-argument", f"`{name}` has no argument `{ident.text}`", ident.span,
                label=f"did you mean `{guess}`?" if guess else "",
                help="" if guess else "leave it out",
            )  # fmt: skip
            good = False
            continue
        ir = fit(scope, value, expr, wanted.type, f"`{ident.text}`")
        good = good and ir is not None
        irs.append(ir)
        values.append(value)
    return (irs, values) if good else None
