"""Whether a value may stand where a type is asked for."""

from __future__ import annotations

from bylaw.lang.checking.constants import solid, widened
from bylaw.lang.checking.equality import dynamic, is_member
from bylaw.lang.checking.scope import IR, Scope, Value
from bylaw.lang.tree import Expr
from bylaw.lang.types import (
    BOOL,
    CIDR,
    DURATION,
    FLOAT,
    GLOB,
    INT,
    NODE,
    REGEX,
    SIZE,
    STRING,
    VERSION,
    Enum,
    Many,
    Maybe,
    Type,
    fits,
    has_error,
    present,
    show,
)


def fit(scope: Scope, value: Value, node: Expr, target: Type, what: str) -> IR | None:
    """The checked form of a value where a type is asked for; reports and answers None if not."""
    value = widened(node, value, target)
    if has_error(value.type):
        return None
    wanted = present(target)
    if isinstance(wanted, Enum) and isinstance(value.const, str) and fits(value.type, STRING):
        return value.ir if is_member(scope, wanted, what, node, value.const) else None
    if fits(value.type, target):
        return value.ir
    if isinstance(value.type, Maybe) and fits(value.type.of, target):
        solid(scope, value, node, f"{what} needs a value")
        return None
    if value.type == NODE and wanted in (STRING, INT, FLOAT):
        dynamic(scope, node, what, "text" if wanted == STRING else "int")
        return None
    help_ = ""
    text = scope.text(node)
    if wanted == GLOB and value.type == STRING:
        help_ = f"say `glob({text})`"
    elif wanted == REGEX and value.type == STRING:
        help_ = "a regex stands between slashes: `/…/`"
    elif wanted == VERSION and value.type == STRING:
        help_ = f"say `version({text})`"
    elif wanted == CIDR and value.type == STRING:
        help_ = f"say `cidr({text})`"
    elif wanted == FLOAT and value.type == INT:
        help_ = f"say `float({text})`"
    elif value.type == STRING and wanted in (INT, FLOAT, BOOL):
        help_ = f"{show(wanted)} stands without quotes"
    elif wanted in (DURATION, SIZE) and value.type == INT:
        help_ = f"a {show(wanted)} has a unit: `{'30d' if wanted == DURATION else '10kB'}`"
    elif wanted == STRING and (field := scope.schema.text_field(present(value.type))):
        help_ = f"say `{text}.{field}`"
    elif isinstance(wanted, Many) and fits(value.type, wanted.of):
        help_ = f"a list of one is `[{text}]`"
    scope.error(
        "type-mismatch", f"{what} is {show(target)}, this is {show(value.type)}", node.span,
        label=f"this is {show(value.type)}", help=help_,
    )  # fmt: skip
    return None
