"""Every operation of the checked form, and what compiles it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bylaw.engine import access, arithmetic, compare, lists, logic, show
from bylaw.engine.needles import foreseeing

OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    "lit": access.literal, "duration": access.literal, "size": access.literal,
    "date": access.date, "regex": access.regex, "glob": access.glob,
    "list": lists.list_, "record": lists.record,
    "var": access.var, "let": access.let, "param": access.param, "root": access.root,
    "get": access.get, "do": access.do, "group": access.group,
    "call": access.call, "def": access.def_, "index": lists.index,
    "and": logic.and_, "or": logic.or_, "not": logic.not_, "if": logic.if_,
    "some": logic.some, "every": logic.every, "no": logic.no,
    "else": logic.else_, "exists": logic.exists, "absent": logic.absent,
    "known": logic.known, "unknown": logic.unknown,
    "==": foreseeing("==", compare.eq), "!=": foreseeing("!=", compare.ne),
    "<": compare.ordered("<"), "<=": compare.ordered("<="),
    ">": compare.ordered(">"), ">=": compare.ordered(">="),
    "in": foreseeing("in", compare.in_), "contains": foreseeing("contains", compare.contains),
    "matches": foreseeing("matches", compare.matches),
    "starts": foreseeing("starts", compare.starts), "ends": foreseeing("ends", compare.ends),
    "satisfies": compare.satisfies,
    "+": arithmetic.arithmetic("+"), "-": arithmetic.arithmetic("-"),
    "*": arithmetic.arithmetic("*"), "/": arithmetic.arithmetic("/"),
    "neg": arithmetic.neg, "float": arithmetic.float_,
    "comp": lists.comp, "count": lists.count,
    "sum": lists.sum_, "min": lists.min_, "max": lists.max_,
    "at": access.at, "text": show.text,
}  # fmt: skip
