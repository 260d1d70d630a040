"""docs/cli.md is what the program says, and everything that can be explained is."""

from __future__ import annotations

import re
from pathlib import Path

from bylaw.cli import manual
from bylaw.gate.codes import CODES
from bylaw.lang.codes import code_docs

ROOT = Path(__file__).parents[2]


def test_the_page_holds_the_real_help() -> None:
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert manual.filled(page) == page, "run python -m bylaw.cli.manual"
    assert "Usage: bylaw check [OPTIONS]" in page


def test_help_fits_80_columns() -> None:
    assert [line for line in manual.pages().split("\n") if len(line) > 84] == []


def test_every_code_of_configuration_packs_and_gate_is_explained() -> None:
    used = set()
    for room in ("config", "packs", "gate"):
        for path in (ROOT / "src" / "bylaw" / room).rglob("*.py"):
            text = path.read_text("utf-8")
            calls = (
                r'(?:Diagnostic|complaint|_at|_stop)\(\s*(?:event,\s*)?"([a-z0-9]+(?:-[a-z0-9]+)+)"'
            )
            used |= set(re.findall(calls, text))
    assert len(used) > 15
    assert used <= set(CODES) | set(code_docs())
    assert set(CODES) <= used


def test_every_key_of_the_schema_is_on_the_page() -> None:
    from bylaw.config.schema import load

    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    assert [key for key in load()["properties"] if f"`{key}" not in page] == []
