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
}


@pytest.mark.parametrize("name", DETOURS)
def test_a_detour_waits_for_an_owner(governed: Any, name: str) -> None:
    files, wanted = DETOURS[name]
    governed.git("checkout", "-q", "main")
    governed.commit(BEFORE)
    governed.git("checkout", "-q", "-b", "detour")
    governed.commit(files)
    assert sorted(set(weakened(governed))) == sorted(wanted)
