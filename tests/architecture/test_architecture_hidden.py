"""Text that a compiler reads in another way than it looks is unknown, not empty."""

from __future__ import annotations

from typing import Any

import pytest

from tests.architecture.test_architecture_moves import LAYERS, START, check, found

HIDDEN = [
    ("a.py", "# coding: unicode_escape\n\\x69mport left_pad\n", 1),
    ("a.py", "#!/usr/bin/python\n# -*- coding: UTF-7 -*-\n+AGkAbQBwAG8AcgB0- left_pad\n", 2),
    ("A.java", "package a;\n\\u0069mport left.Pad;\n", 2),
    ("A.java", "package a;\nimport l\\u0065ft.Pad;\n", 2),
    ("A.java", "package a;\n// \\u000aimport left.Pad;\n", 2),
]


@pytest.mark.parametrize(("name", "text", "line"), HIDDEN)
def test_an_import_that_is_hidden_from_the_parser_is_unknown(
    repo: Any, name: str, text: str, line: int
) -> None:
    repo.commit({**START, "policies/a.bylaw": LAYERS})
    repo.branch({f"src/pay/{name}": text})
    verdict = check(repo)
    assert found(verdict) == []
    assert [(one.reason, one.places[0].line) for one in verdict.inconclusive] == [
        ("syntax-error", line)
    ]


def test_what_is_hidden_is_not_known_by_the_line_that_hides_it(repo: Any) -> None:
    start = "# coding: unicode_escape\nx = 1\n"
    repo.commit({**START, "policies/a.bylaw": LAYERS, "src/pay/a.py": start})
    repo.branch({"src/pay/a.py": f"{start}\\x69mport left_pad\n"})
    assert [one.reason for one in check(repo).inconclusive] == ["syntax-error"]
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
