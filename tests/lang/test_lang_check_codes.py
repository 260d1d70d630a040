"""Every code is described, and its examples are what they say."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import bylaw.lang
from bylaw.lang import CheckResult, code_docs, explain
from bylaw.lang.codes_names import NAME_CODES
from bylaw.lang.codes_types import TYPE_CODES

CODES = {**NAME_CODES, **TYPE_CODES}
HERE = Path(bylaw.lang.__file__).parent


def found(check: Callable[..., CheckResult], code: str, text: str) -> list[str]:
    if code == "reserved-pack":
        name = text.removeprefix("name: ").strip()
        result = check("let a = 1\n", pack=name, reserved={"start"})
    else:
        result = check(text)
    return [each.code for each in result.diagnostics]


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_wrong_example_gives_the_code(code: str, check: Callable[..., CheckResult]) -> None:
    assert set(found(check, code, CODES[code].wrong)) == {code}


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_right_example_is_right(code: str, check: Callable[..., CheckResult]) -> None:
    assert found(check, code, CODES[code].right) == []


def test_every_code_of_the_checker_is_described() -> None:
    sources = "".join(path.read_text("utf-8") for path in (HERE / "checking").glob("*.py"))
    sources += (HERE / "check.py").read_text("utf-8")
    calls = re.findall(r'\b(?:error|warn|report)\(\s*(?:[\w.]+, )?\s*"([a-z-]+)"', sources)
    assert set(calls) <= CODES.keys()
    assert len(set(calls)) > 30


def test_the_page_of_a_code() -> None:
    page = explain("error[unknown-field]")
    assert page is not None
    assert page.startswith("unknown-field: The value has no such field\n")
    assert '      where file.pth == "setup.py"' in page
    assert explain("no-such-code") is None
    assert set(CODES) <= set(code_docs())
