"""Values of parameters against declared types."""

from typing import Any

import pytest

from bylaw.config.params import Misfit, constant, fields


@pytest.mark.parametrize(
    ("type_", "value", "ir"),
    [
        ("bool", True, ["lit", True]),
        ("int", 3, ["lit", 3]),
        ("int", -(1 << 63), ["lit", -(1 << 63)]),
        ("float", 3, ["lit", 3.0]),
        ("float", 0.5, ["lit", 0.5]),
        ("string", "a", ["lit", "a"]),
        ("string?", None, ["lit", None]),
        ("enum(low|high)", "low", ["lit", "low"]),
        ("size", "10MB", ["size", 10_000_000]),
        ("size", "1KiB", ["size", 1024]),
        ("duration", "1d12h", ["duration", 129_600]),
        ("date", "2026-12-31", ["date", "2026-12-31"]),
        ("glob", "src/**", ["glob", ["src/**"]]),
        ("glob", ["a/**", "b/**"], ["glob", ["a/**", "b/**"]]),
        ("regex", "a+", ["regex", "a+", ""]),
        ("list[int]", [1, 2], ["list", [["lit", 1], ["lit", 2]]]),
        ("list[list[string]]", [["a"]], ["list", [["list", [["lit", "a"]]]]]),
        (
            "list[{name: string, until: date?}]",
            [{"name": "a"}],
            ["list", [["record", [["name", ["lit", "a"]], ["until", ["lit", None]]]]]],
        ),
    ],
)
def test_fitting_values_become_constants(type_: str, value: Any, ir: list[Any]) -> None:
    assert constant(type_, value) == ir


@pytest.mark.parametrize(
    ("type_", "value", "message"),
    [
        ("bool", "yes", "expected true or false, not `yes`"),
        ("bool", 1, "expected true or false, not `1`"),
        ("int", True, "expected a whole number, not true"),
        ("int", 1.5, "expected a whole number, not `1.5`"),
        ("int", 1 << 63, "expected a whole number, not `9223372036854775808`"),
        ("int", None, "expected a whole number, not nothing"),
        ("string", 3, "expected text, not `3`"),
        ("string", [], "expected text, not a list"),
        ("enum(low|high)", "mid", "expected low or high, not `mid`"),
        ("size", "10 MB", "expected a size like `10MiB`, not `10 MB`"),
        ("duration", "5x", "expected a duration like `1d12h`, not `5x`"),
        ("date", "2026-02-31", "expected a date like `2026-12-31`, not `2026-02-31`"),
        ("regex", "(a", "expected a regular expression as text, not `(a`"),
        ("regex", "(?=a)", "expected a regular expression as text, not `(?=a)`"),
        ("list[int]", 1, "expected a list, not `1`"),
        ("list[int]", [1, "x"], "expected a whole number, not `x`"),
        ("cidr", "10.0.0.0/99", "expected an address range like `10.0.0.0/8`, not `10.0.0.0/99`"),
        ("{name: string}", {"nam": "a"}, "unknown field `nam`; known: name"),
        ("{name: string}", {}, "field `name` is missing"),
        ("{name: string}", "a", "expected a mapping with name, not `a`"),
        ("string", "\x1b[31m", ""),
    ],
)
def test_other_values_are_refused(type_: str, value: Any, message: str) -> None:
    if not message:
        assert constant(type_, value) == ["lit", value]
        return
    with pytest.raises(Misfit) as caught:
        constant(type_, value)
    assert str(caught.value) == message


def test_a_misfit_knows_where_in_the_value_it_stands() -> None:
    with pytest.raises(Misfit) as caught:
        constant("list[{name: string}]", [{"name": "a"}, {"name": 3}])
    assert caught.value.at == (1, "name")


def test_control_characters_of_a_value_do_not_reach_the_message() -> None:
    with pytest.raises(Misfit) as caught:
        constant("int", "\x1b[31mred\u202e")
    assert "\x1b" not in str(caught.value)
    assert "\u202e" not in str(caught.value)


def test_fields_of_nested_records() -> None:
    assert fields("{a: string, b: {c: list[int], d: date?}, e: enum(x|y)}") == {
        "a": "string",
        "b": "{c: list[int], d: date?}",
        "e": "enum(x|y)",
    }
