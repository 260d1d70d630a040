"""Detours around what guards governance: each is seen in profile ci, and waits for an owner."""

from __future__ import annotations

from typing import Any

import pytest

from tests.trust.test_trust_safeguards import governed as governed
from tests.trust.test_trust_safeguards import weakened

ATTRIBUTES = """[attr]gen linguist-generated
*.pb linguist-generated
src/** linguist-generated=false
old/** linguist-generated
old/keep/** -linguist-generated
"""
BEFORE = {
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
    "another owner of the catalog": (
        {"CODEOWNERS": "* @org/platform\\narchitecture.yaml @mallory\\n"},
        [(WIRING, "CODEOWNERS")],
    ),
    "another owner of an agent's settings": (
        {"CODEOWNERS": "* @org/platform\\nsub2/.claude/ @mallory\\n"},
        [(WIRING, "CODEOWNERS")],
    ),
    "another owner of new attributes": (
        {"CODEOWNERS": "* @org/platform\\n/new/.gitattributes @mallory\\n"},
        [(WIRING, "CODEOWNERS")],
    ),
    "another owner of packs": (
        {"CODEOWNERS": "* @org/platform\\n/.bylaw/packs/ @mallory\\n"},
        [(WIRING, "CODEOWNERS")],
    ),
    "another owner of the script": (
        {"CODEOWNERS": "* @org/platform\\n/ci/ @mallory\\n"},
        [(WIRING, "CODEOWNERS")],
    ),
    "nobody owns a new workflow": (
        {"CODEOWNERS": "* @org/platform\\n/.github/workflows/z.yml\\n"},
        [(WIRING, "CODEOWNERS")],
    ),
    "another owner of code": ({"CODEOWNERS": "* @org/platform\n/src/ @org/pay\n"}, []),
    "other owners where a forge looks first": (
        {".github/CODEOWNERS": "* @mallory\n"},
        [(WIRING, ".github/CODEOWNERS")],
    ),
}


@pytest.mark.parametrize("name", DETOURS)
def test_a_detour_waits_for_an_owner(governed: Any, name: str) -> None:
    files, wanted = DETOURS[name]
    governed.git("checkout", "-q", "main")
    governed.commit(BEFORE)
    governed.git("checkout", "-q", "-b", "detour")
    governed.commit(files)
    assert sorted(set(weakened(governed))) == sorted(wanted)
