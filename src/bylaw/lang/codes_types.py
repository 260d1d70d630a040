"""Codes of mistakes with types, absent values, patterns and constants."""

from __future__ import annotations

from typing import Final

from bylaw.lang.codes import CodeDoc
from bylaw.lang.codes_names import files, rule

_NODES: Final = 'for doc in documents(glob("*.yml"))\n  for node in doc.find("$.replicas")'


def _lines(condition: str) -> str:
    return rule(f"for line in change.added_lines\n  where {condition}", 'deny line "Why not."')


def _dependencies(condition: str) -> str:
    return rule(f"for dep in dependencies.added\n  where {condition}", 'deny dep "Why not."')


TYPE_CODES: Final[dict[str, CodeDoc]] = {
    "type-mismatch": CodeDoc(
        "A value of another type is needed here",
        "Nothing is converted silently, except that an integer as written may stand for a float. "
        "The help names the way from one type to the other.",
        _dependencies("dep.registry.age < 30"),
        _dependencies("dep.registry.age < 30d"),
    ),
    "optional-value": CodeDoc(
        "A value may be absent, and here it must not be",
        "`T?` is a value that may be known not to be there, such as the old path of an added file. "
        "Ask with `exists` in the same condition or an earlier clause, or give what stands for it "
        "with `or else`. `==`, `!=`, `in` and `not in` take it on their left; absent equals "
        "nothing.",
        files('file.old_path starts with "src/"'),
        files('file.old_path exists and file.old_path starts with "src/"'),
    ),
    "always-present": CodeDoc(
        "The question has one answer only",
        "A warning: the value is never absent. An empty list or string is not absent.",
        files("file.added_lines exists"),
        files("file.added_lines.count > 0"),
    ),
    "not-a-condition": CodeDoc(
        "A condition is true or false",
        "There is no truth of numbers, strings and lists: compare them with something.",
        files("file.added"),
        files("file.added > 0"),
    ),
    "not-a-list": CodeDoc(
        "A list is needed here",
        "`for`, the quantifiers and the aggregates go through lists.",
        rule("for file in change", 'deny file "Why not."'),
        rule("for file in change.files", 'deny file "Why not."'),
    ),
    "not-a-member": CodeDoc(
        "A closed set does not have this value",
        "Some facts hold one of a fixed set of words, such as `file.status`. Comparing one with "
        "another word would be a condition that never holds.",
        files('file.status == "modfied"'),
        files('file.status == "modified"'),
    ),
    "no-order": CodeDoc(
        "The values have no order",
        "`<`, `<=`, `>` and `>=` compare numbers, strings, durations, sizes, dates and versions. "
        "For words of a closed set name those that are meant.",
        rule(
            "for dep in dependencies.added\n"
            '  where some v in dep.vulnerabilities has v.severity >= "high"',
            'deny dep "Why not."',
        ),
        rule(
            "for dep in dependencies.added\n"
            '  where some v in dep.vulnerabilities has v.severity in ["high", "critical"]',
            'deny dep "Why not."',
        ),
    ),
    "float-equality": CodeDoc(
        "Fractions are compared for equality",
        "A fraction is rounded, so that equality holds or fails by chance. Ask for a range.",
        rule("where change.added / 4 == 2.5"),
        rule("where change.added / 4 >= 2.5"),
    ),
    "wrong-operand": CodeDoc(
        "The operation does not take values of these types",
        "`+` adds numbers, strings, lists, durations and sizes of one type, and a duration to a "
        "date; `date - date` is a duration; `int / int` is a float.",
        rule('let text = "added " + change.added', 'deny change "{text}"'),
        rule("let lines = change.added", 'deny change "added {lines}"'),
    ),
    "mixed-list": CodeDoc(
        "A list holds values of different types",
        "All elements of a list are of one type.",
        files('file.path in ["setup.py", 3]'),
        files('file.path in ["setup.py", "3"]'),
    ),
    "branches-differ": CodeDoc(
        "Two branches give different types",
        "`then` and `else`, and both sides of `or else`, give one type. In a message `or else` may "
        "join any two values that print.",
        files('(file.old_path or else 3) == "x"'),
        files('(file.old_path or else "") == "x"'),
    ),
    "dynamic-node": CodeDoc(
        "A node of a document stands where a type is needed",
        "What a node holds is known only when it runs: say `node.text`, or `node.int`, "
        "`node.float` "
        "or `node.bool`, which may be absent. `==` and `!=` compare a node with anything.",
        rule(f"{_NODES}\n  where node > 3", 'deny node "Why not."'),
        rule(f"{_NODES}\n  where (node.int or else 0) > 3", 'deny node "Why not."'),
    ),
    "not-printable": CodeDoc(
        "A message holds what has no text",
        "Numbers, strings, dates, lists of them, and facts with a field `text` print; of others "
        "name "
        "the field that is meant.",
        rule("for file in change.files", 'deny file "{file} is new."'),
        rule("for file in change.files", 'deny file "{file.path} is new."'),
    ),
    "bad-regex": CodeDoc(
        "A regex does not compile",
        "Regexes are RE2's, which takes linear time: no lookaround, no back references. Groups "
        "have "
        "names of their own.",
        _lines("line.text matches /foo(bar/"),
        _lines("line.text matches /foo\\(bar/"),
    ),
    "reserved-group": CodeDoc(
        "A group is named like a field of every match",
        "Named groups and metavariables are fields of the match, beside its own: see "
        "`bylaw facts Match`.",
        rule(
            "for line in change.added_lines\n  for hit in line.find(/(?P<file>x)/)",
            'deny hit "Why not."',
        ),
        rule(
            "for line in change.added_lines\n  for hit in line.find(/(?P<name>x)/)",
            'deny hit "Why not."',
        ),
    ),
    "bad-glob": CodeDoc(
        "A glob is not well formed",
        "Globs are anchored at the root and separated by `/`: `**` for any number of folders, "
        "`*` and "
        "`?` within one, `[a-z]`, `{a,b}`. A plain folder means all below it.",
        files('file.path in glob("src/**.py")'),
        files('file.path in glob("src/**/*.py")'),
    ),
    "glob-in-string": CodeDoc(
        "A star in a plain string",
        "A warning: `in` with a string on its right asks whether the left side is a part of it, "
        "letter by letter; so are `==` and a list of strings. Paths are compared with a glob.",
        files('file.path in "src/**"'),
        files('file.path in glob("src/**")'),
    ),
    "bad-path": CodeDoc(
        "A text is no path into a document",
        "Paths are JSONPath: `$` is the document, or the node itself; `$.spec.image`, `$..image`, "
        "`$.items[*]`, `$.items[0]`, `$['a key']`.",
        rule(
            'for doc in documents(glob("*.yml"))\n  for node in doc.find("spec.image")',
            'deny node "Why not."',
        ),
        rule(
            'for doc in documents(glob("*.yml"))\n  for node in doc.find("$.spec.image")',
            'deny node "Why not."',
        ),
    ),
    "bad-pattern": CodeDoc(
        "A code pattern is empty, or code in no language",
        "A code pattern is a piece of code of the file's language, with `$X` for a part of it and "
        "`$$$XS` for any number of parts.",
        rule('for file in change.files\n  for hit in file.added_code("")', 'deny hit "Why not."'),
        rule(
            'for file in change.files\n  for hit in file.added_code("print($$$ARGS)")',
            'deny hit "Why not."',
        ),
    ),
    "nothing-to-fix": CodeDoc(
        "A fix has no text that it could change",
        "`fix replace` changes the text of a line or match; `fix with` writes a new text for a "
        "line, match or node. The place of the finding is what is changed.",
        rule("where change.added > 9", 'deny change "Why not."\n    fix replace /a/ with "b"'),
        _lines('line.text contains "a"').replace(
            'Why not."', 'Why not."\n    fix replace /a/ with "b"'
        ),
    ),
    "bad-license": CodeDoc(
        "A text is not an SPDX license expression",
        "Licenses are joined with `AND`, `OR` and `WITH` in capitals: "
        "`MIT OR (Apache-2.0 AND BSD-3-Clause)`.",
        _dependencies('dep.license satisfies "MIT Apache-2.0"'),
        _dependencies('dep.license satisfies "MIT OR Apache-2.0"'),
    ),
    "unlisted-license": CodeDoc(
        "A license is not on the SPDX list",
        "A warning: a misspelt id never matches. A license of your own is `LicenseRef-…`.",
        _dependencies('dep.license satisfies "Apache2"'),
        _dependencies('dep.license satisfies "Apache-2.0"'),
    ),
    "bad-version-range": CodeDoc(
        "A text is not a version range",
        "A range is written as the ecosystem of the dependency writes it: `>=1.4,<2`, `^1.2`, "
        "`~> 1.0`, `[1.0,2.0)`.",
        _dependencies('dep.version exists and dep.version satisfies "newest"'),
        _dependencies('dep.version exists and dep.version satisfies ">=2"'),
    ),
    "bad-cidr": CodeDoc(
        "A text is not a range of addresses",
        "A range of addresses is an address and the length of its prefix.",
        files('cidr("10.0.0/8") contains file.name'),
        files('cidr("10.0.0.0/8") contains file.name'),
    ),
    "not-constant": CodeDoc(
        "A value must be known before the rule runs",
        "The default of a param, and what stands right of `satisfies` (a text, a `let` of one, "
        "or a "
        "`param`), are checked when the policy is loaded.",
        _dependencies("dep.license satisfies dep.name"),
        _dependencies('dep.license satisfies "MIT"'),
    ),
    "division-by-zero": CodeDoc(
        "A division by the number zero",
        "It has no value: the rule could never be judged.",
        rule("where change.added / 0 > 1"),
        rule("where change.added / 2 > 1"),
    ),
}
"""Code to description."""
