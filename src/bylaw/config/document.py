"""A YAML text as plain values, and where each of them stands.

The events of the parser are built up here instead of by PyYAML's constructors: a key that is
written twice, a tag, an alias that grows without bound are errors with a place, and `off`, `yes`
and dates stay text, as in YAML 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from typing import Any, Final, TypeAlias

from bylaw.dataclass import dataclass
from bylaw.lang.diagnostic import Diagnostic, Note

Path: TypeAlias = tuple[str | int, ...]
Span: TypeAlias = tuple[int, int, int, int]
"""Line, column, end line, end column; from 1, the end exclusive."""

MAX_BYTES: Final = 1 << 20
MAX_DEPTH: Final = 24
MAX_VALUES: Final = 20_000
"""Values after aliases are written out."""

_CREDENTIALS: Final = re.compile(r"(?<=://)[^\s/\"']*(?=@)")
"""Of an address. Diagnostics end up in the logs of pipelines, which many can read."""
_INT: Final = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT: Final = re.compile(
    r"[-+]?(?:[0-9]{1,30}\.[0-9]{0,30}|\.[0-9]{1,30}|[0-9]{1,30}(?=e))(?:e[-+]?[0-9]{1,2})?\Z", re.I
)
_WORDS: Final[dict[str, bool | None]] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "null": None, "Null": None, "NULL": None, "~": None, "": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """The values of a YAML text, and the spans of its values and keys by their paths."""

    path: str
    text: str
    value: Any
    spans: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Values and spans as JSON has them, to be kept."""
        return {
            "value": self.value,
            "spans": [[list(at), list(span)] for at, span in self.spans.items()],
            "keys": [[list(at), list(span)] for at, span in self.keys.items()],
        }

    @classmethod
    def from_plain(cls, path: str, text: str, plain: dict[str, Any]) -> Document:
        """What `plain` gave, again."""
        spans, keys = (
            {tuple(at): (span[0], span[1], span[2], span[3]) for at, span in plain[name]}
            for name in ("spans", "keys")
        )
        return cls(path, text, plain["value"], spans, keys)

    def line(self, number: int) -> str:
        """The text of a line as messages show it, without credentials; empty beyond the end."""
        lines = self.text.split("\n")
        text = lines[number - 1].removesuffix("\r") if 0 < number <= len(lines) else ""
        return _CREDENTIALS.sub(lambda found: "*" * len(found[0]), text)

    def complaint(
        self,
        code: str,
        message: str,
        at: Path = (),
        *,
        key: bool = False,
        label: str = "",
        help: str = "",
    ) -> Diagnostic:
        """A diagnostic at a value, or at its key; at the nearest one above when there is none."""
        spans = self.keys if key else self.spans
        while at and at not in spans:
            at = at[:-1]
        line, column, end_line, end_column = spans.get(at, (1, 1, 0, 0))
        if end_line != line:
            end_line, end_column = 0, 0
        return Diagnostic(
            code, message, self.path, line, column, end_line, end_column,
            label=label, help=help, source=self.line(line),
        )  # fmt: skip


class _Stop(Exception):
    """Building cannot go on."""


