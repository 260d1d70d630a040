"""The commands beside check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import bylaw as package


@pytest.mark.parametrize("args", [["--version"], ["check", "--help"], ["--help"], ["-h"], []])
def test_help_and_version(bylaw: Any, args: list[str]) -> None:
    said = bylaw(*args)
    assert said.code == (0 if args else 2)
    text = said.out if args else said.err
    assert text.startswith("bylaw 0." if args == ["--version"] else "Usage: bylaw ")
    assert (said.err if args else said.out) == ""
    assert "Try" not in text


def test_version_is_told_before_anything_is_imported(apart: Any, tmp_path: Path) -> None:
    said = apart("--version", cwd=tmp_path)
    assert (said.code, said.out) == (0, f"bylaw {package.__version__}\n")


def test_rules(repo: Path, bylaw: Any) -> None:
    said = bylaw("rules")
    assert said.code == 0
    assert said.out == "1 rule, from policies/\n\ndeny  local/no-todo  No TODO is left\n"


def test_rules_through_a_pipe_are_one_a_line(tmp_path: Path, apart: Any) -> None:
    said = apart("rules", "--policy", "change-hygiene", cwd=tmp_path, env={"COLUMNS": ""})
    first, blank, *rows = said.out.splitlines()
    assert (first, blank) == ("15 rules, from built-in pack change-hygiene", "")
    assert len(rows) == 15


def test_rules_on_a_narrow_terminal(
    repo: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    (repo / "policies" / "a.bylaw").write_text(
        (repo / "policies" / "a.bylaw")
        .read_text()
        .replace("No TODO is left", "No TODO is left in anything that somebody has to read")
    )
    assert bylaw("rules").out.splitlines()[2:] == [
        "deny  local/no-todo",
        "      No TODO is left in anything that",
        "      somebody has to read",
    ]


def test_rules_show_the_level_in_force(repo: Path, bylaw: Any) -> None:
    (repo / "bylaw.yaml").write_text("levels: {local: note}")
    assert "note  local/no-todo" in bylaw("rules").out


def test_rules_for_programs(repo: Path, bylaw: Any) -> None:
    (rule,) = json.loads(bylaw("rules", "--format", "json").out)
    assert (rule["id"], rule["path"], rule["line"]) == ("local/no-todo", "policies/a.bylaw", 3)


def test_rules_need_no_repository(
    tmp_path: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "start/private-key" in bylaw("rules").out


def test_explain_a_rule(repo: Path, bylaw: Any) -> None:
    for name in ("local/no-todo", "no-todo"):
        said = bylaw("explain", name)
        assert said.code == 0
        assert "Nobody comes back to it." in said.out
        assert "policies/a.bylaw:3" in said.out
        assert 'where line.text contains "TODO"' in said.out


def test_explain_leaves_no_blanks_behind(repo: Path, bylaw: Any) -> None:
    assert [row for row in bylaw("explain", "no-todo").out.split("\n") if row != row.rstrip()] == []


def test_explain_a_pack_says_what_lists_it(repo: Path, bylaw: Any) -> None:
    said = bylaw("explain", "start")
    assert said.code == 2
    assert "`bylaw rules --policy start` lists its rules" in said.err


def test_explain_a_built_in_rule_where_it_does_not_judge(repo: Path, bylaw: Any) -> None:
    assert "start/private-key" in bylaw("explain", "start/private-key").out


@pytest.mark.parametrize("code", ["unknown-field", "error[unknown-field]", "nested-config"])
def test_explain_a_code(repo: Path, bylaw: Any, code: str) -> None:
    said = bylaw("explain", code)
    assert said.code == 0
    assert len(said.out) > 60


def test_facts(bylaw: Any) -> None:
    assert "change: Change" in bylaw("facts").out
    assert "added_lines: list[Line]" in bylaw("facts", "change").out
    assert "path: string" in bylaw("facts", "File").out
    assert bylaw("facts", "change.files.path").out.startswith("change.files.path: string\n")
    assert "touches(glob): bool" in bylaw("facts", "File.touches").out
    assert "    path: string" in bylaw("facts", "change", "--depth", "2").out
    assert "\n  mode: 644 | 755 | symlink | submodule\n" in bylaw("facts", "File").out
    assert "did you mean the type `File`?" in bylaw("facts", "file").err


def test_facts_tell_what_this_version_does_not_read(bylaw: Any) -> None:
    """As a rule that asks for them would be told: unknown, `not-in-this-version`."""
    overview = bylaw("facts").out
    assert "  change: Change\n" in overview
    assert "  now: date\n" in overview
    assert "  safeguards: Safeguards\n" in overview
    assert "  memory: Memory (not in this version)\n" in overview
    assert "  documents(glob): list[Document] (not in this version)\n" in overview
    assert "does not read it yet" in bylaw("facts", "PastFinding").out


@pytest.mark.parametrize(
    "name",
    ["imports", "architecture", "decisions", "dependencies", "cycles", "reach", "Component",
     "Import", "Decision", "Dependency", "Registry", "CatalogProblem", "File", "License",
     "review", "Approval"],
)  # fmt: skip
def test_facts_do_not_call_unread_what_is_read(bylaw: Any, name: str) -> None:
    """The overview calls none of the roots so, and a page of its own no type or field."""
    said = bylaw("facts", name).out
    assert f"{name}" in said
    assert "does not read it yet" not in said
    assert "not in this version" not in said
    assert f"A {name} has a place" not in said or name[0] not in "AEIO"


def test_facts_lists_the_fields_of_a_type_that_lacks_one(bylaw: Any) -> None:
    assert "`bylaw facts File` lists its fields" in bylaw("facts", "File.pth").err


def test_test(repo: Path, bylaw: Any) -> None:
    said = bylaw("test", "-v")
    assert said.code == 0
    assert "a TODO is denied" in said.out
    assert bylaw("test", "-k", "nothing*").code == 2


def test_test_leaves_built_in_packs_to_their_makers(repo: Path, bylaw: Any) -> None:
    (repo / "bylaw.yaml").write_text("packs: [start]\n")
    assert bylaw("test").out == "1 passed\n"
    assert int(bylaw("test", "start").out.split()[0]) > 10


def test_test_says_where_there_is_nothing_of_ones_own(repo: Path, bylaw: Any) -> None:
    (repo / "policies" / "a.bylaw").unlink()
    said = bylaw("test")
    assert said.code == 0
    assert "No policies of this repository's own to test." in said.out


def test_a_file_of_tests_is_run_with_the_rules_beside_it(repo: Path, bylaw: Any) -> None:
    """Files of a pack share their names; the tests of the file that is named run alone."""
    (repo / "policies" / "b.bylaw").write_text(
        'bylaw 1\n\ntest "apart" {\n  given file "b" added "x"\n  expect no-todo passes\n}\n'
    )
    said = bylaw("test", "policies/b.bylaw", "-v")
    assert said.out == "ok     local: apart\n\n1 passed\n"
    (repo / "policies" / "b.bylaw").write_text("bylaw 1\n\nrule b {\n}\n")
    said = bylaw("test", "policies/b.bylaw")
    assert said.code == 2
    assert "policies/b.bylaw:4:1: error[rule-without-outcome]" in said.err


def test_untested_rules_are_listed_when_every_test_runs(repo: Path, bylaw: Any) -> None:
    rule = 'rule b {\n  title "B"\n  where change.added > 9\n  warn change "B."\n}\n'
    (repo / "policies" / "b.bylaw").write_text(f"bylaw 1\n\n{rule}")
    assert bylaw("test").out == "Rules without a test:\n  local/b\n\n1 passed\n"
    assert "Rules without a test" not in bylaw("test", "-k", "a TODO*").out


def test_a_folder_without_its_slash_is_no_pack(repo: Path, bylaw: Any) -> None:
    assert "for the folder write `policies/`" in bylaw("test", "policies").err


def test_a_failing_test_is_1(repo: Path, bylaw: Any) -> None:
    path = repo / "policies" / "a.bylaw"
    path.write_text(path.read_text().replace('denies "a.txt" line 1', "passes"))
    said = bylaw("test", "policies/a.bylaw")
    assert said.code == 1
    assert "a TODO is denied" in said.out


def test_tests_of_a_built_in_pack(tmp_path: Path, bylaw: Any) -> None:
    said = bylaw("test", "start", "--repo", str(tmp_path))
    assert said.code == 0, said.out
    assert "passed" in said.out


UGLY = 'bylaw 1\nrule a {\ntitle "A"\nwhere   change.added>1\nwarn change "x"\n}\n'


def test_fmt(repo: Path, bylaw: Any) -> None:
    path = repo / "policies" / "b.bylaw"
    path.write_text(UGLY)
    path.chmod(0o600)
    said = bylaw("fmt", "--check")
    assert (said.code, path.read_text()) == (1, UGLY)
    assert "not formatted: policies/b.bylaw" in said.out
    said = bylaw("fmt", "--diff")
    assert (said.code, path.read_text()) == (0, UGLY)
    assert "+  where change.added > 1" in said.out
    assert bylaw("fmt").code == 0
    assert "  where change.added > 1" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert bylaw("fmt", "--check").code == 0
    assert sorted(one.name for one in (repo / "policies").iterdir()) == ["a.bylaw", "b.bylaw"]


def test_fmt_finds_the_policies_from_any_folder(
    repo: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo / "bylaw.yaml").write_text("policies: [rules/]\npacks: [./governance]\n")
    for folder in ("rules/deep", "governance", "src"):
        (repo / folder).mkdir(parents=True)
    (repo / "rules/deep/b.bylaw").write_text(UGLY)
    (repo / "governance/c.bylaw").write_text(UGLY)
    monkeypatch.chdir(repo / "src")
    said = bylaw("fmt", "--check")
    assert (said.code, said.err) == (1, "")
    assert said.out == (
        "not formatted: ../governance/c.bylaw\n"
        "not formatted: ../rules/deep/b.bylaw\n"
        "2 files not formatted\n"
    )
    assert bylaw("fmt").out.endswith("\n2 files formatted\n")
    assert bylaw("fmt").out == "2 files already formatted\n"


def test_fmt_without_a_policy_file_says_where_it_looked(
    tmp_path: Path, bylaw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = bylaw("fmt")
    assert (said.code, said.out) == (2, "")
    assert "there is no policy file to format in policies/" in said.err


def test_fmt_leaves_what_does_not_parse(repo: Path, bylaw: Any) -> None:
    (repo / "policies" / "b.bylaw").write_text("bylaw 1\nrule {\n")
    (repo / "policies" / "c.bylaw").write_text(UGLY)
    said = bylaw("fmt")
    assert said.code == 2
    assert said.out.endswith("\n1 file formatted, 1 already formatted, 1 with errors, left alone\n")
    assert "policies/b.bylaw:2" in said.err
    assert (repo / "policies" / "b.bylaw").read_text() == "bylaw 1\nrule {\n"
    assert (repo / "policies" / "c.bylaw").read_text() != UGLY
