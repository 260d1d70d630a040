"""The engine knows every operation of the checked form."""

from __future__ import annotations

import re
from pathlib import Path

from bylaw.engine.operations import OPERATIONS

PAGE = (Path(__file__).parents[2] / "docs" / "internals.md").read_text("utf-8")


def test_every_operation_of_the_page_can_be_compiled() -> None:
    table = PAGE.partition("| IR | meaning |")[2].partition("\n\n")[0]
    cells = "\n".join(row.split(" | ")[0] for row in table.splitlines())
    also = re.findall(r"also `([^`]+)`", table)
    named = set(re.findall(r'\["([^"]+)"', cells)) | {"every", "no"}
    named |= {op for ops in also for op in ops.split()}
    assert {"text", "at", "comp", "min", "-", ">=", "/"} <= named
    assert named - {"also"} == OPERATIONS.keys()
