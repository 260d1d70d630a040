"""A naive evaluator of rules, straight from the language page: slow, and apart from the engine.

It walks the syntax tree at run time, knows no plan, no types and no budget, and exists to be
compared with. Values: int, float, bool, str; Date, Span and Size for the quantities; Items for
lists; Thing for facts; ABSENT; UNKNOWN; Count for a count over gaps.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import re2

from bylaw.lang import tree as t


class _Mark:
    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


ABSENT = _Mark("ABSENT")
UNKNOWN = _Mark("UNKNOWN")


@dataclass(frozen=True)
class Quantity:
    """A date (seconds since 1970), a duration (seconds) or a size (bytes)."""

    kind: str
    n: int


@dataclass(frozen=True)
class Items:
    """A list: its known elements, and for each gap how many elements it can stand for."""

    known: tuple[Any, ...]
    gaps: tuple[int | None, ...] = ()


@dataclass(frozen=True)
class Count:
    """An interval of counts; `most` None is unbounded."""

    least: int
    most: int | None


class Thing:
    """A fact: fields by name, and where it stands."""

    def __init__(self, number: int, fields: dict[str, Any]) -> None:
        self.number = number
        self.fields = fields


@dataclass(frozen=True)
class Outcome:
    """What a rule says: findings as (line, message), and whether something stayed unknown."""

    findings: tuple[tuple[int, str], ...]
    inconclusive: bool


MAX = 2**63 - 1
Env = Mapping[str, Any]


@dataclass(frozen=True)
class Later:
    """A let or param of the file: worth what its expression is worth there."""

    expr: t.Expr


def judge(module: t.Module, roots: Env) -> Outcome:
    """All bindings of the module's one rule, one after the other."""
    roots = dict(roots)
    for each in module.declarations:
        if isinstance(each, t.Let):
            roots[each.name.text] = Later(each.value)
        elif isinstance(each, t.Param) and each.default is not None:
            roots[each.name.text] = Later(each.default)
        elif isinstance(each, t.Def):
            roots[each.name.text] = each
    (rule,) = (each for each in module.declarations if isinstance(each, t.Rule))
    findings: list[tuple[int, str]] = []
    inconclusive = False
    for env, sure in bindings(rule.clauses, dict(roots), True):
        place = value(rule.outcome.place, env)
        if not sure or place is UNKNOWN:
            inconclusive = True
        else:
            findings.append((place.number, message(rule.outcome.message, env)))
    return Outcome(tuple(sorted(findings)), inconclusive)


def bindings(
    clauses: tuple[t.Clause, ...], env: dict[str, Any], sure: bool
) -> Iterator[tuple[Env, bool]]:
    """Every binding that is not excluded, and whether it is sure to pass."""
    if not clauses:
        yield env, sure
        return
    clause, rest = clauses[0], clauses[1:]
    if isinstance(clause, t.For):
        items = value(clause.source, env)
        if items is ABSENT:
            return
        if items is UNKNOWN:
            items = Items((), (None,))
        for item in items.known:
            yield from bindings(rest, {**env, clause.name.text: item}, sure)
        for _ in items.gaps:
            yield from bindings(rest, {**env, clause.name.text: UNKNOWN}, False)
    elif isinstance(clause, t.Let):
        yield from bindings(rest, {**env, clause.name.text: value(clause.value, env)}, sure)
    else:
        truth = value(clause.condition, env)
        if clause.negated:
            truth = negation(truth)
        if truth is not False:
            yield from bindings(rest, env, sure and truth is True)


def negation(truth: Any) -> Any:
    return UNKNOWN if truth is UNKNOWN else not truth


def conjunction(truths: list[Any]) -> Any:
    if any(truth is False for truth in truths):
        return False
    return UNKNOWN if any(truth is UNKNOWN for truth in truths) else True


def disjunction(truths: list[Any]) -> Any:
    return negation(conjunction([negation(truth) for truth in truths]))


def message(template: t.Template, env: Env) -> str:
    return "".join(
        part if isinstance(part, str) else shown(value(part, env)) for part in template.parts
    )


def shown(v: Any) -> str:
    if v is UNKNOWN or isinstance(v, Count):
        return "(unknown)"
    if v is ABSENT:
        return "none"
    if isinstance(v, bool):
        return "true" if v else "false"
    if isinstance(v, Items):
        return ", ".join([*map(shown, v.known), *["(unknown)"] * bool(v.gaps)])
    if isinstance(v, Quantity):
        return shown_quantity(v)
    return str(v)


