"""The page in a browser: headless Chromium uses it as people do, and axe looks for faults.

`browser/check.mjs` does all of it in one browser and says what it saw; findings are named by the
first two digits of their fingerprints.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.reports import pages

ROOT = Path(__file__).parents[2]
CHECK = Path(__file__).with_name("browser") / "check.mjs"
ALL = ["01", "cc", "ff", "dd", "ee", "bb", "aa"]
EXPECTED: dict[str, Any] = {
    "filters": {
        "start": ALL,
        "count": "8 findings, 1 of them suppressed",
        "search": [["01"], "#q=SQL+handler", "1 finding of 8"],
        "live": "1 finding of 8",
        "none": [[], True],
        "cleared": [7, "", "q"],
        "path src/web": ["01", "cc", "aa"],
        "path **/*.md": ["ff", "bb"],
        "path *.md": ["ff", "bb"],
        "path src/*.py": ["dd"],
        "path **/pay.py": ["01", "cc"],
        "path s?c/**/some/*": ["aa"],
        "levels": ["01", "cc", "aa"],
        "rule": [["01", "cc"], "#rule=payments%2Fno-raw-sql&path=src%2F&level=deny%2Cnote"],
        "suppressed": [[], "1 finding of 8, 1 of them suppressed", True],
        "fresh": "7 findings of 8",
        "byRule": [
            ["payments/no-raw-sql 2", "start/reviewable-size 3", "local/no-todo 2"],
            ALL,
        ],
        "hashchange": [["bb", "aa"], 2],
        "shared": [["01", "cc"], "sql", "src/**", True, "rule"],
    },
    "keyboard": {
        "slash": "q",
        "typed": "j?ok",
        "escape": ["", "", 7],
        "walk": ["01", "cc", "ff", "cc"],
        "toggled": [True, False, True, False],
        "outline": "solid",
        "filtered": "bb",
        "help": True,
        "faults": [],
        "helpGone": [False, 2],
        "all": 7,
        "folded": 0,
        "unfolded": 7,
    },
    "tab": {"missed": 0, "unseen": []},
    "themes": {
        "light": ["rgb(252, 252, 251),rgb(255, 255, 255)", "rgb(18, 21, 26),rgb(24, 28, 34)"],
        "dark": ["rgb(18, 21, 26),rgb(24, 28, 34)", "rgb(252, 252, 251),rgb(255, 255, 255)"],
        "light back": True,
        "dark back": True,
        "light faults": [],
        "dark faults": [],
    },
    "narrow": {
        "widths": {"plain": 320, "hostile": 320},
        "faults": [],
        "paper": [False, True, "rgb(255, 255, 255)"],
        "withoutScript": [7, False, True, False],
    },
    "copied": True,
    "hostile": {
        "hit": "undefined",
        "scripts": 1,
        "strange": 0,
        "links": ["file:", "https:"],
        "referrers": True,
        "unseen": False,
        "size": True,
        "faults": [],
    },
    "many": {
        "start": "5,000 findings",
        "search": "247 findings of 5,000",
        "both": "2 findings of 5,000",
        "byRule": [
            "payments/no-raw-sql 1,667",
            "start/reviewable-size 1,667",
            "local/no-todo 1,666",
        ],
        "walked": [19, True],
        "linked": [False, True, True],
    },
    "seen": {"noise": [], "requests": [], "csp": []},
}


def needs(what: str, there: bool, how: str) -> None:
    if there:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is not installed: {how}")
    pytest.skip(f"{what} is not installed: {how}")


@pytest.mark.slow
def test_people_can_use_the_page(
    tmp_path: Path, cases: ModuleType, render: Callable[..., str]
) -> None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    node, modules = shutil.which("node"), ROOT / "node_modules"
    needs("Chromium", any(map(shutil.which, names)), "`apt-get install chromium` brings it")
    needs("Node", node is not None, "`apt-get install nodejs npm` brings it")
    there = (modules / "playwright-core").is_dir() and (modules / "axe-core").is_dir()
    needs("playwright-core or axe-core", there, "`make setup` brings them")
    for name in ("plain", "hostile", "many"):
        page = render("html", getattr(pages, name)(cases))
        (tmp_path / f"{name}.html").write_text(page, "utf-8")
    done = subprocess.run(
        [str(node), str(CHECK), str(tmp_path)],
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    seen = json.loads(done.stdout)
    assert seen.keys() == EXPECTED.keys()
    wrong = {
        f"{part}: {name}": (value, wanted.get(name))
        for part, wanted in EXPECTED.items()
        if isinstance(wanted, dict)
        for name, value in seen[part].items()
        if value != wanted.get(name)
    }
    assert wrong == {}
    assert seen == EXPECTED
