"""Who owns a file: by the CODEOWNERS of the branch that governs, the old path of a rename too."""

from __future__ import annotations

from typing import Any

import bylaw

RULE = """bylaw 1
rule owned {
  title "Who owns what changes"
  for file in change.files
  let names = [owner.name for owner in file.owners]
  note file "{names}"
}
"""
OWNERS = "* @org/all\n/src/pay/ @org/pay ana@example.org\n/src/pay/free.py\n"


def owned(verdict: bylaw.Verdict) -> dict[str, str]:
    return {each.place.path: each.message for each in verdict.findings}


def test_the_last_line_that_matches_counts_and_one_without_owner_clears(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": RULE, "CODEOWNERS": OWNERS})
    repo.branch({"src/pay/a.py": "", "src/pay/free.py": "", "b.py": ""})
    assert owned(bylaw.check(repo.root, base="main")) == {
        "b.py": "@org/all",
        "src/pay/a.py": "@org/pay, ana@example.org",
        "src/pay/free.py": "",
    }


def test_a_renamed_file_is_of_both_owners(repo: Any) -> None:
    text = "def a():\n    return 1\n\n\ndef b():\n    return 2\n"
    repo.commit({"policies/a.bylaw": RULE, "CODEOWNERS": OWNERS, "src/pay/a.py": text})
    repo.branch({"src/pay/a.py": None, "free/a.py": text})
    said = owned(bylaw.check(repo.root, base="main"))
    assert said == {"free/a.py": "@org/all, @org/pay, ana@example.org"}


def test_in_profile_ci_the_owners_of_the_target_count(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": RULE, "CODEOWNERS": OWNERS})
    repo.branch({"CODEOWNERS": "* @mallory\n", "src/pay/a.py": ""})
    ours = owned(bylaw.check(repo.root, base="main", profile="ci"))
    assert ours == {"CODEOWNERS": "@org/all", "src/pay/a.py": "@org/pay, ana@example.org"}
    here = owned(bylaw.check(repo.root, base="main"))
    assert set(here.values()) == {"@mallory"}


def test_without_owners_nobody_owns_anything(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": RULE})
    repo.branch({"a.py": ""})
    assert owned(bylaw.check(repo.root, base="main")) == {"a.py": ""}


def test_owners_that_cannot_be_read_are_unknown(repo: Any) -> None:
    rule = RULE.replace("  note", "  where file.owners.count == 0\n  note")
    repo.commit({"policies/a.bylaw": rule, "CODEOWNERS": b"* @a\n\0"})
    repo.branch({"a.py": ""})
    verdict = bylaw.check(repo.root, base="main")
    assert [one.reason for one in verdict.inconclusive] == ["unreadable-owners"]


def test_sections_of_gitlab(repo: Any) -> None:
    owners = "[Docs] @org/docs\n*.md\n\n^[Code]\n*.py @org/code\n"
    repo.commit({"policies/a.bylaw": RULE, ".gitlab/CODEOWNERS": owners})
    repo.branch({"a.py": "", "a.md": ""})
    said = owned(bylaw.check(repo.root, base="main"))
    assert said == {"a.md": "@org/docs", "a.py": "@org/code"}
