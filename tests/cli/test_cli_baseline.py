"""`bylaw baseline` as one sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_from_the_first_to_the_last_finding(repo: Path, bylaw: Any) -> None:
    said = bylaw("baseline")
    assert (said.code, said.out) == (2, "")
    assert "bylaw baseline create" in said.err
    (repo / "b.txt").write_text("TODO\nTODO\nTODO: \x1b[31m\n")
    said = bylaw("baseline", "create")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[0] == (".bylaw/baseline.json: 9 findings tolerated, in 8 entries.")
    assert (repo / "bylaw.yaml").read_text() == "bylaw: 1\nbaseline: .bylaw/baseline.json\n"
    assert bylaw("baseline").out == (
        ".bylaw/baseline.json: 9 findings tolerated.\n       9  local/no-todo\n"
    )
    assert bylaw("check", "--all", "--quiet").code == 0
    said = bylaw("baseline", "create")
    assert said.code == 2
    assert ".bylaw/baseline.json is there already" in said.err
    (repo / "b.txt").write_text("TODO\n")
    (repo / "c.txt").write_text("TODO later\n")
    said = bylaw("baseline", "show", "--all")
    lines = said.out.splitlines()
    assert lines[:2] == ["new    c.txt: A TODO.", "       local/no-todo"]
    assert lines[2:6] == [
        "fixed  b.txt", "       local/no-todo", "fixed  b.txt", "       local/no-todo",
    ]  # fmt: skip
    assert lines[-1] == "1 new, 2 fixed, 7 old"
    said = bylaw("baseline", "update")
    assert said.out == (
        ".bylaw/baseline.json: 2 findings fixed; 7 left.\n"
        "1 finding is new and not tolerated: `bylaw baseline show --all` lists them.\n"
    )


def test_a_configuration_keeps_every_byte(repo: Path, bylaw: Any) -> None:
    text = "# ours\nbylaw: 1   # one\nlevels:\n  local: warn"
    (repo / "bylaw.yaml").write_text(text)
    assert bylaw("baseline", "create").code == 0
    assert (repo / "bylaw.yaml").read_text() == f"{text}\nbaseline: .bylaw/baseline.json\n"


def test_a_configuration_that_cannot_be_added_to_is_left_alone(repo: Path, bylaw: Any) -> None:
    (repo / "bylaw.yaml").write_text("{bylaw: 1}\n")
    said = bylaw("baseline", "create")
    assert said.code == 2
    assert "add `baseline: .bylaw/baseline.json` to it" in said.err
    assert (repo / "bylaw.yaml").read_text() == "{bylaw: 1}\n"
    assert not (repo / ".bylaw").exists()
