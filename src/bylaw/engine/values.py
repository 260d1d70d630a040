"""Values that only exist while rules run: regexes, globs, intervals, and unknowns that add up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from bylaw.dataclass import dataclass
from bylaw.facts.globs import regex_of
from bylaw.facts.place import Unknown

if TYPE_CHECKING:
    from bylaw.facts.lines import Line, LineBlock

LARGEST: Final = 2**63 - 1
_SURROGATES: Final = "[\ud800-\udfff]"
_MOST_PARTS: Final = 8

ABSENT: Final = Unknown(
    "value", "absent-value", "A value that is not there was needed.", "Guard it with `exists`."
)
OVERFLOW: Final = Unknown("arithmetic", "overflow", "A number left the range of 64 bits.")
BY_ZERO: Final = Unknown("arithmetic", "division-by-zero", "A number was divided by zero.")


def encoded(text: str) -> bytes:
    """UTF-8 of a text; a byte of a path that is not UTF-8 is U+FFFD, so that `.` matches it."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return re.sub(_SURROGATES, "\ufffd", text).encode()


@dataclass(frozen=True, slots=True)
class Several(Unknown):
    """More than one unknown that a value hangs on."""

    parts: tuple[Unknown, ...] = ()


def parts_of(unknown: Unknown) -> tuple[Unknown, ...]:
    """The unknowns that one unknown is made of."""
    return unknown.parts if isinstance(unknown, Several) else (unknown,)


def both(one: Unknown, other: Unknown) -> Unknown:
    """The union of two unknowns, in order, each fact and reason once, at most eight."""
    if one is other:
        return one
    parts = {(each.fact, each.reason): each for each in (*parts_of(other), *parts_of(one))}
    known = [(each.fact, each.reason) for each in (*parts_of(one), *parts_of(other))]
    union = tuple(parts[key] for key in dict.fromkeys(known))[:_MOST_PARTS]
    if len(union) == 1:
        return union[0]
    first = union[0]
    return Several(
        first.fact, first.reason, first.detail, first.remedy, first.place,
        any(each.bound for each in union), any(each.fatal for each in union), parts=union,
    )  # fmt: skip


def union(values: Iterable[Any]) -> Unknown | None:
    """The union of those among some values that are unknown."""
    found: Unknown | None = None
    for value in values:
        if isinstance(value, Interval):
            value = value.why
        if isinstance(value, Unknown):
            found = value if found is None else both(found, value)
    return found


@dataclass(frozen=True, slots=True)
class Interval:
    """A count over a list with gaps: from what is sure to what is possible."""

    least: int
    most: int | None
    """None is without bound."""
    why: Unknown


def plain(value: Any) -> Any:
    """The value, or the unknown behind an interval, which never leaves the engine."""
    return value.why if isinstance(value, Interval) else value


class Regex:
    """A regex of a policy. It searches, unanchored; `.` never meets a broken byte."""

    __slots__ = ("_made", "flags", "pattern")

    def __init__(self, pattern: str, flags: str = "") -> None:
        self.pattern, self.flags = pattern, flags
        self._made: Any = None

    @property
    def _compiled(self) -> Any:
        if self._made is None:
            import re2

            options = re2.Options()
            options.log_errors = False
            source = f"(?{self.flags}){self.pattern}" if self.flags else self.pattern
            self._made = re2.compile(source.encode(), options)
        return self._made

    def matches(self, text: str) -> bool:
        """Whether it is found anywhere in the text."""
        return self._compiled.search(encoded(text)) is not None

    def found_in(self, data: bytes, start: int, end: int) -> bool:
        """Whether it is found in this stretch, taken as a text of its own."""
        return self._compiled.search(data[start:end]) is not None

    def find(self, text: str) -> list[tuple[int, int, dict[str, str | None]]]:
        """Where it is found: start and end in code points, and its named groups.

        Matches do not overlap, and go from left to right.
        """
        data = encoded(text)
        wide = len(data) != len(text)
        names = {name.decode(): at for name, at in self._compiled.groupindex.items()}
        found = []
        last = last_at = at = 0
        for match in self._compiled.finditer(data):
            start, end = match.span()
            if wide:
                # An empty match inside a character: finditer steps by bytes.
                if start < len(data) and data[start] & 0xC0 == 0x80:
                    continue
                at += len(data[last_at:start].decode())
                last_at, last = start, at + len(data[start:end].decode())
                span = (at, last)
            else:
                span = (start, end)
            groups = {
                name: None if match.group(number) is None else match.group(number).decode()
                for name, number in names.items()
            }
            found.append((*span, groups))
        return found

    def lines(self, block: LineBlock) -> list[Line]:
        """The lines of a block in which it is found, without looking at each."""
        from bylaw.engine.scan import lines_of

        return lines_of(self, block)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Regex) and (self.pattern, self.flags) == (
            other.pattern,
            other.flags,
        )

    def __hash__(self) -> int:
        return hash((self.pattern, self.flags))


class Glob:
    """Some globs, any of which may match a whole path."""

    __slots__ = ("_compiled", "texts")

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = tuple(texts)
        self._compiled: Any = None

    @property
    def source(self) -> str:
        """The regex that has to meet the whole path."""
        return "|".join(f"(?:{regex_of(text)})" for text in self.texts)

    def matches(self, path: str) -> bool:
        """Whether one of them matches the path."""
        if not self.texts:
            return False
        if self._compiled is None:
            self._compiled = _whole(self.source)
        return self._compiled.search(encoded(path)) is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Glob) and self.texts == other.texts

    def __hash__(self) -> int:
        return hash(self.texts)

    def __repr__(self) -> str:
        return f"Glob({self.texts!r})"


@lru_cache(maxsize=512)
def _whole(source: str) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    return re2.compile(rf"\A(?:{source})\z".encode(), options)


def gaps_of(xs: Any) -> tuple[Unknown, ...]:
    """The gaps of a list."""
    kind = type(xs)
    if kind is list or kind is tuple:
        return ()
    gaps: tuple[Unknown, ...] = getattr(xs, "gaps", ())
    return gaps
