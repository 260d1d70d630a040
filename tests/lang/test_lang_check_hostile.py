"""No text makes the checker fall over, and what is wrong is never a pack."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.lang import CheckResult, render_all

Check = Callable[..., CheckResult]

HERE = Path(__file__).parent
TEXTS = [
    path.read_text("utf-8")
    for path in (HERE / "example.bylaw", *sorted((HERE / "errors" / "check").glob("*.bylaw")))
]
TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|\w+|\s+|.', re.DOTALL)
TOKENS = sorted({token for text in TEXTS for token in TOKEN.findall(text) if token.strip()})


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_a_text_with_slips(check: Check, text: str, data: st.DataObject) -> None:
    tokens = TOKEN.findall(text)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(tokens) - 1))
        tokens[at] = data.draw(st.sampled_from(["", *TOKENS]))
    result = check("".join(tokens))
    wrong = any(each.severity == "error" for each in result.diagnostics)
    assert wrong == (result.pack is None)
    assert json.loads(json.dumps(result.pack)) == result.pack
    lines = "".join(tokens).split("\n")
    for each in result.diagnostics:
        assert 1 <= each.line <= len(lines) + 1
        assert 1 <= each.column <= len(each.source) + 1
        assert each.message and not each.message.endswith(".")
    render_all(result.diagnostics, color=True)


@pytest.mark.parametrize("count", [60, 300, 3000])
@pytest.mark.parametrize("forward", [True, False])
def test_a_long_chain_of_definitions_is_refused_once(
    check: Check, count: int, forward: bool
) -> None:
    lets = [f"let a{i} = a{i + 1} + 1\n" for i in range(count)] + [f"let a{count} = 1\n"]
    result = check("".join(lets if forward else reversed(lets)))
    assert [each.code for each in result.diagnostics] == ["too-deep"]
    assert result.pack is None


def test_a_wide_condition_is_fine(check: Check) -> None:
    wide = " and ".join(["change.added > 1"] * 3000)
    text = f'rule r {{\n  title "T"\n  where {wide}\n  deny change "M"\n}}\n'
    assert check(text).diagnostics == ()
