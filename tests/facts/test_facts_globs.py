"""Globs as they are meant: a table of what each matches."""

from __future__ import annotations

from pathlib import Path

import pytest
import re2
import yaml

from bylaw.facts.globs import regex_of

CASES = yaml.safe_load((Path(__file__).parent / "globs.yaml").read_text("utf-8"))


@pytest.mark.parametrize("glob", CASES)
def test_a_glob_matches_what_it_says(glob: str) -> None:
    pattern = re2.compile(regex_of(glob))
    matched = {path for each in CASES[glob].values() for path in each if pattern.fullmatch(path)}
    assert matched == set(CASES[glob]["is"])


@pytest.mark.parametrize("glob", ["", "/", "[a", "{a,b", "a}{"])
def test_what_is_no_glob_is_refused(glob: str) -> None:
    with pytest.raises(ValueError):
        regex_of(glob)
