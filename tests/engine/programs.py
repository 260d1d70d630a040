"""Random well-typed rules, and random worlds of facts for them, with absent and unknown values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

SCALARS = ("int", "string", "bool", "date", "duration", "size")
COLOURS = ("red", "green", "blue")
PATTERNS = (r"/(?P<k>[a-z])(?P<o>b)?/", r"/(?P<k>a|b)+|(?P<o> )/", r"/(?P<k>\w*)(?P<o>é)?$/i")

SCHEMA: dict[str, Any] = {
    "types": {
        "World": {
            "doc": "The root.",
            "located": False,
            "fields": {
                "things": {"type": "list[Thing]", "doc": "-"},
                "open": {"type": "bool", "doc": "-"},
                "limit": {"type": "int?", "doc": "-"},
            },
        },
        "Thing": {
            "doc": "A thing with a field of each kind.",
            "located": True,
            "fields": {
                "n": {"type": "int", "doc": "-"},
                "m": {"type": "int?", "doc": "-"},
                "s": {"type": "string", "doc": "-"},
                "t": {"type": "string?", "doc": "-"},
                "b": {"type": "bool", "doc": "-"},
                "e": {"type": "enum(red|green|blue)", "doc": "-"},
                "d": {"type": "date", "doc": "-"},
                "u": {"type": "duration", "doc": "-"},
                "z": {"type": "size", "doc": "-"},
                "tags": {"type": "list[string]", "doc": "-"},
                "numbers": {"type": "list[int]", "doc": "-"},
                "kids": {"type": "list[Thing]", "doc": "-"},
                "peer": {"type": "Thing?", "doc": "-"},
                "find": {"args": ["regex"], "type": "list[Match]", "doc": "-"},
            },
        },
        "Match": {
            "doc": "A stretch of the field `s` of a thing.",
            "located": False,
            "fields": {"text": {"type": "string", "doc": "-"}},
        },
    },
    "roots": {"world": {"type": "World", "doc": "The root."}},
    "functions": {},
}


@dataclass(frozen=True)
class Scope:
    """Names in reach: of things, and those known to be present as `name.field` texts."""

    things: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    strings: tuple[str, ...] = ()
    present: frozenset[str] = frozenset()
    serial: int = 0


class Programs:
    """Draws expressions of a wanted type as text. All choices come from one seeded generator."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.names = 0
        self.file_numbers: list[str] = []
        self.file_strings: list[str] = []
        self.file_lists: list[str] = ["world.things"]
        self.tests: list[str] = []
        """Defs from a thing and a number to a truth value."""
        self.readings: list[str] = []
        """Defs from a thing to a number."""

    def module(self) -> str:
        """A file: params, lets and defs, each of which may use those before it, and a rule."""
        lines = []
        for _ in range(self.rng.randint(0, 4)):
            name, inner = self.fresh(), self.fresh()
            number = self.fresh()
            thing = Scope((inner,))
            make = self.rng.randint(0, 6)
            if make == 0:
                lines.append(f"param {name}: int = {self.rng.randint(-3, 4)}")
                self.file_numbers.append(name)
            elif make == 1:
                lines.append(f"let {name} = {self.counted(Scope(()), 1)}")
                self.file_numbers.append(name)
            elif make == 2:
                lines.append(f"let {name} = {self.expr('string', Scope(()), 2)}")
                self.file_strings.append(name)
            elif make == 3:
                lines.append(f"let {name} = {self.things(Scope(()), 1)}")
                self.file_lists.append(name)
            elif make == 4:
                body = self.expr("int", thing, 2)
                lines.append(f"def {name}({inner}: Thing) -> int = {body}")
                self.readings.append(name)
            else:
                body = self.expr("bool", Scope((inner,), (number,)), 2)
                lines.append(f"def {name}({inner}: Thing, {number}: int) -> bool = {body}")
                self.tests.append(name)
        return "\n".join([*lines, self.rule()])

    def fresh(self) -> str:
        self.names += 1
        return f"v{self.names}"

    def rule(self) -> str:
        scope = Scope(())
        lines = ["rule subject {", '  title "A random rule"']
        for _ in range(self.rng.randint(1, 2)):
            name = self.fresh()
            lines.append(f"  for {name} in {self.things(scope, 1)}")
            scope = Scope((*scope.things, name), scope.numbers, scope.strings)
            if self.rng.random() < 0.4:
                let = self.fresh()
                kind = self.rng.choice(("int", "string"))
                lines.append(f"  let {let} = {self.expr(kind, scope, 2)}")
                scope = Scope(
                    scope.things,
                    (*scope.numbers, let) if kind == "int" else scope.numbers,
                    (*scope.strings, let) if kind == "string" else scope.strings,
                )
            for _ in range(self.rng.randint(0, 2)):
                word = self.rng.choice(("where", "where", "unless"))
                lines.append(f"  {word} {self.expr('bool', scope, 3)}")
        thing = self.rng.choice(scope.things)
        shown = self.fresh()
        lines.append(
            f"  let {shown} = {self.expr(self.rng.choice(('int', 'string', 'bool')), scope, 2)}"
        )
        more = self.rng.choice(("t", "d", "u", "z", "tags", "e", "m or else 7"))
        lines.append(f'  deny {thing} "says {{{shown}}} and {{{thing}.n}} and {{{thing}.{more}}}"')
        lines.append("}")
        return "\n".join(lines) + "\n"

    def things(self, scope: Scope, depth: int) -> str:
        choices = [*self.file_lists] + [f"{name}.kids" for name in scope.things]
        text = self.rng.choice(choices)
        if depth > 0 and self.rng.random() < 0.15:
            outer, name = self.fresh(), self.fresh()
            inner = Scope((*scope.things, outer, name), scope.numbers, scope.strings)
            element, condition = self.rng.choice((outer, name)), self.expr("bool", inner, 1)
            two = f"{element} for {outer} in {text} for {name} in {outer}.kids"
            return f"[{two} where {condition}]" if self.rng.random() < 0.6 else f"[{two}]"
        if depth > 0 and self.rng.random() < 0.25:
            name = self.fresh()
            inner = Scope((*scope.things, name), scope.numbers, scope.strings)
            condition = self.expr("bool", inner, 1)
            return f"[{name} for {name} in {text} where {condition}]"
        if depth > 0 and self.rng.random() < 0.15:
            return f"({text} + {self.things(scope, 0)})"
        return text

    def expr(self, kind: str, scope: Scope, depth: int) -> str:
        if depth <= 0 or self.rng.random() < 0.15:
            return self.leaf(kind, scope)
        text: str = getattr(self, f"_{kind}")(scope, depth - 1)
        return f"({text})"

    def leaf(self, kind: str, scope: Scope) -> str:
        fields = {"int": "n", "string": "s", "bool": "b", "date": "d", "duration": "u", "size": "z"}
        options = [f"{name}.{fields[kind]}" for name in scope.things if kind in fields] * 2
        options += {"int": scope.numbers, "string": scope.strings}.get(kind, ())
        options += {"int": self.file_numbers, "string": self.file_strings}.get(kind, ())
        options.append(self.literal(kind))
        if kind == "bool":
            options.append("world.open")
        return self.rng.choice(options)

    def literal(self, kind: str) -> str:
        rng = self.rng
        made: dict[str, Callable[[], str]] = {
            "float": lambda: rng.choice(("0.5", "2.0", "1000000000000000000000.5")),
            "int": lambda: str(rng.choice((0, 1, 2, 3, 7, 9_000_000_000_000_000_000))),
            "string": lambda: f'"{rng.choice(("", "a", "ab", "red", "Ab c"))}"',
            "bool": lambda: rng.choice(("true", "false")),
            "date": lambda: f"2026-0{rng.randint(1, 9)}-0{rng.randint(1, 9)}",
            "duration": lambda: rng.choice(("1d", "2h30m", "3w", "90s")),
            "size": lambda: rng.choice(("1kB", "2MiB", "10MB")),
        }
        return made[kind]()

    def _int(self, scope: Scope, depth: int) -> str:
        a, b = self.expr("int", scope, depth), self.expr("int", scope, depth)
        thing = self.rng.choice(scope.things) if scope.things else None
        low = self.fresh()
        options = [
            f"{a} {self.rng.choice('+-*')} {b}",
            f"-{a}",
            f"if {self.expr('bool', scope, depth)} then {a} else {b}",
            f"{self.expr('string', scope, depth)}.length",
            f"world.limit or else {a}",
            self.counted(scope, depth),
        ]
        if thing:
            options += [
                f"{thing}.m or else {a}",
                f"{thing}.peer.n or else {b}",
                f"{thing}.peer.m or else {b}",
                f"{thing}.numbers[{self.rng.randint(0, 2)}] or else {a}",
                f"sum({thing}.numbers)",
                f"max({thing}.numbers) or else {a}",
                f"min({low}.n for {low} in {self.things(scope, 0)}) or else {b}",
                f"{thing}.m or else {thing}.peer.m or else {a}",
                f"{thing}.tags.count",
                f"distinct({thing}.numbers).count",
                f"first(distinct({thing}.tags)).length or else {b}",
                f'{thing}.s.split("{self.rng.choice((" ", "a"))}").count',
                f"int({thing}.s) or else {a}",
            ]
            options += [f"{name}({thing})" for name in self.readings] * 2
        return self.rng.choice(options)

    def counted(self, scope: Scope, depth: int) -> str:
        name = self.fresh()
        inner = Scope((*scope.things, name), scope.numbers, scope.strings)
        source = self.things(scope, 0)
        return self.rng.choice(
            [
                f"count({name} in {source} where {self.expr('bool', inner, depth)})",
                f"{source}.count",
                f"count({self.things(scope, 1)})",
                f"sum({name}.n + {name}_b.n for {name} in {source} for {name}_b in {name}.kids)",
                f"sum({name}.n for {name} in {source} where {self.expr('bool', inner, depth)})",
            ]
        )

    def _string(self, scope: Scope, depth: int) -> str:
        a, b = self.expr("string", scope, depth), self.expr("string", scope, depth)
        options = [
            f"{a} + {b}",
            f"{a}.{self.rng.choice(('lower', 'upper', 'trim'))}",
            f"if {self.expr('bool', scope, depth)} then {a} else {b}",
        ]
        for thing in scope.things:
            options += [
                f"{thing}.t or else {a}",
                f"{thing}.peer.t or else {b}",
                f"{thing}.tags[0] or else {a}",
                thing + ".tags.join(" + self.rng.choice(('""', '","', '"\\n"')) + ")",
                f"min({thing}.tags) or else {b}",
                f"max({thing}.tags) or else {thing}.t or else {b}",
                f"first({a}.lines) or else {b}",
                f"({thing}.s + " + '"\\n"' + f' + {b}).lines.join("|")',
                f'{a}.split("a").join("-")',
                f"first({thing}.find({self.rng.choice(PATTERNS)})).text or else {a}",
                f"first({thing}.find({self.rng.choice(PATTERNS)})).o or else {a}",
            ]
        return self.rng.choice(options)

    def _float(self, scope: Scope, depth: int) -> str:
        if self.rng.random() < 0.4:
            by = self.expr("int", scope, depth)
            return f"{self.expr('int', scope, depth)} / {'3' if by == '0' else by}"
        if self.rng.random() < 0.3:
            return f"float({self.expr('int', scope, depth)})"
        a, b = self.expr("float", scope, depth), self.expr("float", scope, depth)
        return self.rng.choice((f"{a} {self.rng.choice('+-*/')} {b}", f"-{a}"))

    def _date(self, scope: Scope, depth: int) -> str:
        sign = self.rng.choice("+-")
        return f"{self.expr('date', scope, depth)} {sign} {self.expr('duration', scope, depth)}"

    def _duration(self, scope: Scope, depth: int) -> str:
        if self.rng.random() < 0.5:
            return f"{self.expr('date', scope, depth)} - {self.expr('date', scope, depth)}"
        a, b = self.expr("duration", scope, depth), self.expr("duration", scope, depth)
        return f"{a} {self.rng.choice('+-')} {b}"

    def _size(self, scope: Scope, depth: int) -> str:
        return f"{self.expr('size', scope, depth)} + {self.expr('size', scope, depth)}"

    def _bool(self, scope: Scope, depth: int) -> str:
        a, b = self.expr("bool", scope, depth), self.expr("bool", scope, depth)
        kind = self.rng.choice(SCALARS)
        order = "int" if kind in ("bool", "string") else kind
        options = [
            f"{a} and {b}",
            f"{a} or {b}",
            f"not {a}",
            f"if {a} then {b} else {self.expr('bool', scope, depth)}",
            f"{self.expr(kind, scope, depth)} {self.rng.choice(('==', '!='))} "
            f"{self.expr(kind, scope, depth)}",
            f"{self.expr(order, scope, depth)} {self.rng.choice(('<', '<=', '>', '>='))} "
            f"{self.expr(order, scope, depth)}",
            self.words(scope, depth),
            self.quantified(scope, depth),
            self.quantified(scope, depth),
            f"{self.counted(scope, depth)} {self.rng.choice(('<', '<=', '>', '>=', '==', '!='))} "
            f"{self.rng.randint(0, 3)}",
            f"{self.expr('float', scope, depth)} {self.rng.choice(('<', '<=', '>', '>='))} "
            f"{self.expr('float', scope, depth)}",
            f"{self.expr('string', scope, depth)} {self.rng.choice(('<', '>='))} "
            f"{self.expr('string', scope, depth)}",
            "world.limit exists and world.limit > 1",
            f"world.limit in [{self.expr('int', scope, depth)}, 3]",
        ]
        for thing in scope.things:
            options += [
                f'{thing}.e == "{self.rng.choice(COLOURS)}"',
                f'{thing}.e not in ["red", "blue"]',
                f"{thing}.m exists and {thing}.m > {self.expr('int', scope, depth)}",
                f"{thing}.m is absent or {thing}.m {self.rng.choice(('<', '>='))} 2",
                f"{thing}.m {self.rng.choice(('==', '!='))} {self.expr('int', scope, depth)}",
                f"{thing}.peer exists and {thing}.peer.b",
                f"{thing}.peer is absent or {thing}.peer.n > 1",
                f"({thing}.t does not exist) or "
                f"({thing}.t starts with {self.expr('string', scope, depth)})",
                f"not ({thing}.t is absent) and {thing}.t contains {self.literal('string')}",
                f"{thing}.{self.rng.choice('ntb')} is {self.rng.choice(('known', 'unknown'))}",
                f"{self.expr('string', scope, depth)} in {thing}.tags",
                f"{thing}.numbers contains {self.expr('int', scope, depth)}",
                f"{thing}.numbers == [1, {self.literal('int')}]",
                self.about(thing, scope, depth),
                self.about(thing, scope, depth),
            ]
        return self.rng.choice(options)

    def about(self, thing: str, scope: Scope, depth: int) -> str:
        other, name, hit = self.rng.choice(scope.things), self.fresh(), self.fresh()
        colour, pattern = self.rng.choice(COLOURS), self.rng.choice(PATTERNS)
        source = self.things(scope, 0)
        options = [
            f"{thing}.e {self.rng.choice(('==', '!='))} {other}.e",
            f'(if {self.expr("bool", scope, depth)} then {thing}.e else {other}.e) == "{colour}"',
            f'"{colour}" in [{name}.e for {name} in {source}]',
            f'[{thing}.e, {other}.e] contains "{colour}"',
            f'({thing}.peer.e or else "{colour}") != "red"',
            f"{thing}.tags == {other}.tags",
            f"{thing}.tags != []",
            f"distinct({thing}.tags) == {other}.tags",
            f"[{name}.n for {name} in {source}] == {thing}.numbers",
            f"[{name}.m for {name} in {source}] == [{other}.m]",
            f"{thing}.m in [{name}.m for {name} in {source}]",
            f"{thing} == {other}",
            f"{thing} in {source}",
            f'{thing}.s.split(" ") == {other}.tags',
            f'some {hit} in {thing}.find({pattern}) has ({hit}.k or else "") == {other}.s',
            f"every {hit} in {thing}.find({pattern}) has {hit}.o exists",
            f"{thing}.find({pattern}).count > {self.expr('int', scope, depth)}",
        ]
        number = self.expr("int", scope, depth)
        options += [f"{each}({thing}, {number})" for each in self.tests] * 4
        return self.rng.choice(options)

    def words(self, scope: Scope, depth: int) -> str:
        a, b = self.expr("string", scope, depth), self.expr("string", scope, depth)
        return self.rng.choice(
            [
                f"{a} matches {self.rng.choice(('/a/', '/^a/', '/b$/', '/[A-Z]/'))}",
                f"{a} does not match /a+b?/",
                f"{a} contains {b}",
                f"{a} does not contain {b}",
                f"{a} starts with {b}",
                f"{a} does not end with {b}",
                f"{a} not in [{b}, {self.literal('string')}]",
            ]
        )

    def quantified(self, scope: Scope, depth: int) -> str:
        name = self.fresh()
        inner = Scope((*scope.things, name), scope.numbers, scope.strings)
        word = self.rng.choice(("some", "every", "no"))
        return f"{word} {name} in {self.things(scope, 0)} has {self.expr('bool', inner, depth)}"


