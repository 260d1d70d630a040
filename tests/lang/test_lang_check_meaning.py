"""What checks, its type, and its checked form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bylaw.lang import CheckResult, check_param
from bylaw.lang.types import dump, parse_type

Check = Callable[..., CheckResult]

FILE: Any = ["var", "f"]
ADDED: Any = ["get", ["root", "change"], "Change", "added", False]
FILES: Any = ["get", ["root", "change"], "Change", "files", False]


def let(check: Check, expression: str, *more: str) -> tuple[str, Any]:
    result = check(f"let it = {expression}\n" + "\n".join(more))
    assert result.diagnostics == ()
    assert result.pack is not None
    return result.pack["lets"]["it"]["type"], result.pack["lets"]["it"]["value"]


@pytest.mark.parametrize(
    ("expression", "type_", "ir"),
    [
        ("1 + 2", "int", ["+", ["lit", 1], ["lit", 2], "int"]),
        ("1 + 2.5", "float", ["+", ["lit", 1.0], ["lit", 2.5], "float"]),
        ("1 / 2", "float", ["/", ["lit", 1], ["lit", 2], "int"]),
        ("-3", "int", ["lit", -3]),
        ("-change.added", "int", ["neg", ADDED, "int"]),
        ("float(change.added) > 0.5", "bool", [">", ["float", ADDED], ["lit", 0.5], "float"]),
        ("[1, 2.5]", "list[float]", ["list", [["lit", 1.0], ["lit", 2.5]]]),
        ("[]", "list[nothing]", ["list", []]),
        ("now - 2026-01-01", "duration", ["-", ["root", "now"], ["date", "2026-01-01"], "dates"]),
        ("now - 30d", "date", ["-", ["root", "now"], ["duration", 2592000], "date"]),
        ("2 * 1d", "duration", ["*", ["duration", 86400], ["lit", 2], "duration"]),
        ("1MB + 1kB", "size", ["+", ["size", 1000000], ["size", 1000], "size"]),
        ('"a" + "b"', "string", ["+", ["lit", "a"], ["lit", "b"], "string"]),
        ('["a"] + []', "list[string]", ["+", ["list", [["lit", "a"]]], ["list", []], "list"]),
        ('glob("a/**", "b")', "glob", ["glob", ["a/**", "b"]]),
        ('int("3")', "int?", ["call", "int", [["lit", "3"]]]),
        ('version("1.2")', "version", ["call", "version", [["lit", "1.2"]]]),
        ('version("1.2", "npm")', "version?",
         ["call", "version", [["lit", "1.2"], ["lit", "npm"]]]),
        ('cidr("10.0.0.0/8") contains "10.1.1.1"', "bool",
         ["contains", ["call", "cidr", [["lit", "10.0.0.0/8"]]], ["lit", "10.1.1.1"], "cidr"]),
        ("first(change.files)", "File?", ["call", "first", [FILES]]),
        ("change.files[0]", "File?", ["index", FILES, ["lit", 0]]),
        ("change.files.count", "int", ["count", FILES]),
        ("change.files[0].path", "string?",
         ["get", ["index", FILES, ["lit", 0]], "File", "path", True]),
        ("change.files[0].old_path", "string?",
         ["get", ["index", FILES, ["lit", 0]], "File", "old_path", True]),
        ("change.files[0].added_lines.count", "int?",
         ["get", ["get", ["index", FILES, ["lit", 0]], "File", "added_lines", True],
          "list", "count", True]),
        ('change.base or else ""', "string",
         ["else", ["get", ["root", "change"], "Change", "base", False], ["lit", ""]]),
        ("change.base or else change.head", "string?",
         ["else", ["get", ["root", "change"], "Change", "base", False],
          ["get", ["root", "change"], "Change", "head", False]]),
        ("if change.added > 3 then 1 else 2.0", "float",
         ["if", [">", ADDED, ["lit", 3], "int"], ["lit", 1.0], ["lit", 2.0]]),
        ("sum(f.added for f in change.files)", "int",
         ["sum", ["comp", ["get", FILE, "File", "added", False], [["f", FILES]], None], "int"]),
        ("max(f.size for f in change.files)", "size?",
         ["max", ["comp", ["get", FILE, "File", "size", False], [["f", FILES]], None], "size"]),
        ("count(f in change.files where f.is_test)", "int",
         ["count", ["comp", FILE, [["f", FILES]], ["get", FILE, "File", "is_test", False]]]),
        ("[l.text for f in change.files for l in f.lines]", "list[string]",
         ["comp", ["get", ["var", "l"], "Line", "text", False],
          [["f", FILES], ["l", ["get", FILE, "File", "lines", False]]], None]),
        ('"a" not in ["a"]', "bool",
         ["not", ["in", ["lit", "a"], ["list", [["lit", "a"]]], "list"]]),
        ('"a" in [glob("a")]', "bool", ["in", ["lit", "a"], ["list", [["glob", ["a"]]]], "globs"]),
        ('"a" does not end with "b"', "bool", ["not", ["ends", ["lit", "a"], ["lit", "b"]]]),
        ('"a".lower.split(",").join("")', "string",
         ["do", ["do", ["get", ["lit", "a"], "string", "lower", False], "string", "split",
                 [["lit", ","]], False], "list", "join", [["lit", ""]], False]),
        ("every f in change.files has f.is_test", "bool",
         ["every", "f", FILES, ["get", FILE, "File", "is_test", False]]),
        ("change.base is unknown", "bool",
         ["unknown", ["get", ["root", "change"], "Change", "base", False]]),
    ],
)  # fmt: skip
def test_types_and_forms(check: Check, expression: str, type_: str, ir: Any) -> None:
    assert let(check, expression) == (type_, ir)


def rule(body: str, outcome: str = 'deny file "M"') -> str:
    return f'rule r {{\n  title "T"\n  {body}\n  {outcome}\n}}\n'


@pytest.mark.parametrize(
    "body",
    [
        'where file.old_path exists and file.old_path starts with "a"',
        'where file.old_path exists\n  where file.old_path starts with "a"',
        'unless file.old_path is absent\n  where file.old_path starts with "a"',
        'unless file.old_path does not exist\n  where file.old_path starts with "a"',
        'where not (file.old_path is absent) and file.old_path starts with "a"',
        'where file.old_path is absent or file.old_path starts with "a"',
        'unless file.is_test or file.old_path is absent\n  where file.old_path ends with "a"',
        'where not (file.old_path is absent or file.is_test)\n  where file.old_path ends with "a"',
        'let old = file.old_path\n  where old exists\n  where old starts with "a"',
        'let old = file.old_path\n  where old exists and file.old_path starts with "a"',
        "where file.component.tier exists and file.component.name == "
        '"a" and file.component.tier < 2',
        "where file.component exists\n  for c in file.component.depends_on\n"
        "  where c.name == file.path",
        'where if file.old_path exists then file.old_path starts with "a" else false',
        'where (if file.old_path is absent then "" else file.old_path) == "a"',
        'where "a" in [g.old_path.lower for g in change.files where g.old_path exists]',
        'where some g in change.files has (g.old_path exists and g.old_path ends with "a")'
        "\n  where file.is_test",
        'where file.old_path == "a" and file.old_path not in ["b"]',
        'let hit = first(file.find(/x(?P<a>y)?(?P<b>z)/))\n  where hit exists and hit.b == "z" '
        'and hit.a != "y"',
        'where file.status in ["added", "renamed"] and file.status starts with "a"',
    ],
)
def test_what_is_certain(check: Check, body: str) -> None:
    assert check(rule("for file in change.files\n  " + body)).diagnostics == ()


@pytest.mark.parametrize(
    "body",
    [
        'where file.old_path exists or file.old_path starts with "a"',
        'where not (file.old_path exists) and file.old_path starts with "a"',
        'where file.old_path is known and file.old_path starts with "a"',
        'where (file.old_path exists and file.is_test) or file.old_path starts with "a"',
        'where file.old_path is absent and file.old_path starts with "a"',
        'unless file.old_path exists and file.is_test\n  where file.old_path starts with "a"',
        'where (some g in change.files has g.before exists) and file.before.path starts with "a"',
        'where file.before exists\n  where file.before.old_path starts with "a"',
    ],
)
def test_what_is_not_certain(check: Check, body: str) -> None:
    found = check(rule("for file in change.files\n  " + body, 'note file "M"')).diagnostics
    assert [each.code for each in found] == ["optional-value"]


def test_flat_is_false_where_the_object_is_certain(check: Check) -> None:
    body = "for file in change.files\n  where file.component exists\n  let n = file.component.name"
    pack = check(rule(body + '\n  where n != ""')).pack
    assert pack is not None
    component = ["get", ["var", "file"], "File", "component", False]
    assert pack["rules"][0]["clauses"][2][1:4] == [
        "n", "string", ["get", component, "Component", "name", False],
    ]  # fmt: skip


def outcome(check: Check, text: str) -> Any:
    result = check(text)
    assert result.diagnostics == ()
    assert result.pack is not None
    return result.pack["rules"][0]["outcome"]


def test_a_list_as_written_has_a_type_for_each(check: Check) -> None:
    text = rule("for edge in imports.added\n  where not edge.allowed", 'deny [edge, edge.file] "M"')
    assert outcome(check, text)["type"] == ["Import", "File"]
    text = rule("for file in change.files\n  where file.is_test", 'deny file.added_lines "M"')
    assert outcome(check, text)["type"] == "list[Line]"


def test_a_message_prints_a_license_and_two_types(check: Check) -> None:
    text = rule(
        "for dep in dependencies.added",
        'deny dep "{dep.license} {dep.version or else dep.requirement}"',
    )
    dep: Any = ["var", "dep"]
    assert outcome(check, text)["message"] == [
        ["fmt", ["get", ["get", dep, "Dependency", "license", False], "License", "text", False],
         "string"],
        " ",
        ["fmt", ["else",
                 ["text", ["get", dep, "Dependency", "version", False], "version"],
                 ["text", ["get", dep, "Dependency", "requirement", False], "string"]], "string"],
    ]  # fmt: skip


def test_groups_and_metavariables_are_fields(check: Check) -> None:
    body = "for file in change.files\n  for hit in file.find(/(?P<a>x)?(?P<b>y)/)\n"
    body += '  for code in file.added_code("f($X, $$$REST)")\n  where hit.b == code.X'
    pack = check(rule(body, 'deny hit "{hit.a} {code.REST}"')).pack
    assert pack is not None
    clauses = pack["rules"][0]["clauses"]
    assert clauses[1][2] == "match[a?|b]"
    assert clauses[2][2] == "match[X|REST]"
    at = clauses[3][1]
    assert at[:1] + at[2:] == [
        "at",
        [
            "==",
            ["group", ["var", "hit"], "b", False],
            ["group", ["var", "code"], "X", False],
            "string",
        ],
    ]


def test_params(check: Check) -> None:
    text = (
        'param allowed: string = "MIT" "Licenses."\n'
        'param teams: list[{name: string, until: date}] = [{name: "a", until: 2026-01-01}]\n'
        "param most: float = 1\nparam must: int\n"
    )
    text += rule(
        "for dep in dependencies.added\n  where dep.license satisfies allowed", 'deny dep "M"'
    )
    pack = check(text).pack
    assert pack is not None
    assert pack["params"]["allowed"] == {
        "type": "string", "default": ["lit", "MIT"], "doc": "Licenses.",
        "place": ["policy.bylaw", 1, 7], "checks": ["license"],
    }  # fmt: skip
    assert pack["params"]["teams"]["type"] == "list[{name: string, until: date}]"
    assert pack["params"]["most"]["default"] == ["lit", 1.0]
    assert pack["params"]["must"]["default"] is None


def test_values_for_params() -> None:
    assert check_param("string", ["license"], "MIT OR ISC") is None
    assert "license expression" in (check_param("string", ["license"], "MIT ISC") or "")
    assert "version range" in (check_param("string", ["version"], "newest") or "")
    assert "closed" in (check_param("glob", [], "src/[a") or "")
    assert "closed" in (check_param("regex", [], "(a") or "")
    assert check_param("regex", [], "a+") is None


def test_what_a_default_makes_of_satisfies(check: Check) -> None:
    text = 'param allowed: string = "MIT ISC"\n'
    text += rule(
        "for dep in dependencies.added\n  where dep.license satisfies allowed", 'deny dep "M"'
    )
    assert [each.code for each in check(text).diagnostics] == ["bad-license"]


@pytest.mark.parametrize(
    "text",
    [
        "int", "string?", "list[File]", "list[list[int]]", "enum(a|b-c)", "enum(a|b)?",
        "{name: string, until: date?}", "list[{name: string, more: {a: int}}]?", "match[a?|b]",
        "list[match[kind?]]", "match[]",
    ],
)  # fmt: skip
def test_types_are_read_as_they_are_written(text: str) -> None:
    assert dump(parse_type(text)) == text


@pytest.mark.parametrize("text", ["", "list[", "list[int", "int]", "{a: int", "?", "list[int]]"])
def test_what_is_no_type(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_type(text)
