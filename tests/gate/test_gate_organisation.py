"""An organisation's file: packs that judge every change, and below what no repository goes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import bylaw

RULES = """bylaw 1
param most: int = 10
param names: list[string] = ["a"]
rule no-todo {
  title "No TODO is left"
  for line in change.added_lines
  where line.text contains "TODO"
  deny line "A TODO."
}
rule no-hack {
  title "No HACK is left"
  for line in change.added_lines
  where line.text contains "HACK"
  warn line "A HACK."
}
rule few {
  title "A file is short"
  for file in change.files
  where file.added > most
  deny file "More than {most} lines."
}
rule named {
  title "Files have agreed names"
  for file in change.files
  where file.extension == "txt"
  unless file.stem in names
  warn file "Not an agreed name."
}
rule unsure {
  title "Somebody approved"
  where review.approvals.count < 1
  deny change "Nobody."
  on unknown pass
}
"""
PACK = 'name: bank\nversion: "1.0.0"\ndescription: "What the bank agreed on."\n'
NOW = "2026-06-01T00:00:00Z"

Written: TypeAlias = Callable[..., Path]


@pytest.fixture
def org(tmp_path: Path) -> Written:
    """Writes an organisation's file, beside its policies, out of the repository."""

    def write(text: str, **files: str) -> Path:
        folder = tmp_path / "org"
        every = {"policies/a.bylaw": RULES, "policies/pack.yaml": PACK, **files, "org.yaml": text}
        for name, content in every.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        return folder / "org.yaml"

    return write


def check(repo: Any, org: Path, profile: Any = "ci", **said: Any) -> bylaw.Verdict:
    said = {"base": "main", "now": NOW, "unknown": "deny", **said}
    return bylaw.check(repo.root, profile=profile, org=org, **said)


def found(verdict: bylaw.Verdict) -> list[tuple[str, str]]:
    return sorted((one.level, one.rule) for one in verdict.findings)


def refused(repo: Any, org: Path, **said: Any) -> list[str]:
    """What is refused, the same on a desk as in a pipeline."""
    told = []
    for profile in ("ci", "local"):
        with pytest.raises(bylaw.Wrong) as error:
            check(repo, org, profile, **said)
        told.append(
            [
                f"{one.path}:{one.line}: {one.message}" if one.path else one.message
                for one in error.value.diagnostics
            ]
        )
    assert told[0] == told[1]
    return told[0]


ONLY = "packs: []\npolicies: [policies/]\n"
TODO = {"a.txt": "TODO\n"}


@pytest.mark.parametrize("profile", ["ci", "local"])
@pytest.mark.parametrize("said", [{}, {"policies": ["paths"]}, {"rules": ["start/private-key"]}])
def test_a_mandatory_pack_cannot_be_left_out(
    repo: Any, org: Written, profile: str, said: dict[str, Any]
) -> None:
    repo.commit({"bylaw.yaml": "packs: [start]\n"})
    repo.branch(TODO)
    verdict = check(repo, org(ONLY), profile, **said)
    assert ("deny", "bank/no-todo") in found(verdict)
    assert verdict.policy_source.endswith("org.yaml")


def test_a_mandatory_pack_stands_beside_no_rule_at_all(repo: Any, org: Written) -> None:
    repo.commit({"bylaw.yaml": "packs: []\n"})
    repo.branch(TODO)
    assert ("deny", "bank/no-todo") in found(check(repo, org(ONLY)))


