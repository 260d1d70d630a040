"""What cannot be read at the base is unknown: neither new nor old."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import bylaw
from tests.architecture.test_architecture_moves import FILE_RINGS, LAYERS, START, check, found
from tests.gate.conftest import ENV

LARGE = "x = 1\n" * 1_500_000


def test_what_a_file_imported_that_was_too_large_is_unknown(repo: Any) -> None:
    text = "import src.web.page\n"
    repo.commit({**START, "policies/a.bylaw": LAYERS, "src/pay/a.py": text + LARGE})
    repo.branch({"src/pay/a.py": text})
    verdict = check(repo)
    assert found(verdict) == []
    assert [(one.reason, one.places[0].path) for one in verdict.inconclusive] == [
        ("too-large", "src/pay/a.py")
    ]
    repo.commit({"src/pay/a.py": "x = 1\n", "src/pay/b.py": text})
    assert found(check(repo)) == ["src/pay/b.py:1 pay -> web"]


def test_a_ring_of_a_file_that_was_too_large_is_unknown(repo: Any) -> None:
    files = {**START, "src/pay/b.py": "import src.pay.a\n", "policies/a.bylaw": FILE_RINGS}
    repo.commit({**files, "src/pay/a.py": "import src.pay.b\n" + LARGE})
    repo.branch({"src/pay/a.py": "import src.pay.b\n"})
    verdict = check(repo)
    assert (found(verdict), [one.reason for one in verdict.inconclusive]) == ([], ["too-large"])


def test_what_a_partial_clone_lacks_of_the_base_is_unknown(repo: Any, tmp_path: Path) -> None:
    text = "import src.web.page\n"
    repo.commit({**START, "policies/a.bylaw": LAYERS, "src/pay/a.py": text})
    repo.branch({"src/pay/a.py": f"{text}x = 1\n"})
    repo.git("config", "uploadpack.allowfilter", "true")
    clone = tmp_path / "clone"
    words = ["clone", "-q", "--filter=blob:none", "-b", "change", f"file://{repo.root}", str(clone)]
    subprocess.run(["git", *words], check=True, env=ENV)
    verdict = bylaw.check(clone, base="origin/main")
    assert found(verdict) == []
    assert {one.reason for one in verdict.inconclusive} == {"missing-object"}
