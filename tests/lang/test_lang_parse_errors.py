"""Each `syntax/NAME.bylaw` is wrong in one way; `NAME.expected` beside it says what is reported.

A wrong expectation is mended by hand: write what an author should read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bylaw.lang.codes_syntax import SYNTAX_CODES
from bylaw.lang.parse import parse
from bylaw.lang.tree import Source

CASES = sorted((Path(__file__).parent / "syntax").glob("*.bylaw"))


def report(path: Path) -> str:
    source = Source(path.name, path.read_bytes().decode("utf-8"))
    module, diagnostics = parse(source)
    lines = []
    for d in diagnostics:
        lines.append(f"{d.line}:{d.column}-{d.end_line}:{d.end_column} {d.code}: {d.message}")
        lines += [f"  label: {d.label}"] if d.label else []
        lines += [f"  help: {d.help}"] if d.help else []
        lines += [f"  note: {n.line}:{n.column} {n.message}" for n in d.notes]
        assert d.source == source.line(d.line)
    kinds = ", ".join(type(declaration).__name__ for declaration in module.declarations)
    lines.append(f"declarations: {kinds or 'none'}")
    lines += [f"broken: {', '.join(i.text for i in module.broken)}"] if module.broken else []
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_wrong_program_says_what_is_wrong(path: Path) -> None:
    assert report(path) == path.with_suffix(".expected").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_code_is_described(path: Path) -> None:
    _, diagnostics = parse(Source(path.name, path.read_text(encoding="utf-8")))
    assert diagnostics
    assert {d.code for d in diagnostics} <= SYNTAX_CODES.keys()


@pytest.mark.parametrize("code", SYNTAX_CODES)
def test_the_description_of_a_code_is_true(code: str) -> None:
    described = SYNTAX_CODES[code]
    if described.wrong:
        _, diagnostics = parse(Source("x.bylaw", described.wrong))
        assert {d.code for d in diagnostics} == {code}
    if described.right:
        assert parse(Source("x.bylaw", described.right))[1] == ()
