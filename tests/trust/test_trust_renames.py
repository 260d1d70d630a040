"""A rename past a condition on the path brings the whole text along."""

from __future__ import annotations

from typing import Any

import pytest

import bylaw

RULE = """bylaw 1
use "paths" as paths
def is_web(f: File) -> bool = f.path starts with "web/"
let web = glob("web/**")
rule no-evil {
  title "No evil"
  for file in change.files
  where CONDITION
  for line in file.added_lines
  where line.WHICH matches /EVIL/
  deny line "This is evil."
}
"""
TEXT = "".join(f"line {number} of many\n" for number in range(40)) + "EVIL\n"


@pytest.mark.parametrize(
    ("condition", "old", "new"),
    [
        ('file.path in glob("web/**")', "docs/a.txt", "web/a.txt"),
        ("file.path in web", "docs/a.txt", "web/b.txt"),
        ("is_web(file)", "docs/a.txt", "web/a.txt"),
        ("file.path matches /^web/", "docs/a.txt", "web/a.txt"),
        ('file.path == "web/a.txt"', "docs/a.txt", "web/a.txt"),
        ('file.path in ["web/a.txt", "x"]', "docs/a.txt", "web/a.txt"),
        ('file.path contains "web"', "docs/a.txt", "web/a.txt"),
        ('file.path.lower starts with "web"', "docs/a.txt", "Web/a.txt"),
        ('file.name == "main.cfg"', "a/other.cfg", "a/main.cfg"),
        ('file.stem ends with "view"', "a/model.txt", "a/review.txt"),
        ('file.extension == "sql"', "a/x.txt", "a/x.sql"),
        ('file.directory == "web"', "docs/a.txt", "web/a.txt"),
        ('file.language == "python"', "a/x.txt", "a/x.py"),
        ("file.path in paths.source", "notes/a.txt", "src/a.py"),
        ('file.path in glob("web/**")', "Web/a.txt", "web/a.txt"),
        ("not file.is_test", "tests/a.py", "a.py"),
        ("not file.is_vendored", "vendor/a.py", "a.py"),
        ("not file.is_generated", "a_pb2.py", "a.py"),
    ],
)
def test_a_rename_past_a_condition_is_all_new(
    repo: Any, tmp_path: Any, condition: str, old: str, new: str
) -> None:
    (tmp_path / "r.bylaw").write_text(RULE.replace("CONDITION", condition).replace("WHICH", "text"))
    repo.commit({old: TEXT})
    repo.branch({old: None, new: TEXT})
    verdict = bylaw.check(
        repo.root, base="main", head="change", policies=[str(tmp_path / "r.bylaw")]
    )
    assert [(f.place.path, f.place.line) for f in verdict.findings] == [(new, 41)]


def test_text_that_becomes_code_is_new_code(repo: Any, tmp_path: Any) -> None:
    rule = RULE.replace("CONDITION", 'file.status != "deleted"').replace("WHICH", "code")
    (tmp_path / "r.bylaw").write_text(rule)
    repo.commit({"a.txt": TEXT})
    repo.branch({"a.txt": None, "a.py": TEXT})
    verdict = bylaw.check(
        repo.root, base="main", head="change", policies=[str(tmp_path / "r.bylaw")]
    )
    assert [f.place.path for f in verdict.findings] == ["a.py"]


def test_a_rename_that_no_condition_sees_brings_nothing(repo: Any, tmp_path: Any) -> None:
    (tmp_path / "r.bylaw").write_text(
        RULE.replace("CONDITION", 'file.path starts with "web/"').replace("WHICH", "text")
    )
    repo.commit({"web/a.txt": TEXT})
    repo.branch({"web/a.txt": None, "web/b.txt": TEXT})
    verdict = bylaw.check(
        repo.root, base="main", head="change", policies=[str(tmp_path / "r.bylaw")]
    )
    assert verdict.outcome == "passed"


@pytest.mark.parametrize("new", ["attic/pay.txt", "src/pay_old.py", "tests/pay.bak"])
def test_a_test_that_is_moved_away_is_gone(repo: Any, new: str) -> None:
    """Most of the file stays, so that git sees a rename and no deletion."""
    test = "".join(f"assert pay({number}) == {number}\n" for number in range(30))
    repo.commit({"tests/test_pay.py": test, "src/pay.py": "a = 1\n"})
    repo.git("checkout", "-q", "-b", "change")
    mark = "Tidy up\n\nCo-Authored-By: Claude <noreply@anthropic.com>"
    repo.commit({"tests/test_pay.py": None, new: test[:-20]}, mark)
    packs = ["ai-changes", "change-hygiene"]
    verdict = bylaw.check(repo.root, base="main", head="change", policies=packs)
    rules = {finding.rule for finding in verdict.findings}
    assert {"ai-changes/ai-keeps-tests", "change-hygiene/deleted-tests-follow-the-source"} <= rules


def test_a_test_that_is_moved_keeps_its_assertions(repo: Any) -> None:
    test = "".join(f"assert pay({number}) == {number}\n" for number in range(30))
    repo.commit({"tests/test_pay.py": test})
    repo.git("checkout", "-q", "-b", "change")
    mark = "Tidy up\n\nCo-Authored-By: Claude <noreply@anthropic.com>"
    moved = {"tests/test_pay.py": None, "tests/test_rates.py": test.replace("assert", "#", 3)}
    repo.commit(moved, mark)
    verdict = bylaw.check(repo.root, base="main", head="change", policies=["ai-changes"])
    assert [finding.rule for finding in verdict.findings] == ["ai-changes/ai-keeps-assertions"]


def test_a_patch_that_renames_past_a_condition_is_not_judged(repo: Any) -> None:
    patch = b"diff --git a/d/a b/src/a\nsimilarity index 100%\nrename from d/a\nrename to src/a\n"
    verdict = bylaw.check(repo.root, patch=patch)
    assert (verdict.outcome, verdict.inconclusive[0].reason) == (
        "passed-with-unknowns",
        "patch-only",
    )
