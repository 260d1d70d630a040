"""Where things stand in documents, whatever ends of lines their formats know."""

from __future__ import annotations

import pytest

from bylaw.sources.documents.text import decode
from bylaw.sources.documents.toml import read_toml
from bylaw.sources.documents.yaml import read_yaml


@pytest.mark.parametrize("odd", ["\r", "\x85", "\u2028", "\u2029", "\r\r"])
def test_lines_of_yaml_are_counted_as_editors_do(odd: str) -> None:
    (parsed,) = read_yaml(f"# a{odd}# b\nfirst: 1\nsecond:\n  - deep: x{odd}      y\nlast: 2\n")
    first, second = parsed.root.value["first"], parsed.root.value["second"]
    assert (first.key_line, first.key_column) == (2, 1)
    assert (second.key_line, second.value[0].value["deep"].line) == (3, 4)
    assert parsed.root.value["last"].key_line == 5


def test_toml_with_two_returns_before_a_line_end_is_read() -> None:
    parsed = read_toml(decode(b"[a]\r\r\nb = 1\r\r\nc = [1,\r\r\n2]\r\n"))
    table = parsed.root.value["a"]
    assert [table.value[name].value for name in ("b",)] == [1]
    assert table.value["c"].key_line == 3
