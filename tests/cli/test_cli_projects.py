"""Projects and the organisation's file, in the commands beside check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

OWN = """bylaw 1

rule no-hack {
  title "No HACK is left"

  for line in change.added_lines
  where line.text contains "HACK"

  deny line "A HACK."
}

test "a hack" {
  given file "services/pay/a.py" added "HACK"
  expect no-hack denies
}
"""
CONFIG = """projects:
  pay:
    paths: services/pay/**
    policies: [services/pay/policies/]
    levels: {pay: warn}
  none: {paths: none/**, policies: [services/pay/policies/]}
"""
ORG = """name: Example Bank
levels:
  local: [{level: note, until: 2999-12-31}, deny]
"""


@pytest.fixture
def split(repo: Path) -> Path:
    """The repository with a project that has policies of its own."""
    folder = repo / "services" / "pay" / "policies"
    folder.mkdir(parents=True)
    (folder / "a.bylaw").write_text(OWN)
    (folder / "pack.yaml").write_text('name: pay\nversion: "1.0.0"\ndescription: "x"\n')
    (repo / "bylaw.yaml").write_text(CONFIG)
    return repo


def test_a_rule_of_a_project_is_waived(split: Path, bylaw: Any) -> None:
    said = ("--reason", "Later", "--owner", "@ana", "--expires", "30d")
    done = bylaw("waive", "pay/no-hack", "--path", "services/pay/old/**", *said)
    assert (done.code, done.out.partition(",")[0]) == (
        0,
        ".bylaw/waivers.yaml: no-hack is added",
    )


def test_rules_show_projects(split: Path, bylaw: Any) -> None:
    assert bylaw("rules").out == (
        "1 rule, from bylaw.yaml\n\n"
        "deny  local/no-todo  No TODO is left\n\n"
        "1 rule, from project pay (services/pay/**)\n\n"
        "warn  pay/no-hack  No HACK is left\n\n"
        "1 rule, from project none (none/**)\n\n"
        "deny  pay/no-hack  No HACK is left\n\n"
        "The project `none` of bylaw.yaml has no file: its `paths` match none.\n"
    )


def test_rules_for_programs_name_the_project(split: Path, bylaw: Any) -> None:
    rules = json.loads(bylaw("rules", "--format", "json").out)
    assert [(rule["id"], rule["project"], rule["level"]) for rule in rules] == [
        ("local/no-todo", "", "deny"),
        ("pay/no-hack", "pay", "warn"),
        ("pay/no-hack", "none", "deny"),
    ]


def test_rules_show_floors_and_what_is_announced(
    repo: Path, bylaw: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    org = tmp_path_factory.mktemp("org") / "org.yaml"
    org.write_text(ORG)
    said = bylaw("rules", "--org", str(org))
    assert said.out.endswith(
        f"\n\nnever below, by {org}\n\nnote  local/no-todo  deny from 3000-01-01\n"
    )
    (rule,) = json.loads(bylaw("rules", "--org", str(org), "--format", "json").out)
    assert (rule["level"], rule["floor"]) == ("deny", "note")


def test_check_refuses_what_is_below_a_floor(
    repo: Path, bylaw: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    org = tmp_path_factory.mktemp("org") / "org.yaml"
    org.write_text(ORG)
    (repo / "bylaw.yaml").write_text("levels: {local: off}\n")
    for command in (["check"], ["rules"]):
        said = bylaw(*command, "--org", str(org))
        assert said.code == 2
        assert said.err.startswith(
            "bylaw.yaml:1:17: error[below-floor]: `local/no-todo` is off here, below note, which "
            "Example Bank does not allow\n"
        )
        assert f"  = note: Example Bank says so here at {org}:3:11\n" in said.err


def test_the_tests_of_a_project_are_run(split: Path, bylaw: Any) -> None:
    said = bylaw("test")
    assert said.code == 0
    assert said.out == "2 passed\n"
    text = OWN.replace("expect no-hack denies", "expect no-hack passes")
    (split / "services/pay/policies/a.bylaw").write_text(text)
    assert bylaw("test").code == 1


def test_the_policies_of_a_project_are_formatted(split: Path, bylaw: Any) -> None:
    path = split / "services/pay/policies/a.bylaw"
    path.write_text(OWN.replace("  title", "      title"))
    assert "services/pay/policies/a.bylaw" in bylaw("fmt", "--check").out


def test_a_rule_of_a_project_is_explained(split: Path, bylaw: Any) -> None:
    assert bylaw("explain", "pay/no-hack").out.startswith("pay/no-hack  (")
