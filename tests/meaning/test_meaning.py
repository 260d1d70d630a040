"""What the language means, row by row: policies whose own tests pin it down.

A file is a topic. A rule that lists rows speaks with the name of each row that does not hold.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bylaw.gate.policies import load_packs
from bylaw.packs.cache import Cache
from bylaw.packs.text import LOCAL, PackText
from bylaw.testing.run import run_tests
from bylaw.testing.text import render

TOPICS = sorted(Path(__file__).parent.glob("*.bylaw"))


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_every_row_holds(path: Path) -> None:
    text = PackText(LOCAL, ((path.name, path.read_bytes()),))
    loaded = load_packs([text], Cache(None), tests=True)
    assert loaded.diagnostics == ()
    report = run_tests(loaded.packs, locate=lambda name: path.parent / name)
    assert report.results
    assert report.count("passed") == len(report.results), render(report, verbose=True)
    assert report.untested == ()
