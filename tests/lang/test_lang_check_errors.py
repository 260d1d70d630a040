"""Every wrong program in errors/check, and exactly what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bylaw.lang import CheckResult, Schema, check_pack, render_all
from bylaw.lang.parse import parse
from bylaw.lang.tree import Source

RULE = 'rule NAME {\n  title "T"\n  where change.added > 1\n  deny change "M"\n}\n'
USING = """use "other" as _other

test "t" {
  expect other/calm passes
  expect calm passes
}
"""

CASES = sorted((Path(__file__).parent / "errors" / "check").glob("*.bylaw"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_what_is_said(case: Path, check: Callable[..., CheckResult]) -> None:
    result = check(case.read_text("utf-8"), name=case.name)
    said = render_all(result.diagnostics)
    assert said == case.with_suffix(".txt").read_text("utf-8")
    is_wrong = any(each.severity == "error" for each in result.diagnostics)
    assert (result.pack is None) == is_wrong


def test_each_case_is_distinct() -> None:
    texts = {case.read_text("utf-8") for case in CASES}
    assert len(texts) == len(CASES) >= 60


def test_a_built_in_name_is_refused(check: Callable[..., CheckResult]) -> None:
    result = check("let a = 1\n", pack="start", reserved={"start"})
    assert [each.code for each in result.diagnostics] == ["reserved-pack"]
    assert result.pack is None


def test_files_of_a_pack_share_their_names(check: Callable[..., CheckResult]) -> None:
    assert check("let limit = 3\n", "let more = limit + 1\n").diagnostics == ()
    twice: Any = check("let limit = 3\n", "let limit = 4\n").diagnostics
    assert [each.code for each in twice] == ["duplicate-name"]


def test_an_alias_is_of_its_file(check: Callable[..., CheckResult]) -> None:
    result = check('use "paths" as p\nlet a = p.source\n', "let b = p.docs\n")
    assert [each.code for each in result.diagnostics] == ["unknown-name"]


def test_what_did_not_parse_is_reported_once(check: Callable[..., CheckResult]) -> None:
    result = check("let limit = = 3\n\nlet more = limit + 1\n")
    assert len(result.diagnostics) == 1
    assert result.pack is None


def test_a_rule_of_another_pack_can_be_expected(schema: Schema) -> None:
    other, _ = parse(Source("other.bylaw", RULE.replace("NAME", "calm")))
    used = check_pack([other], pack="other", schema=schema, used={}).pack
    assert used is not None
    own, _ = parse(Source("own.bylaw", USING))
    result = check_pack([own], pack="local", schema=schema, used={"other": used})
    assert [(each.code, each.line) for each in result.diagnostics] == [("unknown-rule", 5)]
