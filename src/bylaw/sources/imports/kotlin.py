"""Imports of Kotlin: https://kotlinlang.org/spec/packages-and-imports.html.

Imports of types, functions and properties, with an alias or without, and of all that a package or
type has (`a.b.*`). A name is resolved as `jvm.py` says: by its path, else by the files that declare
it at their top, whatever they are called and wherever they are. Of several that declare the same
name, as `expect` and `actual` do, the closest one to the importing file is meant.

`kotlin.*` and the Java platform are no packages. Scripts (.kts) are not read, nor is what is used
without an import: names of the same package, and those written in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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

_RULE: Final = {
    "rule": {
        "any": [
            {"kind": "import_header"},
            {"kind": "package_header"},
            {"kind": "file_annotation"},
            {"kind": "simple_identifier", "regex": "^import$"},
            *ERRORS,
        ]
    }
}
_DECLARATION: Final = re.compile(
    r"^(?:@[\w.]{1,99}(?:\([^()\n]{0,199}\))?[ \t]{1,9})*"
    r"(?:(?:public|private|internal|open|abstract|sealed|data|inline|value|enum|annotation|expect"
    r"|actual|external|const|lateinit|suspend|operator|infix|tailrec)[ \t]{1,9})*"
    r"(?:fun[ \t]{1,9}(?=interface\b))?"
    r"(class|interface|object|typealias|fun|val|var)[ \t<]([^\n]{0,299})",
    re.MULTILINE,
)
"""What stands at the beginning of a line. The parser does not get through all of Kotlin, and what
it does not get through hides the declarations behind."""
_IMPORT: Final = re.compile(r"[ \t;]*import[ \t]+[\w`]")
_NAME: Final = re.compile(r"\s*(?:`([^`]+)`|(\w+))")
_END: Final = re.compile(r"[(:={]|\bby\b")


def extract(root: Any, text: str) -> Reading:
    """See interface. Of `declares`, the first is the package and a dot, the others names in it."""
    found = Found(r"\bimport\b")
    package = ""
    names: list[str] = []
    for node in root.find_all(_RULE):
        match node.kind():
            case "ERROR":
                found.error(node)
            case "simple_identifier":
                # the parser takes an import for an expression where it stands behind an error
                if _IMPORT.match(text, text.rfind("\n", 0, node.range().start.index) + 1):
                    found.error(node)
            case "import_header":
                _import(node, found)
            case "package_header":
                package = _dotted(node.children()) or package
            case _:
                names += _facade(node.text())
    names += _declared(text)
    if names or package:
        found.declares += [f"{package}.", *names]
    return found.reading()


def _import(node: Any, found: Found) -> None:
    children = node.children()
    name = next((each for each in children if each.kind() == "identifier"), None)
    module = _dotted(children)
    if name is None or not module:
        found.error(node)
        return
    wild = any(each.kind() == "wildcard_import" for each in children)
    found.add(name, module, name="*" if wild else "")


def _dotted(children: Sequence[Any]) -> str:
    return next((dotted(each.text()) for each in children if each.kind() == "identifier"), "")


def _facade(text: str) -> list[str]:
    """The class that Java finds a file's functions in: `@file:JvmName("Pay")`."""
    _, found, after = text.partition("JvmName(")
    name = after.partition(")")[0].strip().strip('"')
    return [name] if found and name.isidentifier() else []


def _declared(text: str) -> Iterator[str]:
    """What a file declares at its top."""
    for each in _DECLARATION.finditer(text):
        kind, rest = each.groups()
        if kind in ("fun", "val", "var"):
            if text[each.start(2) - 1] == "<" or rest.lstrip().startswith("<"):
                rest = _without_parameters(f"<{rest.lstrip(' <')}")
            rest = _END.split(rest, maxsplit=1)[0].rpartition(".")[2]
        name = _NAME.match(rest)
        if name is not None:
            yield name[1] or name[2]


def _without_parameters(text: str) -> str:
    """A text without the parameters of types that it begins with: `<T : Any> first(`."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "<") - (char == ">" and text[at - 1] != "-")
        if depth == 0:
            return text[at + 1 :]
    return ""


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
