"""Comparisons: equality, order, `in`, `matches`, `contains`, `satisfies`, `starts with`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bylaw.lang.checking.constants import inside, report, solid, widened
from bylaw.lang.checking.equality import (
    are_members,
    dynamic,
    equality,
    inexact,
    is_member,
    kind_of,
    mismatch,
    quoted,
    warn_star,
)
from bylaw.lang.checking.foreign import compared_with_nothing, unquoted_member
from bylaw.lang.checking.licenses import license_mistake, range_mistake, unlisted
from bylaw.lang.checking.scope import Scope, Value
from bylaw.lang.suggest import nearest
from bylaw.lang.tree import Compare, Expr, String
from bylaw.lang.types import (
    BOOL,
    CIDR,
    DATE,
    DURATION,
    ERROR,
    FLOAT,
    GLOB,
    INT,
    NODE,
    NOTHING,
    REGEX,
    SIZE,
    STRING,
    VERSION,
    Enum,
    Many,
    Type,
    fact_name,
    fits,
    has_error,
    present,
    show,
)

_SAME: Final = (BOOL, INT, DURATION, SIZE, DATE, VERSION)
_ORDERED: Final = (INT, FLOAT, STRING, DURATION, SIZE, DATE, VERSION)
_IN_NODE: Final = (STRING, INT, FLOAT, BOOL)

FALSE: Final = Value(BOOL, ["lit", False])


def compare(scope: Scope, node: Compare) -> Value:
    """One comparison."""
    if compared_with_nothing(scope, node):
        return FALSE
    left = scope.check(node.left)
    if unquoted_member(scope, node, left.type):
        return FALSE
    right = scope.check(node.right)
    left = widened(node.left, left, right.type)
    right = widened(node.right, right, left.type)
    if has_error(left.type) or has_error(right.type):
        return FALSE
    if node.op in ("==", "!="):
        ir = equality(scope, node, left, right)
    else:
        ir = _FORMS[node.op](scope, node, left, right)
    if ir is None:
        return FALSE
    if node.negated:
        ir = ["not", ir]
    return Value(BOOL, scope.at(node.span, ir))


def _order(scope: Scope, node: Compare, left: Value, right: Value) -> Any:
    why = f"`{node.op}` needs a value on both sides"
    left = solid(scope, left, node.left, why)
    right = solid(scope, right, node.right, why)
    if ERROR in (left.type, right.type):
        return None
    for value, side in ((left, node.left), (right, node.right)):
        if value.type == NODE:
            return dynamic(scope, side, f"`{node.op}`", "int")
    one, other = left.type, right.type
    if one == other and one in _ORDERED:
        return [node.op, left.ir, right.ir, show(one)]
    if isinstance(one, Enum) and fits(other, STRING):
        scope.error(
            "no-order", f"`{scope.text(node.left)}` has no order", node.span,
            label="a word of a set",
            help=f"name those you mean: `in [{quoted(one.members)}]`",
        )  # fmt: skip
    elif one == other:
        scope.error(
            "no-order", f"{show(one)} has no order", node.op_span or node.span,
            help=f"`{node.op}` compares numbers, strings, durations, sizes, dates and versions",
        )  # fmt: skip
    else:
        mismatch(scope, node, one, other)
    return None


def _in(scope: Scope, node: Compare, left: Value, right: Value) -> Any:
    right = solid(scope, right, node.right, "the right side of `in` needs a value")
    if right.type is ERROR:
        return None
    one, other = present(left.type), right.type
    if other == GLOB or (isinstance(other, Many) and other.of == GLOB):
        if one == NODE:
            return dynamic(scope, node.left, "a glob", "text")
        if fits(one, STRING):
            return ["in", left.ir, right.ir, "glob" if other == GLOB else "globs"]
        return mismatch(scope, node, one, other)
    if isinstance(other, Many):
        warn_star(scope, node, node.right, right.const)
        return _in_list(scope, node, left, right, other)
    if fits(other, STRING) and fits(one, STRING):
        if isinstance(right.const, str) and "*" in right.const:
            scope.warn(
                "glob-in-string", "`*` is a plain star in this string", node.right.span,
                label="asks whether the left side is a part of this text",
                help=f"for paths say `glob({scope.text(node.right)})`",
            )  # fmt: skip
        return ["in", left.ir, right.ir, "string"]
    if other == NODE:
        return dynamic(scope, node.right, "`in`", "text")
    if other == REGEX:
        scope.error(
            "type-mismatch", "`in` does not take a regex", node.right.span,
            help=f"say `{scope.text(node.left)} matches {scope.text(node.right)}`",
        )  # fmt: skip
        return None
    if other == CIDR:
        scope.error(
            "type-mismatch", "`in` does not take a cidr", node.right.span,
            help=f"say `{scope.text(node.right)} contains {scope.text(node.left)}`",
        )  # fmt: skip
        return None
    return mismatch(scope, node, one, other)


def _in_list(scope: Scope, node: Compare, left: Value, right: Value, many: Many) -> Any:
    one, of = present(left.type), present(many.of)
    if of is NOTHING:
        return ["in", left.ir, right.ir, "list"]
    kind = kind_of(one, of)
    if kind == "float":
        return inexact(scope, node)
    if kind is None:
        mismatch(scope, node, one, many)
        return None
    if not _member_of_list(scope, (node.left, one, left.const), (node.right, of, right.const)):
        return None
    return ["in", left.ir, right.ir, "node" if kind == "node" else "list"]


def _member_of_list(
    scope: Scope, element: tuple[Expr, Type, Any], many: tuple[Expr, Type, Any]
) -> bool:
    """Whether an element and those of a list can be equal, where either are of a closed set."""
    node, one, const = element
    listed, of, consts = many
    if isinstance(one, Enum) and isinstance(consts, list):
        return are_members(scope, one, scope.text(node), listed, consts)
    if isinstance(of, Enum):
        return is_member(scope, of, scope.text(listed), node, const)
    return True


def _text_sides(
    scope: Scope, node: Compare, left: Value, right: Value, *, verb: str
) -> tuple[Value, Value] | None:
    left = solid(scope, left, node.left, f"`{verb}` needs a value")
    right = solid(scope, right, node.right, f"`{verb}` needs a value")
    if ERROR in (left.type, right.type):
        return None
    if left.type == NODE:
        dynamic(scope, node.left, f"`{verb}`", "text")
        return None
    return left, right


def _matches(scope: Scope, node: Compare, left: Value, right: Value) -> Any:
    sides = _text_sides(scope, node, left, right, verb="matches")
    if sides is None:
        return None
    left, right = sides
    if right.type != REGEX:
        help_ = "a regex stands between slashes: `/…/`"
        if right.type == GLOB:
            help_ = f"say `{scope.text(node.left)} in {scope.text(node.right)}`"
        scope.error(
            "type-mismatch", f"`matches` needs a regex, this is {show(right.type)}",
            node.right.span, label=f"this is {show(right.type)}", help=help_,
        )  # fmt: skip
        return None
    if not fits(left.type, STRING):
        field = scope.schema.text_field(left.type)
        more = f": say `{scope.text(node.left)}.{field}`" if field else ""
        scope.error(
            "type-mismatch", f"`matches` searches in text, this is {show(left.type)}",
            node.left.span, label=f"this is {show(left.type)}", help=f"a string stands here{more}",
        )  # fmt: skip
        return None
    return ["matches", left.ir, right.ir]


def _affix(scope: Scope, node: Compare, left: Value, right: Value) -> Any:
    sides = _text_sides(scope, node, left, right, verb=node.op)
    if sides is None:
        return None
    left, right = sides
    for value, side in ((left, node.left), (right, node.right)):
        if not fits(value.type, STRING):
            field = scope.schema.text_field(value.type)
            more = f": say `{scope.text(side)}.{field}`" if field else ""
            scope.error(
                "type-mismatch", f"`{node.op}` compares strings, this is {show(value.type)}",
                side.span, label=f"this is {show(value.type)}", help=f"a string stands here{more}",
            )  # fmt: skip
            return None
    return ["starts" if node.op == "starts with" else "ends", left.ir, right.ir]


def _contains(scope: Scope, node: Compare, left: Value, right: Value) -> Any:
    sides = _text_sides(scope, node, left, right, verb="contains")
    if sides is None:
        return None
    left, right = sides
    one, other = left.type, right.type
    if isinstance(one, Many):
        of = present(one.of)
        kind = "list" if of is NOTHING else kind_of(of, other)
        if kind == "float":
            return inexact(scope, node)
        if kind is not None:
            element, many = (node.right, other, right.const), (node.left, of, left.const)
            if not _member_of_list(scope, element, many):
                return None
            return ["contains", left.ir, right.ir, "node" if NODE in (one.of, other) else "list"]
    elif fits(one, STRING) and fits(other, STRING):
        return ["contains", left.ir, right.ir, "string"]
    elif one == CIDR and (other == CIDR or fits(other, STRING)):
        return ["contains", left.ir, right.ir, "cidr"]
    elif one == GLOB:
        scope.error(
            "type-mismatch", "`contains` does not take a glob", node.left.span,
            help=f"say `{scope.text(node.right)} in {scope.text(node.left)}`",
        )  # fmt: skip
        return None
    mismatch(scope, node, one, other)
    return None


def _satisfies(scope: Scope, node: Compare, left: Value, right: Value) -> Any:
    sides = _text_sides(scope, node, left, right, verb="satisfies")
    if sides is None:
        return None
    left, right = sides
    kind = {"License": "license"}.get(fact_name(left.type) or "", "version")
    if kind == "version" and left.type != VERSION:
        scope.error(
            "type-mismatch", f"`satisfies` asks a license or a version, this is {show(left.type)}",
            node.left.span, label=f"this is {show(left.type)}",
            help="for example `dep.license satisfies \"MIT OR ISC\"`",
        )  # fmt: skip
        return None
    if right.type != STRING:
        scope.error(
            "type-mismatch", f"`satisfies` needs a string, this is {show(right.type)}",
            node.right.span, label=f"this is {show(right.type)}",
        )  # fmt: skip
        return None
    if right.ir[0] == "param":
        scope.pack.note_use(right.ir[1], kind)
        default = scope.pack.default(scope, right.ir[1], node.right)
        if default is not None:
            where, expr, text = default
            if not check_satisfied(where, expr, text, kind):
                return None
    elif not isinstance(right.const, str):
        scope.error(
            "not-constant", "the right side of `satisfies` must be known beforehand",
            node.right.span, label="this is computed",
            help="write the text here, in a `let`, or make it a `param`",
        )  # fmt: skip
        return None
    elif not check_satisfied(scope, node.right, right.const, kind):
        return None
    return ["satisfies", left.ir, right.ir, kind]


def check_satisfied(scope: Scope, node: Expr, text: str, kind: str) -> bool:
    """Whether a constant is a license expression or a version range; reports where not."""
    if kind == "version":
        what = "this is not a version range"
        return not report(scope, "bad-version-range", what, node, range_mistake(text))
    what = "this is not a license expression"
    if report(scope, "bad-license", what, node, license_mistake(text)):
        return False
    from bylaw.licenses.ids import listed

    for word, start, end in unlisted(text):
        guess = nearest(word, listed())
        span = inside(scope, node, start, end) if isinstance(node, String) else node.span
        scope.warn(
            "unlisted-license", f"`{word}` is not on the SPDX license list", span,
            label=f"did you mean `{guess}`?" if guess else "",
            help="a license of your own is `LicenseRef-…`",
        )  # fmt: skip
    return True


_FORMS: Final[dict[str, Callable[[Scope, Compare, Value, Value], Any]]] = {
    **dict.fromkeys(("<", "<=", ">", ">="), _order),
    "in": _in,
    "matches": _matches,
    "contains": _contains,
    "satisfies": _satisfies,
    "starts with": _affix,
    "ends with": _affix,
}
