"""Rules about the architecture, from a repository to a verdict."""

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
