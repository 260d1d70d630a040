"""Formatting keeps the meaning and the comments, and is done after one pass."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bylaw.lang.format import format_module
from bylaw.lang.parse import parse
from bylaw.lang.tree import Module, Source

EXAMPLE = (Path(__file__).parent / "example.bylaw").read_text(encoding="utf-8")
Tokens = st.SearchStrategy[list[str]]


def shape(node: Any) -> Any:
    """A tree without its spans."""
    if is_dataclass(node):
        kept = [f.name for f in fields(node) if f.name not in ("span", "op_span", "source")]
        return (type(node).__name__, *(shape(getattr(node, name)) for name in kept))
    return tuple(shape(item) for item in node) if isinstance(node, tuple) else node


def meaning(module: Module) -> Any:
    return shape(module.doc), shape(module.declarations)


def tokens(*parts: str | Tokens) -> Tokens:
    whole = [st.just([part]) if isinstance(part, str) else part for part in parts]
    return st.tuples(*whole).map(lambda lists: [token for one in lists for token in one])


def listed(item: Tokens, least: int = 0, most: int = 3) -> Tokens:
    def join(items: list[list[str]]) -> list[str]:
        return [t for i, one in enumerate(items) for t in ([","] if i else []) + one]

    return st.lists(item, min_size=least, max_size=most).map(join)


def many(item: Tokens, least: int = 0, most: int = 3) -> Tokens:
    return st.lists(item, min_size=least, max_size=most).map(lambda xs: [t for x in xs for t in x])


def word(*words: str) -> Tokens:
    return st.sampled_from(words).map(lambda w: [w])


def maybe(part: Tokens) -> Tokens:
    return st.one_of(st.just([]), part)


NAME = word("a", "files", "title", "inlist", "x_1", "deny", "file", "unknown", "as", "Z")
BLOCK_LINES = st.lists(
    st.sampled_from(
        [
            "",
            "  ",
            "a",
            "  b  ",
            "\tc",
            "    d # no comment",
            '"""'[:2],
            "rule x {",
            "é{{",
            "      ",
        ]
    ),
    max_size=5,
)


@st.composite
def blocks(draw: Any) -> list[str]:
    lines = draw(BLOCK_LINES)
    pad = draw(st.sampled_from(["", "  ", "      "]))
    fence = draw(st.sampled_from(['"""', '""""']))
    body = "".join(f"{pad}{line}\n" for line in lines)
    return [f"{fence}\n{body}{draw(st.sampled_from(['', '    ', '    z']))}{fence}"]


TEXT = st.one_of(
    word('"t"', '""', r'"a \" # b"', r'"\u{1F600} {{"', '"# {{x}}"', '"""one "line" here"""'),
    blocks(),
)
MESSAGE = st.one_of(
    word('"m"', '"{a} and {b.c}"', '"{{x}}"', '"{count(xs) + 1}"', r'"\u{41}{a or else b}"'),
    word('"""\n   {a}\n     b {{\n   """'),
)
REGEX = word("/a/", r"/[/\]]+\//i", "/#/ms")
LITERAL = word("1", "1_000", "2.5", "true", "2026-01-01", "1d12h", "10MB", "false", "0")


def expressions() -> Tokens:
    atom = st.one_of(NAME, LITERAL, TEXT, REGEX)
    return st.recursive(atom, _compound, max_leaves=10)


def _compound(inner: Tokens) -> Tokens:
    paren = tokens("(", inner, ")")
    operand = st.one_of(paren, NAME, LITERAL)
    comparison = tokens(
        operand,
        word("==", "!=", "<", ">=", "in", "not in", "matches", "does not match", "starts with",
             "does not  end with", "contains", "satisfies"),
        operand,
    )  # fmt: skip
    presence = tokens(
        operand, word("exists", "is absent", "does not exist", "is known", "is unknown")
    )
    part = st.one_of(comparison, presence, operand, tokens("not", operand))
    chain = st.one_of(
        tokens(part, many(tokens("and", part), 1)), tokens(part, many(tokens("or", part), 1))
    )
    last = st.one_of(
        tokens(word("some", "every", "no"), NAME, "in", operand, "has", inner),
        tokens("if", inner, "then", inner, "else", inner),
    )
    generators = many(tokens("for", NAME, "in", operand), 1, 2)
    where = maybe(tokens("where", inner))
    return st.one_of(
        chain,
        last,
        tokens(part, "and", "not", last),
        tokens(chain, "or", last),
        tokens(operand, word("+", "-", "*", "/"), operand),
        tokens(operand, "or else", operand),
        tokens("-", operand),
        tokens(operand, ".", word("in", "title", "all")),
        tokens(operand, "(", listed(inner), ")"),
        tokens(operand, "(", inner, ",", "by", ":", inner, ",", ")"),
        tokens(operand, "[", inner, "]"),
        tokens("[", listed(inner), "]"),
        tokens("[", inner, generators, where, "]"),
        tokens("{", listed(tokens(NAME, ":", inner), 1), "}"),
        tokens("count", "(", operand, ")"),
        tokens("count", "(", NAME, "in", operand, where, ")"),
        tokens(word("sum", "min", "max"), "(", inner, maybe(tokens(generators, where)), ")"),
    )


