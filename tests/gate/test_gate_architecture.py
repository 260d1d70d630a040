"""Rules about the architecture, in a version that reads no catalog yet."""

from __future__ import annotations

from typing import Any

import bylaw

RULE = """bylaw 1
rule layers {
  title "Layers point down"
  for edge in imports.added
  where not edge.allowed
  deny edge "M"
}
"""


def test_without_a_catalog_they_are_not_applicable(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": RULE, "a.txt": "a\n"})
    repo.commit({"a.txt": "b\n"})
    verdict = bylaw.check(repo.root, base="HEAD~1", head="HEAD", unknown="deny")
    assert (verdict.outcome, verdict.not_applicable) == ("passed", ("local/layers",))


def test_with_a_catalog_they_are_not_passed_over(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": RULE, "architecture.yaml": "components: {}\n"})
    repo.commit({"a.txt": "b\n"})
    verdict = bylaw.check(repo.root, base="HEAD~1", head="HEAD", unknown="deny")
    assert (verdict.exit_code, verdict.not_applicable) == (3, ())
    assert [one.reason for one in verdict.inconclusive] == ["not-in-this-version"]


def test_in_profile_ci_the_target_says_whether_there_is_one(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": RULE, "architecture.yaml": "components: {}\n"})
    repo.git("rm", "-q", "architecture.yaml")
    repo.commit({"a.txt": "b\n"})
    verdict = bylaw.check(repo.root, base="HEAD~1", head="HEAD", profile="ci")
    assert (verdict.exit_code, verdict.not_applicable) == (3, ())