def test_a_built_in_pack_is_mandatory_by_its_name(repo: Any, org: Written) -> None:
    repo.commit({"bylaw.yaml": "packs: []\n"})
    repo.branch({"a.py": "<<<<<<< ours\na = 1\n=======\na = 2\n>>>>>>> theirs\n"})
    said = found(check(repo, org("packs: [start]\nlevels: {start: deny}\n")))
    assert said == [("deny", "start/conflict-marker")]


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("levels: {bank/no-todo: warn}", "bylaw.yaml:1: `bank/no-todo` is warn here, below deny"),
        ("levels: {bank/no-todo: off}", "bylaw.yaml:1: `bank/no-todo` is off here, below deny"),
        ("levels:\n  bank: note", "bylaw.yaml:2: `bank/no-todo` and 2 more rules are note here"),
        ("levels:\n  '*/no-todo': off", "bylaw.yaml:2: `bank/no-todo` is off here, below deny"),
        (
            "levels:\n  bank/no-todo:\n  - {level: off, path: docs/**}\n  - deny",
            "bylaw.yaml:3: `bank/no-todo` is off here, below deny",
        ),
        (
            "levels: {bank/no-todo: [{level: note, until: 2026-12-31}, deny]}",
            "bylaw.yaml:1: `bank/no-todo` is note here, below deny",
        ),
        (
            "levels: {bank/no-todo: [{level: note, branch: main}, deny]}",
            "bylaw.yaml:1: `bank/no-todo` is note here, below deny",
        ),
        (
            "projects:\n  x:\n    paths: a.txt\n    packs: [start]\n    unknown: pass",
            "bylaw.yaml:5: `unknown` is pass here, below warn",
        ),
        ("unknown: pass", "bylaw.yaml:1: `unknown` is pass here, below warn"),
        ("ai: {unmarked: human}", "bylaw.yaml:1: `ai.unmarked` is human here, not assisted"),
        ("params: {bank/most: 50}", "bylaw.yaml:1: `bank/most` is above `20`"),
        (
            "projects:\n  x:\n    paths: '*.txt'\n    packs: [start]\n"
            "    params: {start/max_file: 1MB}",
            "bylaw.yaml:5: `start/max_file` is set here",
        ),
        (
            "projects:\n  x:\n    paths: '*.txt'\n    packs: [start]\n"
            "    levels: {start/private-key: note}",
            "bylaw.yaml:5: `start/private-key` is note here, below warn",
        ),
        ("params: {bank/most: -1}", "bylaw.yaml:1: `bank/most` is below `0`"),
        ("params: {bank: {names: [a, c]}}", "bylaw.yaml:1: `bank/names` holds `c`"),
        ("params: {bank: {names: [b]}}", "bylaw.yaml:1: `bank/names` lacks `a`"),
        ("params: {start/max_file: 1MB}", "bylaw.yaml:1: `start/max_file` is set here"),
    ],
)
def test_below_the_floor_is_refused_at_its_line(
    repo: Any, org: Written, config: str, told: str
) -> None:
    file = org(
        "name: Example Bank\ncontact: '#gov'\npolicies: [policies/]\nunknown: warn\n"
        "ai: {unmarked: assisted}\nparams:\n  start: fixed\n  bank/most: {min: 0, max: 20}\n"
        "  bank/names: {one_of: [a, b], includes: [a]}\n"
        "levels: {bank/few: note, bank/unsure: note, start: warn}"
    )
    packs = "" if config.startswith("projects") else "\npacks: [start]"
    repo.commit({"bylaw.yaml": config + packs})
    repo.branch(TODO)
    (said,) = refused(repo, file)
    assert said.startswith(told)
    assert said.endswith(", which Example Bank does not allow")
    with pytest.raises(bylaw.Wrong) as error:
        check(repo, file)
    (one,) = error.value.diagnostics
    assert "ask #gov" in one.help
    assert [note.path for note in one.notes] == [str(file)]


