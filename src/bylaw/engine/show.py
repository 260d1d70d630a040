"""Values as a message prints them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from bylaw.engine.compile import IR, Closure, Compiler, Frame
from bylaw.engine.values import Glob, Interval, Regex, gaps_of
from bylaw.engine.values import plain as plain_value
from bylaw.facts.place import Unknown

UNKNOWN: Final = "(unknown)"
_MOST: Final = 10
_TELLING: Final = ("text", "name", "path", "title", "id", "subject", "summary", "module", "by")


def template(to: Compiler, parts: list[Any]) -> Callable[[Frame], str]:
    """A message: literal pieces and values."""
    made: list[str | Closure] = [
        part if isinstance(part, str) else fmt(to, part[1], part[2]) for part in parts
    ]

    def text(frame: Frame) -> str:
        found = "".join(part if isinstance(part, str) else part(frame) for part in made)
        frame[0].built_text(len(found))
        return found

    return text


def certain(to: Compiler, parts: list[Any]) -> Callable[[Frame], str | None]:
    """A text that goes into a file: None where a value in it is absent or unknown."""
    values = [to.compile(part[1]) for part in parts if not isinstance(part, str)]
    whole = template(to, parts)

    def text(frame: Frame) -> str | None:
        for value in values:
            found = value(frame)
            if found is None or isinstance(found, Unknown | Interval):
                return None
        return whole(frame)

    return text


def fmt(to: Compiler, ir: IR, type_: str) -> Closure:
    """One value as text."""
    value, show = to.compile(ir), shower(to, type_)
    return lambda frame: show(frame[0], value(frame))


def text(to: Compiler, ir: IR, type_: str) -> Closure:
    """A value as a message prints it; an absent one stays absent, an unknown one unknown."""
    value, show = to.compile(ir), shower(to, type_)

    def printed(frame: Frame) -> Any:
        found = plain_value(value(frame))
        return found if found is None or isinstance(found, Unknown) else show(frame[0], found)

    return printed


def shower(to: Compiler, type_: str) -> Callable[[Any, Any], str]:
    """How values of a type are shown."""
    type_ = type_.removesuffix("?")
    if type_.startswith("list["):
        each = shower(to, type_[5:-1])

        def many(run: Any, value: Any) -> str:
            if value is None:
                return "none"
            if isinstance(value, Unknown):
                return UNKNOWN
            gaps = gaps_of(value)
            shown = [each(run, item) for item in value[:_MOST]]
            if len(value) > _MOST:
                shown.append(f"and {len(value) - _MOST} more")
            return ", ".join([*shown, *[UNKNOWN] * bool(gaps)])

        return many
    name = type_.partition("[")[0]
    if name[:1].isupper():
        return _fact(to, name)
    scalar = {"date": date, "duration": duration, "size": size}.get(type_)

    def one(run: Any, value: Any) -> str:
        if value is None:
            return "none"
        if isinstance(value, Unknown | Interval):
            return UNKNOWN
        return plain(value) if scalar is None else scalar(value)

    return one


def _fact(to: Compiler, name: str) -> Callable[[Any, Any], str]:
    readers = [to.reader(f"{name}.{field}") for field in _TELLING]

    def told(run: Any, value: Any) -> str:
        if value is None:
            return "none"
        if isinstance(value, Unknown | Interval):
            return UNKNOWN
        for number in readers:
            found = run.readers[number](value)
            if isinstance(found, str):
                return found
        return UNKNOWN

    return told


def plain(value: Any) -> str:
    """A scalar without a unit."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    if isinstance(value, Glob):
        return ", ".join(value.texts)
    if isinstance(value, Regex):
        return f"/{value.pattern}/{value.flags}"
    if isinstance(value, list | tuple):
        return ", ".join(map(plain, value[:_MOST]))
    return str(value)


def date(seconds: int) -> str:
    """A day, or a moment in UTC: `2026-01-01`, `2026-01-01T12:30:00Z`."""
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return f"{seconds} s"
    return f"{moment:%Y-%m-%d}" if seconds % 86_400 == 0 else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def duration(seconds: int) -> str:
    """`1d12h`; days are the largest unit."""
    text, left = "-" if seconds < 0 else "", abs(seconds)
    for unit, length in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        if left >= length:
            text += f"{left // length}{unit}"
            left %= length
    return text if text.strip("-") else "0s"


def size(count: int) -> str:
    """`10MB`, `10MiB` where it is that exactly, otherwise one decimal: `1.2MB`, `512B`."""
    sign, count = "-" if count < 0 else "", abs(count)
    exact: list[tuple[int, str]] = []
    for base, suffix in ((1000, "B"), (1024, "iB")):
        for power, prefix in enumerate("kMGT" if base == 1000 else "KMGT", 1):
            if count and count % base**power == 0:
                exact.append((count // base**power, f"{prefix}{suffix}"))
    if exact:
        number, unit = min(exact)
        return f"{sign}{number}{unit}"
    if count < 1000:
        return f"{sign}{count}B"
    power = min((len(str(count)) - 1) // 3, 4)
    number_text = f"{count / 1000**power:.1f}"
    return f"{sign}{number_text}{'kMGT'[power - 1]}B"
