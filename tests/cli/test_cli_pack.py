"""`bylaw pack`: what people read, what is written, and what the next check says."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import git

SQL = """bylaw 1

param max_lines: int = 600 "The most."

let secret = "SQL"

rule no-raw-sql {
  title "Handlers do not run SQL"
  why   "The repository does."

  for line in change.added_lines
  where line.text contains secret

  deny line "Raw SQL."
}

rule small {
  title "A change is small"

  for file in change.files
  where file.added > max_lines

  warn file "It is not."
}

test "SQL is denied" {
  given file "a.txt" added "SQL\\n"
  expect no-raw-sql denies "a.txt" line 1
}
"""
WEAKER = (
    SQL.replace("= 600", "= 900")
    .replace('let secret = "SQL"', 'let secret = "sql"')
    .replace("deny line", "note line")
    .replace("no-raw-sql denies", "no-raw-sql notes")
    .replace('added "SQL', 'added "sql')
)
WEAKER = (
    WEAKER[: WEAKER.index("rule small")]
    + WEAKER[WEAKER.index("test ") :]
    + """
rule no-tab {
  title "No \u202etab"
  for line in change.added_lines
  where line.text contains "\\t"
  warn line "A tab."
}
"""
)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A repository of packs, with a tag v1.2.0."""
    root = tmp_path / "shared"
    folder = root / "packs/payments"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text('name: payments\nversion: "1.2.0"\n')
    (folder / "sql.bylaw").write_text(SQL)
    (folder / "README.md").write_text("Payments\n")
    (folder / "build.py").write_text("raise SystemExit\n")
    git(root, "init", "-q", "-b", "main", ".")
    release(root, "v1.2.0")
    return root


def release(root: Path, tag: str, *args: str) -> str:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", tag)
    git(root, "tag", *args, tag)
    done = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=root, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def weaken(shared: Path) -> None:
    folder = shared / "packs/payments"
    (folder / "sql.bylaw").write_text(WEAKER)
    (folder / "pack.yaml").write_text('name: payments\nversion: "1.3.0"\n')


def source(shared: Path, tag: str = "v1.2.0") -> str:
    return f"git+file://{shared}@{tag}#packs/payments"


def plain(said: str, shared: Path) -> str:
    """Without what differs from run to run."""
    import re

    return re.sub(r"commit [0-9a-f]{10}", "commit 0123456789", said.replace(str(shared), "/shared"))


ADDED = """payments 1.2.0
  from git file:///shared@v1.2.0#packs/payments, commit 0123456789
  1 file of no pack is left out

2 rules:
  deny  payments/no-raw-sql  Handlers do not run SQL
  warn  payments/small       A change is small

Wrote .bylaw/packs/payments/ (3 files) and bylaw.lock.
bylaw.yaml names it: `packs:` holds payments.
Next: `bylaw test payments`, then commit all of it.
"""

UPDATED = """payments 1.2.0 → 1.3.0
  was  git file:///shared@v1.2.0#packs/payments, commit 0123456789
  now  git file:///shared@v1.3.0#packs/payments, commit 0123456789

  removed    payments/small       warn: A change is small
  lowered    payments/no-raw-sql  deny → note
  parameter  payments/max_lines   int = 600 → int = 900
  added      payments/no-tab      warn: No \\u{202e}tab
  text       payments/no-raw-sql  Handlers do not run SQL

  | --- pack.yaml
  | +++ pack.yaml
  | @@ -1,2 +1,2 @@
  |  name: payments
  | -version: "1.2.0"
  | +version: "1.3.0"
  | --- sql.bylaw
  | +++ sql.bylaw
  | @@ -1,8 +1,8 @@
  |  bylaw 1
  |
  | -param max_lines: int = 600 "The most."
  | +param max_lines: int = 900 "The most."
  |
  | -let secret = "SQL"
  | +let secret = "sql"
  |
  |  rule no-raw-sql {
  |    title "Handlers do not run SQL"
"""


def test_add(repo: Path, shared: Path, bylaw: Any) -> None:
    (repo / "bylaw.yaml").write_text("# ours\npacks:\n  - start  # as always\n")
    said = bylaw("pack", "add", source(shared))
    assert (said.code, plain(said.out, shared), said.err) == (0, ADDED, "")
    assert (repo / "bylaw.yaml").read_text() == (
        "# ours\npacks:\n  - start  # as always\n  - payments\n"
    )
    kept = {path.name for path in (repo / ".bylaw/packs/payments").iterdir()}
    assert kept == {"pack.yaml", "sql.bylaw", "README.md"}
    assert [path.name for path in (repo / ".bylaw").iterdir()] == ["packs"]


