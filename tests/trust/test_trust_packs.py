"""Packs from elsewhere: no change talks itself out of one; what was tampered with never judges."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import bylaw
from bylaw.packs.lock import Lock
from tests.packs.trees import keep, pack, put

EVIL = """bylaw 1
rule no-evil {
  title "Nothing evil enters the source"
  for line in change.added_lines
  where line.text matches /EVIL/
  deny line "This is evil."
}
"""
HARMLESS = EVIL.replace("/EVIL/", "/NEVER/")
CONFIG = "packs: [pay]\npolicies: []\n"
PAY = Path(".bylaw/packs/pay")


@pytest.fixture
def kept(repo: Any) -> Any:
    """A repository whose main forbids EVIL by a pack from elsewhere, and a branch that has some."""
    keep(repo.root, {"pay": {**pack(), "a.bylaw": EVIL.encode()}})
    repo.commit({"bylaw.yaml": CONFIG, "policies/a.bylaw": None, "src/main.py": ""})
    repo.branch({"src/a.py": "EVIL\n"})
    return repo


def ci(repo: Any, **more: Any) -> bylaw.Verdict:
    return bylaw.check(repo.root, base="main", profile="ci", **more)


def wrong(repo: Any, **more: Any) -> str:
    with pytest.raises(bylaw.Wrong) as caught:
        bylaw.check(repo.root, base="main", **more)
    return caught.value.diagnostics[0].code


def test_a_pack_from_elsewhere_judges(kept: Any) -> None:
    assert (ci(kept).exit_code, ci(kept).notices) == (1, ())
    assert ci(kept, policies=["pay"]).exit_code == 1
    assert bylaw.check(kept.root, base="main").exit_code == 1


def loosen(root: Path) -> None:
    """Pack and lock alike, as an update would."""
    keep(root, {"pay": {**pack(), "a.bylaw": HARMLESS.encode()}})


def change(root: Path) -> None:
    (root / PAY / "a.bylaw").write_text(HARMLESS)


def strip(root: Path) -> None:
    (root / PAY / "a.bylaw").unlink()


def remove(root: Path) -> None:
    shutil.rmtree(root / ".bylaw")


def forget(root: Path) -> None:
    (root / "bylaw.lock").write_text(Lock().text())


def drop_lock(root: Path) -> None:
    (root / "bylaw.lock").unlink()


def break_lock(root: Path) -> None:
    (root / "bylaw.lock").write_text("a: &a [*a, !!python/object/apply:os.system [x]]\n")


def link_lock(root: Path) -> None:
    (root / "bylaw.lock").rename(root / "src/lock")
    (root / "bylaw.lock").symlink_to("src/lock")


def link_file(root: Path) -> None:
    (root / PAY / "a.bylaw").rename(root / "src/a.bylaw")
    (root / PAY / "a.bylaw").symlink_to("../../../src/a.bylaw")


def link_folder(root: Path) -> None:
    (root / PAY).rename(root / "src/pay")
    (root / PAY).symlink_to("../../src/pay")


def link_all(root: Path) -> None:
    (root / ".bylaw").rename(root / "src/all")
    (root / ".bylaw").symlink_to("src/all")


def add(root: Path) -> None:
    put(root / PAY, {"more.bylaw": b"bylaw 1\n"})


def add_newline(root: Path) -> None:
    put(root / PAY, {"a\n::set-output name=x::y.bylaw": b"bylaw 1\n"})


def unlocked(root: Path) -> None:
    put(root / ".bylaw/packs/other", pack("other"))


TAMPERS = {
    change: "pack-changed", strip: "pack-changed", remove: "pack-missing",
    forget: "pack-unlocked", drop_lock: "pack-unlocked", break_lock: "config-syntax",
    link_lock: "config-unreadable", link_file: "pack-changed", link_folder: "pack-changed",
    link_all: "pack-changed", add: "pack-changed", add_newline: "pack-changed",
    unlocked: "pack-unlocked",
}  # fmt: skip


@pytest.mark.parametrize("tamper", [loosen, *TAMPERS], ids=lambda one: one.__name__)
def test_whatever_a_change_makes_of_it_the_targets_judges(kept: Any, tamper: Any) -> None:
    tamper(kept.root)
    kept.commit({"src/b.py": "EVIL\n"})
    verdict = ci(kept)
    assert verdict.exit_code == 1
    assert {one.place.path for one in verdict.findings} >= {"src/a.py", "src/b.py"}
    assert verdict.notices[0].startswith("The change alters its own governance (")
    assert ".bylaw/packs" in verdict.notices[0] or "bylaw.lock" in verdict.notices[0]
    if tamper is not loosen:
        assert verdict.notices[1].startswith("Its own policies would be refused: ")


@pytest.mark.parametrize("tamper", [loosen, *TAMPERS], ids=lambda one: one.__name__)
def test_the_same_for_what_is_not_committed_yet(kept: Any, tamper: Any) -> None:
    tamper(kept.root)
    (kept.root / "src/a.py").write_text("EVIL\nEVIL\n")
    verdict = ci(kept, worktree=True)
    assert verdict.exit_code == 1
    assert verdict.notices[0].startswith("The change alters its own governance (")


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda one: one.__name__)
def test_tampered_with_at_the_target_or_here_nothing_judges(kept: Any, tamper: Any) -> None:
    code = TAMPERS[tamper]
    kept.git("checkout", "-q", "main")
    tamper(kept.root)
    kept.commit({})
    # A commit's tree has no folder behind a link, so it is missing there instead.
    expected = {"pack-missing"} if tamper is link_all else {code}
    assert {wrong(kept, profile="ci", head="change")} == expected
    assert wrong(kept) == code
    assert wrong(kept, policies=["pay"]) == code


def test_a_loosened_pack_is_a_weakening_that_somebody_has_to_agree_to(kept: Any) -> None:
    loosen(kept.root)
    kept.commit({})
    (asked,) = [one for one in ci(kept).inconclusive if one.rule.startswith("governance/")]
    assert asked.rule == "governance/rules-need-an-owner"
    assert [(one.path, one.line) for one in asked.places] == [(".bylaw/packs/pay/a.bylaw", 2)]


def test_loosened_first_used_second(kept: Any) -> None:
    """The first of two changes loosens the pack, the second uses that: the tip between judges."""
    loosen(kept.root)
    kept.commit({"src/b.py": "EVIL\n"})
    kept.git("checkout", "-q", "-b", "second")
    kept.commit({"src/c.py": "EVIL\n"})
    assert ci(kept).exit_code == 1


def test_a_pack_of_the_change_does_not_run(kept: Any) -> None:
    keep(kept.root, {"pay": {**pack(), "a.bylaw": EVIL.encode()}, "other": pack("other")})
    kept.commit({"bylaw.yaml": "packs: [other]\npolicies: []\n"})
    verdict = ci(kept)
    assert {one.rule for one in verdict.findings} == {"pay/no-evil"}


def test_a_wide_glob_does_not_run_what_is_not_named(repo: Any) -> None:
    keep(repo.root, {"pay": {**pack(), "a.bylaw": EVIL.encode()}})
    repo.commit({"bylaw.yaml": "policies: ['**/*.bylaw', .bylaw/]\npacks: [start]\n",
                 ".bylaw/b.bylaw": EVIL.replace("no-evil", "own")})  # fmt: skip
    repo.branch({"x.py": "EVIL\n"})
    assert {one.rule for one in ci(repo).findings} == {"local/own"}


def test_check_never_fetches(kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("bylaw.sources.packs.git._watched", refuse)
    monkeypatch.setattr("bylaw.sources.packs.fetch.opened", refuse)
    assert ci(kept).exit_code == 1
    strip(kept.root)
    assert wrong(kept) == "pack-changed"