EXPRESSION = expressions()
PLACE = st.one_of(NAME, tokens(NAME, ".", NAME), tokens("[", listed(NAME, 1), "]"))
TYPE: Tokens = st.recursive(
    tokens(word("int", "File", "string"), maybe(word("?"))),
    lambda inner: st.one_of(
        tokens("list", "[", inner, "]"),
        tokens("{", listed(tokens(NAME, ":", inner), 1), "}", maybe(word("?"))),
    ),
    max_leaves=3,
)
META = st.one_of(
    tokens(word("title", "why", "decision", "owner", "docs", "formerly"), TEXT),
    tokens("controls", listed(TEXT, 1)),
    tokens("tags", listed(word("a", "b-c"), 1)),
)
CLAUSE = st.one_of(
    tokens(word("where", "unless"), EXPRESSION),
    tokens("for", NAME, "in", PLACE),
    tokens("let", NAME, "=", EXPRESSION),
)
HELP = tokens("help", MESSAGE)
FIX = tokens("fix", maybe(tokens("replace", REGEX)), "with", MESSAGE)
RULE = tokens(
    "rule", word("r", "no-raw-sql"), "{", many(META), many(CLAUSE), word("deny", "warn", "note"),
    PLACE, MESSAGE, st.one_of(st.just([]), HELP, FIX, tokens(HELP, FIX), tokens(FIX, HELP)),
    maybe(tokens("on", "unknown", word("deny", "warn", "pass"))), "}",
)  # fmt: skip
STATE = st.one_of(
    tokens(word("added", "deleted", "unchanged"), maybe(TEXT)),
    tokens("changed", maybe(tokens("from", TEXT, "to", TEXT))),
    tokens("renamed", "from", TEXT, maybe(tokens("to-text", TEXT))),
)
GIVEN = st.one_of(
    tokens("given", "file", TEXT, STATE, maybe(tokens("size", "2MB")), maybe(word("binary")),
           maybe(word("generated")), maybe(tokens("mode", TEXT))),
    tokens("given", "commit", TEXT, maybe(tokens("body", TEXT)),
           maybe(tokens("trailers", listed(TEXT, 1))), maybe(tokens("author", TEXT)),
           maybe(word("signed"))),
    tokens("given", "param", NAME, "=", EXPRESSION),
    tokens("given", word("review", "memory", "attributes"), st.one_of(word("unknown"), TEXT)),
    tokens("given", "patch", TEXT),
)  # fmt: skip
EXPECT = tokens(
    "expect",
    word("r", "no-raw-sql", "org-pack/no-raw-sql"),
    st.one_of(
        tokens(
            word("denies", "warns", "notes"),
            maybe(tokens(TEXT, maybe(tokens("line", "3")))),
            maybe(tokens("times", "2")),
        ),
        word("passes", "inconclusive"),
        tokens("says", TEXT),
        tokens("fixes", "to", TEXT),
    ),
)
DECLARATION = st.one_of(
    tokens("use", TEXT, "as", NAME),
    tokens("param", NAME, ":", TYPE, maybe(tokens("=", EXPRESSION)), maybe(word('"doc"'))),
    tokens("let", NAME, "=", EXPRESSION),
    tokens("def", NAME, "(", listed(tokens(NAME, ":", TYPE)), ")", "->", TYPE, "=", EXPRESSION),
    RULE,
    tokens("test", TEXT, "{", many(GIVEN), many(EXPECT, 1), "}"),
)
FILE = tokens(maybe(tokens("bylaw", "1")), maybe(TEXT), many(DECLARATION, 0, 4))
GAPS = st.sampled_from(
    [" ", " ", " ", " ", " ", "\n", "\n  ", "\n\n\n", "  # why\n", "\n# é {\n   "]
)


@st.composite
def files(draw: Any) -> str:
    parts: list[str] = draw(FILE)
    gaps: list[str] = draw(st.lists(GAPS, min_size=len(parts) + 1, max_size=len(parts) + 1))
    return gaps[0] + "".join(part + gap for part, gap in zip(parts, gaps[1:], strict=True))


@given(files())
@settings(
    max_examples=250,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_formatting_keeps_meaning_and_comments(text: str) -> None:
    module, diagnostics = parse(Source("x.bylaw", text))
    assert diagnostics == ()
    formatted = format_module(module)
    again, diagnostics = parse(Source("x.bylaw", formatted))
    assert diagnostics == ()
    assert meaning(again) == meaning(module)
    assert [c.text for c in again.comments] == [c.text for c in module.comments]
    assert format_module(again) == formatted


@given(files())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_line_ends_of_windows_mean_the_same(text: str) -> None:
    module, _ = parse(Source("x.bylaw", text))
    other, diagnostics = parse(Source("x.bylaw", text.replace("\n", "\r\n")))
    assert diagnostics == ()
    assert meaning(other) == meaning(module)
    assert format_module(other) == format_module(module)


def test_the_example_is_in_canonical_layout() -> None:
    module, diagnostics = parse(Source("example.bylaw", EXAMPLE))
    assert diagnostics == ()
    assert format_module(module) == EXAMPLE
