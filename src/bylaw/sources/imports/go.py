"""Imports of Go: https://go.dev/ref/spec#Import_declarations, https://go.dev/ref/mod.

A path is looked for in all modules of the repository (go.mod), in what the importing file's go.mod
and the go.work above it replace by a folder, and among what its go.mod requires; the longest module
path that it begins with decides, of the same one the closest folder. So a module of the repository
is found even where its go.mod is asked for by a version: its source is here. Where none matches,
a path whose first part has no dot is the standard library, `C` too; any other is looked for in the
`src` folders above (GOPATH), and else is of a module with three parts, such as `github.com/a/b`.
What lies in a `vendor` folder is outside: nobody here writes it.

What is imported is a folder. The target's file is its `doc.go`, else the one named after the
folder, else its first that is no test; edges are told apart by the folder, so that a new file in
it makes none of them new.

Build constraints are not evaluated: every file counts. Not read: the C of a cgo comment, which
modules a go.work uses, versions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.sources.imports.escapes import unescaped
from bylaw.sources.imports.folders import LONGEST, below, common, joined, upward
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

_RULE: Final = {"rule": {"any": [{"kind": "import_spec"}, *ERRORS]}}
_WORD: Final = re.compile(r'"[^"]*"|`[^`]*`|[^\s"`]+')


def extract(root: Any, text: str) -> Reading:
    """See interface."""
    found = Found(r"\bimport\b|^\s*(?:[\w.]+\s+)?[\"`]")
    for node in root.find_all(_RULE):
        if node.kind() == "ERROR":
            found.error(node)
            continue
        path, name = node.field("path"), node.field("name")
        module = "" if path is None else _plain(path.text())
        if len(module) > LONGEST:
            found.hide(node)
        elif module and "\n" not in module:
            found.add(path, module, name="*" if name is not None and name.text() == "." else "")
    return found.reading()


def _plain(text: str) -> str:
    """What a string is worth; of a raw one, carriage returns do not count."""
    return unescaped(text[1:-1]) if text[0] == '"' else text[1:-1].replace("\n", "")


@dataclass(frozen=True, slots=True)
class GoMod:
    """What a go.mod or go.work says: https://go.dev/ref/mod#go-mod-file."""

    module: str = ""
    requires: frozenset[str] = frozenset()
    replaces: tuple[tuple[str, str], ...] = ()
    """Module paths, and what stands for them: another one, or a folder that begins with a dot."""


def go_mod(data: bytes) -> GoMod:
    """Reads a go.mod or go.work; what is no directive is left out."""
    module, requires, replaces = "", set(), []
    for words in _directives(data.decode("utf-8", "replace")):
        if words[0] == "module" and len(words) == 2:
            module = words[1]
        elif words[0] == "require" and len(words) > 1:
            requires.add(words[1])
        elif words[0] == "replace" and "=>" in words[2:-1]:
            replaces.append((words[1], words[words.index("=>") + 1]))
    return GoMod(module, frozenset(requires), tuple(replaces))


def _directives(text: str) -> Iterator[list[str]]:
    block = ""
    for line in text.split("\n"):
        words = [each.strip('"`') for each in _WORD.findall(line.partition("//")[0])]
        if not words:
            continue
        if block:
            if words == [")"]:
                block = ""
            else:
                yield [block, *words]
        elif words[1:] == ["("]:
            block = words[0]
        else:
            yield words


def resolver(files: Files) -> Resolve:
    """See interface."""
    return _Packages(files).resolve


