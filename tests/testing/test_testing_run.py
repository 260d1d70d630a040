"""Tests of policies: each case is a policy with tests, and beside it the report they give.

`BYLAW_UPDATE=1` writes the reports anew; read the difference before you commit it.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from bylaw.facts.generate import SCHEMA
from bylaw.lang.check import check_pack, referenced_packs
from bylaw.lang.parse import parse
from bylaw.lang.schema import load_schema
from bylaw.lang.tree import Source
from bylaw.lang.words import GIVEN_DOCUMENTS
from bylaw.testing.result import TestReport
from bylaw.testing.run import run_tests
from bylaw.testing.text import render

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").glob("*.bylaw"))
POLICIES = HERE.parents[1] / "policies"
EXAMPLE = HERE.parents[1] / "tests" / "lang" / "example.bylaw"
PAGES = HERE.parents[1] / "docs"
PAGE = (PAGES / "testing.md").read_text("utf-8")
EXAMPLES = [
    text
    for name in ("testing.md", "imports.md", "architecture.md", "reviews.md")
    for text in re.findall(r"^```bylaw\n(.*?)^```", (PAGES / name).read_text("utf-8"), re.M | re.S)
]
FACTS = load_schema(json.loads(SCHEMA.read_text("utf-8")))


def checked(name: str, *paths: Path) -> list[dict[str, Any]]:
    """A pack of these files, behind those that it uses."""
    modules = []
    for path in paths:
        module, diagnostics = parse(Source(path.name, path.read_text("utf-8")))
        assert not diagnostics
        modules.append(module)
    used = [
        pack
        for each in referenced_packs(modules)
        for pack in checked(each, *sorted((POLICIES / each).glob("*.bylaw")))
    ]
    result = check_pack(
        modules, pack=name, schema=FACTS, used={each["pack"]: each for each in used}
    )
    assert result.pack is not None, result.diagnostics
    return [*used, result.pack]


def run(path: Path) -> TestReport:
    return run_tests(checked("local", path), locate=lambda name: path.parent / name)


def test_the_rules_of_the_example_about_dependencies() -> None:
    report = run_tests(checked("local", EXAMPLE, HERE / "example_dependencies.bylaw"))
    said = render(report, verbose=True)
    mine = [line for line in said.splitlines() if ": stated: " in line or ": read: " in line]
    assert len(mine) == 11
    assert all(line.startswith("ok ") for line in mine), said


def test_the_rules_of_the_example_about_the_architecture() -> None:
    report = run_tests(checked("local", EXAMPLE, HERE / "example_architecture.bylaw"))
    said = render(report, verbose=True)
    mine = [line for line in said.splitlines() if ": stated: " in line or ": read: " in line]
    assert len(mine) == 12
    assert all(line.startswith("ok ") for line in mine), said


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_gives_its_report(path: Path) -> None:
    said = render(run(path), verbose=True)
    expected = path.with_suffix(".txt")
    if os.environ.get("BYLAW_UPDATE"):
        expected.write_text(said, "utf-8")
    assert said == expected.read_text("utf-8")


def test_what_the_example_of_the_language_waits_for_is_written_down() -> None:
    """Every test of the example passes, but for those in waiting.json, which name the fact."""
    waiting = json.loads((HERE / "waiting.json").read_text("utf-8"))
    report = run(EXAMPLE)
    said = {each.name: list(each.waits_for) for each in report.results if each.status == "waits"}
    assert said == waiting
    assert report.count("passed") == len(report.results) - len(waiting)
    assert report.ok


def test_rules_without_a_test_are_named() -> None:
    report = run(HERE / "cases" / "patch.bylaw")
    assert report.untested == ()
    assert "local/layers-point-down" in run(EXAMPLE).untested


def test_a_selection_of_tests_runs() -> None:
    packs = checked("local", HERE / "cases" / "files.bylaw")
    report = run_tests(packs, only=lambda pack, test: (pack, test["name"]) == ("local", "deleted"))
    assert [each.name for each in report.results] == ["deleted"]
    assert report.untested == ()


def test_a_pack_without_tests_says_so() -> None:
    report = run_tests(checked("paths", *sorted((POLICIES / "paths").glob("*.bylaw"))))
    assert report.ok
    assert render(report) == "No tests.\n"


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_examples_of_the_manual_pass(text: str, tmp_path: Path) -> None:
    path = tmp_path / "example.bylaw"
    path.write_text(text, "utf-8")
    report = run(path)
    assert report.results
    assert report.count("passed") == len(report.results), render(report)
    assert report.untested == ()


def test_the_manual_names_every_document() -> None:
    for kind in GIVEN_DOCUMENTS:
        assert re.search(rf"^\| .*`{kind}`.* \|", PAGE, re.M), kind
