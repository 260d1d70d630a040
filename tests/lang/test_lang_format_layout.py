"""What the canonical layout looks like: `format/NAME.bylaw` becomes `NAME.expected`."""

from __future__ import annotations

from pathlib import Path

import pytest

from bylaw.lang.format import format_module, format_source
from bylaw.lang.parse import parse
from bylaw.lang.tree import Source

CASES = sorted((Path(__file__).parent / "format").glob("*.bylaw"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_file_becomes_its_canonical_layout(path: Path) -> None:
    expected = path.with_suffix(".expected").read_text(encoding="utf-8")
    assert format_source(Source(path.name, path.read_text(encoding="utf-8"))) == (expected, ())
    assert format_source(Source(path.name, expected)) == (expected, ())


def test_tabs_are_mended() -> None:
    formatted, diagnostics = format_source(Source("x.bylaw", 'let x =\t"\t"\n'))
    assert formatted == 'bylaw 1\n\nlet x = "\t"\n'
    assert [d.code for d in diagnostics] == ["tab"]


def test_a_broken_file_is_left_alone() -> None:
    source = Source("x.bylaw", "let x = = 3\nlet y = 4\n")
    formatted, diagnostics = format_source(source)
    assert formatted is None
    assert [d.code for d in diagnostics] == ["missing-value"]
    with pytest.raises(ValueError, match="syntax errors"):
        format_module(parse(source)[0])
