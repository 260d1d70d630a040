"""Imports of Kotlin: https://kotlinlang.org/spec/packages-and-imports.html.

Imports of types, functions and properties, with an alias or without, and of all that a package or
type has (`a.b.*`). A name is resolved as `jvm.py` says: by its path, else by the files that declare
it at their top, whatever they are called and wherever they are. Of several that declare the same
name, as `expect` and `actual` do, the closest one to the importing file is meant.

`kotlin.*` and the Java platform are no packages. Scripts (.kts) are not read, nor is what is used
without an import: names of the same package, and those written in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from bylaw.sources.imports.interface import (
    ERRORS,
    Files,
    Found,
    Reading,
    Resolve,
    Statement,
    Target,
    outside,
)
from bylaw.sources.imports.java import dotted
from bylaw.sources.imports.jvm import Names

_RULE: Final = {"rule": {"any": [{"kind": "import_header"}, *ERRORS]}}
_DECLARATIONS: Final = frozenset(
    {
        *("class_declaration", "object_declaration", "function_declaration"),
        *("property_declaration", "type_alias"),
    }
)


def extract(root: Any, text: str) -> Reading:
    """See interface. Of `declares`, the first is the package and a dot, the others names in it."""
    found = Found(r"\bimport\b")
    for node in root.find_all(_RULE):
        if node.kind() == "ERROR":
            found.error(node)
            continue
        children = node.children()
        name = next((each for each in children if each.kind() == "identifier"), None)
        module = "" if name is None else dotted(name.text())
        if not module:
            found.error(node)
        else:
            wild = any(each.kind() == "wildcard_import" for each in children)
            found.add(name, module, name="*" if wild else "")
    package = ""
    names: list[str] = []
    before = ""
    for node in _top(root):
        if before in ("class", "interface") and node.kind() == "simple_identifier":
            names.append(node.text().strip("`"))  # the parser knows no `class A { val b = 1 }`
        before = kind = node.kind()
        if kind == "package_header":
            found_in = (each for each in node.children() if each.kind() == "identifier")
            package = next((dotted(each.text()) for each in found_in), "")
        elif kind == "file_annotation":
            names += _facade(node.text())
        elif kind in _DECLARATIONS:
            names += _declared(node)
    if names or package:
        found.declares += [f"{package}.", *names]
    return found.reading()


def _top(root: Any) -> Iterable[Any]:
    """What stands at the top of a file; where it cannot be parsed, what is left of it."""
    for node in root.children():
        if node.kind() == "ERROR":
            yield from node.children()
        else:
            yield node


def _facade(text: str) -> list[str]:
    """The class that Java finds a file's functions in: `@file:JvmName("Pay")`."""
    _, found, after = text.partition("JvmName(")
    name = after.partition(")")[0].strip().strip('"')
    return [name] if found and name.isidentifier() else []


def _declared(node: Any) -> Iterable[str]:
    for child in node.children():
        match child.kind():
            case "simple_identifier" | "type_identifier":
                return (child.text().strip("`"),)
            case "variable_declaration":
                return (child.children()[0].text().strip("`"),)
            case "multi_variable_declaration":
                return tuple(
                    each.children()[0].text().strip("`")
                    for each in child.children()
                    if each.kind() == "variable_declaration"
                )
    return ()


def resolver(files: Files) -> Resolve:
    """See interface."""
    names = Names(files)

    def resolve(path: str, statement: Statement) -> Sequence[Target]:
        module = statement.module
        if module.startswith("kotlin.") or module == "kotlin":
            return (outside(module, None),)
        if statement.name == "*":
            return names.all(path, module)
        return names.one(path, module)

    return resolve