def shown_quantity(v: Quantity) -> str:
    if v.kind == "date":
        from datetime import UTC, datetime, timedelta

        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=v.n)
        return moment.isoformat().replace("T00:00:00+00:00", "").replace("+00:00", "Z")
    if v.kind == "duration":
        return {60: "1m", 86_400: "1d", 9_000: "2h30m"}[v.n]
    return {1_000: "1kB", 2 << 20: "2MiB"}[v.n]


def value(e: t.Expr, env: Env) -> Any:
    """The value of an expression."""
    result = _value(e, env)
    if isinstance(result, int) and not isinstance(result, bool) and not -MAX - 1 <= result <= MAX:
        return UNKNOWN
    if isinstance(result, Quantity) and not -MAX - 1 <= result.n <= MAX:
        return UNKNOWN
    return result


def _value(e: t.Expr, env: Env) -> Any:
    match e:
        case t.Paren():
            return value(e.inner, env)
        case t.Literal_(kind="date" | "duration" | "size"):
            return quantity(e)
        case t.Literal_():
            return e.value
        case t.String():
            return e.value
        case t.Name():
            found = env[e.id]
            return value(found.expr, env) if isinstance(found, Later) else found
        case t.Call(function=t.Name()):
            assert isinstance(e.function, t.Name)
            return call(e.function.id, [value(each, env) for each in e.args], env)
        case t.Call(function=t.Get()):
            assert isinstance(e.function, t.Get)
            args = [each if isinstance(each, t.Regex) else value(each, env) for each in e.args]
            return method(value(e.function.object, env), e.function.name.text, args)
        case t.ListOf():
            items = (value(item, env) for item in e.items)
            return Items(tuple(UNKNOWN if isinstance(item, Count) else item for item in items))
        case t.Get():
            return field(value(e.object, env), e.name.text)
        case t.Index():
            return item_at(value(e.object, env), value(e.index, env))
        case t.Not():
            return negation(value(e.operand, env))
        case t.And():
            return conjunction(left_to_right(e.items, env, until=False))
        case t.Or():
            return disjunction(left_to_right(e.items, env, until=True))
        case t.If():
            test = value(e.condition, env)
            if test is UNKNOWN:
                return UNKNOWN
            return value(e.then if test else e.otherwise, env)
        case t.OrElse():
            left = value(e.left, env)
            return value(e.right, env) if left is ABSENT else left
        case t.Presence():
            return presence(e.kind, value(e.operand, env))
        case t.Negate():
            operand = value(e.operand, env)
            return arithmetic("-", 0.0 if isinstance(operand, float) else 0, operand)
        case t.Binary():
            return arithmetic(e.op, value(e.left, env), value(e.right, env))
        case t.Compare():
            left = value(e.left, env)
            right = e.right if isinstance(e.right, t.Regex) else value(e.right, env)
            truth = comparison(e.op, left, right)
            if truth is UNKNOWN and never_holds(e, env):
                truth = e.op == "!="
            return negation(truth) if e.negated else truth
        case t.Quantifier():
            return quantifier(e, env)
        case t.Comprehension():
            return comprehension(e, env)
        case t.Aggregate():
            return aggregate(e.function, value(e.argument, env))
    raise AssertionError(f"the reference does not know {type(e).__name__}")


BLANKED = ("code", "comment")


def never_holds(e: t.Compare, env: Env) -> bool:
    """Whether a comparison with a line's code or comment holds for no blanking of the line.

    What stands beside a word may be blanked or not, so that each place may be a boundary.
    """
    of, other = (e.right, e.left) if e.op == "in" else (e.left, e.right)
    if not isinstance(of, t.Get) or of.name.text not in BLANKED:
        return False
    line = value(of.object, env)
    if line is UNKNOWN:
        return False
    if isinstance(other, t.Regex):
        asked: Any = replace(other, pattern=other.pattern.replace(r"\b", ""))
    else:
        asked = value(other, env)
    op = {"!=": "==", "in": "contains"}.get(e.op, e.op)
    every = codes(line.fields["text"]) if of.name.text == "code" else comments(line.fields["text"])
    return not any(comparison(op, each, asked) for each in every)


def codes(text: str) -> Iterator[str]:
    """The line with each choice of characters blanked."""
    for choice in product((True, False), repeat=len(text)):
        yield "".join(c if kept else " " for c, kept in zip(text, choice, strict=True))


def comments(text: str) -> Iterator[str]:
    """Each choice of stretches of the line, stripped, with a space between two."""
    # Of each character: left out, in the comment that goes on, or the first of a comment.
    for choice in product("-+|", repeat=len(text)):
        pieces: list[str] = []
        open_ = False
        for character, what in zip(text, choice, strict=True):
            if what == "|" or (what == "+" and not open_):
                pieces.append("")
            open_ = what != "-"
            if open_:
                pieces[-1] += character
        yield " ".join(piece.strip() for piece in pieces if piece.strip())


