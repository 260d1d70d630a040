"""Every wrong program in errors/check, and exactly what is said of it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import bylaw.facts
from bylaw.lang import check_pack, load_schema, render_all
from bylaw.lang.parse import parse
from bylaw.lang.schema import Schema
from bylaw.lang.tree import Source

CASES = sorted((Path(__file__).parent / "errors" / "check").glob("*.bylaw"))

PATHS = """
let source = glob("src/**", "lib/**")
let docs = glob("docs/**")

def is_doc(f: File) -> bool = f.path in docs
"""


@cache
def schema() -> Schema:
    where = Path(bylaw.facts.__file__).with_name("schema.json")
    return load_schema(json.loads(where.read_text("utf-8")))


@cache
def paths() -> dict[str, Any]:
    module, problems = parse(Source("paths/paths.bylaw", PATHS))
    assert problems == ()
    result = check_pack([module], pack="paths", schema=schema(), used={})
    assert result.pack is not None
    return result.pack


def rendered(case: Path) -> str:
    module, problems = parse(Source(case.name, case.read_text("utf-8")))
    result = check_pack([module], pack="local", schema=schema(), used={"paths": paths()})
    return render_all([*problems, *result.diagnostics])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_what_is_said(case: Path) -> None:
    assert rendered(case) == case.with_suffix(".txt").read_text("utf-8")


def test_there_are_enough() -> None:
    assert len(CASES) >= 60
