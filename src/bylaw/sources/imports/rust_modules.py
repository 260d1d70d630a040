"""Modules of Rust by their paths: https://doc.rust-lang.org/reference/items/modules.html."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import dropwhile
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.imports.cargo import Cargo, Package
from bylaw.sources.imports.folders import below, joined, upward
from bylaw.sources.imports.interface import Files, Statement, Target, inside, outside, unclear

_LIBRARY: Final = frozenset({"std", "core", "alloc", "proc_macro", "test"})
_SHARED: Final = "several crates have this module"
_ROOTS: Final = frozenset({"lib.rs", "main.rs", "build.rs"})
"""Names of files that no other file declares."""
_PATH: Final = re.compile(
    rb"#\[\s{0,9}(?:cfg_attr\s{0,9}\([^\]\"]{0,200}?)?\bpath\s{0,9}=\s{0,9}\"([^\"\n]{1,200})\""
    rb"[^\]]{0,9}\]\s{0,99}(?:#\[[^\]]{0,200}\]\s{0,99}){0,9}"
    rb"(?:pub\s{0,9}(?:\([^)]{0,99}\))?\s{0,9})?mod\s{1,9}(?:r#)?(\w{1,99})\s{0,9};"
)


@dataclass(frozen=True, slots=True)
class Module:
    """A module: its file, and the folder that its own modules are in."""

    file: str
    folder: str
    is_in_file: bool = False
    """It is written inside of the file."""


class Modules:
    """The modules of a tree."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.cargo = Cargo(files)
        self.root_of: Callable[[str], str | None] = cache(self._root_of)
        self.named: Callable[[str], str] = cache(self._named)
        self.written: Callable[[str], Mapping[str, str]] = cache(self._written)

    def resolve(self, path: str, statement: Statement) -> Sequence[Target]:
        """See interface."""
        form, scope, origin = (*statement.form.split(" "), "", "")[:3]
        here = self._inner(self._module(path), scope)
        if form == "path":
            return self._elsewhere(path, here, statement.module)
        module, name = statement.module, statement.name.strip("*")
        if origin:
            module = origin + module[len(module.partition("::")[0]) :]
        segments = [*module.split("::"), *filter(None, [name])]
        if form == "mod":
            return self._inside(self._descend(here, segments))
        if segments[0] in {"crate", "self", "super"}:
            start = self._start(path, here, segments)
            if isinstance(start, str):
                return (unclear(module, start),) if start else ()
            return self._inside(start)
        if not segments[0]:
            module, segments = module[2:], segments[1:]
        if not segments:
            return ()
        if segments[0] in _LIBRARY and len(segments) == 2 and name.islower():
            module = f"{module}::{name}"
        return self._crate(path, module, segments, form or "use")

    def _inside(self, module: Module) -> Sequence[Target]:
        return (inside(self.named(module.file), module.file),)

    def _elsewhere(self, path: str, here: Module, written: str) -> Sequence[Target]:
        """Where `#[path]` leads, if it leaves the folder of the file."""
        folder = path.rpartition("/")[0]
        there = joined(here.folder if here.is_in_file else folder, written)
        if not there or not folder or there.startswith(f"{folder}/"):
            return ()
        return (inside(self.named(there) if there in self.files else there, there),)

    def _start(self, path: str, here: Module, segments: Sequence[str]) -> Module | str:
        """The module that a path with `crate`, `self` or `super` names; else why not, or empty."""
        if segments[0] == "crate":
            root = self.root_of(path)
            if root is None:
                return _SHARED
            return self._descend(self._module(root), segments[1:])
        module = here
        rest = list(dropwhile(lambda each: each in {"self", "super"}, segments))
        for segment in segments[: len(segments) - len(rest)]:
            above = self._parent(module) if segment == "super" else module
            if above is None:
                return _SHARED if self.root_of(path) is None else ""
            module = above
        return self._descend(module, rest)

    def _crate(
        self, path: str, module: str, segments: Sequence[str], form: str
    ) -> Sequence[Target]:
        """What a path that begins with the name of a crate leads to."""
        first = segments[0]
        package = self.cargo.package_of(path.rpartition("/")[0])
        known = package.crates.get(first) if package is not None else None
        if known is None and package is not None and not package.problem:
            if first == package.library:
                return self._library(package, segments[1:])
            if package.is_2015 and (root := self.root_of(path)) is not None:
                start = self._module(root)
                found = self._descend(start, segments)
                if found.file != start.file:
                    return self._inside(found)
        if known is not None:
            if known.folder is None:
                return (outside(module, known.package),)
            other = self.cargo.package(known.folder)
            if other is not None:
                return self._library(other, segments[1:])
            return (inside(first, below(known.folder, "src/lib.rs")),)
        if first in _LIBRARY:
            return (outside(module, None),)
        if form == "extern":
            return (outside(module, first),)
        if form == "inline" or not first[:1].islower():
            return ()
        if package is None:
            return (outside(module, first),)
        return (unclear(module, package.problem),) if package.problem else ()

    def _library(self, package: Package, rest: Sequence[str]) -> Sequence[Target]:
        if package.root not in self.files:
            return (inside(package.library, package.root),)
        return self._inside(self._descend(self._module(package.root), rest))

    def _module(self, path: str) -> Module:
        """The module that a file is."""
        folder, _, name = path.rpartition("/")
        if name == "mod.rs" or self._is_root(path):
            return Module(path, folder)
        return Module(path, path.removesuffix(".rs"))

    def _is_root(self, path: str) -> bool:
        package = self.cargo.package_of(path.rpartition("/")[0])
        if package is not None:
            return path in package.roots
        return path.rpartition("/")[2] in _ROOTS

    def _inner(self, module: Module, scope: str) -> Module:
        """A module that is written inside of a file."""
        if not scope:
            return module
        return Module(module.file, below(module.folder, scope.replace("::", "/")), True)

    def _descend(self, module: Module, segments: Sequence[str]) -> Module:
        """The last module of a path that has a file, or is in one."""
        for segment in segments:
            folder = below(module.folder, segment)
            file = next(
                (
                    path
                    for path in (f"{folder}.rs", f"{folder}/mod.rs")
                    if path in self.files and path.rpartition("/")[2] not in _ROOTS
                ),
                None,
            )
            if file is not None:
                module = Module(file, folder)
            elif (other := self.written(module.file).get(segment)) is not None:
                module = Module(other, other.rpartition("/")[0])
            else:
                module = Module(module.file, folder, True)
        return module

    def _parent(self, module: Module) -> Module | None:
        """The module above; None above the root."""
        if not module.is_in_file and self._is_root(module.file):
            return None
        above = module.folder.rpartition("/")[0]
        if module.is_in_file and self._module(module.file).folder == above:
            return self._module(module.file)
        if module.is_in_file:
            return Module(module.file, above, True)
        root = self.root_of(module.file)
        while True:
            if root is not None and above == root.rpartition("/")[0]:
                return self._module(root)
            for path in (f"{above}.rs", f"{above}/mod.rs"):
                if path in self.files and path != module.file:
                    return Module(path, above)
            if not above:
                return None
            above = above.rpartition("/")[0]

    def _root_of(self, path: str) -> str | None:
        """The file that a file's crate begins with; None where it is one of several."""
        if self._is_root(path):
            return path
        folder = path.rpartition("/")[0]
        package = self.cargo.package_of(folder)
        for above in upward(folder):
            if package is None:
                places = [below(above, "lib.rs"), below(above, "main.rs")]
                here = [each for each in places if each in self.files][:1]
            else:
                here = [each for each in package.roots if each.rpartition("/")[0] == above]
                here = [each for each in here if each.rpartition("/")[2] != "build.rs"]
                if package.root in here:
                    here = [package.root]
            if here:
                return here[0] if len(here) == 1 else None
            if package is not None and above == package.folder:
                break
        if package is None:
            return path
        return package.root if package.root in self.files else None

    def _named(self, path: str) -> str:
        """The module of a file in full, as its crate calls it."""
        root = self.root_of(path)
        folder, _, name = (root or "").rpartition("/")
        if root is None or (folder and not path.startswith(f"{folder}/")):
            return path
        stem = name.removesuffix(".rs")
        package = self.cargo.package_of(path.rpartition("/")[0])
        if package is not None and package.name:
            if root == package.root:
                stem = package.library
            elif stem == "main":
                above = folder.rpartition("/")[2]
                stem = package.name.replace("-", "_") if above == "src" else above
        inner = path[len(folder) + 1 if folder else 0 :] if path != root else ""
        inner = inner.removesuffix(".rs").removesuffix("/mod")
        return "::".join([stem, *filter(None, inner.split("/"))])

    def _written(self, path: str) -> Mapping[str, str]:
        """The files of modules that `#[path]` names, in a file."""
        data = self.files.read(path) or b""
        found: dict[str, str] = {}
        for written, name in _PATH.findall(data) if b"path" in data else ():
            there = joined(path.rpartition("/")[0], written.decode("utf-8", "replace"))
            if there and there in self.files:
                found.setdefault(name.decode("utf-8", "replace"), there)
        return found