def call(name: str, args: list[Any], env: Env) -> Any:
    if name in env:
        declared: t.Def = env[name]
        names = [arg.text for arg, _ in declared.args]
        return value(declared.body, {**env, **dict(zip(names, args, strict=True))})
    arg: Any
    (arg,) = (UNKNOWN if isinstance(each, Count) else each for each in args)
    if arg is UNKNOWN:
        return UNKNOWN
    if name == "float":
        return float(arg)
    if name == "int":
        return int(arg) if re.fullmatch(r"[+-]?[0-9]{1,18}", arg) else ABSENT
    if name == "first":
        return UNKNOWN if arg.gaps else arg.known[0] if arg.known else ABSENT
    assert name == "distinct"
    known: list[Any] = []
    doubtful = 0
    for item in arg.known:
        doubtful += item is UNKNOWN
        if item is not UNKNOWN and item not in known:
            known.append(item)
    return Items(tuple(known), (*arg.gaps, *[1] * doubtful))


def method(v: Any, name: str, args: list[Any]) -> Any:
    if v is ABSENT or v is UNKNOWN or UNKNOWN in args:
        return ABSENT if v is ABSENT and UNKNOWN not in args else UNKNOWN
    if name == "join":
        if v.gaps or UNKNOWN in v.known:
            return UNKNOWN
        return str(args[0]).join(v.known)
    if name == "split":
        return Items(tuple(v.split(args[0])))
    assert name == "find"
    text = v.fields["s"]
    if text is UNKNOWN:
        return UNKNOWN
    pattern = f"(?{args[0].flags}){args[0].pattern}" if args[0].flags else args[0].pattern
    return Items(tuple(matched(found) for found in re2.finditer(pattern, text)))


def matched(found: Any) -> Thing:
    groups = {name: ABSENT if text is None else text for name, text in found.groupdict().items()}
    return Thing(0, {"text": found.group(), **groups})


def left_to_right(items: tuple[t.Expr, ...], env: Env, *, until: bool) -> list[Any]:
    truths = []
    for item in items:
        truths.append(value(item, env))
        if truths[-1] is until:
            break
    return truths


def quantity(e: t.Literal_) -> Quantity:
    if e.kind == "date":
        from datetime import UTC, datetime

        day = datetime.fromisoformat(str(e.value)).replace(tzinfo=UTC)
        return Quantity("date", int(day.timestamp()))
    return Quantity(e.kind, int(e.value))


def field(v: Any, name: str) -> Any:
    if v is UNKNOWN and name == "count":
        return aggregate("count", v)
    if v is ABSENT or v is UNKNOWN:
        return v
    if isinstance(v, Thing):
        return v.fields[name]
    if isinstance(v, Items) and name == "count":
        return aggregate("count", v)
    if isinstance(v, str) and name == "lines":
        lines = v.split("\n")
        return Items(tuple(lines if lines[-1] else lines[:-1]))
    if isinstance(v, str):
        return {"lower": v.lower(), "upper": v.upper(), "trim": v.strip(), "length": len(v)}[name]
    raise AssertionError(name)


def item_at(v: Any, index: Any) -> Any:
    if v is ABSENT:
        return ABSENT
    if v is UNKNOWN or index is UNKNOWN or v.gaps:
        return UNKNOWN
    return v.known[index] if 0 <= index < len(v.known) else ABSENT


def presence(kind: str, v: Any) -> Any:
    known = v is not UNKNOWN and not isinstance(v, Count)
    if kind == "known":
        return known
    if kind == "unknown":
        return not known
    if not known:
        return UNKNOWN
    return (v is not ABSENT) == (kind == "exists")


def arithmetic(op: str, a: Any, b: Any) -> Any:
    if any(x is UNKNOWN or isinstance(x, Count) for x in (a, b)):
        return UNKNOWN
    if isinstance(a, Items):
        return Items(a.known + b.known, a.gaps + b.gaps)
    if isinstance(a, str):
        return a + b
    kinds = [x.kind for x in (a, b) if isinstance(x, Quantity)]
    x, y = (v.n if isinstance(v, Quantity) else v for v in (a, b))
    if op == "/":
        return UNKNOWN if y == 0 or not math.isfinite(x / y) else x / y
    n = x + y if op == "+" else x - y if op == "-" else x * y
    if isinstance(n, float) and not math.isfinite(n):
        return UNKNOWN
    if not kinds:
        return n
    if kinds == ["date", "date"]:
        return Quantity("duration", n)
    return Quantity("date" if "date" in kinds else kinds[0], n)


