"""Text that is made to break a parser ends a process, and neither the run nor its neighbours."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bylaw.sources.imports.interface import Reading
from bylaw.sources.imports.parse import LARGEST, Failure, Patience, parse

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.imports.trees import shown

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


LONG = "a" * 5000
ENDLESS = {
    "a.c": f'#include "{LONG}.h"\n#include "b.h"\n',
    "a.cs": f"using A = {LONG};\nusing B;\n",
    "a.go": f'package a\nimport "{LONG}"\nimport "b"\n',
    "a.java": f"import {LONG}.B;\nimport b.C;\n",
    "a.kt": f"import {LONG}.B\nimport b.C\n",
    "a.php": f"<?php\nrequire '{LONG}.php';\nuse B\\C;\n",
    "a.rs": f"use {LONG}::b;\nuse d::c;\n",
}


@pytest.mark.parametrize("path", ENDLESS)
def test_an_endless_name_is_not_dropped(path: str) -> None:
    (reading,) = dict(parse([("it", path, ENDLESS[path].encode())])).values()
    assert isinstance(reading, Reading)
    assert len(reading.broken) == 1
    assert len(reading.statements) == 1


@pytest.mark.parametrize("path", ["a.rb", "a.js"])
def test_where_an_endless_path_leads_is_not_known(path: str) -> None:
    word = {"a.rb": "require_relative", "a.js": "import"}[path]
    text = f'{word} "./{"./" * 3000}b"\n'
    assert "? its name is too long" in shown({path: text, "b.rb": "", "b.js": ""})
