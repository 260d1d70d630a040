"""The recipes of docs/pipelines.md are what each system takes, and the shell's judges."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.gate.forge import Project, git, without_pipelines

PAGE = (Path(__file__).parents[2] / "docs/pipelines.md").read_text()
RECIPES: dict[str, str] = dict(re.findall(r"<!-- recipe: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.S))
SCHEMAS = sorted(name for name in RECIPES if name.startswith("vendor."))


def test_each_recipe_has_a_schema() -> None:
    assert SCHEMAS == [
        "vendor.azure-pipelines",
        "vendor.bitbucket-pipelines",
        "vendor.buildkite",
        "vendor.circle-ci",
    ]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_schema_takes_it(name: str, tmp_path: Path) -> None:
    file = tmp_path / "pipeline.yml"
    file.write_text(RECIPES[name])
    words = ["--builtin-schema", name]
    if name == "vendor.azure-pipelines":
        words += ["--data-transform", "azure-pipelines", "--regex-variant", "nonunicode"]
    checker = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run([checker, *words, file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_script_fetches_the_target_and_names_both_ends(name: str) -> None:
    script = "\n".join(texts(yaml.safe_load(RECIPES[name]))).replace("$$", "$")
    assert re.search(r'git fetch .*"\+refs/heads/\$(\w+):refs/remotes/origin/\$\1"', script)
    assert "-I -m bylaw check --profile ci" in script
    assert '--base "refs/remotes/origin/$' in script
    assert '--head "$' in script


def texts(node: object) -> list[str]:
    """All texts of a document."""
    if isinstance(node, str):
        return [node]
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [text for each in inner for text in texts(each)]


@pytest.mark.parametrize("depth", [["--depth=1"], []])
def test_the_shell_judges_a_checkout_of_any_depth(tmp_path: Path, depth: list[str]) -> None:
    project = Project(tmp_path / "forge")
    project.on("change", "main")
    project.commit({"a": "EVIL\n"})
    clone = project.checkout("clone", *depth, ref="change")
    venv = tmp_path / "venv/bin"
    venv.mkdir(parents=True)
    python = venv / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    unwanted = without_pipelines(os.environ)
    env = {name: value for name, value in os.environ.items() if name not in unwanted}
    script = f"set -eu\nvenv={venv.parent}\n{RECIPES['shell']}"
    words = ["bash", "-c", script]
    done = subprocess.run(words, cwd=clone, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "This is evil" in done.stdout
    assert git(clone, "rev-parse", "refs/remotes/origin/main") == project.first