def comparison(op: str, a: Any, b: Any) -> Any:
    if op in ("==", "!=", "in") and a is ABSENT:
        return op == "!="
    if isinstance(a, Count) or isinstance(b, Count):
        return UNKNOWN if op in ("in", "contains") else interval(op, a, b)
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    match op:
        case "in":
            return member(a, b)
        case "contains":
            return member(b, a)
        case "matches":
            return re2.search(b.pattern, a) is not None
        case "starts with":
            return a.startswith(b)
        case "ends with":
            return a.endswith(b)
        case "==" | "!=":
            same = equal(a, b)
            return same if op == "==" else negation(same)
    x, y = (v.n if isinstance(v, Quantity) else v for v in (a, b))
    return {"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y}[op]


def equal(a: Any, b: Any) -> Any:
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    if isinstance(a, Items):
        if a.gaps or b.gaps:
            return UNKNOWN
        if len(a.known) != len(b.known):
            return False
        return conjunction([equal(x, y) for x, y in zip(a.known, b.known, strict=True)])
    return a is b if isinstance(a, Thing) else a == b


def member(x: Any, xs: Any) -> Any:
    if isinstance(xs, str):
        return x in xs
    return disjunction([equal(x, y) for y in xs.known] + [UNKNOWN for _ in xs.gaps])


def interval(op: str, a: Any, b: Any) -> Any:
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    if not isinstance(a, Count):
        a = Count(a, a)
    if not isinstance(b, Count):
        b = Count(b, b)
    high_a = MAX if a.most is None else a.most
    high_b = MAX if b.most is None else b.most
    match op:
        case "<":
            sure, never = high_a < b.least, a.least >= high_b
        case "<=":
            sure, never = high_a <= b.least, a.least > high_b
        case ">" | ">=":
            return interval("<" if op == ">" else "<=", b, a)
        case _:
            sure = a.least == high_a == b.least == high_b
            never = high_a < b.least or high_b < a.least
            if op == "!=":
                sure, never = never, sure
    return True if sure else False if never else UNKNOWN


def quantifier(e: t.Quantifier, env: Env) -> Any:
    items = value(e.source, env)
    if items is UNKNOWN:
        items = Items((), (None,))
    truths = [value(e.body, {**env, e.name.text: item}) for item in items.known]
    maybe = [value(e.body, {**env, e.name.text: UNKNOWN}) for _ in items.gaps]
    if e.kind == "every":
        return conjunction(truths + [True if x is True else UNKNOWN for x in maybe])
    some = disjunction(truths + [False if x is False else UNKNOWN for x in maybe])
    return some if e.kind == "some" else negation(some)


def comprehension(e: t.Comprehension, env: Env) -> Any:
    known: list[Any] = []
    gaps: list[int | None] = []

    def go(generators: tuple[t.Generator, ...], inner: Env, many: bool) -> None:
        if generators:
            items = value(generators[0].source, inner)
            name = generators[0].name.text
            if items is UNKNOWN:
                items = Items((), (None,))
            for item in items.known:
                go(generators[1:], {**inner, name: item}, many)
            for most in items.gaps:
                go(generators[1:], {**inner, name: UNKNOWN}, many or most is None or most > 1)
                in_gap.append(most)
            return
        truth = True if e.condition is None else value(e.condition, inner)
        of_gap = any(
            inner.get(g.name.text) is UNKNOWN and g.name.text not in env for g in e.generators
        )
        if truth is False:
            return
        if truth is UNKNOWN or of_gap:
            gaps.append(None if many else 1)
        else:
            element = value(e.element, inner)
            known.append(UNKNOWN if isinstance(element, Count) else element)

    in_gap: list[int | None] = []
    go(e.generators, env, False)
    return Items(tuple(known), tuple(gaps))


def aggregate(function: str, items: Any) -> Any:
    if items is UNKNOWN:
        return Count(0, None) if function == "count" else UNKNOWN
    if function == "count":
        if not items.gaps:
            return len(items.known)
        most = None if None in items.gaps else len(items.known) + sum(g or 0 for g in items.gaps)
        return Count(len(items.known), most)
    if items.gaps or any(item is UNKNOWN for item in items.known):
        return UNKNOWN
    if function == "sum":
        total: Any = 0
        for item in items.known:
            total = (
                item if total == 0 and isinstance(item, Quantity) else arithmetic("+", total, item)
            )
            if isinstance(total, int) and not -MAX - 1 <= total <= MAX:
                return UNKNOWN
        return total
    if not items.known:
        return ABSENT
    key = lambda v: v.n if isinstance(v, Quantity) else v  # noqa: E731
    return (min if function == "min" else max)(items.known, key=key)