def test_what_was_added_works_everywhere(repo: Path, shared: Path, bylaw: Any) -> None:
    bylaw("pack", "add", source(shared))
    assert "deny  payments/no-raw-sql" in bylaw("rules").out
    assert bylaw("rules", "--policy", "payments").out.startswith("2 rules, from pack payments\n")
    said = bylaw("test", "payments")
    assert (said.code, "1 passed" in said.out) == (0, True)
    assert "payments" not in bylaw("test").out
    assert ".bylaw/packs/payments/sql.bylaw:7" in bylaw("explain", "payments/no-raw-sql").out
    (repo / "b.txt").write_text("SQL\n")
    said = bylaw("check", "--policy", "payments", "--color", "never")
    assert said.code == 1
    assert "payments/no-raw-sql" in said.out


def test_use_reaches_a_pack_that_is_only_there_for_it(repo: Path, shared: Path, bylaw: Any) -> None:
    bylaw("pack", "add", source(shared))
    (repo / "bylaw.yaml").write_text("{}\n")
    (repo / "policies/a.bylaw").write_text(
        'bylaw 1\nuse "payments" as pay\nrule small {\n  title "Small"\n'
        '  where change.added > pay.max_lines\n  deny change "No."\n}\n'
    )
    said = bylaw("rules")
    assert (said.code, "local/small" in said.out) == (0, True), said.err
    assert "payments/" not in said.out
    (repo / ".bylaw/packs/payments/sql.bylaw").write_text(SQL.replace("600", "1"))
    assert bylaw("rules").code == 2


def test_add_again_changes_nothing(repo: Path, shared: Path, bylaw: Any) -> None:
    bylaw("pack", "add", source(shared))
    before = {p: p.read_bytes() for p in repo.rglob("*") if p.is_file() and ".git" not in p.parts}
    assert bylaw("pack", "add", source(shared)).code == 0
    after = {p: p.read_bytes() for p in repo.rglob("*") if p.is_file() and ".git" not in p.parts}
    assert after == before


@pytest.mark.parametrize("left", ["folder", "folder and name", "folder beside"])
def test_a_run_that_was_broken_off_is_mended_by_the_next(
    repo: Path, shared: Path, bylaw: Any, left: str
) -> None:
    bylaw("pack", "add", source(shared))
    (repo / "bylaw.lock").unlink()
    if left == "folder":
        (repo / "bylaw.yaml").unlink()
    if left == "folder beside":
        (repo / ".bylaw/packs/payments").rename(repo / ".bylaw/.pack-payments.new")
    else:
        assert "pack-unlocked" in bylaw("check").err
    assert bylaw("pack", "add", source(shared)).code == 0
    assert bylaw("pack", "verify").code == 0
    assert [path.name for path in (repo / ".bylaw").iterdir()] == ["packs"]


def test_a_folder_of_somebody_else_stays(repo: Path, shared: Path, bylaw: Any) -> None:
    mine = repo / ".bylaw/packs/payments/mine.bylaw"
    mine.parent.mkdir(parents=True)
    mine.write_text("bylaw 1\n")
    said = bylaw("pack", "add", source(shared))
    assert (said.code, "there already, with other files" in said.err) == (2, True)
    assert mine.read_text() == "bylaw 1\n"
    assert not (repo / "bylaw.lock").exists()


def test_a_wrong_pack_is_refused_before_anything_is_written(
    repo: Path, shared: Path, bylaw: Any
) -> None:
    (shared / "packs/payments/sql.bylaw").write_text(SQL.replace("change.added_lines", "change.x"))
    release(shared, "v2")
    said = bylaw("pack", "add", source(shared, "v2"))
    assert said.code == 2
    assert "payments/sql.bylaw:11" in said.err
    assert "unknown-field" in said.err
    assert not (repo / ".bylaw").exists()
    assert not (repo / "bylaw.yaml").exists()
    bylaw("pack", "add", source(shared))
    before = (repo / "bylaw.lock").read_bytes()
    assert bylaw("pack", "update", "payments", "--to", "v2").code == 2
    assert (repo / "bylaw.lock").read_bytes() == before
    assert bylaw("pack", "verify").code == 0


