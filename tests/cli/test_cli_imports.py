"""What a run imports, because start-up is a feature. Nothing here is timed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
import sys
sys.argv = ["bylaw", *{args!r}]
from bylaw.cli import main
try:
    main()
except SystemExit:
    pass
sys.stdout.flush()
print("\\nMODULES", *sorted(sys.modules))
"""
HEAVY = {
    "lark", "jsonschema", "sarif_om", "attr", "ast_grep_py", "rich", "requests", "sqlalchemy",
    "difflib", "importlib.metadata", "asyncio", "unittest",
}  # fmt: skip
AUTHORING = {"bylaw.lang.tree", "bylaw.lang.parse", "bylaw.lang.check", "bylaw.lang.schema"}


def modules(repo: Path, env: dict[str, str], *args: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROBE.format(args=args)],
        cwd=repo, env=env, capture_output=True, text=True,
    )  # fmt: skip
    return set(done.stdout.rpartition("MODULES")[2].split())


def test_version_imports_nothing(repo: Path, env: dict[str, str]) -> None:
    loaded = modules(repo, env, "--version")
    assert {name for name in loaded if name.startswith("bylaw")} == {"bylaw", "bylaw.cli"}
    bare = subprocess.run(
        [sys.executable, "-I", "-c", "import sys; print(*sys.modules)"],
        env=env, capture_output=True, text=True,
    )  # fmt: skip
    assert loaded - set(bare.stdout.split()) <= {"bylaw", "bylaw.cli", "__future__"}


@pytest.mark.parametrize(
    "args",
    [
        ("check",),
        ("check", "--base", "main", "--head", "change", "--report", "json"),
        ("check", "--policy", "start"),
    ],
    ids=" ".join,
)
def test_a_run_with_known_policies(repo: Path, env: dict[str, str], args: tuple[str, ...]) -> None:
    modules(repo, env, *args)
    loaded = modules(repo, env, *args)
    assert "bylaw.engine.program" in loaded
    assert not loaded & (HEAVY | AUTHORING | {"yaml"})
    commands = {"bylaw.cli.fmt", "bylaw.cli.test", "bylaw.cli.rules", "bylaw.cli.facts"}
    assert not loaded & (commands | {"bylaw.testing.run"})


def test_profile_ci_believes_no_cache_and_reads_policies_anew(
    repo: Path, env: dict[str, str]
) -> None:
    args = ("check", "--profile", "ci", "--base", "main")
    modules(repo, env, *args)
    loaded = modules(repo, env, *args)
    assert "bylaw.lang.check" in loaded
    assert not loaded & HEAVY


def test_a_known_configuration_is_not_parsed_again(repo: Path, env: dict[str, str]) -> None:
    (repo / "bylaw.yaml").write_text("levels: {local/no-todo: warn}\nparams: {}\n")
    first = modules(repo, env, "check")
    assert "yaml" in first
    assert not first & HEAVY
    assert "yaml" not in modules(repo, env, "check")