def test_whoever_keeps_to_it_is_judged(repo: Any, org: Written) -> None:
    file = org(
        "policies: [policies/]\nunknown: warn\nlevels: {bank/no-todo: warn, bank/no-hack: 'off'}\n"
        "params: {bank/most: {max: 20}, bank/names: {one_of: [a, b, c]}}\n"
    )
    said = "levels: {bank/no-todo: deny, bank/no-hack: off}\nunknown: warn\npacks: []\n"
    repo.commit({"bylaw.yaml": f"{said}params: {{bank/most: 3, bank/names: [b, c]}}\n"})
    repo.branch({"b.txt": "TODO\nHACK\n1\n2\n"})
    verdict = check(repo, file, unknown=None)
    assert found(verdict) == [("deny", "bank/few"), ("deny", "bank/no-todo")]
    assert check(repo, file, "local", unknown=None).findings == verdict.findings


def test_a_floor_lifts_what_nobody_said(repo: Any, org: Written) -> None:
    repo.commit({"bylaw.yaml": "packs: []\npolicies: [rules/]", "rules/a.bylaw": RULES})
    repo.branch({"a.txt": "HACK\n"})
    file = org("levels: {'local/no-h*': deny}")
    assert found(check(repo, file, unknown="pass")) == [("deny", "local/no-hack")]


def test_a_floor_does_not_lower_a_rule_of_the_repository(repo: Any, org: Written) -> None:
    repo.commit({"bylaw.yaml": "packs: []\npolicies: [rules/]", "rules/a.bylaw": RULES})
    repo.branch(TODO)
    assert found(check(repo, org("levels: {local: note}"))) == [("deny", "local/no-todo")]


@pytest.mark.parametrize(
    ("levels", "now", "level"),
    [
        ("[{level: warn, until: 2026-12-31}, deny]", "2026-12-31", "warn"),
        ("[{level: warn, until: 2026-12-31}, deny]", "2027-01-01", "deny"),
        ("[{level: deny, from: 2027-01-01}, note]", "2026-12-31", "note"),
        ("[{level: deny, from: 2027-01-01}, note]", "2027-01-01", "deny"),
        ("[{level: note, branch: release/*}, warn]", "2026-12-31", "warn"),
    ],
)
def test_an_organisation_announces_a_level(
    repo: Any, org: Written, levels: str, now: str, level: str
) -> None:
    repo.commit({"bylaw.yaml": "packs: []\n"})
    repo.branch(TODO)
    file = org(f"policies: [policies/]\nlevels: {{bank/no-todo: {levels}}}\n")
    verdict = check(repo, file, now=f"{now}T12:00:00Z")
    assert found(verdict) == [(level, "bank/no-todo")]


@pytest.mark.parametrize(
    ("limits", "lines"),
    [
        ("{max: 3}", 3),
        ("{min: 20, max: 30}", 20),
        ("{value: 5}", 5),
        ("{default: 4, max: 9}", 4),
        ("fixed", 10),
        ("{max: 99}", 10),
    ],
)
def test_a_default_is_moved_into_the_range(
    repo: Any, org: Written, limits: str, lines: int
) -> None:
    repo.commit({"bylaw.yaml": "packs: []\n"})
    repo.branch({"a.py": "x\n" * lines, "b.py": "x\n" * (lines + 1)})
    verdict = check(repo, org(f"policies: [policies/]\nparams: {{bank/most: {limits}}}\n"))
    assert [(one.rule, one.place.path) for one in verdict.findings] == [("bank/few", "b.py")]


def test_the_organisation_sets_what_has_no_default(repo: Any, org: Written) -> None:
    repo.commit({"bylaw.yaml": "packs: []\n"})
    repo.branch({"a.py": "x\n" * 3, "b.py": "x\n"})
    rules = RULES.replace("int = 10", "int")
    file = org("policies: [policies/]\n", **{"policies/a.bylaw": rules})
    assert "has no default and is not set" in refused(repo, file)[0]
    file.write_text("policies: [policies/]\nparams: {bank/most: {default: 2}}\n")
    assert [one.place.path for one in check(repo, file).findings] == ["a.py"]


