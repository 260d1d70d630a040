"""The built-in packs: every rule explains itself and is tested both ways, and every test passes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bylaw.lang.format import format_module
from bylaw.lang.parse import parse
from bylaw.lang.tree import Source
from bylaw.testing.run import run_tests
from bylaw.testing.text import render

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))
from tests.policies import page  # noqa: E402

FIRES = {"denies", "warns", "notes", "says"}
PACKS = {name: page.check(name) for name in page.NAMES}
RULES = [rule for packs in PACKS.values() for rule in packs[-1]["rules"]]
PATHS = yaml.safe_load((HERE / "paths.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", page.NAMES)
def test_every_test_of_a_pack_passes(name: str) -> None:
    *used, pack = PACKS[name]
    report = run_tests([*({**each, "rules": [], "tests": []} for each in used), pack])
    assert report.count("passed") == len(report.results), render(report)
    assert report.untested == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_a_rule_explains_itself(rule: dict[str, Any]) -> None:
    assert rule["why"].endswith(".")
    assert rule["help_text"]
    assert rule["tags"]
    assert not rule["title"].endswith(".")
    assert len(rule["title"]) < 80


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_a_rule_has_a_test_where_it_fires_and_one_where_it_does_not(rule: dict[str, Any]) -> None:
    pack = PACKS[rule["id"].partition("/")[0]][-1]
    expected = {
        expect["result"]
        for test in pack["tests"]
        for expect in test["expects"]
        if expect["rule"] == rule["id"]
    }
    assert "passes" in expected
    assert expected & FIRES


@pytest.mark.parametrize("path", sorted(page.POLICIES.rglob("*.bylaw")), ids=lambda path: path.stem)
def test_a_pack_is_formatted(path: Path) -> None:
    text = path.read_text("utf-8")
    module, _ = parse(Source(path.name, text))
    assert format_module(module) == text, "run `bylaw fmt policies`"


def test_start_is_small_warns_and_asks_git_alone() -> None:
    rules = PACKS["start"][-1]["rules"]
    assert 0 < len(rules) <= 8
    assert {rule["verb"] for rule in rules} == {"warn"}
    asked = {fact.partition(".")[0] for rule in rules for fact in rule["facts"]}
    assert asked <= {"change", "Change", "File", "Line", "Match"}
    assert not any("Line.code" in rule["facts"] for rule in rules)


@pytest.mark.parametrize("name", PATHS)
def test_a_name_of_paths_matches_what_it_says(name: str) -> None:
    """By the language itself: a rule notes each file whose path the name matches."""
    paths = PACKS["paths"][-1]
    text = f"""bylaw 1
use "paths" as paths
rule matched {{
  title "Matched"
  for file in change.files
  where file.path in paths.{name}
  note file "matched"
}}
test "all" {{
"""
    cases = PATHS[name]
    text += "".join(f'  given file "{path}" added "x"\n' for path in cases["is"] + cases["not"])
    text += "".join(f'  expect matched notes "{path}" times 1\n' for path in cases["is"])
    text += "".join(f'  expect matched notes "{path}" times 0\n' for path in cases["not"])
    pack = page.check_text(Source("one.bylaw", text + "}\n"), [paths])
    report = run_tests([paths, pack])
    assert report.count("passed") == 1, render(report)


def test_every_name_of_paths_is_tried() -> None:
    assert set(PATHS) == set(PACKS["paths"][-1]["lets"])


def test_the_page_is_what_the_packs_say() -> None:
    assert page.PAGE.read_text("utf-8") == page.page(), "stale: run `python tests/policies/page.py`"


def test_packs_name_no_tool_of_ours_in_a_message() -> None:
    """Messages and help stand in reports of other people's projects."""
    for rule in RULES:
        said = json.dumps(rule["outcome"]["message"]) + rule["help_text"]
        assert "bylaw" not in said
