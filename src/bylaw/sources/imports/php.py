r"""Imports of PHP: https://www.php.net/manual/en/language.namespaces.importing.php.

`use` of classes, functions, constants and namespaces, in groups and with aliases, and `require` and
`include` of a literal path, or of one from `__DIR__` or `dirname(__FILE__)`. A `use` in a class (a
trait) and that of a closure import nothing.

A name is looked for as every composer.json of the repository says (PSR-4 and PSR-0, `autoload-dev`
too), the longest prefix first; then, where some list single files or class maps, or where there is
none, among what all files declare. A namespace is its folder, as its first file. A class that is
nowhere, in a folder of the repository, is the file where it would have to be.

A path is taken from the file's own folder, a bare one also from the root, or from wherever there is
such a file (`include_path`), the closest one. A path that is absolute, or leads out of the
repository, is no edge; nor is Composer's own `vendor/autoload.php`. One that is computed, if only
from a variable or constant at its beginning (`ABSPATH . 'a.php'`), is not read.

A package outside is named by the first two parts of the namespace, `Psr\Log`, by one where the
class stands in it (`Monolog\Logger`), by three below `Symfony`; a file below `vendor` by the
package's own name. A name without a namespace that is not found here is taken for PHP's own.

Not read: names that are written in full in the code, names of the same namespace, `class_alias`,
autoloaders that a program registers itself, files that do not end with `.php`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from posixpath import normpath
from typing import Any, Final

from bylaw.sources.imports.composer import Root, autoload
from bylaw.sources.imports.folders import LONGEST, common
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
    unclear,
)
from bylaw.sources.imports.php_text import path_of, without_html

_DECLARATIONS: Final = (
    *("class_declaration", "interface_declaration", "trait_declaration", "enum_declaration"),
    "function_definition",
)
_INCLUDES: Final = (
    *("require_expression", "require_once_expression"),
    *("include_expression", "include_once_expression"),
)
_RULE: Final = {
    "rule": {
        "any": [
            {"kind": "namespace_definition"},
            {"kind": "namespace_use_declaration"},
            *({"kind": kind} for kind in (*_INCLUDES, *_DECLARATIONS)),
            {"kind": "const_declaration", "not": {"inside": {"kind": "declaration_list"}}},
            *ERRORS,
        ]
    }
}
_OWN: Final = frozenset({"BcMath", "Dom", "FFI", "Pdo", "Random", "Uri"})
"""Namespaces of PHP: https://www.php.net/manual/en/extensions.alphabetical.php."""
_THREE: Final = frozenset({"Symfony"})


def extract(root: Any, text: str) -> Reading:
    """See interface. Of `declares`, namespaces end with a backslash."""
    found = Found(r"(?i)^\s*use\s+[\\\w]|\b(?:require|include)(?:_once)?\b\s*\(?\s*[\"'_d]")
    code = without_html(text)
    if code is not None:
        from ast_grep_py import SgRoot

        root = SgRoot(code, "php").root()
    space = ""
    for node in root.find_all(_RULE):
        kind = node.kind()
        if kind == "ERROR":
            found.error(node)
        elif kind == "namespace_use_declaration":
            _use(node, found)
        elif kind in _INCLUDES:
            _include(node, found)
        elif kind == "namespace_definition":
            name = node.field("name")
            space = "" if name is None else f"{_name(name)}\\"
            found.declares.append(space or "\\")
        else:
            found.declares += [space + each for each in _declared(node, kind)]
    return found.reading()


def _declared(node: Any, kind: str) -> list[str]:
    if kind != "const_declaration":
        name = node.field("name")
        return [] if name is None else [name.text()]
    elements = (each for each in node.children() if each.kind() == "const_element")
    return [each.children()[0].text() for each in elements]


def _name(node: Any) -> str:
    return "".join(node.text().split()).lstrip("\\")


def _use(node: Any, found: Found) -> None:
    start, form = "", ""
    for child in node.children():
        match child.kind():
            case "function" | "const":
                form = child.kind()
            case "namespace_name":
                start = f"{_name(child)}\\"
            case "namespace_use_clause":
                _clause(child, start, form, found)
            case "namespace_use_group":
                for each in child.children():
                    if each.kind() == "namespace_use_clause":
                        _clause(each, start, form, found)


def _clause(node: Any, start: str, form: str, found: Found) -> None:
    for child in node.children():
        match child.kind():
            case "function" | "const":
                form = child.kind()
            case "name" | "qualified_name" if child.text():
                found.add(child, start + _name(child), form=form)
                return


