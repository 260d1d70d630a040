"""`bylaw.check`: from governance and a change to a verdict."""

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
NO_X = """bylaw 1
rule no-x {
  title "No x"
  for file in change.files
  where file.path ends with ".x"
  warn file "An x."
}
"""


def told(verdict: bylaw.Verdict) -> list[tuple[str, str, str]]:
    return [(one.level, one.rule, one.place.path) for one in verdict.findings]


def refused(repo: Any, **said: Any) -> list[tuple[str, str, int]]:
    with pytest.raises(bylaw.Wrong) as caught:
        bylaw.check(repo.root, **said)
    return [(one.code, one.path, one.line) for one in caught.value.diagnostics]


def test_a_change_on_a_branch(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": NO_TODO, "a.txt": "one\n"})
    head = repo.branch({"a.txt": "one\nTODO\n"})
    verdict = bylaw.check(repo.root, base="main", head="change")
    assert (verdict.outcome, verdict.exit_code) == ("denied", 1)
    assert told(verdict) == [("deny", "local/no-todo", "a.txt")]
    assert verdict.findings[0].place.line == 2
    assert (verdict.change.kind, verdict.change.head) == ("range", head)
    assert verdict.policy_source == "policies/"


def test_without_arguments_the_work_tree_is_judged(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": NO_TODO})
    repo.branch({"committed.txt": "TODO\n"})
    repo.write({"staged.txt": "TODO\n"})
    repo.git("add", "staged.txt")
    repo.write({"untracked.txt": "TODO\n"})
    paths = [path for _, _, path in told(bylaw.check(repo.root))]
    assert paths == ["committed.txt", "staged.txt", "untracked.txt"]
    staged = bylaw.check(repo.root, staged=True)
    assert [path for _, _, path in told(staged)] == ["staged.txt"]
    work = bylaw.check(repo.root, worktree=True)
    assert [path for _, _, path in told(work)] == ["untracked.txt"]


def test_the_whole_tree(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": NO_TODO, "old.txt": "TODO\n"})
    assert told(bylaw.check(repo.root)) == []
    paths = [path for _, _, path in told(bylaw.check(repo.root, whole_tree=True))]
    assert paths == ["old.txt", "policies/a.bylaw", "policies/a.bylaw", "policies/a.bylaw"]


def test_a_patch_needs_no_repository(tmp_path: Path) -> None:
    (tmp_path / "rules.bylaw").write_text(NO_TODO)
    patch = b"--- a/a.txt\n+++ b/a.txt\n@@ -1 +1,2 @@\n one\n+TODO\n"
    rules = str(tmp_path / "rules.bylaw")
    verdict = bylaw.check(tmp_path, patch=patch, policies=[rules])
    assert told(verdict) == [("deny", "local/no-todo", "a.txt")]
    assert verdict.change.kind == "patch"


@pytest.mark.parametrize("patch", [b"", b"\n \n"])
def test_an_empty_patch_is_said_and_is_no_pass_in_a_pipeline(repo: Any, patch: bytes) -> None:
    repo.commit({"policies/a.bylaw": NO_TODO})
    verdict = bylaw.check(repo.root, patch=patch)
    assert (verdict.outcome, verdict.exit_code) == ("passed", 0)
    assert any("The patch is empty" in notice for notice in verdict.notices)
    for weight in ("pass", "deny"):
        verdict = bylaw.check(repo.root, patch=patch, profile="ci", base="main", unknown=weight)
        assert (verdict.outcome, verdict.exit_code) == ("inconclusive", 3)
        assert [one.reason for one in verdict.inconclusive] == ["empty-patch"]


def test_a_patch_that_changes_something_is_not_called_empty(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": NO_TODO})
    patch = b"--- a/a.txt\n+++ b/a.txt\n@@ -1 +1,2 @@\n one\n+two\n"
    assert bylaw.check(repo.root, patch=patch).notices == ()
    verdict = bylaw.check(repo.root, patch=patch, profile="ci", base="main")
    assert (verdict.outcome, verdict.notices) == ("passed", ())


def test_a_patch_that_breaks_off_is_wrong(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": NO_TODO})
    patch = b"--- a/a.txt\n+++ b/a.txt\n@@ -1 +1,9 @@\n one\n+TODO\n"
    ((code, _, line),) = refused(repo, patch=patch)
    assert (code, line > 0) == ("bad-patch", True)


def test_an_unconfigured_repository_is_judged_by_start(repo: Any) -> None:
    repo.commit({"a.txt": "one\n"})
    repo.write({"a.txt": "two\n"})
    verdict = bylaw.check(repo.root)
    assert verdict.policy_source == "built-in pack start"
    assert {rule.pack for rule in verdict.rules} == {"start"}
    assert all(rule.level == "warn" for rule in verdict.rules)
    assert verdict.outcome == "passed"


def test_configuration_chooses_packs_and_levels(repo: Any) -> None:
    config = """
bylaw: 1
packs: [change-hygiene]
policies: [rules]
levels:
  change-hygiene: off
  local/no-todo: note
"""
    repo.commit({"bylaw.yaml": config, "rules/a.bylaw": NO_TODO, "rules/b.bylaw": NO_X})
    repo.branch({"a.x": "TODO\n"})
    verdict = bylaw.check(repo.root, head="change")
    assert told(verdict) == [("note", "local/no-todo", "a.x"), ("warn", "local/no-x", "a.x")] or (
        told(verdict) == [("warn", "local/no-x", "a.x"), ("note", "local/no-todo", "a.x")]
    )
    assert {rule.id for rule in verdict.rules} == {"local/no-todo", "local/no-x"}


@pytest.mark.parametrize(
    ("levels", "now", "base", "expected"),
    [
        ("warn", "2026-06-01", "main", ["warn", "warn"]),
        ("[{level: note, until: 2026-06-01}, deny]", "2026-06-01T23:59:59Z", "main", ["note"] * 2),
        ("[{level: note, until: 2026-06-01}, deny]", "2026-06-02T00:00:00Z", "main", ["deny"] * 2),
        ("[{level: note, until: 2026-05-01}, {level: warn, until: 2026-07-01}]", "2026-06-01",
         "main", ["warn"] * 2),
        ("[{level: note, until: 2026-05-01}]", "2026-06-01", "main", ["deny"] * 2),
        ("[{level: off, branch: 'release/*'}, warn]", "2026-06-01", "main", ["warn"] * 2),
        ("[{level: note, branch: [ma*]}, warn]", "2026-06-01", "main", ["note"] * 2),
        ("[{level: off, path: docs}, warn]", "2026-06-01", "main", ["warn"]),
        ("[{level: warn, path: docs/**}, off]", "2026-06-01", "main", ["warn"]),
        ("[{level: note, path: docs/**}]", "2026-06-01", "main", ["note", "deny"]),
    ],
)  # fmt: skip
def test_levels_by_date_branch_and_path(
    repo: Any, levels: str, now: str, base: str, expected: list[str]
) -> None:
    repo.commit({"bylaw.yaml": f"levels: {{local/no-todo: {levels}}}", "policies/a.bylaw": NO_TODO})
    repo.branch({"docs/a.txt": "TODO\n", "src/a.txt": "TODO\n"})
    verdict = bylaw.check(repo.root, base=base, head="change", now=now)
    assert sorted(one.level for one in verdict.findings) == sorted(expected)


def test_a_rule_s_own_level_wins_over_globs_and_globs_over_packs(repo: Any) -> None:
    config = "levels: {local: off, 'local/no-*': note, local/no-x: deny}"
    repo.commit({"bylaw.yaml": config, "policies/a.bylaw": NO_TODO, "policies/b.bylaw": NO_X})
    repo.branch({"a.x": "TODO\n"})
    verdict = bylaw.check(repo.root, head="change")
    assert sorted(told(verdict)) == [
        ("deny", "local/no-x", "a.x"),
        ("note", "local/no-todo", "a.x"),
    ]


PARAMS = """bylaw 1
param word: string = "TODO" "Forbidden."
param most: int "Allowed."
param sizes: list[size] = [] "Sizes."
param paths: glob = glob("**") "Where."
param shapes: list[regex] = [] "Shapes of words."
rule no-word {
  title "No word"
  where count(line in change.added_lines where line.text contains word and line.file.path in paths)
    > most
  deny change "More than {most} {word}."
}
"""


def test_parameters_from_configuration_and_command_line(repo: Any) -> None:
    config = "params: {local/most: 1, local: {word: FIXME, sizes: [1MB], paths: src/**}}"
    repo.commit({"bylaw.yaml": config, "policies/a.bylaw": PARAMS})
    repo.branch({"src/a.txt": "FIXME\nFIXME\n", "b.txt": "FIXME\n"})
    verdict = bylaw.check(repo.root, head="change")
    assert [one.message for one in verdict.findings] == ["More than 1 FIXME."]
    assert bylaw.check(repo.root, head="change", params={"local/most": "2"}).findings == ()


def test_parameters_are_checked_at_their_line(repo: Any) -> None:
    config = """
params:
  local/most: many
  local/wrd: x
  local/sizes: [1MB, 2 MB]
  local/paths: "a[b"
  local/shapes: [a, '\\C']
  other/x: 1
"""
    repo.commit({"bylaw.yaml": config, "policies/a.bylaw": PARAMS})
    assert sorted(refused(repo)) == [
        ("param-type", "bylaw.yaml", 3),
        ("param-type", "bylaw.yaml", 5),
        ("param-type", "bylaw.yaml", 6),
        ("param-type", "bylaw.yaml", 7),
        ("unknown-param", "bylaw.yaml", 4),
        ("unknown-param", "bylaw.yaml", 8),
    ]


def test_a_parameter_without_a_default_has_to_be_set(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": PARAMS})
    assert refused(repo) == [("missing-param", "policies/a.bylaw", 3)]
    assert bylaw.check(repo.root, params={"local/most": "1"}).outcome == "passed"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"bylaw.yaml": "packs: [strt]"}, [("unknown-pack", "bylaw.yaml", 1)]),
        ({"bylaw.yaml": "packs: []"}, [("nothing-to-judge", "bylaw.yaml", 1)]),
        ({"bylaw.yaml": "policies: [rules/*.bylaw]"}, [("no-policy-file", "bylaw.yaml", 1)]),
        ({"bylaw.yaml": "policies: [rules/a.bylaw]"}, [("policy-missing", "rules/a.bylaw", 0)]),
        ({"bylaw.yaml": "levels: {start/privat-key: off}"}, [("unknown-rule", "bylaw.yaml", 1)]),
        ({"bylaw.yaml": "levels: {strt: off}"}, [("unknown-rule", "bylaw.yaml", 1)]),
        ({"bylaw.yaml": "levels: {'x/*': off}"}, [("unknown-rule", "bylaw.yaml", 1)]),
        ({"bylaw.yaml": "levels: {'start/[': off}"}, [("config-value", "bylaw.yaml", 1)]),
        ({"bylaw.yaml": "policies:\n- policies\n- 'x['"}, [("config-value", "bylaw.yaml", 3)]),
        ({"bylaw.yaml": "policies:\n- '../..'"}, [("config-value", "bylaw.yaml", 2)]),
        ({"bylaw.yaml": "policies: [/etc]"}, [("config-value", "bylaw.yaml", 1)]),
        ({"bylaw.yaml": "packs: [start,\n ../x/]"}, [("config-value", "bylaw.yaml", 2)]),
        ({"bylaw.yaml": "levels:\n  start: {level: note, path: [a,\n 'x{y']}"},
         [("config-value", "bylaw.yaml", 3)]),
        ({"bylaw.yaml": "levels:\n  start:\n  - level: off\n    branch: '[z-a]'"},
         [("config-value", "bylaw.yaml", 4)]),
        ({"bylaw.yml": "packs: [start]"}, [("config-name", "bylaw.yml", 0)]),
        ({".bylaw.yaml": "packs: [start]"}, [("config-name", ".bylaw.yaml", 0)]),
        ({"bylaw.yaml": "{}", "a/bylaw.yaml": "{}"}, [("nested-config", "a/bylaw.yaml", 0)]),
        ({"policies/a.bylaw": b"bylaw 1\n# \xff\n"}, [("policy-not-utf8", "policies/a.bylaw", 2)]),
        ({"policies/p/pack.yaml": "name: start", "policies/p/a.bylaw": NO_X},
         [("pack-name", "policies/p/pack.yaml", 0)]),
        ({"policies/p/pack.yaml": "nam: x", "policies/p/a.bylaw": NO_X},
         [("config-value", "policies/p/pack.yaml", 1)]),
        ({"policies/p/pack.yaml": "name: x", "policies/p/a.bylaw": NO_X,
          "policies/q/pack.yaml": "name: x", "policies/q/a.bylaw": NO_TODO},
         [("pack-name", "policies/q/pack.yaml", 0)]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else value[0][0],
)  # fmt: skip
def test_wrong_governance_is_refused(
    repo: Any, files: dict[str, str | bytes], expected: list[tuple[str, str, int]]
) -> None:
    repo.commit(files)
    assert refused(repo) == expected


def test_configurations_of_examples_and_tests_are_nobody_s(repo: Any) -> None:
    repo.commit({"bylaw.yaml": "{}", "examples/x/bylaw.yaml": "{}", "a/tests/bylaw.yaml": "no"})
    assert bylaw.check(repo.root).outcome == "passed"


KINDS: list[dict[str, Any]] = [
    {}, {"worktree": True}, {"whole_tree": True}, {"staged": True}, {"base": "main"},
    {"base": "main", "head": "HEAD"}, {"patch": b""},
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(kind) or "plain")
def test_a_nested_configuration_is_refused_before_git_tracks_it(repo: Any, kind: Any) -> None:
    repo.commit({"bylaw.yaml": "{}", "services/a.py": "", "tests/a.py": ""})
    repo.write({"services/pay/bylaw.yaml": "{}", "tests/x/bylaw.yaml": "{}", "new.txt": ""})
    assert refused(repo, **kind) == [("nested-config", "services/pay/bylaw.yaml", 0)]
    repo.git("add", "services")
    repo.write({"z/bylaw.yaml": "{}"})
    both = [("nested-config", path, 0) for path in ("services/pay/bylaw.yaml", "z/bylaw.yaml")]
    assert refused(repo, **kind) == both


def test_nested_configurations_that_git_does_not_see_are_nobody_s(
    repo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "git").mkdir()
    (tmp_path / "git" / "ignore").write_text("scratch/\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    repo.commit({"bylaw.yaml": "{}", ".gitignore": "build/\n", "old/bylaw.yaml": "{}"})
    (repo.root / ".git" / "info" / "exclude").write_text("notes/\n")
    repo.write({f"{name}/bylaw.yaml": "{}" for name in ("build", "notes", "scratch", "inner")})
    repo.git("init", "-q", "inner")
    repo.git("-C", "inner", "commit", "-q", "--allow-empty", "-m", "Another repository")
    repo.write({"old/bylaw.yaml": None})
    assert bylaw.check(repo.root).outcome == "passed"
    assert bylaw.check(repo.root, staged=True).outcome == "passed"


def test_a_policy_that_is_a_link_is_refused(repo: Any, tmp_path: Path) -> None:
    (tmp_path / "outside.bylaw").write_text(NO_X)
    (repo.root / "policies").mkdir()
    (repo.root / "policies" / "a.bylaw").symlink_to(tmp_path / "outside.bylaw")
    repo.commit({"a.txt": ""})
    assert refused(repo) == [("policy-unreadable", "policies/a.bylaw", 0)]


def test_all_errors_of_all_files_are_told(repo: Any) -> None:
    bad = 'bylaw 1\nrule a {\n  title "A"\n  where change.nothing\n  deny change "x"\n}\n'
    repo.commit({"policies/a.bylaw": bad, "policies/b.bylaw": bad.replace("rule a", "rule b")})
    assert [path for _, path, _ in refused(repo)] == ["policies/a.bylaw", "policies/b.bylaw"]


def test_packs_of_the_repository(repo: Any) -> None:
    files = {
        "bylaw.yaml": "packs: [./governance/pay]\npolicies: []",
        "governance/pay/pack.yaml": "name: pay\nversion: '1'",
        "governance/pay/rules/a.bylaw": NO_X,
        "governance/other/b.bylaw": NO_TODO,
    }
    repo.commit(files)
    repo.branch({"a.x": "TODO"})
    assert told(bylaw.check(repo.root, head="change")) == [("warn", "pay/no-x", "a.x")]


def test_packs_use_each_other(repo: Any) -> None:
    lib = 'bylaw 1\nlet xs = glob("**/*.x")\nrule unused { title "T" deny change "never" }\n'
    rule = """bylaw 1
use "lib" as lib
use "paths" as paths
rule no-x {
  title "No x"
  for file in change.files
  where file.path in lib.xs and not (file.path in paths.tests)
  deny file "An x."
}
"""
    files = {
        "bylaw.yaml": "policies: [policies/**/*.bylaw]",
        "policies/lib/pack.yaml": "name: lib",
        "policies/lib/a.bylaw": lib,
        "policies/a.bylaw": rule,
    }
    repo.commit(files)
    repo.branch({"a.x": ""})
    found = told(bylaw.check(repo.root, head="change"))
    assert found == [("deny", "lib/unused", "a.x"), ("deny", "local/no-x", "a.x")]


def test_packs_in_a_circle_are_refused(repo: Any) -> None:
    files = {}
    for one, other in (("a-one", "b-two"), ("b-two", "a-one")):
        files[f"policies/{one}/pack.yaml"] = f"name: {one}"
        text = f'bylaw 1\nuse "{other}" as other\nlet x = other.x\n'
        files[f"policies/{one}/a.bylaw"] = text
    repo.commit(files)
    assert "pack-circle" in [code for code, _, _ in refused(repo)]


def test_only_some_rules(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": NO_TODO, "policies/b.bylaw": NO_X})
    repo.branch({"a.x": "TODO\n"})
    verdict = bylaw.check(repo.root, head="change", rules=["*-x"])
    assert told(verdict) == [("warn", "local/no-x", "a.x")]
    assert refused(repo, rules=["no-tod"]) == [("bad-request", "", 0)]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"base": "nothing"}, "unresolved-revision"),
        ({"base": "--upload-pack=x"}, "unresolved-revision"),
        ({"head": "nothing"}, "unresolved-revision"),
        ({"profile": "ci", "policy_ref": "nothing"}, "unresolved-revision"),
    ],
)
def test_what_cannot_be_had_is_inconclusive(repo: Any, said: dict[str, Any], reason: str) -> None:
    repo.commit({"a.txt": ""})
    verdict = bylaw.check(repo.root, unknown="pass", **said)
    assert (verdict.outcome, verdict.exit_code) == ("inconclusive", 3)
    assert [(one.reason, one.fatal) for one in verdict.inconclusive] == [(reason, True)]


def test_no_commits_and_no_repository(repo: Any, tmp_path: Path) -> None:
    for profile in ("local", "ci"):
        verdict = bylaw.check(repo.root, profile=profile)
        assert (verdict.exit_code, verdict.inconclusive[0].reason) == (3, "no-commits")
    verdict = bylaw.check(tmp_path)
    assert (verdict.exit_code, verdict.inconclusive[0].reason) == (3, "no-repository")


def test_now_is_recorded(repo: Any) -> None:
    repo.commit({"a.txt": ""})
    assert bylaw.check(repo.root, now="2026-02-03").now == "2026-02-03T00:00:00Z"
    assert bylaw.check(repo.root, now="2026-02-03T01:00:00+01:00").now == "2026-02-03T00:00:00Z"
    assert refused(repo, now="yesterday") == [("bad-request", "", 0)]


def test_the_same_inputs_give_the_same_verdict(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": NO_TODO, "policies/b.bylaw": NO_X})
    repo.branch({f"{name}.x": "TODO\nTODO\n" for name in "cab"})
    first = bylaw.check(repo.root, head="change", now="2026-01-01")
    assert len(first.findings) == 9
    assert bylaw.check(repo.root, head="change", now="2026-01-01") == first


def test_a_bare_repository(repo: Any, tmp_path: Path) -> None:
    repo.commit({"policies/a.bylaw": NO_TODO})
    repo.branch({"a.txt": "TODO\n"})
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    verdict = bylaw.check(tmp_path / "bare.git", base="main", head="change")
    assert told(verdict) == [("deny", "local/no-todo", "a.txt")]


def test_limits_of_the_configuration_hold(repo: Any) -> None:
    repo.commit({"bylaw.yaml": "limits: {file: 100B}", "policies/a.bylaw": NO_TODO})
    repo.branch({"a.txt": "x\n" * 100})
    verdict = bylaw.check(repo.root, head="change")
    assert verdict.outcome == "passed-with-unknowns"
    assert verdict.inconclusive[0].reason == "too-large"


def test_uncommitted_work_of_an_agent(repo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = """bylaw 1
rule no-ai {
  title "No AI"
  where change.ai.marked
  deny change "Marked."
}
"""
    repo.commit({"policies/a.bylaw": rule})
    repo.write({"a.txt": "x\n"})
    monkeypatch.delenv("CLAUDECODE", raising=False)
    assert bylaw.check(repo.root, agent="helper").outcome == "denied"
    patch = b"--- a/a.txt\n+++ b/a.txt\n@@ -1 +1,2 @@\n one\n+two\n"
    assert bylaw.check(repo.root, agent="helper", patch=patch).outcome == "denied"
