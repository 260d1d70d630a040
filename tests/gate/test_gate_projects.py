"""Projects of a monorepo: each judged by packs of its own, over its own part of the change."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import bylaw
from bylaw.gate.request import Request
from bylaw.gate.run import run

RULES = """bylaw 1
param most: int = 1
rule few {
  title "A change touches few files"
  where count(change.files) > most
  deny change "{count(change.files)} files, {change.added} lines, {count(repo.files)} in all."
}
rule no-evil {
  title "Nothing evil"
  for line in change.added_lines
  where line.text contains "EVIL"
  deny line "Evil."
}
rule no-need {
  title "No dependency is added"
  for dep in dependencies.added
  deny dep "{dep.name} is new."
}
rule no-json {
  title "Nothing imports json"
  for edge in imports.added
  where edge.module == "json"
  deny edge "It imports json."
}
"""
PACK = 'name: service\nversion: "1.0.0"\ndescription: "What services keep to."\n'
CONFIG = """packs: []
projects:
  pay:
    paths: services/pay/**
    packs: [./governance]
  web:
    paths: [services/web/**, shared/**]
    packs: [./governance]
    params: {service/most: 2}
    levels: {service: warn}
"""
GOVERNANCE = {"governance/a.bylaw": RULES, "governance/pack.yaml": PACK}


def base(repo: Any, config: str = CONFIG, **files: str) -> None:
    repo.commit({"bylaw.yaml": config, **GOVERNANCE, "services/pay/old.py": "", **files})


def check(repo: Any, profile: Any = "ci", **said: Any) -> bylaw.Verdict:
    return bylaw.check(repo.root, **{"base": "main", "profile": profile, **said})


def rules(verdict: bylaw.Verdict) -> set[tuple[str, str]]:
    """Those that ran, without the pack that is always on."""
    return {(rule.id, rule.level) for rule in verdict.rules if rule.pack != "governance"}


def found(verdict: bylaw.Verdict) -> list[tuple[str, str, str]]:
    return [(one.level, one.rule.partition("/")[2], one.place.path) for one in verdict.findings]


def test_each_project_sees_its_own_part(repo: Any) -> None:
    base(repo)
    repo.branch({"services/pay/a.txt": "1\n2\n", "services/pay/b.txt": "3\n", "other.txt": "4\n"})
    verdict = check(repo)
    assert [one.message for one in verdict.findings] == ["2 files, 3 lines, 3 in all."]
    assert check(repo, "local").findings == verdict.findings


def test_parameters_and_levels_are_each_projects_own(repo: Any) -> None:
    base(repo)
    two = {f"services/{name}/{n}.txt": "EVIL\n" for name in ("pay", "web") for n in range(2)}
    repo.branch(two)
    assert found(check(repo)) == [
        ("deny", "few", "services/pay/0.txt"),
        ("deny", "no-evil", "services/pay/0.txt"),
        ("deny", "no-evil", "services/pay/1.txt"),
        ("warn", "no-evil", "services/web/0.txt"),
        ("warn", "no-evil", "services/web/1.txt"),
    ]


def test_rules_are_listed_once_at_their_heaviest(repo: Any) -> None:
    base(repo)
    repo.branch({"services/web/a.txt": "", "services/pay/a.txt": ""})
    assert rules(check(repo)) == {
        (f"service/{name}", "deny") for name in ("few", "no-evil", "no-need", "no-json")
    }


def test_a_project_that_is_not_touched_is_not_even_loaded(repo: Any) -> None:
    broken = "\n  lib: {paths: lib/**, packs: [./lib]}"
    base(repo, CONFIG.rstrip() + broken, **{"lib/a.bylaw": "nonsense"})
    repo.branch({"services/pay/a.txt": "EVIL\n"})
    assert found(check(repo)) == [("deny", "no-evil", "services/pay/a.txt")]
    repo.commit({"lib/a.txt": ""})
    with pytest.raises(bylaw.Wrong) as error:
        check(repo)
    assert error.value.diagnostics[0].path == "lib/a.bylaw"


def test_who_writes_the_configuration_sees_what_is_wrong_with_any_project(repo: Any) -> None:
    base(repo)
    wrong = CONFIG.replace("most: 2", "most: many").replace("service: warn", "servic: warn")
    repo.branch({"bylaw.yaml": wrong})
    with pytest.raises(bylaw.Wrong) as error:
        check(repo, "local")
    told = [(one.code, one.path, one.line) for one in error.value.diagnostics]
    assert told == [("param-type", "bylaw.yaml", 9), ("unknown-rule", "bylaw.yaml", 10)]
    assert check(repo).notices[-1].startswith("Its own policies would be refused: bylaw.yaml:9: ")


def test_the_whole_repository_is_judged_beside_its_projects(repo: Any) -> None:
    config = CONFIG.replace("packs: []", "packs: [./governance]\nlevels: {service: note}")
    base(repo, config.replace("pay/**", "pay/a*"))
    repo.branch({"services/pay/a.txt": "EVIL\n", "b.txt": "EVIL\n"})
    assert found(check(repo)) == [
        ("note", "few", "b.txt"),
        ("note", "no-evil", "b.txt"),
        ("deny", "no-evil", "services/pay/a.txt"),
    ]


def test_a_file_of_two_projects_is_judged_by_both_and_told_once(repo: Any) -> None:
    base(repo, CONFIG.replace("shared/**", "services/**"))
    repo.branch({"services/pay/a.txt": "EVIL\n"})
    assert found(check(repo)) == [("deny", "no-evil", "services/pay/a.txt")]
    alone = check(repo, rules=["no-evil"]).findings[0].fingerprint
    assert check(repo).findings[0].fingerprint == alone


def test_the_identity_of_a_finding_does_not_hang_on_projects(repo: Any) -> None:
    base(repo)
    edits = {"services/pay/a.txt": "EVIL\n", "services/web/a.txt": "EVIL\n"}
    repo.branch(edits)
    with_projects = {one.place.path: one.fingerprint for one in check(repo).findings}
    repo.git("checkout", "-q", "main")
    repo.commit({"bylaw.yaml": "packs: [./governance]\n"})
    repo.git("checkout", "-q", "change")
    whole = {
        one.place.path: one.fingerprint
        for one in check(repo).findings
        if one.rule == "service/no-evil"
    }
    assert with_projects == whole


def test_a_finding_of_a_projects_change_is_one_whatever_others_do(repo: Any) -> None:
    base(repo)
    repo.branch({"services/web/a.txt": "", "services/web/b.txt": "", "services/web/c.txt": ""})
    (alone,) = check(repo).findings
    repo.commit({"services/pay/a.txt": "", "services/pay/b.txt": ""})
    pay, web = check(repo).findings
    assert (pay.place.path, web.place.path) == ("services/pay/a.txt", "services/web/a.txt")
    assert web.fingerprint == alone.fingerprint != pay.fingerprint


@pytest.mark.parametrize("to", ["services/web/old.py", "gone/old.py"])
def test_a_move_past_the_border_is_seen_on_both_sides(repo: Any, to: str) -> None:
    base(repo, CONFIG.replace("services/web/**, shared/**", "'{services/web,gone}/**'"))
    repo.git("checkout", "-q", "-b", "first")
    repo.commit({"services/pay/old.py": "EVIL\n" + "x = 1\n" * 20})
    repo.git("checkout", "-q", "-b", "change")
    repo.commit({"services/pay/old.py": None, to: "EVIL\n" + "x = 1\n" * 20})
    verdict = check(repo, base="first", policy_ref="main")
    assert found(verdict) == [("deny", "no-evil", to)]


def test_dependencies_belong_to_the_project_of_their_manifest(repo: Any) -> None:
    base(repo)
    repo.branch(
        {"services/pay/requirements.txt": "one==1\n", "requirements.txt": "two==2\n"},
    )
    (finding,) = check(repo).findings
    assert (finding.message, finding.place.path) == (
        "one is new.",
        "services/pay/requirements.txt",
    )


def lock(version: str) -> str:
    """What npm writes at the root of a workspace."""
    packages = {
        "": {"name": "root", "workspaces": ["services/pay"]},
        "node_modules/pay": {"resolved": "services/pay", "link": True},
        "services/pay": {"name": "pay", "dependencies": {"left-pad": "^1.0.0"}},
        "node_modules/left-pad": {"version": version},
    }
    return json.dumps({"name": "root", "lockfileVersion": 3, "packages": packages})


def test_a_lock_above_a_project_is_no_reason_not_to_look(repo: Any) -> None:
    changed = RULES.replace("dependencies.added", "dependencies.changed")
    base(
        repo,
        **{
            "governance/a.bylaw": changed,
            "package.json": '{"name": "root", "workspaces": ["services/pay"]}',
            "services/pay/package.json": '{"name": "pay", "dependencies": {"left-pad": "^1.0.0"}}',
            "package-lock.json": lock("1.0.0"),
        },
    )
    repo.branch({"package-lock.json": lock("1.3.0"), "README.md": "EVIL\n", "b.md": ""})
    verdict = check(repo)
    assert [one.rule for one in verdict.findings] == ["service/no-need"]
    ids = {rule for rule, _ in rules(verdict)}
    assert ids == {"service/no-need", "service/no-json"}  # the others ask nothing of files above


def test_imports_belong_to_the_project_of_their_file(repo: Any) -> None:
    base(repo)
    code = "import json\n"
    repo.branch({"services/pay/a.py": code, "tools/a.py": code, "services/web/a.py": code})
    assert found(check(repo, rules=["no-json"])) == [
        ("deny", "no-json", "services/pay/a.py"),
        ("warn", "no-json", "services/web/a.py"),
    ]


def test_policies_of_a_project_may_use_packs_of_the_repository(repo: Any) -> None:
    words = 'bylaw 1\nlet words = /EVIL/\nrule none {\n  title "x"\n  for f in change.files\n'
    words += '  where f.path == "never"\n  deny f "x"\n}\n'
    own = 'bylaw 1\nuse "words" as words\nrule no-words {\n  title "No such words"\n'
    own += "  for line in change.added_lines\n  where line.text matches words.words\n"
    own += '  deny line "A word."\n}\n'
    config = "packs: [./words]\nprojects:\n  pay: {paths: services/pay/**, policies: [pay/]}\n"
    base(
        repo,
        config,
        **{
            "words/a.bylaw": words,
            "words/pack.yaml": PACK.replace("service", "words"),
            "pay/a.bylaw": own,
        },
    )
    repo.branch({"services/pay/a.txt": "EVIL\n", "b.txt": "EVIL\n"})
    assert found(check(repo)) == [("deny", "no-words", "services/pay/a.txt")]


def test_two_rules_of_one_name_are_refused(repo: Any) -> None:
    config = CONFIG.replace("packs: [./governance]", "policies: [a/]", 1)
    config = config.replace("packs: [./governance]", "policies: [b/]", 1)
    rule = RULES.replace("param most: int = 1\n", "").replace("> most", "> 1")
    base(repo, config.partition("    params")[0], **{"a/a.bylaw": rule, "b/b.bylaw": rule})
    repo.branch({"services/pay/a.txt": "", "services/web/a.txt": ""})
    with pytest.raises(bylaw.Wrong, match=r"two rules are called `local/few`: this one, and a/a"):
        check(repo)


@pytest.mark.parametrize(
    ("weights", "code"),
    [(("pass", "deny"), 3), (("pass", "pass"), 0), (("warn", "pass"), 0), ((None, "pass"), 3)],
)
def test_what_is_unknown_weighs_as_the_heaviest_project_says(
    repo: Any, weights: tuple[str | None, str], code: int
) -> None:
    unsure = 'bylaw 1\nrule unsure {\n  title "x"\n  where review.approvals.count < 1\n'
    unsure += '  deny change "x"\n}\n'
    config = "packs: []\nprojects:\n"
    for name, weight in zip(("pay", "web"), weights, strict=True):
        config += f"  {name}:\n    paths: services/{name}/**\n    packs: [./governance]\n"
        config += f"    unknown: {weight}\n" if weight else ""
    base(repo, config, **{"governance/a.bylaw": unsure})
    repo.branch({"services/pay/a.txt": "", "services/web/a.txt": ""})
    verdict = check(repo)
    assert verdict.exit_code == code
    assert len(verdict.inconclusive) == 1


def test_where_nothing_judges_it_is_said(repo: Any) -> None:
    base(repo)
    repo.branch({"docs/a.txt": "EVIL\n"})
    verdict = check(repo)
    assert (verdict.exit_code, rules(verdict)) == (0, set())
    assert verdict.notices[0].startswith("Nothing was judged: no project of bylaw.yaml has a file")


def test_a_project_without_files_is_told_to_who_writes_it(repo: Any) -> None:
    base(repo)
    repo.branch({"bylaw.yaml": CONFIG.replace("services/pay/**", "service/pay/**")})
    told = "The project `pay` of bylaw.yaml has no file: its `paths` match none."
    assert told in check(repo, "local").notices


def test_policies_of_the_command_line_judge_instead_of_projects(repo: Any) -> None:
    base(repo)
    repo.branch({"services/pay/a.txt": "EVIL\n"})
    ran = rules(check(repo, policies=["start"]))
    assert {rule.partition("/")[0] for rule, _ in ran} == {"start"}


@pytest.mark.parametrize("name", ["service/no-evil", "no-evil", "no-*"])
def test_a_rule_is_named_wherever_it_runs(repo: Any, name: str) -> None:
    base(repo)
    repo.branch({"services/pay/a.txt": "EVIL\n", "services/pay/b.txt": ""})
    assert found(check(repo, rules=[name])) == [("deny", "no-evil", "services/pay/a.txt")]


NAMES: list[Callable[[], dict[str, Any]]] = [
    lambda: {"rules": ["no-evl"]},
    lambda: {"params": {"service/mots": "1"}},
]


@pytest.mark.parametrize("said", NAMES)
def test_what_no_project_has_is_refused(repo: Any, said: Callable[[], dict[str, Any]]) -> None:
    base(repo)
    repo.branch({"services/pay/a.txt": ""})
    with pytest.raises(bylaw.Wrong, match="did you mean"):
        check(repo, **said())


def test_a_parameter_of_the_command_line_holds_in_every_project(repo: Any) -> None:
    base(repo)
    repo.branch({f"services/{name}/{n}.txt": "" for name in ("pay", "web") for n in range(3)})
    assert len(check(repo, params={"service/most": "2"}).findings) == 2
    assert check(repo, params={"service/most": "3"}).findings == ()


def test_a_rule_of_a_project_is_explained(repo: Any) -> None:
    base(repo)
    repo.branch({"services/pay/a.txt": "EVIL\n", "services/pay/b.txt": ""})
    request = Request(str(repo.root), base="main", profile="ci", explain="no-evil")
    assert run(request).trace is not None
    with pytest.raises(bylaw.Wrong, match="--explain no-evl"):
        run(Request(str(repo.root), base="main", profile="ci", explain="no-evl"))


def test_a_nested_configuration_stays_wrong(repo: Any) -> None:
    base(repo, **{"services/pay/bylaw.yaml": "packs: [start]\n"})
    repo.branch({"services/pay/a.txt": ""})
    with pytest.raises(bylaw.Wrong, match="a repository has one"):
        check(repo)


@pytest.mark.parametrize("glob", ["../x/**", "/x", "x["])
def test_paths_of_a_project_are_globs_of_the_repository(repo: Any, glob: str) -> None:
    base(repo, CONFIG.replace("services/pay/**", f'"{glob}"'))
    repo.branch({"services/pay/a.txt": ""})
    with pytest.raises(bylaw.Wrong) as error:
        check(repo)
    assert error.value.diagnostics[0].line == 4


# -- require --------------------------------------------------------------------------------------

ASKS = {
    "catalog": 'for edge in imports.added\n  unless edge.allowed\n  deny edge "x"',
    "owners": 'for file in change.files\n  where count(file.owners) < 1\n  note file "x"',
    "decisions": 'where count(decisions.active) < 1\n  note change "x"',
}
ANSWERS = {
    "catalog": {"architecture.yaml": "components:\n  a: {paths: [src/**]}\n"},
    "owners": {"CODEOWNERS": "* @ana\n"},
    "decisions": {"docs/adr/0001-a.md": "# 1. A\n\nStatus: accepted\n"},
}


@pytest.mark.parametrize("what", ASKS)
def test_what_is_required_and_not_there_is_inconclusive(repo: Any, what: str) -> None:
    rule = f'bylaw 1\nrule asks {{\n  title "x"\n  {ASKS[what]}\n}}\n'
    repo.commit({"bylaw.yaml": "packs: [./r]\n", "r/a.bylaw": rule})
    repo.branch({"src/a.py": "import json\n"})
    assert check(repo).exit_code == 0
    repo.git("checkout", "-q", "main")
    repo.commit({"bylaw.yaml": f"packs: [./r]\nrequire: [{what}]\n"})
    repo.git("checkout", "-q", "change")
    verdict = check(repo, unknown="pass")
    assert verdict.exit_code == 3
    (lack,) = verdict.inconclusive
    assert (lack.fatal, lack.reason) == (True, f"no-{what}")
    repo.git("checkout", "-q", "main")
    repo.commit(ANSWERS[what])
    repo.git("checkout", "-q", "change")
    assert check(repo).exit_code == 0


def test_what_a_project_loses_is_weakened(repo: Any) -> None:
    config = CONFIG.partition("  web:")[0]
    base(repo, config)
    weaker = RULES.replace('contains "EVIL"', 'contains "NEVER"')
    repo.branch({"governance/a.bylaw": weaker})
    verdict = check(repo, unknown="pass")
    assert verdict.exit_code == 3
    assert "governance/rules-need-an-owner" in {one.rule for one in verdict.inconclusive}
    assert verdict.notices[-1] == "They would rewrite service/no-evil in pay."


def test_a_project_that_is_wrong_at_the_target_can_be_mended(repo: Any) -> None:
    base(repo, CONFIG.replace("most: 2", "most: many"))
    repo.branch({"bylaw.yaml": CONFIG})
    assert check(repo).notices[-1].startswith("They would add service/few in web")


@pytest.mark.parametrize(
    ("config", "is_weaker"),
    [
        (CONFIG + "  lib: {paths: lib/**, packs: [start]}\n", False),
        (CONFIG.replace("service: warn", "service: note"), True),
        (CONFIG.replace("services/pay/**", "services/pay/x/**"), True),
        (CONFIG.partition("  web:")[0], True),
    ],
)
def test_one_more_project_weakens_nothing(repo: Any, config: str, is_weaker: bool) -> None:
    base(repo)
    repo.branch({"bylaw.yaml": config})
    verdict = check(repo, rules=["service/few"])
    assert {one.rule for one in verdict.inconclusive} == (
        {"governance/rules-need-an-owner"} if is_weaker else set()
    )
