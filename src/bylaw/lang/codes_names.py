"""Codes of mistakes with names, calls, rules and tests."""

from __future__ import annotations

from typing import Final

from bylaw.lang.codes import CodeDoc

_ANY: Final = (
    '\n\nrule big {\n  title "A change is small"\n  where change.added > 3\n'
    '  deny change "Too big."\n}\n'
)
_USE: Final = 'use "paths" as paths\n\n'


def files(condition: str) -> str:
    """An example: a rule over files."""
    return (
        'rule example {\n  title "What holds"\n  for file in change.files\n'
        f'  where {condition}\n  deny file "Why not."\n}}\n'
    )


def rule(clauses: str, outcome: str = 'deny change "Why not."', more: str = "") -> str:
    """An example: a rule of these clauses."""
    return f'rule example {{\n  title "What holds"\n  {clauses}\n  {outcome}\n}}\n{more}'


NAME_CODES: Final[dict[str, CodeDoc]] = {
    "unknown-name": CodeDoc(
        "There is no such name here",
        "A name is a fact's root such as `change`, a `let` or `param` of the pack, what a clause "
        "above has bound, or `ALIAS.NAME` of a pack that is used. A misspelt one would be a rule "
        "that never fires, so it is refused.",
        files("fil.is_test"),
        files("file.is_test"),
    ),
    "unknown-field": CodeDoc(
        "The value has no such field",
        "Each kind of fact has fixed fields; `bylaw facts NAME` lists them. A list has none of the "
        "fields of its elements: go through it.",
        files('file.pth == "setup.py"'),
        files('file.path == "setup.py"'),
    ),
    "unknown-function": CodeDoc(
        "There is no such function",
        "Functions are those of the language (`glob`, `version`, `int`, `float`, `cidr`, `first`, "
        "`distinct`, `count`, `sum`, `min`, `max`), those of the facts, and each `def`.",
        rule("where len(change.files) > 3"),
        rule("where change.files.count > 3"),
    ),
    "unknown-type": CodeDoc(
        "There is no such type",
        "Types are bool, int, float, string, regex, glob, duration, size, date, version, cidr, "
        "`list[T]`, records such as `{name: string}`, and in a `def` the facts.",
        "param names: list[str] = []\n",
        "param names: list[string] = []\n",
    ),
    "unknown-pack": CodeDoc(
        "There is no such pack",
        "`use` names a pack that is built in, or that bylaw.yaml lists under `packs:`.",
        'use "path" as paths\n\n' + files("file.path in paths.source"),
        _USE + files("file.path in paths.source"),
    ),
    "unknown-argument": CodeDoc(
        "There is no argument of that name",
        "A few methods take an argument by name, such as `by:`; others take them by position only.",
        rule(
            'for doc in documents(glob("*.yml"))\n  for node in doc.added("$.a[*]", key: "id")',
            'deny node "Why not."',
        ),
        rule(
            'for doc in documents(glob("*.yml"))\n  for node in doc.added("$.a[*]", by: "id")',
            'deny node "Why not."',
        ),
    ),
    "wrong-arguments": CodeDoc(
        "Too few arguments, or too many",
        "A function or method is given exactly the arguments that it takes.",
        files("file.touches()"),
        files('file.touches(glob("src/**"))'),
    ),
    "not-called": CodeDoc(
        "A function stands where a value is needed",
        "A function or method gives a value only when it is called.",
        files("file.touches"),
        files('file.touches(glob("src/**"))'),
    ),
    "not-a-function": CodeDoc(
        "What is called is not a function",
        "Fields and names stand without parentheses.",
        files("file.is_test()"),
        files("file.is_test"),
    ),
    "duplicate-name": CodeDoc(
        "Two things have one name",
        "Rules, tests, and lets, params and defs of a pack have names of their own, also over its "
        "files; and none is named like a fact's root or a function of the language.",
        "let limit = 3\nlet limit = 4\n",
        "let limit = 3\nlet upper_limit = 4\n",
    ),
    "shadowed-name": CodeDoc(
        "A name is bound while it is bound already",
        "A name means one thing from where it is bound to the end of the rule, so that no reader "
        "has to look for the nearest meaning.",
        rule(
            "for file in change.files\n  where some file in change.files has file.is_test",
            'deny file "Why not."',
        ),
        rule(
            "for file in change.files\n  where some other in change.files has other.is_test",
            'deny file "Why not."',
        ),
    ),
    "recursion": CodeDoc(
        "A definition uses itself",
        "Every rule ends: there is no recursion, direct or through other definitions. Lists are "
        "gone through with `some`, `every`, `no`, `sum`, `count` and `[… for …]`.",
        "def down(n: int) -> int = if n == 0 then 0 else down(n - 1)\n",
        "def down(n: int) -> int = if n == 0 then 0 else n - 1\n",
    ),
    "too-deep": CodeDoc(
        "Definitions lean on one another too deeply",
        "At most 50 definitions stand on one another's shoulders, and expressions nest within "
        "bounds, so that no policy can exhaust the stack.",
        "let a0 = 1\n" + "".join(f"let a{i + 1} = a{i} + 1\n" for i in range(51)),
        "let a0 = 1\nlet a1 = a0 + 1\n",
    ),
    "unused-name": CodeDoc(
        "A name is bound and never used",
        "A warning: often something was forgotten. A `for` whose name is not used makes a rule "
        "speak once for each element all the same. A name that begins with `_` says that it is "
        "meant.",
        rule("let lines = change.added\n  where change.removed > 3"),
        rule("let lines = change.added\n  where lines > 3"),
    ),
    "missing-title": CodeDoc(
        "A rule has no title",
        "The title says in one line what holds. Every report shows it.",
        'rule example {\n  where change.added > 3\n  deny change "Why not."\n}\n',
        rule("where change.added > 3"),
    ),
    "duplicate-metadata": CodeDoc(
        "The same line of metadata stands twice",
        "`title`, `why`, `decision`, `owner`, `controls`, `tags`, `docs` and `formerly` stand once "
        "in a rule; `controls`, `tags` and `formerly` take several values.",
        rule("tags size\n  tags review\n  where change.added > 3"),
        rule("tags size, review\n  where change.added > 3"),
    ),
    "bad-formerly": CodeDoc(
        "`formerly` does not name an old id",
        "`formerly` holds the full ids that a rule had, `PACK/NAME`, so that waivers, baseline and "
        "findings follow it. An id belongs to one rule.",
        rule('formerly "old name"\n  where change.added > 3'),
        rule('formerly "local/old-name"\n  where change.added > 3'),
    ),
    "reserved-pack": CodeDoc(
        "The name of the pack is taken by a built-in one",
        "The ids of the rules of a built-in pack belong to it; the name stands in pack.yaml.",
        "name: start\n",
        "name: our-start\n",
    ),
    "unknown-rule": CodeDoc(
        "A test expects something of a rule that is not there",
        "A rule is named as in its own pack, or `PACK/NAME` for one of a pack that is used.",
        rule("where change.added > 3", more='\ntest "t" {\n  expect exmple passes\n}\n'),
        rule("where change.added > 3", more='\ntest "t" {\n  expect example passes\n}\n'),
    ),
    "unknown-param": CodeDoc(
        "A test sets a param that is not there",
        "`given param` sets a param of the same pack.",
        "param most: int = 3"
        + _ANY
        + '\ntest "t" {\n  given param mots = 4\n  expect big passes\n}\n',
        "param most: int = 3"
        + _ANY
        + '\ntest "t" {\n  given param most = 4\n  expect big passes\n}\n',
    ),
    "wrong-verb": CodeDoc(
        "A test expects a verb that the rule does not have",
        "A test sees a rule's own result, before configuration: a `warn` warns and never denies.",
        rule(
            "where change.added > 3",
            'warn change "Why not."',
            '\ntest "t" {\n  expect example denies\n}\n',
        ),
        rule(
            "where change.added > 3",
            'warn change "Why not."',
            '\ntest "t" {\n  expect example warns\n}\n',
        ),
    ),
    "quantifier-scope": CodeDoc(
        "It is unclear where a quantifier ends",
        "What follows `has` runs as far right as it can. A part of it that is not about the bound "
        "name reads as if it stood outside; parentheses say which is meant.",
        rule("where some f in change.files has f.is_test and change.added > 3"),
        rule("where (some f in change.files has f.is_test) and change.added > 3"),
    ),
    "not-located": CodeDoc(
        "The place of a finding is not a place",
        "After `deny`, `warn` or `note` stands what the finding is shown at: a fact that knows "
        "where "
        "it stands (a file, a line, a match, a dependency, `change`), or a list of them.",
        rule("for file in change.files", 'deny file.path "Why not."'),
        rule("for file in change.files", 'deny file "Why not."'),
    ),
    "known-in-deny": CodeDoc(
        "A `deny` hangs on whether something is known",
        "A warning: when the fact cannot be had, because a service is down, the condition is false "
        "and the change passes the gate. Left out, the rule is inconclusive, which is weighed. "
        "`is known` is for messages and for `note`.",
        rule("where review.approvals is known and review.approvals.count == 0"),
        rule("where review.approvals.count == 0"),
    ),
    "brace-in-string": CodeDoc(
        "Braces in a string that takes no values",
        "A warning: only the message, `help` and `fix … with` put values in. In every other "
        "string a "
        "brace is a brace.",
        files('file.path == "{file.name}.md"'),
        files('file.path == file.name + ".md"'),
    ),
}
"""Code to description."""
