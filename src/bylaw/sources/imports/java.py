"""Imports of Java: https://docs.oracle.com/javase/specs/jls/se24/html/jls-7.html#jls-7.5.

Imports of types, of all types of a package or type (`a.b.*`), static ones, and of modules
(`import module a.b;`), and `requires` of a module-info.java. Unicode escapes are resolved first,
see `java_text.py`. Names are resolved as `jvm.py` says, by the path convention; those of modules by
what the repository's files module-info.java declare.

A type of the same package is used without an import, and one by its full name in the code
(`a.b.C.run()`) too: neither is read. Nor are `uses` and `provides` of a module, or what annotation
processors generate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from bylaw.sources.imports.folders import common
from bylaw.sources.imports.interface import (
    ERRORS,
    Files,
    Found,
    Reading,
    Resolve,
    Statement,
    Target,
    inside,
    outside,
)
from bylaw.sources.imports.java_text import Translated
from bylaw.sources.imports.jvm import Names, is_platform, package_of

_RULE: Final = {
    "rule": {
        "any": [{"kind": "import_declaration"}, {"kind": "requires_module_directive"}, *ERRORS]
    }
}
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)|//[^\n]*", re.DOTALL)
_LONGEST: Final = 1000
"""Characters of a name."""
_MODULE: Final = re.compile(r"\bmodule\s+([\w.$]+)\s*\{")


def extract(root: Any, text: str) -> Reading:
    """See interface."""
    if r"\u" in text:
        from ast_grep_py import SgRoot

        translated = Translated(text)
        inner = _read(SgRoot(translated.text, "java").root())
        return translated.as_written(inner)
    return _read(root)


def _read(root: Any) -> Reading:
    found = Found(r"\bimport\b|\brequires\b")
    for node in root.find_all(_RULE):
        kind = node.kind()
        if kind == "ERROR":
            found.error(node)
        else:
            _statement(node, kind, found)
    return found.reading()


def _statement(node: Any, kind: str, found: Found) -> None:
    name, form, wild = None, "", False
    for child in node.children():
        match child.kind():
            case "scoped_identifier" | "identifier":
                name = child
            case "static":
                form = "static"
            case "asterisk":
                wild = True
    if name is None:
        found.error(node)
        return
    module: str = name.text()
    if kind == "requires_module_directive":
        form = "module"
    elif module.split(maxsplit=1)[:1] == ["module"] and not module.isidentifier():
        module, form = module[len("module") :], "module"
    module = dotted(module)
    if not module:
        found.error(node)
        return
    if form == "static" and not wild:
        module, _, member = module.rpartition(".")
        found.add(name, module, name=member, form=form)
    else:
        found.add(name, module, name="*" if wild else "", form=form)


def dotted(text: str) -> str:
    """A dotted name without the blanks and comments in it; empty where it is none."""
    if len(text) > _LONGEST:
        return ""
    if not text.replace(".", "").isidentifier():
        text = "".join(_COMMENT.sub(" ", text).replace("`", "").split())
    parts = text.split(".")
    return text if all(part.replace("-", "_").isidentifier() for part in parts) else ""


def resolver(files: Files) -> Resolve:
    """See interface."""
    names = Names(files)
    modules: dict[str, list[str]] = {}
    for path in files.named("module-info.java"):
        text = _COMMENT.sub(" ", (files.read(path) or b"").decode("utf-8", "replace"))
        if (declared := _MODULE.search(text)) is not None:
            modules.setdefault(declared[1], []).append(path)

    def resolve(path: str, statement: Statement) -> Sequence[Target]:
        module = statement.module
        if statement.form == "module":
            there = modules.get(module)
            if there:
                return (inside(module, min(there, key=lambda one: (-common(one, path), one))),)
            own = is_platform(f"{module}.*")
            return (outside(module, None if own else package_of(f"{module}.*")),)
        if statement.name == "*":
            return names.all(path, module)
        return names.one(path, module)

    return resolve
