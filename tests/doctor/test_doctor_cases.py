"""Pipelines as data: a file in `cases/`, and beside it what is said of it.

A line `#> PATH` starts another file of the same repository. A new case is a new file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bylaw.doctor.interface import Check
from bylaw.doctor.run import Asked, run

CASES = Path(__file__).parent / "cases"
PAGE = Path(__file__).resolve().parents[2] / "docs/pipelines.md"
FIRST = {"github": ".github/workflows/bylaw.yml", "gitlab": ".gitlab-ci.yml", "other": "README"}


def files_of(case: Path) -> dict[str, str]:
    first = FIRST[case.name.partition("-")[0]]
    parts = re.split(r"^#> (.*)\n", case.read_text(), flags=re.MULTILINE)
    found = {first: parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}
    return {path: text for path, text in found.items() if text}


def said(one: Check) -> str:
    where = f"{one.path}:{one.line}" if one.path else "-"
    return f"{one.state} {one.name} {where} {one.what}"


@pytest.mark.parametrize("case", sorted(CASES.glob("*.yml")), ids=lambda path: path.stem)
def test_a_pipeline_is_judged_as_written_beside_it(
    case: Path, made: Callable[[dict[str, str]], Path]
) -> None:
    root = made(files_of(case))
    checks = [one for one in run(Asked(str(root), environ={})).checks if one.group == "pipeline"]
    lines = [said(one) for one in checks]
    assert "\n".join(lines) + "\n" == case.with_suffix(".expected").read_text()
    for one in checks:
        assert (one.state == "ok") == (not one.why and not one.do), one


def shown(path: str) -> list[str]:
    """The YAML of a page that is to be put into a file of this name."""
    blocks = re.findall(r"^```yaml\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    return [block for block in blocks if block.startswith(f"# {path}\n")]


@pytest.mark.parametrize(
    ("path", "loose"), [(".github/workflows/bylaw.yml", []), (".gitlab-ci.yml", ["pinned"])]
)
def test_what_the_documentation_shows_is_sound(
    path: str, loose: list[str], made: Callable[[dict[str, str]], Path]
) -> None:
    blocks = shown(path)
    assert blocks
    for block in blocks:
        text = re.sub(r"\bCOMMIT\b", "0123456789" * 4, block)
        found = run(Asked(str(made({path: text})), environ={}))
        checks = [one for one in found.checks if one.group == "pipeline"]
        assert len(checks) > 2
        assert [one.name for one in checks if one.state != "ok"] == loose
