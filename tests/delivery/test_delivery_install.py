"""What a user installs works outside the checkout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.delivery.conftest import git, run

KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n"


@pytest.mark.slow
def test_an_installed_bylaw_works_outside_the_checkout(python: Path, tmp_path: Path) -> None:
    bylaw = python.with_name("bylaw")
    assert run(bylaw, "--version", cwd=tmp_path).stdout.startswith("bylaw ")
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "a.py").write_text("a = 1\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "Start")
    run(bylaw, "check", cwd=tmp_path)
    (tmp_path / "id_rsa").write_text(KEY)
    done = run(bylaw, "check", "--report", "json", cwd=tmp_path)
    assert [f["place"]["path"] for f in json.loads(done.stdout)["findings"]] == ["id_rsa"]
