"""Crates of a repository: https://doc.rust-lang.org/cargo/reference/manifest.html."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.sources.imports.folders import below, joined, upward
from bylaw.sources.imports.interface import Files

_TABLES: Final = ("dependencies", "dev-dependencies", "build-dependencies", "dev_dependencies")
_FOLDERS: Final = {"bin": "src/bin", "test": "tests", "example": "examples", "bench": "benches"}
"""Kinds of crate, and the folders in which Cargo finds them by itself."""


@dataclass(frozen=True, slots=True)
class Crate:
    """A crate that source can name."""

    package: str
    """The package's name in the registry."""
    folder: str | None = None
    """The folder of its Cargo.toml, where it is taken from this repository."""


@dataclass(frozen=True, slots=True)
class Package:
    """A folder with a Cargo.toml that names a package."""

    folder: str
    name: str
    library: str
    """The name of its library, as source writes it."""
    root: str
    """The file that its library begins with, whether it is there or not."""
    roots: frozenset[str]
    """The files that are there and that a crate begins with."""
    is_2015: bool
    """Its edition is 2015: a path in `use` counts from the crate's root."""
    crates: Mapping[str, Crate]
    """What its source can use, by name."""
    problem: str = ""
    """Why its Cargo.toml cannot be read, as a clause."""


class Cargo:
    """The packages of a tree."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.package: Callable[[str], Package | None] = cache(self._package)
        self.package_of: Callable[[str], Package | None] = cache(self._package_of)
        self._toml: Callable[[str], Mapping[str, Any] | None] = cache(self._read)
        self._workspace: Callable[[str], tuple[str, Mapping[str, Any]]] = cache(
            self._find_workspace
        )

    def _read(self, folder: str) -> Mapping[str, Any] | None:
        """What a Cargo.toml says; empty where there is none, None where it cannot be read."""
        path = below(folder, "Cargo.toml")
        if path not in self.files:
            return {}
        try:
            return tomllib.loads((self.files.read(path) or b"=").decode())
        except (ValueError, RecursionError):
            return None

    def _package_of(self, folder: str) -> Package | None:
        """The package whose folder this is, or is below."""
        return next(filter(None, map(self.package, upward(folder))), None)

    def _find_workspace(self, folder: str) -> tuple[str, Mapping[str, Any]]:
        """The folder of the workspace above, and what it says."""
        for above in upward(folder):
            said = self._toml(above)
            if said and isinstance(said.get("workspace"), dict):
                return above, said
        return "", {}

    def _package(self, folder: str) -> Package | None:
        said = self._toml(folder)
        if said is None:
            problem = f"{below(folder, 'Cargo.toml')} cannot be read"
            root = below(folder, "src/lib.rs")
            return Package(folder, "", "", root, self._roots(folder, {}, False), False, {}, problem)
        about = _table(said, "package") or _table(said, "project")
        name = about.get("name")
        if not isinstance(name, str) or not name:
            return None
        library = _table(said, "lib")
        own = library.get("name")
        edition = about.get("edition", "2015")
        if isinstance(edition, dict):
            _, workspace = self._workspace(folder)
            edition = _table(_table(workspace, "workspace"), "package").get("edition", "2015")
        return Package(
            folder,
            name,
            own if isinstance(own, str) else name.replace("-", "_"),
            _joined(folder, library.get("path") or "src/lib.rs") or below(folder, "src/lib.rs"),
            self._roots(folder, said, edition == "2015"),
            edition == "2015",
            dict(self._crates(folder, said)),
        )

    def _roots(self, folder: str, said: Mapping[str, Any], is_2015: bool) -> frozenset[str]:
        """The files that crates begin with, as written and as Cargo finds them by itself."""
        about = _table(said, "package")
        found = {below(folder, name) for name in ("src/lib.rs", "src/main.rs", "build.rs")}
        written = [_table(said, "lib").get("path"), about.get("build")]
        for kind, name in _FOLDERS.items():
            tables = said.get(kind)
            own = (
                [each for each in tables if isinstance(each, dict)]
                if isinstance(tables, list)
                else []
            )
            written += [each.get("path") for each in own]
            plural = "autobenches" if kind == "bench" else f"auto{kind}s"
            if about.get(plural, not (is_2015 and own)) is not False:
                found |= set(self._found(below(folder, name)))
        found |= {path for path in (_joined(folder, each) for each in written) if path}
        return frozenset(path for path in found if path in self.files)

    def _found(self, folder: str) -> Iterator[str]:
        for path in self.files.below(folder):
            rest = path[len(folder) + 1 :].split("/")
            if (len(rest) == 1 and rest[0].endswith(".rs")) or rest[1:] == ["main.rs"]:
                yield path

    def _crates(self, folder: str, said: Mapping[str, Any]) -> Iterator[tuple[str, Crate]]:
        base, workspace = self._workspace(folder)
        shared = _table(_table(workspace, "workspace"), "dependencies")
        patched = dict(_patches(base, workspace))
        for name, asked in _dependencies(said):
            at = folder
            if isinstance(asked, dict) and asked.get("workspace") is True:
                asked, at = shared.get(name), base
            about = asked if isinstance(asked, dict) else {}
            package = about.get("package", name)
            if not isinstance(package, str):
                continue
            there = _joined(at, about.get("path"))
            if there is None and "path" not in about:
                there = patched.get(package)
            yield name.replace("-", "_"), Crate(package, there)


def _dependencies(said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for table in [said, *_table(said, "target").values()]:
        for name in _TABLES:
            yield from _table(table, name).items()


def _patches(base: str, workspace: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The folders that stand for packages of registries, by their names."""
    for source in _table(workspace, "patch").values():
        if isinstance(source, dict):
            for name, asked in source.items():
                about = asked if isinstance(asked, dict) else {}
                there = _joined(base, about.get("path"))
                if there is not None:
                    yield str(about.get("package", name)), there


def _table(said: Any, name: str) -> Mapping[str, Any]:
    found = said.get(name) if isinstance(said, dict) else None
    return found if isinstance(found, dict) else {}


def _joined(folder: str, path: object) -> str | None:
    """Where a path of a Cargo.toml leads to; None where there is none, or out of the repository."""
    return joined(folder, path) if isinstance(path, str) else None
