"""The parser answers any text, however broken, and its tables are what the grammar says."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.lang import generate
from bylaw.lang.parse import MAX_CHARACTERS, parse
from bylaw.lang.source import source_of
from bylaw.lang.tree import Module, Source

EXAMPLE = (Path(__file__).parent / "example.bylaw").read_text(encoding="utf-8")
SHARDS = [
    '"',
    '"""',
    "{",
    "}",
    "(",
    ")",
    "/",
    "\n",
    "\\",
    "#",
    "rule ",
    "=",
    " and ",
    "\t",
    "1d",
    "é",
]


def check(text: str) -> Module:
    module, diagnostics = parse(Source("x.bylaw", text))
    for d in diagnostics:
        lines = text.split("\n")
        assert 1 <= d.line <= len(lines)
        assert 1 <= d.column <= len(lines[d.line - 1]) + 1
        assert (d.end_line, d.end_column) > (d.line, d.column)
        assert d.message
    return module


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_answered(text: str) -> None:
    check(text)


@given(st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_any_mutation_of_the_example_is_answered(chance: random.Random) -> None:
    text = EXAMPLE
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text))
        kind = chance.randrange(3)
        if kind == 0:
            text = text[:at] + chance.choice(SHARDS) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + chance.randint(1, 12) :]
        else:
            other = chance.randrange(len(text))
            text = text[:at] + text[other : other + 20] + text[at:]
    check(text)


def test_an_error_in_one_declaration_leaves_the_others() -> None:
    whole = check(EXAMPLE)
    broken = check(EXAMPLE.replace("where lines > max_lines", "where lines >> max_lines"))
    assert len(broken.declarations) == len(whole.declarations) - 1
    assert [name.text for name in broken.broken] == ["reviewable-size"]


@pytest.mark.parametrize(
    "text",
    [
        "let x = " + "(" * 5000 + "1" + ")" * 5000,
        "let x = " + "[" * 5000,
        "let x = " + "not " * 5000 + "a",
        "let x = " + "a or else " * 5000 + "a",
        "let x = a" + ".b" * 5000,
        "let x = a" + " + a" * 5000,
        "let x = " + "if a then b else " * 5000 + "c",
        "let x = " + "some x in xs has " * 5000 + "c",
        "param x: " + "list[" * 5000 + "int" + "]" * 5000,
    ],
    ids=lambda text: text[8:16],
)
def test_deep_nesting_is_refused(text: str) -> None:
    _, diagnostics = parse(Source("x.bylaw", text))
    assert len(diagnostics) == 1
    assert diagnostics[0].code in ("too-deep", "unclosed-bracket")


def test_a_long_flat_chain_is_not_deep() -> None:
    chain = " and ".join(["a"] * 3000)
    items = ", ".join(["a"] * 3000)
    assert parse(Source("x.bylaw", f"let x = {chain}\nlet y = [{items}]\n"))[1] == ()


def test_a_huge_file_is_refused() -> None:
    (diagnostic,) = parse(Source("x.bylaw", "#" * (MAX_CHARACTERS + 1)))[1]
    assert diagnostic.code == "file-too-large"


def test_the_tables_are_those_of_the_grammar() -> None:
    here = Path(generate.__file__).parent
    grammar = (here / "grammar.lark").read_text(encoding="utf-8")
    assert generate.generate(grammar) == (here / "grammar.json").read_text(encoding="utf-8")


def test_parsing_does_not_import_the_grammar_builder() -> None:
    code = (
        "import sys; from bylaw.lang.parse import parse; from bylaw.lang.tree import Source;"
        "assert parse(Source('x', 'let a = 1'))[1] == ();"
        "sys.exit('lark' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-I", "-c", code], check=False).returncode == 0


def test_a_byte_order_mark_is_left_out() -> None:
    source = source_of("x.bylaw", b"\xef\xbb\xbflet a = = 1\n")
    assert isinstance(source, Source)
    (diagnostic,) = parse(source)[1]
    assert (diagnostic.line, diagnostic.column) == (1, 9)


def test_bytes_that_are_not_utf_8_have_a_place() -> None:
    diagnostic = source_of("x.bylaw", b'let a = 1\nlet b = "\xe9"\n')
    assert not isinstance(diagnostic, Source)
    assert (diagnostic.code, diagnostic.line, diagnostic.column) == ("not-utf-8", 2, 10)


def test_positions_in_a_file_with_windows_line_ends() -> None:
    (diagnostic,) = parse(Source("x.bylaw", 'let a = 1\r\nlet b = "x\r\n'))[1]
    assert (diagnostic.line, diagnostic.column, diagnostic.end_column) == (2, 9, 11)
    assert diagnostic.source == 'let b = "x'
