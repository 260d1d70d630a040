"""The facts, a small pack to use, and a way to check a text, for the tests of the checker."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import bylaw.facts
from bylaw.lang import CheckResult, Schema, check_pack, load_schema
from bylaw.lang.parse import parse
from bylaw.lang.tree import Source

PATHS = """bylaw 1

let source = glob("src/**", "lib/**")
let docs = glob("docs/**")

def is_doc(f: File) -> bool = f.path in docs
"""

Check = Callable[..., CheckResult]


@pytest.fixture(scope="session")
def schema() -> Schema:
    """The facts of bylaw."""
    where = Path(bylaw.facts.__file__).with_name("schema.json")
    return load_schema(json.loads(where.read_text("utf-8")))


@pytest.fixture(scope="session")
def check(schema: Schema) -> Check:
    """Check texts as the files of one pack; they may use the pack `paths`."""

    def run(
        *texts: str, pack: str = "local", name: str = "policy.bylaw", **more: Any
    ) -> CheckResult:
        parsed = [parse(Source(name, text)) for text in texts]
        problems = [problem for _, found in parsed for problem in found]
        used: Mapping[str, Any] = {} if pack == "paths" else {"paths": paths}
        result = check_pack(
            [module for module, _ in parsed], pack=pack, schema=schema, used=used, **more
        )
        return CheckResult(None if problems else result.pack, (*problems, *result.diagnostics))

    first = run(PATHS, pack="paths")
    assert first.pack is not None, first.diagnostics
    paths = first.pack
    return run
