"""Detours around what guards governance: each is seen in profile ci, and waits for an owner."""

from __future__ import annotations

from typing import Any

import pytest

import bylaw
from bylaw.reports.interface import Options
from bylaw.reports.registry import FORMATS, load
from tests.trust.test_trust_safeguards import governed as governed
from tests.trust.test_trust_safeguards import weakened

ATTRIBUTES = """[attr]gen linguist-generated
*.pb linguist-generated
src/** linguist-generated=false
old/** linguist-generated
old/keep/** -linguist-generated
"""
MASKING = """bylaw 1
rule token {
  title "No token"
  tags  secrets
  for line in change.added_lines
  where line.text contains "TOKEN"
  deny line "Found {line.text}"
}
"""
BEFORE = {
    "policies/b.bylaw": MASKING,
    ".gitattributes": ATTRIBUTES,
    "docs/attributes.txt": "*.py linguist-generated\n",
    "sub/.gitattributes": "*.py linguist-generated\n",
    "AGENTS.md": "Run bylaw before you finish.\n",
    "sub/.claude/settings.json": '{"permissions": {"deny": ["*"]}}',
    ".github/workflows/calls.yml": "jobs: {gate: {uses: ./.github/workflows/called.yml}}\n",
    ".github/workflows/called.yml": "jobs: {gate: {steps: [{uses: ./.github/actions/gate}]}}\n",
    ".github/actions/gate/action.yml": "runs: {steps: [{uses: org/bylaw@v1}]}\n",
    ".github/workflows/script.yml": "jobs: {gate: {steps: [{run: cd ci && ./all.sh}]}}\n",
    ".github/workflows/task.yml": "jobs: {gate: {steps: [{run: make gate}, {run: npm ci}]}}\n",
    ".github/workflows/other.yml": "on: {push: {paths: [README.md]}}\njobs: {}\n",
    "README.md": "Judged by bylaw.\n",
    "Makefile": "gate:\n\tbylaw check --profile ci\n",
    "package.json": '{\n"bylaw": "1",\n"left-pad": "1"\n}\n',
    "ci/all.sh": "./gate.sh\n",
    "ci/gate.sh": "bylaw check --profile ci\n",
    "ci/lint.sh": "bylaw fmt\n",
    ".gitlab-ci.yml": "include: [{local: /ci/gate.yml}]\n",
    "ci/gate.yml": "gate: {script: [bylaw check --profile ci]}\n",
    "CODEOWNERS": "* @org/platform\n",
    "architecture.yaml": "components: {a: {paths: [a/**]}}\n",
}
RULES, WIRING, AGENTS = "rules-need-an-owner", "wiring-needs-an-owner", "agents-need-an-owner"