def test_a_list_is_lengthened_by_what_it_includes(repo: Any, org: Written) -> None:
    repo.commit({"bylaw.yaml": "packs: []\n"})
    repo.branch({"a.txt": "", "b.txt": "", "c.txt": ""})
    verdict = check(repo, org("policies: [policies/]\nparams: {bank/names: {includes: [b]}}\n"))
    assert [one.place.path for one in verdict.findings] == ["c.txt"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("policies: [policies/]\nparams: {bank/least: {max: 3}}", "there is no parameter"),
        ("policies: [policies/]\nparams: {bank/names: {max: 3}}", "`max` is for numbers"),
        ("policies: [policies/]\nparams: {bank/most: {includes: [3]}}", "`includes` is for lists"),
        ("policies: [policies/]\nparams: {bank/most: {max: many}}", "expected a whole number"),
        ("policies: [policies/]\nparams: {bank/most: {one_of: [1, 2]}}", "not among what is"),
        ("policies: [policies/]\nparams: {bank/most: {default: 9, max: 2}}", "is above `2`"),
        ("policies: [policies/]\nlevels: {bank/no-tod: deny}", "`bank/no-tod` is no rule"),
        ("policies: [none/]", "`none/` matches no policy file"),
        ("policies: [../]", "leads out of the organisation's folder"),
        ("packs: [strat]", "there is no built-in pack `strat`"),
        ("", "the organisation's file asks for nothing"),
        ("requires: '>=99'", "requires bylaw >=99"),
    ],
)
def test_what_is_wrong_with_the_file_itself(repo: Any, org: Written, text: str, told: str) -> None:
    repo.commit({"bylaw.yaml": "packs: [start]\n"})
    repo.branch(TODO)
    (said,) = refused(repo, org(text))
    assert told in said


def test_what_another_repository_runs_is_passed_over(repo: Any, org: Written) -> None:
    repo.commit({"bylaw.yaml": "packs: [start]\n"})
    repo.branch(TODO)
    text = "levels: {local/no-todo: deny, payments: deny}\nparams: {payments/most: {max: 3}}\n"
    assert check(repo, org(text)).exit_code == 0


def test_both_requirements_of_a_version_are_shown(repo: Any, org: Written) -> None:
    repo.commit({"bylaw.yaml": "requires: '<0.0.1'\n"})
    repo.branch(TODO)
    file = org("requires: '>=0.0.1'\n")
    with pytest.raises(bylaw.Wrong) as error:
        check(repo, file)
    (one,) = error.value.diagnostics
    assert (one.code, one.path, one.line) == ("requires-version", "bylaw.yaml", 1)
    assert [(note.path, note.line) for note in one.notes] == [(str(file), 1)]


def test_the_command_line_goes_no_lower(repo: Any, org: Written) -> None:
    repo.commit({"bylaw.yaml": "packs: []\n"})
    repo.branch(TODO)
    file = org("policies: [policies/]\nunknown: warn\nfail_on: warn\nparams: {bank/most: {max: 9}}")
    told = refused(
        repo, file, unknown="pass", fail_on="deny", params={"bank/most": "10"}, rules=["bank/few"]
    )
    assert sorted(one.partition(",")[0] for one in told) == [
        "--fail-on deny is less than warn",
        "--param bank/most is above `9`",
        "--unknown pass is below warn",
    ]


def test_what_nobody_says_is_what_the_organisation_asks_for(repo: Any, org: Written) -> None:
    repo.commit({"bylaw.yaml": "packs: []\n"})
    repo.branch({"a.txt": "HACK\n"})
    text = "policies: [policies/]\n"
    assert check(repo, org(text), unknown="warn").exit_code == 0
    verdict = check(repo, org(text + "fail_on: warn\n"), unknown="warn")
    assert (verdict.exit_code, verdict.fail_on) == (1, "warn")


def test_what_is_unknown_weighs_no_less_than_asked(repo: Any, org: Written) -> None:
    repo.commit({"bylaw.yaml": "packs: []\n"})
    repo.branch({"a.txt": ""})
    text = "policies: [policies/]\n"
    assert check(repo, org(text)).exit_code == 0  # the rule itself says `on unknown pass`
    assert check(repo, org(text + "unknown: deny\n")).exit_code == 3


