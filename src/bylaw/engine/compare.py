"""Comparisons: equality, order, membership, text, licenses and versions."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final

from bylaw.engine.compile import IR, Closure, Compiler, Frame
from bylaw.engine.nodes import node_equal
from bylaw.engine.values import ABSENT, Glob, Interval, Regex, both, gaps_of, union
from bylaw.engine.versions import compare_versions
from bylaw.facts.place import Unknown
from bylaw.versions.version import Version

ORDERS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_TURNED: Final = {">": "<", ">=": "<="}


def equal(one: Any, other: Any) -> Any:
    """Whether two values are the same; unknown where either is, or a part of a list is."""
    if isinstance(one, Unknown | Interval) or isinstance(other, Unknown | Interval):
        return union((one, other))
    if one is None or other is None:
        return one is other
    if hasattr(one, "__len__") and not isinstance(one, str | dict):
        return _lists_equal(one, other)
    if isinstance(one, dict):
        return _all_equal(list(one.values()), [other.get(key) for key in one])
    if isinstance(one, Version) and isinstance(other, Version):
        return compare_versions("==", one, other)
    return bool(one == other)


def _lists_equal(one: Any, other: Any) -> Any:
    doubt = union((*gaps_of(one), *gaps_of(other)))
    if doubt is not None:
        return doubt
    return _all_equal(one, other) if len(one) == len(other) else False


def _all_equal(one: Any, other: Any) -> Any:
    found: Any = None
    for left, right in zip(one, other, strict=True):
        value = equal(left, right)
        if value is False:
            return False
        if value is not True:
            found = value if found is None else both(found, value)
    return True if found is None else found


def eq(to: Compiler, one: IR, other: IR, kind: str) -> Closure:
    """`==`: an absent left side equals nothing."""
    left, right = to.compile(one), to.compile(other)
    same = node_equal(to) if kind == "node" else None

    def compared(frame: Frame) -> Any:
        a, b = left(frame), right(frame)
        if a is None:
            return False
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            return union((a, b))
        if isinstance(a, Interval) or isinstance(b, Interval):
            return _between("==", a, b)
        if b is None:
            return False
        if same is not None:
            return same(frame[0], a, b)
        return equal(a, b)

    return compared


def ne(to: Compiler, one: IR, other: IR, kind: str) -> Closure:
    """`!=`: the opposite of `==`."""
    part = eq(to, one, other, kind)

    def compared(frame: Frame) -> Any:
        value = part(frame)
        return value if isinstance(value, Unknown) else not value

    return compared


def ordered(op: str) -> Callable[[Compiler, IR, IR, str], Closure]:
    """`<`, `<=`, `>`, `>=`."""
    test = ORDERS[op]

    def order(to: Compiler, one: IR, other: IR, kind: str) -> Closure:
        left, right = to.compile(one), to.compile(other)

        def compared(frame: Frame) -> Any:
            a, b = left(frame), right(frame)
            if isinstance(a, Unknown) or isinstance(b, Unknown):
                return union((a, b))
            if isinstance(a, Interval) or isinstance(b, Interval):
                return _between(op, a, b)
            if a is None or b is None:
                return ABSENT
            return test(a, b) if kind != "version" else compare_versions(op, a, b)

        return compared

    return order


def _between(op: str, a: Any, b: Any) -> Any:
    """A comparison of counts, of which one is not exact: decided where every case agrees."""
    if op in _TURNED:
        op, a, b = _TURNED[op], b, a
    if a is None or b is None:
        return ABSENT
    low_a, high_a = (a.least, a.most) if isinstance(a, Interval) else (a, a)
    low_b, high_b = (b.least, b.most) if isinstance(b, Interval) else (b, b)
    if op == "==":
        if (high_a is not None and high_a < low_b) or (high_b is not None and high_b < low_a):
            return False
        sure = low_a == high_a == low_b == high_b
        return True if sure else union((a, b))
    test = ORDERS[op]
    if high_a is not None and test(high_a, low_b):
        return True
    if high_b is not None and not test(low_a, high_b):
        return False
    return union((a, b))


def in_(to: Compiler, one: IR, other: IR, kind: str) -> Closure:
    """`in` a list, a glob, one of some globs, or a text: an absent left side is in nothing."""
    left, right = to.compile(one), to.compile(other)
    if kind == "glob" and other[0] == "glob":
        glob = Glob(other[1])

        def matched(frame: Frame) -> Any:
            path = left(frame)
            if isinstance(path, str):
                return glob.matches(path)
            return False if path is None else union((path,))

        return matched
    test = {"glob": _in_glob, "globs": _in_globs, "string": _in_text}.get(kind)
    same = node_equal(to) if kind == "node" else None

    def compared(frame: Frame) -> Any:
        a, b = left(frame), right(frame)
        if a is None:
            return False
        if (doubt := union((a, b))) is not None:
            return doubt
        if b is None:
            return ABSENT
        return _member(a, b, frame, same) if test is None else test(a, b)

    return compared


def _in_glob(path: str, glob: Any) -> Any:
    return glob.matches(path)


def _in_text(part: str, text: str) -> Any:
    return part in text


def _in_globs(path: str, globs: Any) -> Any:
    found = union((*gaps_of(globs), *globs))
    if any(not isinstance(glob, Unknown) and glob.matches(path) for glob in globs):
        return True
    return False if found is None else found


def _member(one: Any, many: Any, frame: Frame, same: Any) -> Any:
    """Whether an element of a list is equal; a gap might hold one that is."""
    found: Any = None
    frame[0].spend(len(many) // 8)
    for each in many:
        if same is None or isinstance(each, Unknown):
            value = equal(one, each)
        else:
            value = same(frame[0], one, each)
        if value is True:
            return True
        if value is not False:
            found = value if found is None else both(found, value)
    for gap in gaps_of(many):
        found = gap if found is None else both(found, gap)
    return False if found is None else found


def contains(to: Compiler, one: IR, other: IR, kind: str) -> Closure:
    """A list its element, a text its part, an address range an address."""
    if kind != "cidr":
        return in_(to, other, one, kind)
    left, right = to.compile(one), to.compile(other)

    def within(frame: Frame) -> Any:
        import ipaddress

        a, b = left(frame), right(frame)
        if (doubt := union((a, b))) is not None:
            return doubt
        if a is None or b is None:
            return ABSENT
        try:
            inner = b if not isinstance(b, str) else ipaddress.ip_network(b.strip(), strict=False)
            return bool(inner.version == a.version and inner.subnet_of(a))
        except ValueError:
            return False

    return within


def matches(to: Compiler, text: IR, pattern: IR) -> Closure:
    """Whether a regex is found in the text."""
    left = to.compile(text)
    if pattern[0] == "regex":
        regex = Regex(pattern[1], pattern[2])

        def found(frame: Frame) -> Any:
            value = left(frame)
            if isinstance(value, str):
                frame[0].scanned(len(value))
                return regex.matches(value)
            return ABSENT if value is None else union((value,))

        return found
    right = to.compile(pattern)

    def searched(frame: Frame) -> Any:
        value, searching = left(frame), right(frame)
        if (doubt := union((value, searching))) is not None:
            return doubt
        if value is None or searching is None:
            return ABSENT
        frame[0].scanned(len(value))
        return searching.matches(value)

    return searched


def starts(to: Compiler, text: IR, part: IR) -> Closure:
    """Whether a text begins with another."""
    return _texts(to, text, part, str.startswith)


def ends(to: Compiler, text: IR, part: IR) -> Closure:
    """Whether a text ends with another."""
    return _texts(to, text, part, str.endswith)


def _texts(to: Compiler, text: IR, part: IR, test: Callable[[str, str], bool]) -> Closure:
    left, right = to.compile(text), to.compile(part)

    def compared(frame: Frame) -> Any:
        a, b = left(frame), right(frame)
        if (doubt := union((a, b))) is not None:
            return doubt
        return ABSENT if a is None or b is None else test(a, b)

    return compared


def satisfies(to: Compiler, one: IR, other: IR, kind: str) -> Closure:
    """A license an SPDX expression of allowed ones, a version a range: the fact's reader knows.

    `License.satisfies` and `Version.satisfies` are readers of the sources: (value, text) -> bool.
    """
    left, right = to.compile(one), to.compile(other)
    reader = to.reader("License.satisfies" if kind == "license" else "Version.satisfies")

    def compared(frame: Frame) -> Any:
        a, b = left(frame), right(frame)
        if (doubt := union((a, b))) is not None:
            return doubt
        if a is None or b is None:
            return ABSENT
        frame[0].spend(1)
        return frame[0].readers[reader](a, b)

    return compared