DETOURS: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "attributes by a macro": (
        {".gitattributes": ATTRIBUTES + "src/*.py gen\n"},
        [(RULES, ".gitattributes")],
    ),
    "attributes that kept in sight go": (
        {".gitattributes": ATTRIBUTES.replace("src/** linguist-generated=false\n", "")},
        [(RULES, ".gitattributes")],
    ),
    "attributes in another order": (
        {".gitattributes": "".join(sorted(ATTRIBUTES.splitlines(keepends=True)))},
        [(RULES, ".gitattributes")],
    ),
    "attributes that are nearly false": (
        {".gitattributes": ATTRIBUTES + "src/x.py linguist-generated=falsey\n"},
        [(RULES, ".gitattributes")],
    ),
    "a text becomes attributes": (
        {"docs/attributes.txt": None, "src/.gitattributes": BEFORE["docs/attributes.txt"]},
        [(RULES, "src/.gitattributes")],
    ),
    "attributes move": (
        {"sub/.gitattributes": None, "lib/.gitattributes": BEFORE["sub/.gitattributes"]},
        [(RULES, "lib/.gitattributes")],
    ),
    "attributes hide less": (
        {".gitattributes": ATTRIBUTES.replace("*.pb linguist-generated\n", "*.pb text\n")},
        [],
    ),
    "instructions move": (
        {"AGENTS.md": None, "docs/agents.txt": BEFORE["AGENTS.md"]},
        [(AGENTS, "AGENTS.md")],
    ),
    "settings move to where others own them": (
        {
            "sub/.claude/settings.json": None,
            "lib/.claude/settings.json": BEFORE["sub/.claude/settings.json"],
        },
        [(AGENTS, "lib/.claude/settings.json"), (AGENTS, "sub/.claude/settings.json")],
    ),
    "the workflow moves to where others own it": (
        {
            ".github/workflows/gate.yml": None,
            "docs/gate.yml": "jobs: {gate: {steps: [{uses: org/bylaw@v1}]}}\n",
        },
        [(WIRING, ".github/workflows/gate.yml")],
    ),
    "a workflow no longer calls the one that runs the gate": (
        {".github/workflows/calls.yml": "jobs: {}\n"},
        [(WIRING, ".github/workflows/calls.yml")],
    ),
    "a workflow no longer calls the action that runs the gate": (
        {".github/workflows/called.yml": "jobs: {}\n"},
        [(WIRING, ".github/workflows/called.yml")],
    ),
    "a workflow no longer calls the script": (
        {".github/workflows/script.yml": "jobs: {}\n"},
        [(WIRING, ".github/workflows/script.yml")],
    ),
    "a script that calls the script": ({"ci/all.sh": "true\n"}, [(WIRING, "ci/all.sh")]),
    "the script": ({"ci/gate.sh": "true\n"}, [(WIRING, "ci/gate.sh")]),
    "the script is gone": ({"ci/gate.sh": None}, [(WIRING, "ci/gate.sh")]),
    "a script that no pipeline calls": ({"ci/lint.sh": "true\n"}, []),
    "the task": ({"Makefile": "gate:\n\ttrue\n"}, [(WIRING, "Makefile")]),
    "another task file that counts": (
        {"GNUmakefile": "gate:\n\ttrue\n"},
        [(WIRING, "GNUmakefile")],
    ),
    "the version in a list": (
        {"package.json": BEFORE["package.json"].replace('"bylaw": "1"', '"bylaw": "0"')},
        [(WIRING, "package.json")],
    ),
    "another version in a list": (
        {"package.json": BEFORE["package.json"].replace('"left-pad": "1"', '"left-pad": "2"')},
        [],
    ),
    "the included file": ({"ci/gate.yml": "gate: {}\n"}, [(WIRING, "ci/gate.yml")]),
    "a file that is no longer included": (
        {".gitlab-ci.yml": "gate: {}\n"},
        [(WIRING, ".gitlab-ci.yml")],
    ),
    "a document that pipelines name": ({"README.md": "Judged.\n"}, []),
    "a workflow that runs nothing of it": (
        {".github/workflows/other.yml": "jobs: {x: {}}\n"},
        [],
    ),
    "a job of that name in escapes": (
        {".github/workflows/z.yml": 'jobs: {gate: {name: "by\\x6caw"}}\n'},
        [(WIRING, ".github/workflows/z.yml")],
    ),
    "a job of that name in pieces": (
        {".github/workflows/z.yml": "jobs: {gate: {name: \"by${{ '' }}law\"}}\n"},
        [(WIRING, ".github/workflows/z.yml")],
    ),
    "a rule shows what it masked": (
        {"policies/b.bylaw": MASKING.replace("  tags  secrets\n", "")},
        [(RULES, "policies/b.bylaw")],
    ),
    "a rule takes over what was accepted of another": (
        {"policies/b.bylaw": MASKING.replace("  tags ", '  formerly "local/no-evil"\n  tags ')},
        [(RULES, "policies/b.bylaw")],
    ),
    "an action below a folder with a line end in its name": (
        {".github/actions/a\nb/action.yml": "runs: {steps: [{run: bylaw fmt}]}\n"},
        [(WIRING, ".github/actions/a\nb/action.yml")],
    ),
    "a second configuration": ({"lib/bylaw.yaml": "{}\n"}, [(RULES, "lib/bylaw.yaml")]),
    "a configuration of an example": ({"examples/a/bylaw.yaml": "{}\n"}, []),
    "another owner of the catalog": (
        {"CODEOWNERS": "* @org/platform\narchitecture.yaml @mallory\n"},
        [(WIRING, "CODEOWNERS")],
    ),
    "another owner of an agent's settings": (
        {"CODEOWNERS": "* @org/platform\nsub2/.claude/ @mallory\n"},
        [(WIRING, "CODEOWNERS")],
    ),
    "another owner of new attributes": (
        {"CODEOWNERS": "* @org/platform\n/new/.gitattributes @mallory\n"},
        [(WIRING, "CODEOWNERS")],
    ),
    "another owner of packs": (
        {"CODEOWNERS": "* @org/platform\n/.bylaw/packs/ @mallory\n"},
        [(WIRING, "CODEOWNERS")],
    ),
    "another owner of the script": (
        {"CODEOWNERS": "* @org/platform\n/ci/ @mallory\n"},
        [(WIRING, "CODEOWNERS")],
    ),
    "nobody owns a new workflow": (
        {"CODEOWNERS": "* @org/platform\n/.github/workflows/z.yml\n"},
        [(WIRING, "CODEOWNERS")],
    ),
    "another owner of code": ({"CODEOWNERS": "* @org/platform\n/src/ @org/pay\n"}, []),
    "other owners where a forge looks first": (
        {".github/CODEOWNERS": "* @mallory\n"},
        [(WIRING, ".github/CODEOWNERS")],
    ),
}


