"""From what a file says to what it imports: one edge for each thing that it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from bylaw.dataclass import dataclass
from bylaw.sources.imports.interface import Files, Reading, Resolve, Statement, Target
from bylaw.sources.imports.languages import language_of


@dataclass(frozen=True, slots=True)
class Edge:
    """A file imports something. Several statements to the same target are one edge.

    What is imported for the type checker too is no edge of its own.
    """

    source: str
    """The path of the file that imports."""
    target: Target
    statement: Statement
    """The first one, of those that run before those for the type checker."""
    names: tuple[str, ...] = ()
    """What is taken from the target, by all statements."""

    @property
    def is_for_types(self) -> bool:
        """Whether no program runs it: it is for the type checker alone."""
        return self.statement.kind == "type"


class Resolvers:
    """The resolvers of all languages over the files of one tree, made when they are needed."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._known: dict[str, Resolve] = {}

    def edges(self, path: str, reading: Reading) -> tuple[Edge, ...]:
        """What a file imports, in the order of its text."""
        language = language_of(path)
        if language is None or not reading.statements:
            return ()
        if language.module not in self._known:
            self._known[language.module] = _module(language.module).resolver(self.files)
        resolve = self._known[language.module]
        found: dict[tuple[str, bool], tuple[Target, Statement, list[str]]] = {}
        for statement in reading.statements:
            for target in map(self.files.followed, resolve(path, statement)):
                if target.path == path:
                    continue
                key = (key_of(target), statement.kind == "type")
                known = found.get(key)
                if known is None:
                    found[key] = known = (target, statement, [])
                if statement.name:
                    known[2].append(statement.name)
        for name, is_for_types in list(found):
            if is_for_types and (name, False) in found:
                found[name, False][2].extend(found.pop((name, True))[2])
        return tuple(
            Edge(path, target, statement, tuple(names if len(names) < 2 else dict.fromkeys(names)))
            for target, statement, names in found.values()
        )


def key_of(target: Target) -> str:
    """What tells two targets apart: the folder or file, else the package, else the module.

    What is no path begins with NUL, which no path has. A package may have the name of a module of
    the language's library, such as `punycode` of Node.
    """
    if target.folder is not None:
        return f"\0folder {target.folder}"
    if target.path is not None:
        return target.path
    if target.unknown:
        return f"\0unknown {target.module}"
    if target.package is not None:
        return f"\0package {target.package}"
    return f"\0library {target.module}"


@cache
def _module(name: str) -> Any:
    return import_module(f"bylaw.sources.imports.{name}")


def edges(files: Files, readings: Mapping[str, Reading]) -> dict[str, tuple[Edge, ...]]:
    """What all of these files import, by their paths."""
    resolvers = Resolvers(files)
    return {path: resolvers.edges(path, reading) for path, reading in readings.items()}
