"""The shape that all languages share: statements are read from a text, then resolved in a tree.

A language is one module of this folder, named in `languages.py`, with two functions:

- `extract(root, text)` runs in the process that parses. It takes a text's syntax tree and answers
  a `Reading`, which depends on nothing but the text, so that it can be kept by the text's id.
- `resolver(files)` runs here. It takes the files of a tree and answers a function from the path of
  a file and one of its statements to `Target`s.

Neither imports or runs what it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Final, Literal, Protocol, TypeAlias

from bylaw.dataclass import dataclass

Kind = Literal["static", "dynamic", "type", "re-export"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a file imports, as it is written.

    Where a statement takes several names, each is one of its own, at the name's place.
    """

    module: str
    """What is imported, as written: `..shop.pay`, `./pay`, `java.util.List`, `a/b.h`."""
    line: int
    column: int
    end_line: int
    end_column: int
    """From 1, in code points; the end column is the one after the last."""
    kind: Kind = "static"
    name: str = ""
    """The name that is taken from the module, as the module calls it; empty for all of it."""
    form: str = ""
    """What the language's own resolver has to know besides, such as `<>` of an include."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says."""

    statements: tuple[Statement, ...] = ()
    """In the order of the text."""
    declares: tuple[str, ...] = ()
    """What others import from it by name: packages, namespaces, types; for the language's own
    resolver alone."""
    broken: tuple[tuple[int, int], ...] = ()
    """First and last lines of what cannot be parsed and may hold an import."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a statement leads to: a file of the repository, a package outside, or nobody knows."""

    module: str
    """In full, as the language names it: `shop.pay`, `src/pay.ts`, `java.util.List`."""
    path: str | None = None
    """The file of the repository. It may be one that is not there, where it would have to be."""
    package: str | None = None
    """The package outside, as its ecosystem names it; None for the language's own library."""
    unknown: str = ""
    """Why it cannot be known, as a clause: `tsconfig.json extends a package`; else empty."""
    folder: str | None = None
    """The folder that is imported as a whole, where the path is but one of its files; it tells
    targets apart, so that a file more in it, which may become the first, makes no other target."""


def inside(module: str, path: str, folder: str | None = None) -> Target:
    """A file of the repository, or all of a folder, of which the path is one file."""
    return Target(module, path, folder=folder)


def outside(module: str, package: str | None) -> Target:
    """Something that is not in the repository; the package is None for the language's library."""
    return Target(module, package=package)


def unclear(module: str, why: str) -> Target:
    """It cannot be known where this leads."""
    return Target(module, unknown=why)


class Files(Protocol):
    """The files of a tree, as a resolver sees them."""

    def __contains__(self, path: str) -> bool:
        """Whether there is such a file."""

    def has_folder(self, path: str) -> bool:
        """Whether a file is below this folder; the root is empty."""

    def below(self, folder: str) -> Sequence[str]:
        """The paths of all files below a folder, sorted."""

    def named(self, name: str) -> Sequence[str]:
        """The paths of all files with this last part, in every folder, sorted."""

    def ending(self, extension: str) -> Sequence[str]:
        """The paths of all files with this extension, without its dot, sorted."""

    def read(self, path: str) -> bytes | None:
        """The content of a file of up to 1 MiB, such as tsconfig.json; None where there is none."""

    def is_link(self, path: str) -> bool:
        """Whether this is a symbolic link or a submodule."""

    def followed(self, target: Target) -> Target:
        """What a target is where its path goes through symbolic links."""

    def readings(self, extensions: Collection[str]) -> Mapping[str, Reading]:
        """What all files of these extensions say, by path.

        All of them are parsed for it, or found in a cache: only for languages that name what stands
        inside of files, and only when a statement needs it.
        """


Resolve: TypeAlias = Callable[[str, Statement], Sequence[Target]]
"""From the path of a file and a statement of it to what it leads to; empty is nothing at all."""


@dataclass(frozen=True, slots=True)
class Language:
    """How one language is found, and which module reads it."""

    module: str
    """The module in this folder: `python`."""
    parsers: Mapping[str, str]
    """The name that ast-grep knows the parser by, for each extension without its dot; empty where
    a text is read without one, and `extract` is given no tree."""
    needle: str
    """A regex for bytes: a text in which it is not found imports and declares nothing."""
    configs: tuple[str, ...] = ()
    """Last parts of the paths of files that say how names are resolved, or globs of them."""


ERRORS: Final[Sequence[Mapping[str, Any]]] = ({"kind": "ERROR"},)
"""The ast-grep rules for what went wrong; a language finds them together with its statements."""


@dataclass(slots=True)
class Found:
    """What `extract` collects: it turns nodes into statements."""

    needle: str
    """A regex for what a line must hold to be an import, in text that cannot be parsed."""
    statements: list[Statement] = field(default_factory=list)
    declares: list[str] = field(default_factory=list)
    _errors: list[Any] = field(default_factory=list)
    _hidden: set[int] = field(default_factory=set)

    def add(
        self, node: Any, module: str, kind: Kind = "static", name: str = "", form: str = ""
    ) -> None:
        """Keeps a statement at a node."""
        where = node.range()
        start, end = where.start, where.end
        self.statements.append(
            Statement(
                module,
                start.line + 1,
                start.column + 1,
                end.line + 1,
                end.column + 1,
                kind,
                name,
                form,
            )
        )

    def error(self, node: Any) -> None:
        """Keeps what went wrong."""
        self._errors.append(node)

    def hide(self, node: Any) -> None:
        """Keeps the line of an import that is not followed, such as one with an endless name."""
        self._hidden.add(node.range().start.line + 1)

    def reading(self) -> Reading:
        """All of it; the lines of errors that could hold an import which was not found."""
        broken = sorted({*self._hidden, *(self._broken() if self._errors else ())})
        return Reading(
            tuple(self.statements),
            tuple(dict.fromkeys(self.declares)),
            tuple((number, number) for number in broken),
        )

    def _broken(self) -> Iterator[int]:
        import re
        from bisect import bisect_left

        needle = re.compile(self.needle)
        known = sorted((each.line, each.column) for each in self.statements)
        for node in self._errors:
            start, end = node.range().start, node.range().end
            lines = node.text().split("\n")
            for offset, text in enumerate(lines):
                words = [each for each in needle.finditer(text) if each[0] != "from"]
                if not words:
                    words = list(needle.finditer(text))[:1]
                if not words:
                    continue
                number = start.line + 1 + offset
                first = bisect_left(known, (number, 0 if offset else start.column + 1))
                is_last = offset == len(lines) - 1
                # of an import that begins in an error, the name may stand behind it
                is_open = is_last and not text[words[-1].end() :].strip()
                last = (number, end.column + 1) if is_last and not is_open else (number + 1, 0)
                if bisect_left(known, last) - first < len(words):
                    yield number