def read(path: str, data: bytes) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Parses one YAML document; None where there is no use in going on."""
    if len(data) > MAX_BYTES:
        return None, (
            Diagnostic("config-too-large", f"{path} is larger than {MAX_BYTES >> 20} MiB", path),
        )
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        start = before.rfind(b"\n") + 1
        column = len(before[start:].decode(errors="replace")) + 1
        return None, (
            Diagnostic(
                "config-not-utf8", f"byte 0x{data[error.start]:02x} is not UTF-8",
                path, before.count(b"\n") + 1, column, help="save the file as UTF-8",
            ),
        )  # fmt: skip
    return _parse(path, text)


def _parse(path: str, text: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(Document(path, text, None), iter(yaml.parse(text, Loader=loader)))
    try:
        document = builder.build()
    except yaml.MarkedYAMLError as error:
        return None, (*builder.complaints, _syntax(builder.document, error))
    except yaml.reader.ReaderError as error:
        position = error.position
        line, column = text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
        message = f"U+{ord(text[position]):04X} is not allowed in YAML"
        source = builder.document.line(line)
        return None, (Diagnostic("config-syntax", message, path, line, column, source=source),)
    except _Stop:
        return None, tuple(builder.complaints)
    return document, tuple(builder.complaints)


def _syntax(document: Document, error: Any) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    line, column = mark.line + 1, mark.column + 1
    source = document.line(line)
    problem, help = str(error.problem or error.context), ""
    indent = source[: len(source) - len(source.lstrip())]
    if "\t" in indent or "tab" in problem or "'\\t'" in problem:
        problem, help = "a tab cannot indent YAML", "indent with spaces"
        column = source.find("\t") + 1 or column
    elif error.context and error.context not in problem:
        problem = f"{problem}, {error.context}"
    return Diagnostic(
        "config-syntax", problem, document.path, line, column, help=help, source=source
    )


class _Builder:
    """Plain values from the parser's events."""

    def __init__(self, document: Document, events: Iterator[Any]) -> None:
        self.document = document
        self.events = events
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.open: set[str] = set()
        self.complaints: list[Diagnostic] = []
        self.values = 0

    def build(self) -> Document:
        """All of the text."""
        value: Any = None
        documents = 0
        for event in self.events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self._stop("config-syntax", "a configuration is one YAML document", event)
            elif kind not in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
                value = self._value(event, (), 0)
        done = self.document
        return Document(done.path, done.text, value, done.spans, done.keys)

    def _value(self, event: Any, path: Path, depth: int) -> Any:
        self.values += 1
        if self.values > MAX_VALUES:
            self._stop("config-too-large", f"more than {MAX_VALUES:,} values", event)
        if depth > MAX_DEPTH:
            self._stop("config-too-large", f"nested deeper than {MAX_DEPTH} levels", event)
        self.document.spans[path] = _span(event)
        kind = type(event).__name__
        if kind == "AliasEvent":
            return self._alias(event)
        if event.tag is not None and event.tag != "!":
            self.complaints.append(
                self._at(event, "config-syntax", "tags are not allowed", "write the plain value")
            )
        before = self.values
        if event.anchor:
            self.open.add(event.anchor)
        if kind == "ScalarEvent":
            value = _scalar(event)
        elif kind == "SequenceStartEvent":
            value = self._sequence(path, depth)
        else:
            value = self._mapping(path, depth)
        if event.anchor:
            self.open.discard(event.anchor)
            self.anchors[event.anchor] = (value, self.values - before + 1)
        return value

    def _alias(self, event: Any) -> Any:
        if event.anchor in self.open:
            self._stop("config-syntax", f"`*{event.anchor}` stands inside what it names", event)
        if event.anchor not in self.anchors:
            self._stop("config-syntax", f"no `&{event.anchor}` before `*{event.anchor}`", event)
        value, size = self.anchors[event.anchor]
        self.values += size
        if self.values > MAX_VALUES:
            self._stop("config-too-large", f"more than {MAX_VALUES:,} values", event)
        return value

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        for event in self.events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            items.append(self._value(event, (*path, len(items)), depth + 1))
        return items

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        items: dict[str, Any] = {}
        for event in self.events:
            kind = type(event).__name__
            if kind == "MappingEndEvent":
                break
            if kind != "ScalarEvent":
                self._stop("config-syntax", "a key is plain text", event)
            key, at = event.value, (*path, event.value)
            if key in items:
                self._twice(event, at)
            self.document.keys[at] = _span(event)
            items[key] = self._value(next(self.events), at, depth + 1)
        return items

    def _twice(self, event: Any, at: Path) -> None:
        from dataclasses import replace

        line, column, *_ = self.document.keys[at]
        first = Note("it is first set here", self.document.path, line, column)
        found = self._at(
            event, "duplicate-key", f"`{event.value}` is set twice", "keep one of them"
        )
        self.complaints.append(replace(found, notes=(first,)))

    def _at(self, event: Any, code: str, message: str, help: str = "") -> Diagnostic:
        line, column, end_line, end_column = _span(event)
        if end_line != line:
            end_line, end_column = 0, 0
        document = self.document
        return Diagnostic(
            code, message, document.path, line, column, end_line, end_column,
            help=help, source=document.line(line),
        )  # fmt: skip

    def _stop(self, code: str, message: str, event: Any) -> None:
        self.complaints.append(self._at(event, code, message))
        raise _Stop


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return start.line + 1, start.column + 1, end.line + 1, end.column + 1


def _scalar(event: Any) -> Any:
    text: str = event.value
    if event.style or not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text
