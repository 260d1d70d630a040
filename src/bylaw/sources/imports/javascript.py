"""Imports of JavaScript and TypeScript.

Sources: https://tc39.es/ecma262/#sec-modules, https://nodejs.org/api/modules.html and
https://www.typescriptlang.org/docs/handbook/modules/reference.html.

Read are `import` and `export … from`, `import x = require()`, `require()`, `require.resolve()`,
`import.meta.resolve()`, `import()` and the types `import("x").T`. The last ones and whatever says
`type` (in Flow `typeof`, too) are of kind `type`; `import()` and both `resolve()` are `dynamic`.
Only a constant counts: a literal, a template, or such with `+` between them. `<!--` is read both as
a comment, which it is in scripts, and as none. Of Vue and Svelte the scripts are read, see
`script_blocks.py`; Astro is not read.

Not read are `define()` of AMD, `/// <reference>`, types in comments, `import.meta.glob()`,
`new URL(…, import.meta.url)`, mocks of tests, and a `require` by another name or one that is
written with escapes. How a name leads to
a file is in `javascript_modules.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from bylaw.sources.imports.interface import ERRORS, Files, Found, Kind, Reading, Resolve
from bylaw.sources.imports.javascript_text import broken_off, value, with_html_comments
from bylaw.sources.imports.script_blocks import collect_blocks

_SOURCE: Final = {"field": "source", "kind": "string"}
_IMPORT: Final = {"kind": "import_statement"}
_EXPORT: Final = {
    "kind": "export_statement",
    "any": [{"has": _SOURCE}, {"regex": r"^export\s+import\s"}],
}
_EXPORTS: Final = re.compile(r"export\s*(?:[{*/]|type|import)")
"""What the text of such a node begins with; a rule for each node of a tree is far slower."""
_CALL: Final = {
    "kind": "call_expression",
    "has": {
        "field": "function",
        "any": [
            {"kind": "import"},
            {"kind": "identifier", "regex": "^require$"},
            {
                "kind": "member_expression",
                "regex": r"^(require|import\s*\.\s*meta)\s*\.\s*resolve$",
            },
        ],
    },
}
_BROKEN_OFF: Final = re.compile(r"export\s*(?:\n|/[*/])")
_CALLS: Final = re.compile(r"import\s*[(/.]")
_TYPES: Final = frozenset(
    (
        "type_annotation",
        "type_alias_declaration",
        "type_arguments",
        "type_query",
        "constraint",
        "implements_clause",
        "extends_type_clause",
        "index_type_query",
        "type_predicate",
    )
)


def extract(root: Any, text: str) -> Reading:
    """See interface."""
    found = Found(r"\bimport\b|\brequire\b|\bfrom\b")
    if root.kind() == "document":
        collect_blocks(root, found, _collect)
    else:
        _collect(root, text, found)
        script = with_html_comments(text)
        if script is not None:
            from ast_grep_py import SgRoot

            also = Found(found.needle)
            _collect(SgRoot(script, "javascript").root(), script, also)
            known = {(each.line, each.column) for each in found.statements}
            found.statements += [
                each for each in also.statements if (each.line, each.column) not in known
            ]
    return found.reading()


def _collect(root: Any, text: str, found: Found) -> None:
    """Adds what a script says."""
    rules: list[Any] = [_IMPORT, *ERRORS]
    if _EXPORTS.search(text):
        rules.append(_EXPORT)
    if "require" in text or _CALLS.search(text):
        rules.append(_CALL)
    if _BROKEN_OFF.search(text):
        rules.append({"kind": "expression_statement", "regex": "^export$"})
    for node in root.find_all({"rule": {"any": rules}}):
        kind = node.kind()
        if kind == "ERROR":
            found.error(node)
        elif kind == "expression_statement":
            module = broken_off(text, node.range().end.index)
            if module is not None:
                found.add(node, module, "re-export")
        elif kind == "call_expression":
            _call(node, found)
        else:
            _statement(node, "re-export" if kind == "export_statement" else "static", found)


def _statement(node: Any, kind: Kind, found: Found) -> None:
    source, clauses, how = None, [], kind
    for child in node.children():
        what = child.kind()
        if what == "string":
            source = source or child
        elif what == "import_require_clause":
            source = next((each for each in child.children() if each.kind() == "string"), None)
        elif what == "import_alias":
            _alias(node, child, found)
            return
        elif _is_type(child, what):
            how = "type"
        elif what not in ("import", "export", "from", ";", "import_attribute", "comment"):
            clauses.append((child, what))
    module = value(source) if source is not None else None
    if module is None:
        return
    before = len(found.statements)
    for child, what in clauses:
        if what == "import_clause":
            for part in child.children():
                _taken(part, part.kind(), module, how, found)
        else:
            _taken(child, what, module, how, found)
    if len(found.statements) == before:
        found.add(source, module, how)


def _taken(node: Any, what: str, module: str, how: Kind, found: Found) -> None:
    """One part of what stands between `import` or `export` and `from`."""
    if what == "identifier":
        found.add(node, module, how, "default")
    elif what == "*":
        found.add(node, module, how, "*")
    elif what in ("namespace_import", "namespace_export"):
        found.add(node, module, how)
    elif what in ("named_imports", "export_clause"):
        is_flow = False
        for each in node.children():
            if each.kind() not in ("import_specifier", "export_specifier"):
                is_flow = _is_type(each, each.kind())
                continue
            name, own, is_flow = None, "type" if is_flow else how, False
            for part in each.children():
                kind = part.kind()
                if kind in ("identifier", "string", "default", "type_identifier"):
                    name = name or part
                elif name is None and _is_type(part, kind):
                    own = "type"
            if name is not None:
                found.add(name, module, own, value(name) or name.text())


def _is_type(node: Any, kind: str) -> bool:
    """Whether it is the word `type`; the grammar of JavaScript holds that of Flow for an error."""
    if kind in ("type", "typeof"):
        return True
    return kind == "ERROR" and node.text() in ("type", "typeof")


def _alias(node: Any, alias: Any, found: Found) -> None:
    """`export import x = require("y")`, which the grammar takes for two statements."""
    after = node.next()
    if after is None or not alias.text().rstrip("; ").endswith("require"):
        return
    for call in after.children():
        if call.kind() == "parenthesized_expression":
            source = next((each for each in call.children() if each.kind() == "string"), None)
            module = value(source) if source is not None else None
            if module is not None:
                found.add(source, module)
            return


def _call(node: Any, found: Found) -> None:
    """`require("x")`, `import("x")`; what is computed cannot be known, and is no statement."""
    function, arguments = node.field("function"), node.field("arguments")
    first = next(
        (
            each
            for each in (arguments.children() if arguments is not None else ())
            if _is_said(each)
        ),
        None,
    )
    module = value(first) if first is not None else None
    if module is None:
        return
    what = function.kind()
    how: Kind = "static" if what == "identifier" else "dynamic"
    if what == "import" and _is_of_a_type(node):
        how = "type"
    names = list(_destructured(node)) if what != "member_expression" else []
    for name in names:
        found.add(name, module, how, value(name) or name.text())
    if not names:
        found.add(node, module, how)


def _is_said(node: Any) -> bool:
    is_named: bool = node.is_named()
    return is_named and node.kind() != "comment"


def _destructured(node: Any) -> Iterator[Any]:
    """The names in `const { a, b: c } = require("x")`; none where all may be taken."""
    parent = node.parent()
    while parent is not None and parent.kind() in ("await_expression", "parenthesized_expression"):
        parent = parent.parent()
    if parent is None or parent.kind() != "variable_declarator":
        return
    pattern = parent.field("name")
    if pattern is None or pattern.kind() != "object_pattern":
        return
    names = []
    for each in pattern.children():
        kind = each.kind()
        if kind == "pair_pattern":
            names.append(each.field("key"))
        elif kind == "object_assignment_pattern":
            names.append(each.field("left"))
        elif kind == "shorthand_property_identifier_pattern":
            names.append(each)
        elif _is_said(each):
            return
    if all(each is not None and each.kind() != "computed_property_name" for each in names):
        yield from names


def _is_of_a_type(node: Any) -> bool:
    """Whether it stands where a type is expected: `let x: import("y").Z`."""
    child, parent = node, node.parent()
    while parent is not None and parent.kind() in ("member_expression", "ERROR"):
        child, parent = parent, parent.parent()
    if parent is None:
        return False
    kind: str = parent.kind()
    if kind in ("as_expression", "satisfies_expression"):
        begins: bool = parent.range().start.index == child.range().start.index
        return not begins
    return kind in _TYPES or kind.endswith("_type")


def resolver(files: Files) -> Resolve:
    """See interface."""
    from bylaw.sources.imports.javascript_modules import Modules

    return Modules(files).resolve