UNKNOWN = "unknown"
ABSENT = "absent"


def world(rng: Random) -> dict[str, Any]:
    """Plain data: a field is a value, ABSENT or UNKNOWN; a list is {"items", "gaps"} or UNKNOWN."""
    serial = [0]

    def maybe(make: Any, optional: bool = False) -> Any:
        chance = rng.random()
        if chance < 0.12:
            return UNKNOWN
        if optional and chance < 0.45:
            return ABSENT
        return make()

    def items(make: Any, most: int) -> Any:
        if rng.random() < 0.06:
            return UNKNOWN
        if make in (number, text):
            known = make
            make = lambda: UNKNOWN if rng.random() < 0.05 else known()  # noqa: E731
        gaps = [rng.choice((None, 1, 2))] if rng.random() < 0.15 else []
        return {"items": [make() for _ in range(rng.randint(0, most))], "gaps": gaps}

    def number() -> int:
        return rng.choice((0, 1, 2, 3, 5, -4, 2**62))

    def text() -> str:
        return rng.choice(("", "a", "ab", "Ab", " a b ", "red"))

    def thing(depth: int) -> dict[str, Any]:
        serial[0] += 1
        return {
            "number": serial[0],
            "n": maybe(number),
            "m": maybe(number, True),
            "s": maybe(text),
            "t": maybe(text, True),
            "b": maybe(lambda: rng.random() < 0.5),
            "e": maybe(lambda: rng.choice(COLOURS)),
            "d": maybe(lambda: 1_770_000_000 + rng.randint(0, 300) * 86_400),
            "u": maybe(lambda: rng.choice((60, 86_400, 9_000))),
            "z": maybe(lambda: rng.choice((1_000, 2 << 20))),
            "tags": items(text, 3),
            "numbers": items(number, 3),
            "kids": items(lambda: thing(depth - 1), 2 if depth > 0 else 0),
            "peer": maybe(lambda: thing(depth - 1), True) if depth > 0 else ABSENT,
        }

    return {
        "open": maybe(lambda: rng.random() < 0.5),
        "limit": maybe(number, True),
        "things": items(lambda: thing(2), 3),
    }
