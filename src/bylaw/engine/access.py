"""Names, constants, fields, methods and calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bylaw.engine.budget import Exhausted
from bylaw.engine.compile import IR, LISTS, Closure, Compiler, Frame, Scope
from bylaw.engine.functions import FUNCTIONS, LIST, STRING
from bylaw.engine.lists import count
from bylaw.engine.values import ABSENT, Glob, Interval, Regex, plain, union
from bylaw.facts.place import Unknown
from bylaw.versions.version import Version


def constant(value: Any) -> Closure:
    """Always this value."""
    return lambda frame: value


def literal(to: Compiler, value: Any) -> Closure:
    """A bool, number, string, duration or size."""
    return constant(value)


def date(to: Compiler, text: str) -> Closure:
    """Midnight in UTC, in seconds since 1970."""
    return constant(int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()))


def regex(to: Compiler, pattern: str, flags: str) -> Closure:
    """A regex, compiled once."""
    return constant(Regex(pattern, flags))


def glob(to: Compiler, texts: list[str]) -> Closure:
    """A glob, compiled when it is first used."""
    return constant(Glob(texts))


def var(to: Compiler, name: str) -> Closure:
    """A bound name."""
    slot = to.scope.bind(name)
    return lambda frame: frame[slot]


def root(to: Compiler, name: str) -> Closure:
    """`change` and its like."""
    number = to.root(name)
    return lambda frame: frame[0].roots[number]


def param(to: Compiler, name: str) -> Closure:
    """A param: what configuration says, else its default."""
    if name in to.given:
        return _given(to, to.params.get(name, {}).get("type", ""), to.given[name])
    declared = to.params.get(name)
    if declared is None or declared.get("default") is None:
        return constant(
            Unknown(f"param {name}", "not-set", "The param has no value.", "Set it in bylaw.yaml.")
        )
    made: Closure = to.once("param", name, lambda: to.compile(declared["default"]))
    return made


def _given(to: Compiler, type_: str, value: Any) -> Closure:
    """A given value: a constant of the checked form, or the value itself."""
    if isinstance(value, list) and value and isinstance(value[0], str):
        from bylaw.engine.operations import OPERATIONS

        if value[0] in OPERATIONS:
            made = to.compile(value)
            return lambda frame: shaped(type_, made(frame))
    fixed = shaped(type_, value)
    return constant(fixed)


def shaped(type_: str, value: Any) -> Any:
    """A value of configuration in the form that its type has at run time."""
    type_ = type_.removesuffix("?")
    if type_.startswith("list[") and isinstance(value, list | tuple):
        return [shaped(type_[5:-1], each) for each in value]
    if type_ == "glob" and isinstance(value, str | list | tuple):
        return Glob([value] if isinstance(value, str) else list(value))
    if isinstance(value, str):
        if type_ == "version":
            return Version(value)
        if type_ == "cidr":
            import ipaddress

            return ipaddress.ip_network(value, strict=False)
        if type_ == "regex":
            return Regex(value)
    return value


def let(to: Compiler, name: str) -> Closure:
    """A file-level let: computed at most once a run; each rule that uses it pays for it once."""
    body, size = to.once("let", name, lambda: (to.compile(to.lets[name]["value"]), to.scope))

    def used(frame: Frame) -> Any:
        run = frame[0]
        if name not in run.lets:
            outer = run.apart()
            try:
                value = body([run, *[None] * size.size])
            except Exhausted as error:
                value = error
            run.settle()
            run.lets[name] = (value, run.steps, run.reads)
            run.together(outer)
        value, steps, reads = run.lets[name]
        if name not in run.used:
            run.used.add(name)
            run.reads += reads
            run.spend(steps)
        if isinstance(value, Exhausted):
            raise value
        return value

    return used


def def_(to: Compiler, name: str, irs: list[IR]) -> Closure:
    """A call of a def: a frame of its own."""
    parts = [to.compile(ir) for ir in irs]
    declared = to.defs[name]

    def make() -> tuple[Closure, Scope]:
        for arg, _ in declared["args"]:
            to.scope.bind(arg)
        return to.compile(declared["body"]), to.scope

    body, scope = to.once("def", name, make)

    def called(frame: Frame) -> Any:
        run = frame[0]
        run.spend(1)
        inner = [run, *[part(frame) for part in parts]]
        inner.extend([None] * (scope.size - len(inner)))
        return body(inner)

    return called


def get(to: Compiler, of: IR, owner: str, field: str, flat: bool) -> Closure:
    """A field: of a fact by its reader, of a record by its key, of a scalar by ourselves."""
    if owner == "list" and field == "count":
        return count(to, of, flat)
    source = to.compile(of)
    nothing = None if flat else ABSENT
    if owner in ("string", "list", "record"):
        read = (STRING if owner == "string" else LIST).get(field)

        def scalar(frame: Frame) -> Any:
            value = source(frame)
            if isinstance(value, Unknown):
                return _known(value, field)
            if value is None:
                return nothing
            if owner == "record":
                return value.get(field)
            assert read is not None
            return read(frame[0], value)

        return scalar
    number = to.reader(f"{owner}.{field}")

    def fact(frame: Frame) -> Any:
        value = source(frame)
        if isinstance(value, Unknown):
            return _known(value, field)
        if value is None:
            return nothing
        run = frame[0]
        found = run.readers[number](value)
        if found.__class__ in LISTS:
            run.read(number, value, found)
        return found

    return fact


def _known(gap: Unknown, field: str) -> Any:
    for name, value in gap.known:
        if name == field:
            return value
    return gap


def do(to: Compiler, of: IR, owner: str, method: str, irs: list[IR], flat: bool) -> Closure:
    """A method, with one step for the call."""
    source, parts = to.compile(of), [to.compile(ir) for ir in irs]
    nothing = None if flat else ABSENT
    own = {"string": STRING, "list": LIST}.get(owner)
    number = to.reader(f"{owner}.{method}") if own is None else -1

    def called(frame: Frame) -> Any:
        run = frame[0]
        run.spend(1)
        value = source(frame)
        args = [part(frame) for part in parts]
        if (doubt := union((value, *args))) is not None:
            return doubt
        if value is None:
            return nothing
        if any(arg is None for arg in args):
            return ABSENT
        if own is not None:
            return own[method](run, value, *args)
        run.tick()
        return run.readers[number](value, *args)

    return called


def group(to: Compiler, of: IR, name: str, flat: bool) -> Closure:
    """A named group of a match, or a metavariable."""
    source = to.compile(of)
    nothing = None if flat else ABSENT

    def grouped(frame: Frame) -> Any:
        value = source(frame)
        if isinstance(value, Unknown):
            return value
        return nothing if value is None else value.groups.get(name)

    return grouped


def call(to: Compiler, name: str, irs: list[IR]) -> Closure:
    """A function of the language, or of the schema."""
    parts = [to.compile(ir) for ir in irs]
    own: Callable[..., Any] | None = FUNCTIONS.get(name)
    number = to.function(name) if own is None else -1

    def called(frame: Frame) -> Any:
        run = frame[0]
        run.spend(1)
        args = [part(frame) for part in parts]
        if (doubt := union(args)) is not None:
            return doubt
        if any(arg is None for arg in args):
            return ABSENT
        if own is not None:
            return own(run, *map(plain, args))
        run.tick()
        return run.functions[number](*args)

    return called


def at(to: Compiler, span: Any, ir: IR) -> Closure:
    """Only a trace cares: otherwise the expression itself."""
    part = to.compile(ir)
    if to.record is None:
        return part
    record = to.record

    def told(frame: Frame) -> Any:
        value = part(frame)
        record(span, value.why if isinstance(value, Interval) else value)
        return value

    return told
