"""What authors bring along from Python, JavaScript and Rego, and what says the same here.

A spelling is found by its letters alone, so `startswith`, `startsWith` and `starts_with` are one.
In what is written instead, `{x}` is the value, `{a}` what is asked of it, `{v}` an element's name
and `…` what only the author can say.
"""

from __future__ import annotations

from typing import Final

NOTHING: Final = frozenset({"null", "nil", "None", "undefined", "NULL", "Null"})
"""Names of an absent value; here it has none."""

WORDS: Final = {"True": "true", "TRUE": "true", "False": "false", "FALSE": "false"}

REGEX_MODULES: Final = frozenset({"re", "regex", "regexp", "RegExp"})

PRESENCE: Final = {
    **dict.fromkeys(("exists", "exist", "ispresent", "present", "isset", "defined", "isdefined",
                     "notnull", "isnotnull", "hasvalue"), "{x} exists"),
    **dict.fromkeys(("isnull", "isnone", "isnil", "isundefined", "isabsent", "absent", "ismissing"),
                    "{x} is absent"),
}  # fmt: skip

TEXT: Final = {
    **dict.fromkeys(("startswith", "hasprefix", "beginswith"), "{x} starts with {a}"),
    **dict.fromkeys(("endswith", "hassuffix"), "{x} ends with {a}"),
    **dict.fromkeys(("contains", "includes", "include", "has", "find", "index", "indexof"),
                    "{x} contains {a}"),
    **dict.fromkeys(("match", "matches", "ismatch", "fullmatch", "search", "test", "findall"),
                    "{x} matches {a}"),
    **dict.fromkeys(("lower", "tolower", "tolowercase", "lowercase", "downcase", "casefold"),
                    "{x}.lower"),
    **dict.fromkeys(("upper", "toupper", "touppercase", "uppercase", "upcase"), "{x}.upper"),
    **dict.fromkeys(("trim", "trimspace", "strip", "lstrip", "rstrip"), "{x}.trim"),
    **dict.fromkeys(("length", "len", "size", "count"), "{x}.length"),
    **dict.fromkeys(("empty", "isempty", "isblank", "blank"), '{x} == ""'),
    **dict.fromkeys(("equals", "eq", "equal"), "{x} == {a}"),
    **dict.fromkeys(("fnmatch", "glob", "globmatch", "matchesglob"), "{x} in glob({a})"),
    **dict.fromkeys(("splitlines", "readlines"), "{x}.lines"),
    "split": "{x}.split({a})",
}  # fmt: skip
"""Of a text."""

LIST: Final = {
    **dict.fromkeys(("count", "length", "len", "size"), "{x}.count"),
    **dict.fromkeys(("contains", "includes", "include", "has", "index", "indexof"),
                    "{x} contains {a}"),
    **dict.fromkeys(("empty", "isempty"), "{x}.count == 0"),
    **dict.fromkeys(("unique", "uniq", "distinct", "set"), "distinct({x})"),
    **dict.fromkeys(("sum", "min", "max"), "sum(x.… for x in {x})"),
    "first": "first({x})",
}  # fmt: skip
"""Of a list."""

OVER_LIST: Final = {
    **dict.fromkeys(("any", "some", "exists"), "some {v} in {x} has {c}"),
    **dict.fromkeys(("all", "every", "forall"), "every {v} in {x} has {c}"),
    **dict.fromkeys(("none", "notany"), "no {v} in {x} has {c}"),
    **dict.fromkeys(("filter", "select", "grep"), "[{v} for {v} in {x} where {c}]"),
    **dict.fromkeys(("map", "collect"), "[{c} for {v} in {x}]"),
    **dict.fromkeys(("find", "detect"), "first([{v} for {v} in {x} where {c}])"),
    "foreach": "for {v} in {x}",
}
"""Of a list, where other languages take a function; `{c}` is what it would give."""

PATTERN: Final = dict.fromkeys(("test", "match", "matches", "search", "fullmatch"), "{a} {op} {x}")
"""Of a regex or a glob."""

ANY_VALUE: Final = {
    **dict.fromkeys(("str", "string", "tostring", "sprintf", "format", "repr"),
                    'a message takes a value between braces as it is: `"… {value} …"`'),
    **dict.fromkeys(("today", "date", "datetime", "utcnow", "time"), "say `now`"),
}  # fmt: skip
"""Functions of any value, with whole sentences of help."""


def key(name: str) -> str:
    """A spelling without what languages differ in."""
    return name.replace("_", "").lower()


DECLARATIONS: Final = {
    **dict.fromkeys(("function", "func", "fn", "fun", "sub", "lambda"), "def"),
    **dict.fromkeys(("const", "var", "val", "set"), "let"),
    **dict.fromkeys(("import", "from", "include", "require"), "use"),
    **dict.fromkeys(("policy", "deny", "warn", "allow", "violation", "class", "check"), "rule"),
    "describe": "test",
    "it": "test",
}  # fmt: skip
"""First words of a declaration."""

CLAUSES: Final = {
    **dict.fromkeys(("if", "when", "and"), "where"),
    **dict.fromkeys(("assert", "require", "ensure", "must"), "unless"),
    **dict.fromkeys(("const", "var", "val", "set", "def"), "let"),
    "foreach": "for",
    **dict.fromkeys(("error", "fail", "raise", "throw", "violation", "block"), "deny"),
    "info": "note",
}
"""First words of a rule's line."""

OPERATORS: Final = {
    "like": "matches",
    "regex": "matches",
    **dict.fromkeys(("includes", "include"), "contains"),
    **dict.fromkeys(("begins", "startswith"), "starts with"),
    "endswith": "ends with",
    **dict.fromkeys(("eq", "equals", "equal"), "=="),
    "ne": "!=",
    "of": "in",
    "within": "in",
    "elif": "else if",
}
"""Words between two values."""

RESULTS: Final = {"deny": "denies", "warn": "warns", "note": "notes", "pass": "passes"}
"""What a test expects of a rule."""

TESTS: Final = {
    **dict.fromkeys((*NOTHING, "missing", "unset"), "`is absent`"),
    **dict.fromkeys(("present", "defined", "set", "there", "given"), "`exists`"),
    **{f"not {word}": "`exists`" for word in (*NOTHING, "absent", "missing")},
    "not present": "`is absent`",
    **dict.fromkeys(("true", "True"), "the condition alone"),
    **dict.fromkeys(("false", "False"), "`not` before the condition"),
    "empty": "`x.count == 0`",
    "not empty": "`x.count > 0`",
    "not": "`!=`, or `not` before the condition",
}
"""What follows `is`."""
