"""Text that is made to break a parser ends a process, and neither the run nor its neighbours."""

from __future__ import annotations

from bylaw.sources.imports.interface import Reading
from bylaw.sources.imports.parse import LARGEST, Failure, Patience, parse

BOMB = b"using X;\n" + b"a<b<c<d<(e<\n" * 30_000
PLAIN = b"using Y;\n"


def said(names: list[str], patience: Patience) -> dict[str, Reading | Failure]:
    texts = [(name, f"{name}.cs", BOMB if name.startswith("bomb") else PLAIN) for name in names]
    return dict(parse(texts, few=True, patience=patience))


def test_only_what_breaks_the_parser_is_not_read() -> None:
    found = said(["before", "bomb", "after"], Patience())
    assert found["bomb"] == "too-complex"
    for name in ("before", "after"):
        reading = found[name]
        assert isinstance(reading, Reading)
        assert [each.module for each in reading.statements] == ["Y"]


def test_patience_with_such_texts_ends() -> None:
    patience = Patience(1)
    assert said(["bomb-1", "bomb-2"], patience)["bomb-2"] == "too-complex"
    assert patience.left == 0
    assert said(["plain"], patience) == {"plain": "too-complex"}


def test_a_text_over_the_bound_is_not_read() -> None:
    assert dict(parse([("a", "a.py", b"import os\n" * (LARGEST // 10 + 1))])) == {"a": "too-large"}
