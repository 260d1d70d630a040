"""What the tree of a right program holds, and that each node knows its place."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from bylaw.lang import tree
from bylaw.lang.parse import parse
from bylaw.lang.tree import Source

EXAMPLE = (Path(__file__).parent / "example.bylaw").read_text(encoding="utf-8")


def value(text: str) -> Any:
    module, diagnostics = parse(Source("x.bylaw", f"let x = {text}\n"))
    assert diagnostics == ()
    (declaration,) = module.declarations
    assert isinstance(declaration, tree.Let)
    return declaration.value


def nodes(node: object) -> list[tree.Node]:
    if isinstance(node, tuple):
        return [inner for item in node for inner in nodes(item)]
    if not isinstance(node, tree.Node):
        return []
    return [node, *(n for field in fields(node) for n in nodes(getattr(node, field.name)))]


def test_spans_are_exact() -> None:
    module, _ = parse(Source("x.bylaw", EXAMPLE))
    everything = nodes(module.declarations)
    assert len(everything) > 400
    for node in everything:
        written = EXAMPLE[node.span[0] : node.span[1]]
        assert written == written.strip() != ""
        if isinstance(node, tree.Ident):
            assert written == node.text
        if isinstance(node, tree.Name):
            assert written == node.id
        if isinstance(node, tree.Literal_):
            assert written == node.text
        if isinstance(node, tree.Compare) and not node.negated:
            assert EXAMPLE[node.op_span[0] : node.op_span[1]] == node.op
        if isinstance(node, tree.Paren):
            assert written[0] + written[-1] == "()"
        if isinstance(node, tree.Rule | tree.Test):
            assert written.endswith("}")


def test_places_between_braces_are_those_of_the_file() -> None:
    text = 'rule r {\n  title "T"\n  deny change "\\u{1F600}é {{ {change.added} }}"\n}\n'
    module, diagnostics = parse(Source("x.bylaw", text))
    assert diagnostics == ()
    (rule,) = module.declarations
    assert isinstance(rule, tree.Rule)
    before, expression, after = rule.outcome.message.parts
    assert (before, after) == ("\U0001f600é { ", " }")
    assert isinstance(expression, tree.Get)
    assert text[expression.span[0] : expression.span[1]] == "change.added"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (r'"a\n\t\"\\\u{e9}{x}"', 'a\n\t"\\é{x}'),
        ('"""a "b" c"""', 'a "b" c'),
        ('"""\n    a\n      b\n\n    """', "a\n  b\n\n"),
        ('"""\n  a\n  b"""', "a\nb"),
        ('"""\n\ta\n\t b\n"""', "a\n b\n"),
        ('"""\n   \n  a\n      \n  """', " \na\n    \n"),
        ('"""\n  """', ""),
        ('""""\n  a """ b\n  """"', 'a """ b\n'),
        ('"""\r\n  a\r\n  b\r\n  """', "a\nb\n"),
    ],
)
def test_texts(text: str, meaning: str) -> None:
    assert value(text).value == meaning


@pytest.mark.parametrize(
    ("text", "kind", "meaning"),
    [
        ("1_000", "int", 1000),
        ("9223372036854775807", "int", 2**63 - 1),
        ("2.50", "float", 2.5),
        ("1w1d12h5m3s", "duration", 604800 + 86400 + 43200 + 300 + 3),
        ("10MB", "size", 10_000_000),
        ("10MiB", "size", 10 * 2**20),
        ("2026-01-31", "date", "2026-01-31"),
        ("true", "bool", True),
    ],
)
def test_literals(text: str, kind: str, meaning: object) -> None:
    literal = value(text)
    assert (literal.kind, literal.value, literal.text) == (kind, meaning, text)


@pytest.mark.parametrize(
    ("loose", "bracketed"),
    [
        ("a or else b == c", "(a or else b) == c"),
        ("a or else b or else c", "a or else (b or else c)"),
        ("a + b or else c", "(a + b) or else c"),
        ("a - b - c", "(a - b) - c"),
        ("a + b * -c.d", "a + (b * (-(c.d)))"),
        ("not a == b", "not (a == b)"),
        ("not a and b", "(not a) and b"),
        ("a or b and c", "a or (b and c)"),
        ("a and some x in xs has b or c", "a and (some x in xs has (b or c))"),
        ("a or not every x in xs has b", "a or (not (every x in xs has b))"),
        ("if a then b else c or d", "if a then b else (c or d)"),
        ("a in b or else c", "a in (b or else c)"),
        ("inlist in orelse", "(inlist) in (orelse)"),
        ("x does  not\n match /a\\/[/]b/", "(x) does not match (/a\\/[/]b/)"),
        ("a / b / c", "(a / b) / c"),
    ],
)
def test_precedence(loose: str, bracketed: str) -> None:
    assert bare(value(loose)) == bare(value(bracketed))


def bare(node: object) -> object:
    """A tree without spans and parentheses."""
    if isinstance(node, tuple):
        return tuple(bare(item) for item in node)
    if isinstance(node, tree.Paren):
        return bare(node.inner)
    if isinstance(node, tree.Node):
        names = [f.name for f in fields(node) if f.name not in ("span", "op_span", "spelled")]
        return (type(node).__name__, *(bare(getattr(node, name)) for name in names))
    return node


def test_words_of_rules_are_names_elsewhere() -> None:
    source = Source("x.bylaw", "let title = deny.in + file + unknown + count + rule\n")
    assert parse(source)[1] == ()


def test_words_of_one_operator_may_stand_apart() -> None:
    text = "let a = x or # why\n  else y\nlet b = x does # 1\n  not # 2\n  exist\n"
    module, problems = parse(Source("a.bylaw", text))
    assert problems == ()
    first, second = module.declarations
    assert isinstance(first, tree.Let) and isinstance(first.value, tree.OrElse)
    assert isinstance(second, tree.Let) and isinstance(second.value, tree.Presence)
    assert [each.text for each in module.comments] == ["# why", "# 1", "# 2"]


def test_the_least_number_can_be_written() -> None:
    module, problems = parse(Source("a.bylaw", "let a = 1 - -9223372036854775808\n"))
    assert problems == ()
    (declared,) = module.declarations
    assert isinstance(declared, tree.Let) and isinstance(declared.value, tree.Binary)
    right = declared.value.right
    assert isinstance(right, tree.Literal_) and right.value == -(2**63)