def test_a_script_behind_many_others_is_not_passed_over(repo: Any) -> None:
    repo.git("checkout", "-q", "main")
    scripts = {f"ci/s{number:03}.sh": "true\n" for number in range(502)}
    steps = ", ".join(f"{{run: bash {path}}}" for path in scripts)
    scripts["ci/s501.sh"] = "bylaw check --profile ci\n"
    repo.commit({".github/workflows/many.yml": f"jobs: {{a: {{steps: [{steps}]}}}}\n", **scripts})
    repo.git("checkout", "-q", "-b", "many")
    repo.commit({"ci/s501.sh": "true\n"})
    assert weakened(repo) == [(WIRING, "ci/s501.sh")]


@pytest.mark.parametrize("name", DETOURS)
def test_a_detour_waits_for_an_owner(governed: Any, name: str) -> None:
    files, wanted = DETOURS[name]
    governed.git("checkout", "-q", "main")
    governed.commit(BEFORE)
    governed.git("checkout", "-q", "-b", "detour")
    governed.commit(files)
    assert sorted(set(weakened(governed))) == sorted(wanted)


def test_pipelines_that_name_everything_are_read_in_time(governed: Any) -> None:
    """Each of many scripts names all others, at any depth and from many folders."""
    governed.git("checkout", "-q", "main")
    names = [f"ci/s{number}.sh" for number in range(150)]
    text = "cd ci\n" + "".join(f"./{name}\n" for name in names) + "cd a/b/c\n" * 3000
    calls = f"jobs: {{x: {{steps: [{{run: {' '.join(names)}}}]}}}}\n"
    governed.commit({**dict.fromkeys(names, text), ".github/workflows/all.yml": calls})
    governed.git("checkout", "-q", "-b", "next")
    governed.commit({"src/a.py": "x = 1\n"})
    assert weakened(governed) == []


STRICT = """bylaw: 1
packs: [start]
policies: [policies/]
architecture: {sources: ['arch/*.yaml']}
require: [owners]
baseline: .bylaw/baseline.json
projects: {p: {paths: [p/**], packs: [start]}}
"""
CATALOG = "components: {a: {paths: [a/**], may_depend_on: []}, b: {paths: [b/**]}}\n"
HELD = {
    "bylaw.yaml": STRICT,
    "arch/a.yaml": CATALOG,
    ".bylaw/baseline.json": '{"format": 1, "findings": []}',
    "a/x.py": "",
    "b/x.py": "",
}