def test_a_pack_of_the_repository_does_not_stand_in_for_one(repo: Any, org: Written) -> None:
    fake = RULES.replace("TODO", "NEVER")
    files = {"policies/a.bylaw": fake, "policies/pack.yaml": PACK}
    repo.commit({"bylaw.yaml": "{}\n", **files})
    repo.branch(TODO)
    (said,) = refused(repo, org(ONLY))
    assert said.startswith("policies/a.bylaw:0: `bank` is the name of a pack")


def test_a_mandatory_pack_takes_no_names_from_the_repository(repo: Any, org: Written) -> None:
    names = "bylaw 1\nlet words = /TODO/\n"
    pack = PACK.replace("bank", "words")
    repo.commit({"policies/w.bylaw": names, "policies/pack.yaml": pack, "bylaw.yaml": "{}\n"})
    repo.branch(TODO)
    uses = RULES.replace("bylaw 1\n", 'bylaw 1\nuse "words" as words\n')
    uses = uses.replace('line.text contains "TODO"', "line.text matches words.words")
    (said,) = refused(repo, org(ONLY, **{"policies/a.bylaw": uses}))
    assert "`bank` uses `words`" in said


def test_the_organisations_policies_have_a_pack(repo: Any, org: Written) -> None:
    repo.commit({"bylaw.yaml": "{}\n"})
    repo.branch(TODO)
    (said,) = refused(repo, org("policies: [loose/]", **{"loose/a.bylaw": RULES}))
    assert "belong to a pack with a name of its own" in said


# -- bootstrap ------------------------------------------------------------------------------------


def test_without_a_configuration_at_the_target_the_organisation_judges(
    repo: Any, org: Written
) -> None:
    repo.commit({"a.txt": ""})
    lax = "packs: []\nlevels: {bank/no-todo: off}\n"
    other = RULES.replace("TODO", "DONE").replace("HACK", "FINE")
    repo.branch({"bylaw.yaml": lax, "policies/a.bylaw": other, "a.txt": "TODO\n"})
    verdict = check(repo, org(ONLY))
    assert ("deny", "bank/no-todo") in found(verdict)
    assert {rule.pack for rule in verdict.rules} == {"bank", "governance"}
    first, alters, advice = verdict.notices
    assert first.startswith("main (")
    assert "so the organisation judges" in first
    assert "(bylaw.yaml, policies/a.bylaw)" in alters
    assert advice.startswith("Its own policies would be refused: bylaw.yaml:2: `bank/no-todo` is")


def test_what_a_first_configuration_would_say_is_advice(repo: Any, org: Written) -> None:
    repo.commit({"a.txt": ""})
    repo.branch({"bylaw.yaml": "{}\n", "policies/a.bylaw": RULES, "b.txt": "HACK\n"})
    verdict = check(repo, org("packs: [start]\n"))
    assert verdict.findings == ()
    assert "local/" in verdict.notices[2]
    assert verdict.notices[3].startswith("They would add local/few, local/named, local/no-hack")


def test_with_floors_alone_the_change_judges_itself_above_them(repo: Any, org: Written) -> None:
    repo.commit({"a.txt": ""})
    repo.branch({"policies/a.bylaw": RULES, "b.txt": "HACK\n"})
    verdict = check(repo, org("levels: {local/no-hack: deny}\n"), unknown="pass")
    assert verdict.notices[0].startswith("bootstrap: ")
    assert ("deny", "local/no-hack") in found(verdict)


# -- out of reach ---------------------------------------------------------------------------------


