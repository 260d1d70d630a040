"""What the checker knows at one point of a policy, and what it says about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import Any, NamedTuple, TypeAlias

from bylaw.dataclass import dataclass
from bylaw.lang.diagnostic import Diagnostic, Note, Severity
from bylaw.lang.schema import Schema
from bylaw.lang.tree import Expr, Module, Source, Span
from bylaw.lang.types import ERROR, SCALARS, Maybe, Type

IR: TypeAlias = Any
"""A checked expression: nested lists, see docs/internals.md, Checked pack."""

Path: TypeAlias = tuple[Any, Any]
"""A value that reads the same wherever it stands: `(parent path or None, name)`."""

NONE: frozenset[Path] = frozenset()


class Value(NamedTuple):
    """A checked expression."""

    type: Type
    ir: IR
    path: Path | None = None
    """Where it can be found again, so that `exists` speaks of it too."""
    const: Any = None
    """Its value where the text alone decides it: a string, a number, a list, a regex, a glob."""
    when_true: frozenset[Path] = NONE
    """Paths that are present when it is not false."""
    when_false: frozenset[Path] = NONE
    """Paths that are present when it is not true."""


BAD = Value(ERROR, ["lit", False])
"""What was already reported."""


class RegexConst(NamedTuple):
    """A constant regex and its named groups."""

    pattern: str
    flags: str
    groups: tuple[tuple[str, bool], ...]


class GlobConst(NamedTuple):
    """A constant glob."""

    texts: tuple[str, ...]


@dataclass(slots=True)
class Binding:
    """A name that a clause, a quantifier, a comprehension or a def binds."""

    type: Type
    span: Span
    what: str
    path: Path | None = None
    const: Any = None
    used: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a declaration stands, for notes."""

    source: Source
    span: Span

    def note(self, message: str) -> Note:
        """A note that points here."""
        line, column = self.source.position(self.span[0])
        return Note(message, self.source.path, line, column)


@dataclass(slots=True)
class Traits:
    """What a declaration depends on; shared by all scopes inside it."""

    facts: set[str] = field(default_factory=set)
    known: list[tuple[Span, str]] = field(default_factory=list)
    """Where it asks whether something is known, in a way that lets an outage pass."""
    depth: int = 0
    """How many definitions lean on one another below it."""


@dataclass(slots=True)
class Reporter:
    """Collects what is wrong."""

    diagnostics: list[Diagnostic] = field(default_factory=list)

    def __call__(
        self,
        source: Source,
        code: str,
        message: str,
        span: Span,
        *,
        label: str = "",
        help: str = "",
        notes: tuple[Note, ...] = (),
        severity: Severity = "error",
    ) -> None:
        """Say it at a span of a file."""
        line, column = source.position(span[0])
        end_line, end_column = source.position(max(span[1], span[0] + 1))
        diagnostic = Diagnostic(
            code, _sentence(message), source.path, line, column, end_line, end_column, severity,
            label, _sentence(help), notes, source.line(line),
        )  # fmt: skip
        if diagnostic not in self.diagnostics:
            self.diagnostics.append(diagnostic)


def _sentence(text: str) -> str:
    """With a capital letter, except where the name of a type begins it."""
    word = text.split(" ", 1)[0].split("[", 1)[0].rstrip("?")
    return text if word in SCALARS or word == "list" else text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class File:
    """One module, and the names that its `use` lines bring."""

    module: Module
    aliases: Mapping[str, str]
    """Alias to pack."""
    used_aliases: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is bound and known to be present where an expression stands."""

    pack: Any
    """The `Pack` of checking/pack.py: file-level names, schema, forms."""
    file: File
    traits: Traits
    names: Mapping[str, Binding] = field(default_factory=dict)
    present: frozenset[Path] = NONE
    explain: bool = False
    """Inside a condition of a rule: comparisons keep their span."""
    asking: int = 0
    """1 where the rule fires on true, -1 on false, 0 where that cannot be told."""

    @property
    def source(self) -> Source:
        """The text of the file."""
        return self.file.module.source

    @property
    def schema(self) -> Schema:
        """The facts."""
        schema: Schema = self.pack.schema
        return schema

    def check(self, expr: Expr) -> Value:
        """The type and checked form of an expression."""
        form: Callable[[Scope, Any], Value] = self.pack.forms[type(expr)]
        return form(self, expr)

    def error(self, code: str, message: str, span: Span, **more: Any) -> Value:
        """Report, and answer the value that silences what follows."""
        self.pack.report(self.source, code, message, span, **more)
        return BAD

    def warn(self, code: str, message: str, span: Span, **more: Any) -> None:
        """Report a lint."""
        self.pack.report(self.source, code, message, span, severity="warning", **more)

    def bind(self, name: str, binding: Binding) -> Scope:
        """The scope with one more name."""
        return replace(self, names={**self.names, name: binding})

    def having(self, paths: frozenset[Path]) -> Scope:
        """The scope with more paths known to be present."""
        return replace(self, present=self.present | paths) if paths - self.present else self

    def narrowed(self, value: Value) -> Value:
        """The value, present where its path is known to be."""
        if isinstance(value.type, Maybe) and value.path in self.present:
            return value._replace(type=value.type.of)
        return value

    def at(self, span: Span, ir: IR) -> IR:
        """The form, with its span where the condition is to be explained."""
        return ["at", self.where(span), ir] if self.explain else ir

    def where(self, span: Span) -> list[int]:
        """A SPAN: line, column, end line, end column."""
        return [*self.source.position(span[0]), *self.source.position(span[1])]

    def text(self, expr: Expr) -> str:
        """An expression as it stands in the file."""
        text = self.source.text[expr.span[0] : expr.span[1]]
        return text if len(text) <= 60 and "\n" not in text else "…"


def with_ancestors(path: Path | None) -> frozenset[Path]:
    """A path and what it leads through: where `a.b` is present, `a` is too."""
    found: list[Path] = []
    while path is not None:
        found.append(path)
        path = path[0]
    return frozenset(found)
