"""Every node kind that the table of languages names exists in the installed grammar."""

import pytest
from ast_grep_py import SgRoot

from bylaw.sources.code.languages import LANGUAGES


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_kinds_exist(language: str) -> None:
    syntax = LANGUAGES[language]
    root = SgRoot("", syntax.parser).root()
    for kind in (
        *syntax.comments,
        *syntax.contents,
        *syntax.literals,
        *syntax.holes,
        *syntax.regexes,
    ):
        root.find_all(kind=kind)  # raises where the grammar does not know it