def _include(node: Any, found: Found) -> None:
    argument = next((each for each in node.children()[1:] if each.is_named()), None)
    if argument is None:
        return
    text = argument.text()
    if len(text) > LONGEST:
        found.hide(argument)
    elif (said := path_of(text)) is not None:
        path, is_own = said
        found.add(argument, path, form="own" if is_own else "path")


def resolver(files: Files) -> Resolve:
    """See interface."""
    return _Names(files).resolve


class _Names:
    """Where names and paths of PHP lead, in one tree."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._loaded = autoload(files)
        self._known: dict[str, list[str]] | None = None
        self._found: Callable[[str, str, str], Target] = cache(self._find)

    def resolve(self, path: str, statement: Statement) -> Sequence[Target]:
        """See interface."""
        folder = path.rpartition("/")[0]
        if statement.form in ("own", "path"):
            target = self._include(statement.module, statement.form == "own", folder)
            return () if target is None else (target,)
        return (self._found(statement.module, statement.form, folder),)

    def _find(self, name: str, form: str, folder: str) -> Target:
        roots = [each for each in self._loaded.roots if name.startswith(each.prefix)]
        roots.sort(key=lambda each: (-len(each.prefix), -common(each.folder, folder)))
        stems = [_stem(each, name) for each in roots]
        path = None
        if not form:
            path = next((f"{stem}.php" for stem in stems if f"{stem}.php" in self._files), None)
        path = path or self._declared(name, form, folder)
        if path is None and not form:
            for stem in stems:
                first = self._first(stem)
                if first is not None:
                    return inside(name, first, stem)
        if path is None:
            path = self._missing(roots, stems, name, folder)
        if path is not None:
            return inside(name, path)
        return outside(name, _package(name))

    def _first(self, folder: str) -> str | None:
        """A namespace, by the first of its files."""
        if not self._files.has_folder(folder):
            return None
        return next((path for path in self._files.below(folder) if path.endswith(".php")), None)

    def _missing(
        self, roots: Sequence[Root], stems: Sequence[str], name: str, folder: str
    ) -> str | None:
        for root, stem in zip(roots, stems, strict=True):
            if root.prefix and self._files.has_folder(stem.rpartition("/")[0]):
                return f"{stem}.php"
        space, _, last = name.rpartition("\\")
        beside = self._declared(space, "", folder) if space else None
        return None if beside is None else f"{beside.rpartition('/')[0]}/{last}.php".lstrip("/")

    def _declared(self, name: str, form: str, folder: str) -> str | None:
        """The file that declares a name, where not all are found by their paths."""
        if self._loaded.is_complete and not form:
            return None
        if self._known is None:
            self._known = {}
            for path, reading in sorted(self._files.readings({"php"}).items()):
                is_ours = "/vendor/" not in f"/{path}"
                for each in reading.declares if is_ours else ():
                    self._known.setdefault(each.lower(), []).append(path)
        there = self._known.get(name.lower()) or self._known.get(f"{name.lower()}\\")
        return min(there, key=lambda path: (-common(path, folder), path)) if there else None

    def _include(self, module: str, is_own: bool, folder: str) -> Target | None:
        if module.startswith("/") or "\0" in module or ":" in module:
            return None
        path = normpath(f"{folder}/{module}" if folder else module)
        if path.startswith("../") or path == "..":
            return None
        if not is_own and path not in self._files:
            path = self._on_path(module, folder) or path
        if path in self._files:
            return inside(path, path)
        _, found, rest = f"/{path}".rpartition("/vendor/")
        if found:
            parts = rest.split("/")
            return outside(path, "/".join(parts[:2])) if len(parts) > 2 else None
        if is_own or module.startswith("."):
            return inside(path, path)
        return unclear(module, "the include_path that it is looked for in is not known")

    def _on_path(self, module: str, folder: str) -> str | None:
        path = normpath(module)
        if path in self._files:
            return path
        if path.startswith("../"):
            return None
        there = [
            each
            for each in self._files.named(path.rpartition("/")[2])
            if each.endswith(f"/{path}") and "/vendor/" not in f"/{each}"
        ]
        return min(there, key=lambda each: (-common(each, folder), each)) if there else None


def _stem(root: Root, name: str) -> str:
    """The path of a name, without its extension."""
    if root.whole:
        space, mark, last = name.rpartition("\\")
        rest = f"{space}{mark}".replace("\\", "/") + last.replace("_", "/")
    else:
        rest = name[len(root.prefix) :].replace("\\", "/")
    return f"{root.folder}/{rest}" if root.folder else rest


def _package(name: str) -> str | None:
    parts = name.split("\\")
    if len(parts) == 1 or parts[0] in _OWN:
        return None
    return "\\".join(parts[:-1][: 3 if parts[0] in _THREE else 2])
