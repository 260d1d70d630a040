"""docs/code.md lists the languages that there are."""

import re
from pathlib import Path

import pytest

from bylaw.sources.code.languages import COMMENT_MARKS, LANGUAGES, SCANNED, TEXT

PAGE = (Path(__file__).parents[2] / "docs" / "code.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("row", "languages"),
    [
        ("code, comments, strings, patterns", set(LANGUAGES)),
        ("code, comments, strings", set(SCANNED)),
        ("comments, which are whole lines", set(COMMENT_MARKS)),
        (
            "nothing to tell apart: the line is code from end to end",
            TEXT | {"and files of no known language"},
        ),
    ],
)
def test_languages(row: str, languages: set[str]) -> None:
    found = re.search(rf"^\| {re.escape(row)} \| (.*) \|$", PAGE, re.MULTILINE)
    assert found
    assert set(found[1].split(", ")) == languages