class _Packages:
    """Packages by their paths, from the modules of a tree."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.mods: dict[str, GoMod] = {}
        """What each go.mod says, by its folder."""
        self.roots: dict[str, list[str]] = {}
        """The folders of modules, by their paths."""
        self.packages: dict[str, list[str]] = {}
        """The names of the files of each folder, sorted, without tests."""
        self._index()
        self.module_of: Callable[[str], str | None] = cache(self._module_of)
        self.replaced: Callable[[str], Mapping[str, str]] = cache(self._replaced)
        self.target: Callable[[str, str], Target] = cache(self._target)

    def _index(self) -> None:
        for path in self.files.named("go.mod"):
            folder = path.rpartition("/")[0]
            if "vendor" in folder.split("/"):
                continue
            mod = go_mod(self.files.read(path) or b"")
            self.mods[folder] = mod
            if mod.module:
                self.roots.setdefault(mod.module, []).append(folder)
        for path in self.files.ending("go"):
            folder, _, name = path.rpartition("/")
            if not name.endswith("_test.go"):
                self.packages.setdefault(folder, []).append(name)

    def resolve(self, path: str, statement: Statement) -> Sequence[Target]:
        """See interface."""
        module = statement.module
        folder = path.rpartition("/")[0]
        if module.startswith(("./", "../")) or module in {".", ".."}:
            there = joined(folder, module)
            return () if there is None else (self._inside(module, there),)
        return (self.target(module, folder),)

    def _module_of(self, folder: str) -> str | None:
        """The folder of the module that a folder is part of."""
        return next((above for above in upward(folder) if above in self.mods), None)

    def _replaced(self, root: str) -> Mapping[str, str]:
        """Folders of the repository that stand for module paths, seen from a module."""
        found: dict[str, str] = {}
        for above in upward(root):
            work = below(above, "go.work")
            said = [(above, go_mod(self.files.read(work) or b""))] if work in self.files else []
            for base, mod in [*said, *([(root, self.mods[root])] if above == root else [])]:
                for name, other in mod.replaces:
                    there = joined(base, other) if other.startswith((".", "/")) else None
                    if there is not None:
                        found.setdefault(name, there)
            if said:
                break
        return found

    def _target(self, module: str, folder: str) -> Target:
        own = self.module_of(folder)
        mod = GoMod() if own is None else self.mods[own]
        replaced = {} if own is None else self.replaced(own)
        for prefix in filter(None, upward(module)):
            if prefix == mod.module:
                root = own
            elif prefix in replaced:
                root = replaced[prefix]
            else:
                root = _closest(self.roots.get(prefix, ()), folder)
            if root is not None:
                return self._inside(module, joined(root, module[len(prefix) + 1 :]) or root)
            if prefix in mod.requires:
                return outside(module, prefix)
        if "." not in module.partition("/")[0]:
            return outside(module, None)
        for source in _sources(folder):
            if below(source, module) in self.packages:
                return self._inside(module, below(source, module))
        if own is not None and not mod.module:
            return unclear(module, f"{below(own, 'go.mod')} names no module")
        return outside(module, _repository(module))

    def _inside(self, module: str, folder: str) -> Target:
        names = self.packages.get(folder, [])
        own = f"{folder.rpartition('/')[2] or module.rpartition('/')[2]}.go"
        file = next((name for name in ("doc.go", own) if name in names), names[0] if names else own)
        return inside(module, below(folder, file), folder)


def _closest(folders: Sequence[str], folder: str) -> str | None:
    """Of folders, the one that shares most with another."""
    return max(folders, key=lambda each: common(each, folder), default=None)


def _sources(folder: str) -> Iterator[str]:
    """The folders `src` that a folder is below."""
    return (each for each in upward(folder) if each.rpartition("/")[2] == "src")


def _repository(path: str) -> str:
    """The module that a path would be of, by the habits of most hosts."""
    parts = path.split("/")
    if parts[0] == "gopkg.in":  # gopkg.in/yaml.v3, gopkg.in/owner/name.v1
        return "/".join(parts[: 2 if "." in "".join(parts[1:2]) else 3])
    version = re.fullmatch(r"v[2-9]|v[1-9][0-9]+", "".join(parts[3:4]))
    return "/".join(parts[: 4 if version else 3])