def test_a_name_that_is_taken(repo: Path, shared: Path, bylaw: Any) -> None:
    (repo / "policies/pack.yaml").write_text("name: payments\n")
    said = bylaw("pack", "add", source(shared))
    assert said.code == 2
    assert "`payments` is the name of a pack of this repository, in policies/a.bylaw" in said.err
    (repo / "policies/pack.yaml").unlink()
    bylaw("pack", "add", source(shared))
    (repo / "policies/pack.yaml").write_text("name: payments\n")
    assert "two packs are called `payments`" in bylaw("check").err
    (repo / "policies/pack.yaml").unlink()
    said = bylaw("pack", "add", str(shared / "packs/payments"))
    assert said.code == 2
    assert "`payments` is in bylaw.lock already, from file://" in said.err


def test_a_configuration_that_only_a_person_can_edit(repo: Path, shared: Path, bylaw: Any) -> None:
    (repo / "bylaw.yaml").write_text("packs: [\n  start,\n]\n")
    said = bylaw("pack", "add", source(shared))
    assert said.code == 1
    assert "Add this entry to `packs:` of bylaw.yaml: payments" in said.err
    assert (repo / "bylaw.yaml").read_text() == "packs: [\n  start,\n]\n"
    assert bylaw("pack", "verify").code == 0


def test_update(repo: Path, shared: Path, bylaw: Any) -> None:
    bylaw("pack", "add", source(shared))
    weaken(shared)
    commit = release(shared, "v1.3.0")
    said = bylaw("pack", "update", "payments", "--to", "v1.3.0", "--check")
    assert said.code == 1
    assert plain(said.out, shared).startswith(UPDATED)
    assert "1.2.0" in (repo / "bylaw.lock").read_text()
    said = bylaw("pack", "update", "payments", "--to", "v1.3.0")
    assert said.code == 0
    assert plain(said.out, shared).startswith(UPDATED)
    assert said.out.endswith("Look at `git diff`, then commit it.\n")
    assert commit in (repo / "bylaw.lock").read_text()
    said = bylaw("pack", "update")
    assert said.out.startswith("payments 1.3.0: unchanged, git ")
    assert bylaw("pack", "update", "--check").code == 0


def test_back_to_what_is_stronger(repo: Path, shared: Path, bylaw: Any) -> None:
    weaken(shared)
    release(shared, "v1.3.0")
    bylaw("pack", "add", source(shared, "v1.3.0"))
    said = bylaw("pack", "update", "payments", "--to", "v1.2.0", "--check")
    rows = said.out.split("\n\n")[1].split("\n")
    assert rows == [
        "  removed    payments/no-tab      warn: No \\u{202e}tab",
        "  parameter  payments/max_lines   int = 900 → int = 600",
        "  raised     payments/no-raw-sql  note → deny",
        "  added      payments/small       warn: A change is small",
        "  text       payments/no-raw-sql  Handlers do not run SQL",
    ]


def test_parameters_that_have_to_be_set_are_named(repo: Path, shared: Path, bylaw: Any) -> None:
    (shared / "packs/payments/sql.bylaw").write_text(SQL.replace("int = 600", "int"))
    release(shared, "v2")
    said = bylaw("pack", "add", source(shared, "v2"))
    assert (
        "Set `payments/max_lines` under `params:` of bylaw.yaml: it has no default.\n" in said.out
    )
    assert "missing-param" in bylaw("check").err


def test_a_lock_alone_leaves_the_pack_start_as_it_is(repo: Path, shared: Path, bylaw: Any) -> None:
    bylaw("pack", "add", source(shared))
    (repo / "bylaw.yaml").unlink()
    (repo / "policies/a.bylaw").unlink()
    assert bylaw("rules").out.startswith("8 rules, from built-in pack start\n")


def test_a_rule_that_changes_its_name_owner_and_decision(
    repo: Path, shared: Path, bylaw: Any
) -> None:
    bylaw("pack", "add", source(shared))
    (shared / "packs/payments/sql.bylaw").write_text(
        SQL.replace("no-raw-sql", "no-sql")
        .replace(
            '  why   "The',
            '  formerly "payments/no-raw-sql"\n  owner "@acme/db"\n  decision "ADR-7"\n'
            '  why   "The',
        )
        .replace('"Raw SQL."', '"Raw SQL."\n  on unknown warn')
    )
    release(shared, "v2")
    said = bylaw("pack", "update", "payments", "--to", "v2", "--check")
    rows = said.out.split("\n\n")[1].split("\n")
    assert rows == [
        "  unknown    payments/no-sql      none → warn",
        "  decision   payments/no-sql      none → ADR-7",
        "  owner      payments/no-sql      none → @acme/db",
        "  renamed    payments/no-raw-sql  → payments/no-sql",
        "  text       payments/no-sql      Handlers do not run SQL",
    ]


