"""Symbolic links are no door between components: what they lead to is what is imported."""

from __future__ import annotations

from typing import Any

import pytest

import bylaw
from tests.architecture.test_architecture_moves import LAYERS, START, check, found

FILES: dict[str, str | bytes | None] = {
    **START,
    "policies/a.bylaw": LAYERS,
    "src/web/page.ts": "",
    "src/web/page.h": "",
    "src/log/page.py": "",
}


def link(repo: Any, path: str, to: str) -> None:
    (repo.root / path).unlink(missing_ok=True)
    (repo.root / path).symlink_to(to)


IMPORTS = [
    ("src/pay/a.py", "from src.pay.folder import page\n"),
    ("src/pay/a.py", "import src.pay.folder.not_there\n"),
    ("src/pay/a.py", "from src.pay.file import x\n"),
    ("src/pay/a.py", "import top.page\n"),
    ("src/pay/a.ts", 'import "./folder/page";\n'),
    ("src/pay/a.ts", 'import "../../top/page";\n'),
    ("src/pay/a.h", '#include "folder/page.h"\n'),
    ("src/pay/a.py", "import src.pay.twice.page\n"),
]


@pytest.mark.parametrize(("path", "text"), IMPORTS)
def test_an_import_through_a_link_is_one_of_what_it_leads_to(
    repo: Any, path: str, text: str
) -> None:
    repo.commit(FILES)
    link(repo, "src/pay/folder", "../web")
    link(repo, "src/pay/file.py", "../web/page.py")
    link(repo, "top", "src/web")
    link(repo, "src/pay/twice", "folder")
    repo.branch({path: text})
    assert found(check(repo)) == [f"{path}:1 pay -> web"]


def test_a_link_that_is_led_elsewhere_leads_old_imports_there(repo: Any) -> None:
    repo.write(FILES)
    link(repo, "src/pay/folder", "../log")
    repo.commit({"src/pay/a.py": "import src.pay.folder.page\n"})
    repo.git("checkout", "-q", "-b", "change")
    link(repo, "src/pay/folder", "../web")
    repo.commit({})
    assert found(check(repo)) == ["src/pay/a.py:1 pay -> web"]


@pytest.mark.parametrize("to", ["/usr/lib", "../../../elsewhere", "folder"])
def test_what_a_link_leads_out_to_is_unknown(repo: Any, to: str) -> None:
    repo.commit(FILES)
    link(repo, "src/pay/folder", to)
    repo.branch({"src/pay/a.ts": 'import "./folder/page";\n'})
    verdict = check(repo)
    assert (found(verdict), [one.reason for one in verdict.inconclusive]) == (
        [],
        ["unresolved-import"],
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [("src/pay/a.ts", 'import "../../sub/page";\n'), ("src/pay/a.py", "import sub.page\n")],
)
def test_a_submodule_is_unknown(repo: Any, path: str, text: str) -> None:
    repo.commit(FILES)
    repo.branch({path: text})
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    repo.git("commit", "-q", "-m", "Add a submodule")
    verdict = bylaw.check(repo.root, base="main", head="change")
    assert [one.reason for one in verdict.inconclusive] == ["unresolved-import"]


def test_a_link_to_all_that_is_above_it_ends(repo: Any) -> None:
    repo.commit(FILES)
    link(repo, "src/pay/loop", "..")
    repo.branch({"src/pay/a.ts": 'import "./loop/pay/loop/web/page";\n'})
    assert found(check(repo)) == ["src/pay/a.ts:1 pay -> web"]
