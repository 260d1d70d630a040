"""Whatever a change makes of its own governance, the target's judges, and nothing is led astray."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import bylaw

TO_FILE = ["/etc/passwd", "/dev/zero", "bylaw.yaml"]
TO_FOLDER = ["/", "policies", "src"]
TEXTS: dict[str, str | bytes] = {
    "aliases": "a: &a [x, x]\n"
    + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n"
        for a, b in zip("abcdefghijklmnopqrs", "bcdefghijklmnopqrst", strict=True)
    ),
    "deep": "a: " + "[" * 50_000,
    "tag": "packs: !!python/object/apply:os.system ['touch ran']\n",
    "large": "# x\n" * 400_000,
    "no glob": "policies: ['x[']\nlevels: {local/no-evil: {level: off, path: '{'}}\n",
    "out of the repository": "policies: [../.., /etc]\n",
    "no text": b"\0\xff" * 100,
}


def ci(repo: Any) -> bylaw.Verdict:
    return bylaw.check(repo.root, base="main", profile="ci")


def link(path: Path, target: str) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    path.symlink_to(target)


@pytest.mark.parametrize("target", TO_FILE)
@pytest.mark.parametrize("name", ["bylaw.yaml", "policies/a.bylaw"])
def test_a_link_for_a_file_of_the_governance(repo: Any, name: str, target: str) -> None:
    repo.git("checkout", "-q", "-b", "change")
    link(repo.root / name, target)
    repo.commit({"src/a.py": "EVIL\n"})
    assert ci(repo).exit_code == 1
    assert f"({name})" in ci(repo).notices[0]
    with pytest.raises(bylaw.Wrong, match="symbolic link"):
        bylaw.check(repo.root, base="main")


@pytest.mark.parametrize("target", TO_FOLDER)
def test_a_link_for_the_folder_of_the_policies(repo: Any, target: str) -> None:
    repo.git("checkout", "-q", "-b", "change")
    link(repo.root / "policies", target)
    repo.commit({"src/a.py": "EVIL\n"})
    assert ci(repo).exit_code == 1
    assert "policies" in ci(repo).notices[0]
    with pytest.raises(bylaw.Wrong, match="symbolic link"):
        bylaw.check(repo.root, base="main")


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("path", ["bylaw.yaml", "policies/a.bylaw", "policies/pack.yaml"])
def test_hostile_texts_for_the_governance(repo: Any, path: str, name: str) -> None:
    repo.branch({path: TEXTS[name], "src/a.py": "EVIL\n"})
    verdict = ci(repo)
    assert (verdict.exit_code, verdict.findings[0].place.path) == (1, "src/a.py")
    assert "ran" not in {each.name for each in repo.root.iterdir()}
    with pytest.raises(bylaw.Wrong):
        bylaw.check(repo.root, base="main")