def test_a_tag_that_was_moved(repo: Path, shared: Path, bylaw: Any) -> None:
    bylaw("pack", "add", source(shared))
    said = bylaw("pack", "verify", "--source")
    assert (said.code, "payments 1.2.0: as locked, git " in said.out) == (0, True)
    release(shared, "v1.2.0", "-f")
    said = bylaw("pack", "verify", "--source")
    assert said.code == 1
    assert "the tag v1.2.0 was moved: it gives commit" in said.out
    assert "other:" not in said.out
    weaken(shared)
    release(shared, "v1.2.0", "-f")
    said = bylaw("pack", "verify", "--source")
    assert said.code == 1
    assert "NOT as locked" in said.out
    assert "  other: pack.yaml\n  other: sql.bylaw\n" in said.out
    assert "the tag v1.2.0 was moved" in bylaw("pack", "update").out


def test_a_branch_that_went_on_with_the_same_bytes(repo: Path, shared: Path, bylaw: Any) -> None:
    bylaw("pack", "add", source(shared, "main"))
    release(shared, "v3")
    said = bylaw("pack", "verify", "--source")
    assert (said.code, "the branch main gives commit" in said.out) == (0, True)


def test_update_mends_what_was_tampered_with(repo: Path, shared: Path, bylaw: Any) -> None:
    bylaw("pack", "add", source(shared))
    (repo / ".bylaw/packs/payments/sql.bylaw").write_text("bylaw 1\n")
    for command in (["check"], ["rules"], ["test", "payments"], ["pack", "verify"]):
        said = bylaw(*command)
        assert said.code == 2, command
        assert "error[pack-changed]: .bylaw/packs/payments/sql.bylaw is not what" in said.err
        assert "bring it anew: `bylaw pack update payments`" in said.err
    assert bylaw("explain", "pack-changed").code == 0
    said = bylaw("pack", "update")
    assert (said.code, "what is there is not what bylaw.lock says" in said.out) == (0, True)
    assert bylaw("pack", "verify").code == 0


def test_a_source_that_is_gone_is_no_verdict(repo: Path, shared: Path, bylaw: Any) -> None:
    bylaw("pack", "add", source(shared))
    shared.rename(shared.with_name("gone"))
    for command in (["verify", "--source"], ["update"], ["add", source(shared)]):
        said = bylaw("pack", *command)
        assert said.code == 3
        assert "git could not fetch from file://" in said.err
    assert bylaw("pack", "verify").code == 0
    assert bylaw("check").code == 1


def test_list_and_remove(repo: Path, shared: Path, bylaw: Any) -> None:
    assert bylaw("pack").out.startswith("There is no bylaw.lock")
    bylaw("pack", "add", source(shared))
    assert bylaw("pack").out.startswith("payments 1.2.0  git file://")
    (row,) = json.loads(bylaw("pack", "list", "--format", "json").out)["packs"]
    assert (row["name"], row["files"], row["runs"]) == ("payments", 3, True)
    assert row["source"]["folder"] == "packs/payments"
    for name in ("paymens", "../../policies", "start", ""):
        said = bylaw("pack", "remove", name)
        assert (said.code, "there is no pack" in said.err) == (2, True)
    assert (repo / "policies/a.bylaw").exists()
    said = bylaw("pack", "remove", "payments")
    assert (said.code, said.out) == (0, "Removed payments.\n")
    assert not (repo / "bylaw.lock").exists()
    assert list((repo / ".bylaw/packs").iterdir()) == []
    assert bylaw("check").code == 1  # by the policies of its own
    assert "packs: []" in (repo / "bylaw.yaml").read_text()


def test_an_unknown_name_says_how_a_pack_is_brought(repo: Path, bylaw: Any) -> None:
    (repo / "bylaw.yaml").write_text("packs: [payments]\n")
    said = bylaw("check")
    assert said.code == 2
    assert "there is no built-in pack `payments`, and none in bylaw.lock" in said.err
    assert "`bylaw pack add` brings one from elsewhere" in said.err
