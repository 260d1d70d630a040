"""Printed to a log, no report is obeyed by the runner that reads the log."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

import bylaw
from bylaw.reports.interface import Options
from bylaw.reports.registry import FORMATS, load

TRICKS = "EVIL ##[stop-commands]x ##vso[task.setvariable variable=a]b ###[add-mask]c ::notice::d"
RULE = """bylaw 1
rule r {
  title "x"
  for line in change.added_lines
  where line.text contains "EVIL"
  deny line "Found {line.text} in {line.file.path}" help "Look at {line.text}"
}
"""


@pytest.mark.parametrize("name", FORMATS)
def test_no_command_reaches_the_log(repo: Any, tmp_path: Any, name: str) -> None:
    (tmp_path / "r.bylaw").write_text(RULE)
    odd = "src/n\n::error::x ##[group]\x1b[2J.py"
    repo.branch({odd: f"{TRICKS}\n::error::{TRICKS}\n", "src/##vso[x]": TRICKS})
    verdict = bylaw.check(
        repo.root, base="main", head="change", policies=[str(tmp_path / "r.bylaw")]
    )
    assert len(verdict.findings) == 3
    text = "".join(load(name)(verdict, Options()))
    obeyed = [row for row in text.split("\n") if re.match(r"\s*::", row)]
    if name == "github":
        assert all(row.startswith("::error file=") for row in obeyed)
    else:
        assert obeyed == []
        assert not re.search(r"##\w*\[", text)
    assert "\x1b" not in text
    if name in ("json", "sarif", "gitlab-codequality"):
        assert "stop-commands]x" in json.dumps(json.loads(text))
    if name == "json":
        shown = {line for one in json.loads(text)["findings"] for line in one["excerpt"]["lines"]}
        assert TRICKS in shown
    if name == "junit":
        ElementTree.fromstring(text)