def test_a_catalog_that_a_glob_names_waits_for_an_owner(governed: Any) -> None:
    governed.git("checkout", "-q", "main")
    governed.commit(HELD)
    governed.git("checkout", "-q", "-b", "freer")
    governed.commit({"arch/a.yaml": CATALOG.replace("may_depend_on: []", "may_depend_on: [b]")})
    assert weakened(governed) == [(RULES, "arch/a.yaml")]


@pytest.mark.parametrize(
    "text",
    [
        "architecture: {sources: [1, {a: b}]}\n",
        "architecture: {sources: ['x[', '{']}\n",
        "architecture: 1\n",
        "require: [[1], {a: 1}]\n",
        "require: {a: 1}\n",
        "projects: [1]\n",
        "projects: {a: {paths: ['x[']}}\n",
        "baseline: [1]\n",
        "baseline: /etc/passwd\n",
        "baseline: ':(glob)**'\n",
        'baseline: "a\\0b"\n',
        "waivers: {path: ../x}\n",
        "waivers: 7\n",
        "unknown: [1]\n",
        "levels: {local/no-evil: [[1]]}\n",
        "[1, 2]\n",
        "",
        "? [a, b]\n: 1\n",
        "requires: 2026-01-01\n",
    ],
)
def test_no_configuration_of_a_change_breaks_the_gate(governed: Any, text: str) -> None:
    governed.git("checkout", "-q", "main")
    governed.commit(HELD)
    governed.git("checkout", "-q", "-b", "odd")
    governed.commit({"bylaw.yaml": text, "arch/a.yaml": CATALOG + "# x\n", "CODEOWNERS": "* @x\n"})
    assert (RULES, "bylaw.yaml") in weakened(governed)


AGENT = """bylaw 1
rule no-agent {
  title "No agent writes here"
  for commit in change.commits
  where commit.author.email contains "agent@"
  deny commit "{commit.author.name} wrote this."
}
"""


def test_a_mailmap_of_the_change_gives_no_commit_another_author(repo: Any) -> None:
    repo.commit({"policies/a.bylaw": AGENT})
    repo.git("checkout", "-q", "-b", "change")
    repo.commit({".mailmap": "Ana <ana@example.org> Agent <agent@example.org>\n"})
    repo.git("config", "log.mailmap", "true")
    repo.write({"src/a.py": "x = 1\n"})
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "Change", "--author", "Agent <agent@example.org>")
    verdict = bylaw.check(repo.root, base="main", profile="ci")
    assert [one.message for one in verdict.findings] == ["Agent wrote this."]


LONG = """bylaw 1
rule echo {
  title "Everything is shown"
  for commit in change.commits
  deny commit "{commit.message} by {commit.author.name}"
}
rule line {
  title "Every line is shown"
  for line in change.added_lines
  deny line "{line.text} in {line.file.path}"
}
"""


@pytest.mark.parametrize("name", FORMATS)
def test_a_megabyte_in_names_messages_and_code(repo: Any, name: str) -> None:
    """No report grows with what strangers write into one line, and each shows it safely."""
    long = "@everyone <b>\u202e ::error::" * 40_000
    repo.commit({"policies/a.bylaw": LONG})
    repo.git("checkout", "-q", "-b", "change")
    repo.write({"src/" + "a" * 200 + ".py": f"{long}\n"})
    repo.git("add", "-A")
    repo.git("commit", "-q", "-F", "-", "--author", f"{long[:60_000]} <a@example.org>",
             data=f"{long}\n\n{long}\n".encode())  # fmt: skip
    verdict = bylaw.check(repo.root, base="main", profile="ci")
    assert verdict.exit_code in (1, 3)
    text = "".join(load(name)(verdict, Options()))
    assert len(text) < 2_000_000
    assert "\u202e" not in text
    rows = [row.lstrip() for row in text.split("\n") if row.lstrip().startswith("::")]
    assert all(name == "github" and row.startswith("::error ") for row in rows)
    if name == "markdown":
        assert "@everyone" not in text and "<b>" not in text
