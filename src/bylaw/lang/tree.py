"""The syntax tree of a policy file: immutable, and every node knows its span.

A span is a pair of code-point offsets into the file's text, the second exclusive. `Source.position`
turns an offset into a line and a column.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import field
from typing import Literal, TypeAlias

from bylaw.dataclass import dataclass

Span: TypeAlias = tuple[int, int]
Verb = Literal["deny", "warn", "note"]
Weight = Literal["deny", "warn", "pass"]


@dataclass(frozen=True, slots=True)
class Source:
    """A policy file's text and where it came from."""

    path: str
    text: str
    starts: tuple[int, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        object.__setattr__(self, "starts", tuple(starts))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of an offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line without its end."""
        start = self.starts[number - 1]
        end = self.text.find("\n", start)
        return (self.text[start:] if end < 0 else self.text[start:end]).removesuffix("\r")


@dataclass(frozen=True, slots=True)
class Node:
    """What every node has."""

    span: Span


@dataclass(frozen=True, slots=True)
class Ident(Node):
    """A name where it stands: plain, or kebab-case for rules and tags."""

    text: str


@dataclass(frozen=True, slots=True)
class Text(Node):
    """A string or text block; `value` has escapes and indentation undone."""

    value: str
    block: bool = False


@dataclass(frozen=True, slots=True)
class Template(Node):
    """A string that interpolates: literal pieces and expressions, in order."""

    parts: tuple[str | Expr, ...]
    block: bool = False


@dataclass(frozen=True, slots=True)
class Comment(Node):
    """`# …`; `own_line` when nothing but white space stands before it. Kept for the formatter."""

    text: str
    own_line: bool


# -- types ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypeRef(Node):
    """`string`, `list[File]`, `date?`; `of` holds the arguments in brackets."""

    name: str
    of: tuple[TypeExpr, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class RecordType(Node):
    """`{name: string, until: date}`."""

    fields: tuple[tuple[Ident, TypeExpr], ...]
    optional: bool = False


TypeExpr: TypeAlias = TypeRef | RecordType


# -- expressions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Literal_(Node):
    """A number, truth value, date, duration or size.

    `value`: int, float or bool; seconds for a duration, bytes for a size, the ISO text for a date.
    """

    kind: Literal["int", "float", "bool", "date", "duration", "size"]
    value: int | float | bool | str
    text: str
    """As it stands in the file, so that the formatter keeps `1_000` and `1d12h`."""


@dataclass(frozen=True, slots=True)
class String(Node):
    """A plain string or text block as a value; braces in it are braces."""

    value: str
    block: bool = False


@dataclass(frozen=True, slots=True)
class Regex(Node):
    """`/pattern/flags`; the pattern as written."""

    pattern: str
    flags: str = ""


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b]`."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class RecordOf(Node):
    """`{name: "x", until: 2026-01-01}`, the default of a param of records."""

    fields: tuple[tuple[Ident, Expr], ...]


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name used as a value."""

    id: str


@dataclass(frozen=True, slots=True)
class Get(Node):
    """`object.name`."""

    object: Expr
    name: Ident


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`f(a, b)` or, where `function` is a Get, `x.f(a, b)`; `named` are `by: "name"` arguments."""

    function: Expr
    args: tuple[Expr, ...]
    named: tuple[tuple[Ident, Expr], ...] = ()


@dataclass(frozen=True, slots=True)
class Index(Node):
    """`xs[0]`."""

    object: Expr
    index: Expr


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """`-x`."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """`+ - * /`."""

    op: Literal["+", "-", "*", "/"]
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class OrElse(Node):
    """`x or else y`: y where x is absent."""

    left: Expr
    right: Expr


CompareOp = Literal[
    "==", "!=", "<", "<=", ">", ">=",
    "in", "matches", "contains", "satisfies", "starts with", "ends with",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """One comparison; `negated` for `not in`, `does not match` and their like."""

    op: CompareOp
    left: Expr
    right: Expr
    negated: bool = False
    op_span: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Presence(Node):
    """`x exists`, `x is absent` (also written `does not exist`), `x is known`, `x is unknown`."""

    kind: Literal["exists", "absent", "known", "unknown"]
    operand: Expr
    spelled: Literal["exists", "does not exist", "is absent", "is known", "is unknown"] = "exists"


@dataclass(frozen=True, slots=True)
class Not(Node):
    """`not x`."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class And(Node):
    """`a and b and c`, flat."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """`a or b or c`, flat."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if c then a else b`."""

    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Quantifier(Node):
    """`some x in xs has C`, `every …`, `no …`."""

    kind: Literal["some", "every", "no"]
    name: Ident
    source: Expr
    body: Expr


@dataclass(frozen=True, slots=True)
class Generator(Node):
    """`for x in xs` inside a comprehension."""

    name: Ident
    source: Expr


@dataclass(frozen=True, slots=True)
class Comprehension(Node):
    """`[E for x in xs for y in x.ys where C]`; without brackets as the argument of an aggregate."""

    element: Expr
    generators: tuple[Generator, ...]
    condition: Expr | None


@dataclass(frozen=True, slots=True)
class Aggregate(Node):
    """`sum|min|max(E for …)`, `sum|min|max(xs)`, `count(x in xs where C)`, `count(xs)`.

    `count(x in xs where C)` holds a Comprehension whose element is the Name x.
    """

    function: Literal["sum", "min", "max", "count"]
    argument: Expr


@dataclass(frozen=True, slots=True)
class Paren(Node):
    """`(x)`; kept so that the formatter and the quantifier-scope check see it."""

    inner: Expr


Expr: TypeAlias = (
    Literal_ | String | Regex | ListOf | RecordOf | Name | Get | Call | Index | Negate | Binary
    | OrElse | Compare | Presence | Not | And | Or | If | Quantifier | Comprehension | Aggregate
    | Paren
)  # fmt: skip


# -- rules ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Meta(Node):
    """`title "…"`, `controls "A", "B"`, `tags a, b`: a keyword and its values."""

    key: Literal["title", "why", "decision", "owner", "controls", "tags", "docs", "formerly"]
    values: tuple[Text | Ident, ...]


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for x in xs`."""

    name: Ident
    source: Expr


@dataclass(frozen=True, slots=True)
class Let(Node):
    """`let x = e`, at file level or in a rule."""

    name: Ident
    value: Expr


@dataclass(frozen=True, slots=True)
class Where(Node):
    """`where C`, or `unless C` when negated."""

    condition: Expr
    negated: bool = False


Clause: TypeAlias = For | Let | Where


@dataclass(frozen=True, slots=True)
class Fix(Node):
    """`fix replace /…/ with "…"`, or `fix with "…"` where `pattern` is None."""

    pattern: Regex | None
    replacement: Template


@dataclass(frozen=True, slots=True)
class Outcome(Node):
    """`deny PLACE MESSAGE` with its help and fix."""

    verb: Verb
    place: Expr
    message: Template
    help: Template | None
    fix: Fix | None


@dataclass(frozen=True, slots=True)
class OnUnknown(Node):
    """`on unknown deny|warn|pass`."""

    weight: Weight


@dataclass(frozen=True, slots=True)
class Rule(Node):
    """One rule."""

    name: Ident
    metas: tuple[Meta, ...]
    clauses: tuple[Clause, ...]
    outcome: Outcome
    on_unknown: OnUnknown | None


# -- tests ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GivenFile(Node):
    """`given file P` with its state: `added T`, `changed from T to T` and so on."""

    path: Text
    state: Literal["added", "deleted", "unchanged", "changed", "renamed"]
    before: Text | None
    """The base's text: of `deleted`, `unchanged`, `changed from`."""
    after: Text | None
    """The head's text: of `added`, `changed … to`, `renamed … to-text`."""
    old_path: Text | None
    size: Literal_ | None = None
    binary: bool = False
    generated: bool = False
    mode: Text | None = None


@dataclass(frozen=True, slots=True)
class GivenCommit(Node):
    """`given commit "SUBJECT" [body T] [trailers T, …] [author "N <E>"] [signed]`."""

    subject: Text
    body: Text | None
    trailers: tuple[Text, ...]
    author: Text | None
    signed: bool


@dataclass(frozen=True, slots=True)
class GivenParam(Node):
    """`given param X = V`."""

    name: Ident
    value: Expr


@dataclass(frozen=True, slots=True)
class GivenDocument(Node):
    """`given review T` and its like; `text` is None for `given review unknown`."""

    kind: Ident
    text: Text | None


@dataclass(frozen=True, slots=True)
class GivenPatch(Node):
    """`given patch "FILE"`."""

    file: Text


Given: TypeAlias = GivenFile | GivenCommit | GivenParam | GivenDocument | GivenPatch


@dataclass(frozen=True, slots=True)
class Expect(Node):
    """`expect R denies P line N times N`, `passes`, `inconclusive`, `says T`, `fixes to T`."""

    rule: Ident
    """A rule's name, or `PACK/NAME`."""
    result: Literal["denies", "warns", "notes", "passes", "inconclusive", "says", "fixes"]
    path: Text | None = None
    line: int | None = None
    times: int | None = None
    text: Text | None = None
    """Of `says` and `fixes to`."""


@dataclass(frozen=True, slots=True)
class Test(Node):
    """One test of a policy."""

    name: Text
    givens: tuple[Given, ...]
    expects: tuple[Expect, ...]


# -- files ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Use(Node):
    """`use "PACK" as NAME`."""

    pack: Text
    alias: Ident


@dataclass(frozen=True, slots=True)
class Param(Node):
    """`param NAME: TYPE = VALUE "doc"`."""

    name: Ident
    type: TypeExpr
    default: Expr | None
    doc: Text | None


@dataclass(frozen=True, slots=True)
class Def(Node):
    """`def NAME(ARG: TYPE, …) -> TYPE = EXPR`."""

    name: Ident
    args: tuple[tuple[Ident, TypeExpr], ...]
    returns: TypeExpr
    body: Expr


Declaration: TypeAlias = Use | Param | Let | Def | Rule | Test


@dataclass(frozen=True, slots=True)
class Module:
    """One policy file."""

    source: Source
    version: int | None
    """What `bylaw N` says; None when the line is missing."""
    doc: Text | None
    declarations: tuple[Declaration, ...]
    comments: tuple[Comment, ...] = ()
    broken: tuple[Ident, ...] = ()
    """Names of declarations with syntax errors, which are not in `declarations`: nothing more is
    said where they are used."""
