"""In profile ci the target branch judges; no change brings its own rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import bylaw

NO_TODO = """bylaw 1
rule no-todo {
  title "No TODO is left"
  for line in change.added_lines
  where line.text contains "TODO"
  deny line "A TODO."
}
"""
LAX = NO_TODO.replace("TODO", "NEVER").replace("no-NEVER", "no-todo")


def ci(repo: Any, **said: Any) -> bylaw.Verdict:
    return bylaw.check(repo.root, base="main", profile="ci", **said)


@pytest.mark.parametrize(
    "edits",
    [
        {"policies/a.bylaw": LAX},
        {"policies/a.bylaw": None},
        {"bylaw.yaml": "levels: {local/no-todo: off}"},
        {"bylaw.yaml": "packs: []"},
        {"bylaw.yaml": None},
        {"bylaw.yaml": "not: [valid"},
        {"policies/b.bylaw": "nonsense"},
        {"policies/pack.yaml": "name: other"},
        {"bylaw.yml": "packs: []"},
        {"sub/bylaw.yaml": "packs: []"},
        {"bylaw.yaml": "policies: [none/]", "none/a.bylaw": LAX},
        {"bylaw.yaml": "requires: '>=99'"},
        {"bylaw.yaml": "limits: {diff: 1B}"},
    ],
    ids=lambda edits: ",".join(edits),
)
def test_a_change_cannot_edit_its_judge(repo: Any, edits: dict[str, str | None]) -> None:
    repo.commit({"bylaw.yaml": "levels: {local/no-todo: deny}", "policies/a.bylaw": NO_TODO})
    repo.branch({**edits, "a.txt": "TODO\n"})
    verdict = ci(repo)
    assert verdict.exit_code == 1
    assert ("local/no-todo", "a.txt") in [(f.rule, f.place.path) for f in verdict.findings]
    assert verdict.policy_source.startswith("bylaw.yaml at main (")


def test_work_tree_files_do_not_judge_either(repo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.root)
    repo.commit({"bylaw.yaml": "{}", "policies/a.bylaw": NO_TODO})
    repo.branch({"a.txt": "TODO\n"})
    repo.write({"policies/a.bylaw": LAX, "bylaw.yaml": "packs: []"})
    assert ci(repo).exit_code == 1
    assert ci(repo, policies=["policies/a.bylaw"]).exit_code == 1


def test_named_files_of_the_repository_come_from_the_target(
    repo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"rules/a.bylaw": NO_TODO, "ci.yaml": "levels: {local/no-todo: warn}"})
    repo.branch({"rules/a.bylaw": LAX, "ci.yaml": "levels: {local/no-todo: off}", "a.txt": "TODO"})
    monkeypatch.chdir(repo.root)
    verdict = ci(repo, policies=["rules/"], config="ci.yaml")
    assert [(one.level, one.rule) for one in verdict.findings] == [("warn", "local/no-todo")]


def test_a_link_does_not_lead_named_policies_out_of_the_repository(
    repo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lax").mkdir()
    (tmp_path / "lax" / "a.bylaw").write_text(LAX)
    repo.commit({"policies/a.bylaw": NO_TODO})
    repo.branch({"policies/a.bylaw": None, "a.txt": "TODO"})
    (repo.root / "policies").rmdir()
    (repo.root / "policies").symlink_to(tmp_path / "lax")
    repo.commit({}, "Link")
    monkeypatch.chdir(repo.root)
    assert ci(repo, policies=["policies/"]).exit_code == 1
    assert ci(repo, policies=[f"{repo.root}/policies/a.bylaw"]).exit_code == 1


def test_an_old_branch_is_judged_by_the_newest_rules(repo: Any) -> None:
    repo.commit({"bylaw.yaml": "{}", "policies/a.bylaw": LAX})
    repo.branch({"a.txt": "TODO\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"policies/a.bylaw": NO_TODO})
    repo.git("checkout", "-q", "change")
    assert ci(repo).exit_code == 1


def test_a_revision_can_be_named_for_the_policies(repo: Any) -> None:
    repo.commit({"bylaw.yaml": "{}", "policies/a.bylaw": NO_TODO})
    repo.git("tag", "strict")
    repo.commit({"policies/a.bylaw": LAX})
    repo.branch({"a.txt": "TODO\n"})
    assert ci(repo).exit_code == 0
    assert ci(repo, policy_ref="strict").exit_code == 1


def test_a_change_to_governance_is_said_and_its_own_view_is_advice(repo: Any) -> None:
    repo.commit({"bylaw.yaml": "{}", "policies/a.bylaw": NO_TODO})
    repo.branch({"policies/a.bylaw": LAX, "a.txt": "TODO\n"})
    said, advice, rules = ci(repo).notices
    assert said.startswith("The change alters its own governance (policies/a.bylaw); main (")
    assert advice == (
        "Its own policies would say: denied, 3 findings (new: 3 local/no-todo; "
        "gone: 1 local/no-todo)."
    )
    assert rules == "They would rewrite local/no-todo."


def test_own_policies_that_are_wrong_are_told(repo: Any) -> None:
    repo.commit({"bylaw.yaml": "{}", "policies/a.bylaw": NO_TODO})
    repo.branch({"bylaw.yaml": "packz: []"})
    _, advice = ci(repo).notices
    assert advice == "Its own policies would be refused: bylaw.yaml:1: unknown key `packz`."


def test_other_changes_say_nothing_of_governance(repo: Any) -> None:
    repo.commit({"bylaw.yaml": "{}", "policies/a.bylaw": NO_TODO})
    repo.branch({"a.txt": "fine\n"})
    assert ci(repo).notices == ()


def test_bootstrap(repo: Any) -> None:
    repo.commit({"a.txt": ""})
    repo.branch({"bylaw.yaml": "{}", "policies/a.bylaw": NO_TODO, "a.txt": "TODO\n"})
    verdict = ci(repo)
    assert verdict.exit_code == 1
    assert verdict.notices[0].startswith("bootstrap: main (")


def test_bootstrap_reads_the_commit_not_the_work_tree(repo: Any) -> None:
    repo.commit({"a.txt": ""})
    repo.branch({"bylaw.yaml": "{}", "policies/a.bylaw": NO_TODO, "a.txt": "TODO\n"})
    repo.write({"policies/a.bylaw": LAX})
    assert ci(repo).exit_code == 1


def test_without_a_target_branch_profile_ci_does_not_judge(repo: Any) -> None:
    repo.commit({"a.txt": ""})
    repo.git("branch", "-m", "main", "other")
    verdict = bylaw.check(repo.root, profile="ci", unknown="pass")
    assert (verdict.exit_code, verdict.inconclusive[0].fatal) == (3, True)


def test_local_runs_say_where_they_differ_from_the_target(repo: Any) -> None:
    repo.commit({"bylaw.yaml": "{}", "policies/a.bylaw": NO_TODO})
    repo.git("checkout", "-q", "-b", "change")
    assert bylaw.check(repo.root).notices == ()
    repo.write({"policies/a.bylaw": LAX, "policies/new.bylaw": "bylaw 1\n"})
    (notice,) = bylaw.check(repo.root).notices
    assert notice.startswith("policies/a.bylaw, policies/new.bylaw differ from main (")
    repo.write({"policies/a.bylaw": None})
    repo.write({"policies/new.bylaw": None})
    (notice,) = bylaw.check(repo.root).notices
    assert notice.startswith("policies/a.bylaw differs from main (")


def test_attributes_come_from_the_target_in_profile_ci(repo: Any) -> None:
    rule = NO_TODO.replace("  where", "  where not line.file.is_generated and")
    repo.commit({"bylaw.yaml": "{}", "policies/a.bylaw": rule})
    repo.branch({".gitattributes": "*.txt linguist-generated\n", "a.txt": "TODO\n"})
    assert ci(repo).exit_code == 1


def test_the_cache_is_not_in_the_work_tree(repo: Any) -> None:
    repo.commit({"bylaw.yaml": "{}", "policies/a.bylaw": NO_TODO})
    bylaw.check(repo.root)
    assert repo.git("status", "--porcelain", "--ignored") == ""
    assert list((repo.root / ".git" / "bylaw" / "cache").glob("*.json"))


def test_a_rename_into_a_guarded_path_hides_nothing(repo: Any) -> None:
    rule = NO_TODO.replace("  where", '  where line.file.path in glob("src/**") and')
    repo.commit({"bylaw.yaml": "{}", "policies/a.bylaw": rule, "docs/a.txt": "TODO\n" * 20})
    repo.git("checkout", "-q", "-b", "change")
    (repo.root / "src").mkdir()
    repo.git("mv", "docs/a.txt", "src/a.txt")
    repo.commit({})
    assert len(ci(repo).findings) == 20


@pytest.mark.parametrize("mark", ["--assume-unchanged", "--skip-worktree"])
def test_a_file_that_the_index_hides_is_judged_in_profile_ci(repo: Any, mark: str) -> None:
    repo.commit({"policies/a.bylaw": NO_TODO, "a.txt": "one\n"})
    repo.git("update-index", mark, "a.txt")
    repo.write({"a.txt": "one\nTODO\n"})
    assert bylaw.check(repo.root, worktree=True).outcome == "passed"
    assert bylaw.check(repo.root, worktree=True, profile="ci").outcome == "denied"
