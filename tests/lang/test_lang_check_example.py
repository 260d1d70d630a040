"""The language's example: it checks, and its checked form is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bylaw.lang import CheckResult, referenced_packs
from bylaw.lang.parse import parse
from bylaw.lang.tree import Source

HERE = Path(__file__).parent
TEXT = (HERE / "example.bylaw").read_text("utf-8")


def checked(check: Callable[..., CheckResult]) -> dict[str, Any]:
    result = check(TEXT, name="example.bylaw")
    assert result.diagnostics == ()
    assert result.pack is not None
    return result.pack


def test_the_checked_form(check: Callable[..., CheckResult]) -> None:
    pack = checked(check)
    assert len(pack.pop("digest")) == 64
    assert pack == json.loads((HERE / "example.json").read_text("utf-8"))


def test_it_is_plain_json_and_the_same_each_time(check: Callable[..., CheckResult]) -> None:
    one, other = checked(check), checked(check)
    assert json.dumps(one) == json.dumps(other)
    assert json.loads(json.dumps(one)) == one


def test_the_digest_covers_the_text(check: Callable[..., CheckResult]) -> None:
    changed = check(TEXT + "\n# more\n", name="example.bylaw").pack
    assert changed is not None
    assert changed["digest"] != checked(check)["digest"]


def test_facts_are_transitive_and_sorted(check: Callable[..., CheckResult]) -> None:
    rules = {rule["name"]: rule["facts"] for rule in checked(check)["rules"]}
    assert "File.is_generated" in rules["reviewable-size"]
    assert all(facts == sorted(set(facts)) for facts in rules.values())


def test_which_packs_come_before() -> None:
    module, _ = parse(Source("example.bylaw", TEXT))
    assert referenced_packs([module]) == ("paths",)