def test_the_file_is_refused_where_a_change_can_write_it(
    repo: Any, org: Written, tmp_path: Path
) -> None:
    repo.commit({"bylaw.yaml": "packs: [start]\n", "org.yaml": ONLY, "sub/a.txt": ""})
    repo.branch(TODO)
    outside = org("packs: [start]\n")
    (repo.root / "link.yaml").symlink_to(outside)
    (repo.root / "folder").symlink_to(outside.parent)
    (tmp_path / "into.yaml").symlink_to(repo.root / "org.yaml")
    (tmp_path / "through.yaml").symlink_to(repo.root / "link.yaml")
    (tmp_path / "other").symlink_to(repo.root)
    (repo.root / "untracked.yaml").write_text("packs: [start]\n")
    for path in (
        repo.root / "org.yaml",
        repo.root / "untracked.yaml",
        repo.root / "link.yaml",
        repo.root / "folder" / "org.yaml",
        tmp_path / "into.yaml",
        tmp_path / "through.yaml",
        tmp_path / "other" / "org.yaml",
        Path(f"{repo.root}/sub/../../org/org.yaml"),
    ):
        with pytest.raises(bylaw.Wrong, match="is in the work tree"):
            check(repo, path)
    assert check(repo, outside).exit_code == 0
    assert check(repo, Path(f"{repo.root}/../org/org.yaml")).exit_code == 0


def test_its_policies_are_refused_there_too(repo: Any, tmp_path: Path) -> None:
    repo.commit({"bylaw.yaml": "{}", "policies/a.bylaw": RULES, "policies/pack.yaml": PACK})
    repo.branch(TODO)
    beside = tmp_path / "org.yaml"
    beside.write_text(f"policies: [{repo.root.name}/policies/]\n")
    with pytest.raises(bylaw.Wrong, match="in the work tree that is judged"):
        check(repo, beside)


@pytest.mark.parametrize("name", ["none.yaml", "."])
def test_a_file_that_is_not_there(repo: Any, tmp_path: Path, name: str) -> None:
    repo.commit({"bylaw.yaml": "packs: [start]\n"})
    (tmp_path / "org").mkdir()
    with pytest.raises(bylaw.Wrong, match="--org"):
        check(repo, tmp_path / "org" / name)


def test_no_repository_names_its_own_organisation(
    repo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"bylaw.yaml": "packs: [start]\n", "bylaw-org.yaml": ONLY, "org.yaml": ONLY})
    repo.branch(TODO)
    monkeypatch.chdir(repo.root)
    for key in ("org", "organisation"):
        repo.write({"bylaw.yaml": f"{key}: org.yaml\n"})
        with pytest.raises(bylaw.Wrong, match=f"unknown key `{key}`"):
            bylaw.check(os.curdir, base="main")


def test_a_waiver_beyond_its_limits_says_whose_they_are(repo: Any, org: Written) -> None:
    entry = "{rule: bank/no-todo, path: a.txt, reason: Later, owner: '@ana', "
    repo.commit(
        {
            "bylaw.yaml": "bylaw: 1\npacks: [start]\nwaivers: {max_days: 60}\n",
            ".bylaw/waivers.yaml": "bylaw: 1\nwaivers:\n"
            f"  - {entry}created: 2026-06-01Z, expires: 2026-07-01Z}}\n"
            f"  - {entry}created: 2026-06-01Z, expires: 2026-12-01Z}}\n",
        }
    )
    text = 'bylaw: 1\nname: Bank\ncontact: "#gov"\npolicies: [policies/]\nwaivers: {max_days: 10}\n'
    with pytest.raises(bylaw.Wrong) as wrong:
        check(repo, org(text), profile="local")
    helps = [one.help for one in wrong.value.diagnostics]
    assert helps[0] == (
        "at most 10 days are allowed after it was created; Bank sets the limit; ask #gov"
    )
    with pytest.raises(bylaw.Wrong) as wrong:
        bylaw.check(repo.root, base="main", now=NOW, policies=["start"])
    [only] = wrong.value.diagnostics
    assert only.help == "at most 60 days are allowed after it was created"
