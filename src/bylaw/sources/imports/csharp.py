"""Usings of C#: https://learn.microsoft.com/dotnet/csharp/language-reference/keywords/using-directive.

`using N;`, `global using N;`, `using static N.T;` and aliases `using A = N.T;`. A using that stands
inside of a namespace is looked for in it first, then in those around it.

A namespace is every folder with a file that declares it: each is a target, as its first such file;
but for other code no folder of tests (`tests`, `Shop.Tests`, `Shop.UnitTests`). A type is the file
that declares it; of a partial one, the closest to the importing file. A namespace that nobody
declares is the folder that holds those of namespaces in it, or stands beside those of namespaces
beside it, as Razor's components do; else, below a declared namespace of two parts or more, as for
generated code, it would have to be below that one's folder.

`System` is no package. What is not declared is outside, by the first two parts of its namespace,
`Newtonsoft.Json`, or by three below those few that are a shelf of packages, such as
`Microsoft.Extensions.Logging`. Programs put methods of their own into namespaces of `System` and
`Microsoft`, so that they are found without another using: such a namespace is outside even where it
is declared here, unless a project (.csproj) is named after it. Another one is both, here and
outside, if its first part is that of a package which some project asks for, and of no project.

Not read: implicit usings, `<Using>` and `<ProjectReference>` of projects, what a global using of
another file brings along, names that are written in full, arguments of a generic alias, types of
the same or an outer namespace, which need no using, and `@using` of Razor. Each branch of an `#if`
counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
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
from bylaw.sources.imports.nuget import first_parts

_NAMESPACES: Final = ("namespace_declaration", "file_scoped_namespace_declaration")
_TYPES: Final = (
    *("class_declaration", "interface_declaration", "struct_declaration", "record_declaration"),
    *("enum_declaration", "delegate_declaration"),
)
_NESTED: Final = {
    "kind": "declaration_list",
    "inside": {"any": [{"kind": kind} for kind in _TYPES]},
}
_RULE: Final = {
    "rule": {
        "any": [
            {"kind": "using_directive"},
            *({"kind": kind} for kind in _NAMESPACES),
            *({"kind": kind, "not": {"inside": _NESTED}} for kind in _TYPES),
            *ERRORS,
        ]
    }
}
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)|//[^\n]*", re.DOTALL)
_LONGEST: Final = 1000
"""Characters of a name."""
_DEEPEST: Final = 100
"""Levels of a tree that are looked through for the namespaces around a node."""
_GENERIC: Final = re.compile(r"<[^<>]*>")
_THREE: Final = frozenset({"Microsoft.Extensions", "Microsoft.AspNetCore", "Google.Cloud"})
_SHARED: Final = frozenset({"Microsoft", "System"})
_TESTS: Final = re.compile(r"(?:^|[/._-])[Tt]ests?(?:[/._-]|$)|[a-z]Tests?(?:[/._-]|$)")
_PROJECTS: Final = ("Directory.Packages.props", "Directory.Build.props", "packages.config")


def extract(root: Any, text: str) -> Reading:
    """See interface. Of `declares`, namespaces end with a dot, the others are types."""
    found = Found(r"\busing\b(?!\s*\()")
    scope = ""
    for node in root.find_all(_RULE):
        kind = node.kind()
        if kind == "ERROR":
            found.error(node)
        elif kind == "using_directive":
            _using(node, _around(node, scope), found)
        else:
            name = node.field("name")
            full = "" if name is None else _joined(_around(node, scope), _dotted(name.text()))
            if kind == "file_scoped_namespace_declaration":
                scope = full
            if full:
                found.declares.append(f"{full}." if kind in _NAMESPACES else full)
    return found.reading()


def _around(node: Any, scope: str) -> str:
    """The namespace that a node stands in."""
    names: list[str] = []
    parent = node.parent()
    for _ in range(_DEEPEST):
        if parent is None:
            break
        if parent.kind() == "namespace_declaration":
            name = parent.field("name")
            names.append("" if name is None else _dotted(name.text()))
        parent = parent.parent()
    return _joined(scope, *reversed(names))


def _joined(*names: str) -> str:
    return ".".join(name for name in names if name)


def _using(node: Any, scope: str, found: Found) -> None:
    form, named = "", None
    for child in node.children():
        match child.kind():
            case "static":
                form = "static"
            case "=":
                form = "alias"
            case "using" | "global" | "unsafe" | ";" | "comment":
                continue
            case _:
                named = child
    if named is None or named.kind() in ("predefined_type", "pointer_type", "tuple_type"):
        return
    text = named.text()
    module = _dotted(text)
    if not module:
        if len(text) > _LONGEST:
            found.hide(node)
        elif form != "alias":
            found.error(node)
        return
    if "::" not in text and scope:
        form = f"{form} {scope}"
    found.add(named, module, form=form)


def _dotted(text: str) -> str:
    """A name without `global::`, type arguments, blanks and marks; empty where it is none."""
    if len(text) > _LONGEST:
        return ""
    if not text.replace(".", "").isidentifier():
        text = _COMMENT.sub("", text)
        while (less := _GENERIC.sub("", text)) != text:
            text = less
        text = "".join(text.rpartition("::")[2].replace("@", "").split()).rstrip("?[],")
    return text if all(part.isidentifier() for part in text.split(".")) else ""


def resolver(files: Files) -> Resolve:
    """See interface."""
    return _Names(files).resolve


class _Declared:
    """What all files declare."""

    def __init__(self, files: Files) -> None:
        self.namespaces: dict[str, dict[str, str]] = {}
        """The first file of each folder that declares a namespace."""
        self.types: dict[str, list[str]] = {}
        self.bases: dict[str, dict[str, None]] = {}
        """The folders that hold one for a namespace in this one, by its name."""
        for path, reading in sorted(files.readings({"cs"}).items()):
            folder = path.rpartition("/")[0]
            for name in reading.declares:
                if not name.endswith("."):
                    self.types.setdefault(name, []).append(path)
                    continue
                self.namespaces.setdefault(name[:-1], {}).setdefault(folder, path)
                above, _, last = name[:-1].rpartition(".")
                if above and f"/{folder}".endswith(f"/{last}"):
                    self.bases.setdefault(above, {})[folder.rpartition("/")[0]] = None


class _Names:
    """Namespaces and types, by the files that declare them."""

    def __init__(self, files: Files) -> None:
        self._files = files
        projects = files.ending("csproj")
        self._projects = tuple(path.rpartition("/")[2].removesuffix(".csproj") for path in projects)
        asked = {
            name
            for path in (*projects, *(path for name in _PROJECTS for path in files.named(name)))
            for name in first_parts(files.read(path) or b"")
        }
        self._foreign = asked - {one.partition(".")[0].lower() for one in self._projects}
        self._found: Callable[[str, str, str], tuple[Target, ...]] = cache(self._find)

    def resolve(self, path: str, statement: Statement) -> Sequence[Target]:
        """See interface."""
        return self._found(statement.module, statement.form, path.rpartition("/")[0])

    def _find(self, name: str, form: str, folder: str) -> tuple[Target, ...]:
        form, _, scope = form.partition(" ")
        for full in _candidates(name, scope):
            if full.partition(".")[0] in _SHARED and not self._is_project(full):
                continue
            there = self._declared(full, form, folder)
            if not there:
                continue
            found = [inside(full, path, where) for path, where in there]
            first = full.partition(".")[0]
            if first.lower() in self._foreign:
                found.append(_outside(full, form))
            return tuple(found)
        return (self._missing(name, folder) or _outside(name, form),)

    def _declared(self, name: str, form: str, folder: str) -> Sequence[tuple[str, str | None]]:
        """The files of a namespace, one for each folder, with it; or that of a type."""
        if form != "static" and name in self._read.namespaces:
            for_tests = _TESTS.search(folder)
            return [
                (path, each)
                for each, path in self._read.namespaces[name].items()
                if for_tests or not _TESTS.search(each)
            ]
        while form and name:
            paths = self._read.types.get(name)
            if paths:
                last = f"/{name.rpartition('.')[2]}.cs"
                return [(min(paths, key=lambda path: _closeness(path, folder, last)), None)]
            name = name.rpartition(".")[0]
        return ()

    @cached_property
    def _read(self) -> _Declared:
        return _Declared(self._files)

    def _is_project(self, name: str) -> bool:
        return any(f"{name}.".startswith(f"{one}.") for one in self._projects)

    def _missing(self, name: str, folder: str) -> Target | None:
        """A folder that declares nothing, or the file of a name below a namespace of this one."""
        parts = name.split(".")
        if parts[0] in _SHARED or parts[0].lower() in self._foreign:
            return None
        for end in range(len(parts), 0, -1):
            for base in self._read.bases.get(".".join(parts[:end]), ()):
                where = "/".join((*((base,) if base else ()), *parts[end:]))
                if where and self._files.has_folder(where):
                    return inside(name, self._files.below(where)[0], where)
        for end in range(len(parts) - 1, 1, -1):
            there = self._read.namespaces.get(".".join(parts[:end]))
            if there:
                closest = min(there, key=lambda each: (-common(each, folder), each))
                path = "/".join((*((closest,) if closest else ()), *parts[end:]))
                return inside(name, f"{path}.cs")
        return None


def _candidates(name: str, scope: str) -> Iterator[str]:
    while scope:
        yield f"{scope}.{name}"
        scope = scope.rpartition(".")[0]
    yield name


def _outside(name: str, form: str) -> Target:
    parts = name.split(".")
    if parts[0] == "System":
        return outside(name, None)
    if form == "static" and len(parts) > 1:
        parts.pop()
    most = 3 if ".".join(parts[:2]) in _THREE else 2
    return outside(name, ".".join(parts[:most]))


def _closeness(path: str, folder: str, last: str) -> tuple[int, bool, str]:
    """A key by which the closest path comes first, of equal ones that which is named so."""
    return -common(path, folder), not f"/{path}".endswith(last), path
