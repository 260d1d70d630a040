"""Text that a compiler reads in another way than it looks is unknown, not empty."""

from __future__ import annotations

from typing import Any

import pytest

from tests.architecture.test_architecture_moves import LAYERS, START, check, found

HIDDEN = [
    "# coding: unicode_escape\n\\x69mport left_pad\n",
    "#!/usr/bin/python\n# -*- coding: UTF-7 -*-\n+AGkAbQBwAG8AcgB0- left_pad\n",
]
ESCAPED = [
    "package pay;\n\\u0069mport web.Page;\n",
    "package pay;\nimport w\\u0065b.Page;\n",
    "package pay;\n// \\u000aimport web.Page;\n",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_an_import_that_is_hidden_from_the_parser_is_unknown(repo: Any, text: str) -> None:
    repo.commit({**START, "policies/a.bylaw": LAYERS})
    repo.branch({"src/pay/a.py": text})
    verdict = check(repo)
    assert found(verdict) == []
    assert [one.reason for one in verdict.inconclusive] == ["encoding"]


@pytest.mark.parametrize("text", ESCAPED)
def test_escapes_of_java_are_read_first(repo: Any, text: str) -> None:
    page = {"src/web/Page.java": "package web;\nclass Page {}\n"}
    repo.commit({**START, **page, "policies/a.bylaw": LAYERS})
    repo.branch({"src/pay/A.java": text})
    assert [each.place.line for each in check(repo).findings] == [2]


def test_what_is_hidden_is_not_known_by_the_line_that_hides_it(repo: Any) -> None:
    start = "# coding: unicode_escape\nx = 1\n"
    repo.commit({**START, "policies/a.bylaw": LAYERS, "src/pay/a.py": start})
    repo.branch({"src/pay/a.py": f"{start}\\x69mport left_pad\n"})
    assert [one.reason for one in check(repo).inconclusive] == ["encoding"]
    repo.git("checkout", "-q", "main")
    repo.branch({"src/pay/a.py": None, "src/pay/b.py": start}, "moved")
    assert check(repo).outcome == "passed"


PLAIN = [
    ("a.py", "# coding: utf-8\nx = 1\n"),
    ("a.py", "x = 1\ny = 2\n# coding: utf-7\n"),
    ("A.java", 'package a;\nclass A { String s = "\\u0041 import b"; }\n'),
]


@pytest.mark.parametrize(("name", "text"), PLAIN)
def test_escapes_elsewhere_hide_nothing(repo: Any, name: str, text: str) -> None:
    repo.commit({**START, "policies/a.bylaw": LAYERS})
    repo.branch({f"src/pay/{name}": text})
    assert check(repo).outcome == "passed"
