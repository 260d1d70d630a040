"""Includes of C, C++, Objective-C and CUDA, and modules of C++.

ISO/IEC 9899:2024, 6.10.3, and https://eel.is/c++draft/cpp. Directives are lines, whatever the
grammar around them, so no parser is asked; comments and strings are skipped, lines that end with a
backslash go on, and the preprocessor does not run: what an `#if` leaves out counts as well.
`#include MACRO` is nothing. `R"(` begins a raw string in C, too, as with GNU's compilers.

`"x.h"` is looked for from the file's own folder, then like `<x.h>`: any file of the repository
whose path ends so. Of several, it is the one in the closest folder, then the one in a folder called
`include`, `inc` or `src`, or at the top; where two are left, it is unknown. A `<x.h>` without a
folder that several end in has to lie in such a folder. Headers of C and C++ are the library, even
where the repository has one of that name, unless `"…"` finds it in the own folder; so are those of
the platform in `<x.h>`, and in `"x.h"` where nothing ends so.

Of what is not found, `"x.h"` and `"../x.h"` are files that are made by a build, where they would
have to be; `"a/x.h"` too where the repository has a folder `a`. Anything else is outside, the
package is its first part: `boost`, `openssl`, `gtest`; `zlib` for `zlib.h`.

`import a.b;` leads to the file that says `export module a.b;`, so does `module a.b;`, which
imports it as well; `import :part;` to the partition; `import "x.h";` and `import <x>;` are
includes. `std` is the library.

Not read: compile_commands.json and other settings of builds, module maps, `#embed`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from posixpath import normpath
from typing import Any, Final

from bylaw.sources.imports.c_headers import is_of_platform, is_standard, may_be_of_platform
from bylaw.sources.imports.folders import LONGEST, common, joined
from bylaw.sources.imports.interface import (
    Files,
    Kind,
    Reading,
    Resolve,
    Statement,
    Target,
    inside,
    outside,
    unclear,
)

_BLANK: Final = r"[ \t\f\v]*+"
_HEADER: Final = r"(?:\"[^\"\n]+\"|<[^>\n]+>)"
_END: Final = rf"(?:\[\[[^\]\n]*\]\]{_BLANK})?;"
_WORD: Final = re.compile(r"include|import|module")
_SPLICE: Final = re.compile(r"(?:\\|\?\?/)[ \t\f\v]*+\n")
"""An end of a line that is none: https://eel.is/c++draft/lex.phases."""
_OPEN: Final = re.compile(r"\b(?:include(?:_next)?|import)\b[^<>\n]*<[^>\n]*\Z")
"""A line up to the midst of the name of a header."""
_DIRECTIVE: Final = re.compile(
    rf"""{_BLANK}(?:
    (?:\#|%:|\?\?=){_BLANK}(?P<directive>include(?:_next)?|import){_BLANK}(?P<header>{_HEADER})
    | (?:(?P<export>export\b){_BLANK})?import\b{_BLANK}
        (?P<unit>{_HEADER}|:?[ \t]*[A-Za-z_][\w.]*(?:[ \t]*:[ \t]*[\w.]+)?){_BLANK}{_END}
    | @import\b{_BLANK}(?P<framework>[A-Za-z_][\w.]*){_BLANK};
    | (?:(?P<interface>export\b){_BLANK})?module\b{_BLANK}
        (?P<module>[A-Za-z_][\w.]*(?:[ \t]*:[ \t]*[\w.]+)?){_BLANK}{_END}
    )""",
    re.VERBOSE,
)
_SKIPPED: Final = re.compile(
    r"""/(?P<line>/[^\n]*+)
    | /(?P<block>\*.*?(?:\*/|\Z))
    | R(?P<raw>(?:(?<!\wR)|(?<=\bu8R)|(?<=\b[uUL]R))
        "(?P<mark>[^()\\\s"]{0,16})\(.*?(?:\)(?P=mark)"|\Z))
    | "(?:\\.|[^"\\\n])*+"?
    | '(?<![0-9a-fA-F]')(?:\\.|[^'\\\n])*+'?""",
    re.DOTALL | re.VERBOSE,
)
"""Comments and literals; a quote in a number such as 1'000 is none. All begin with a literal: the
search skips what lies between."""
_ROOTS: Final = frozenset({"", "include", "inc", "src"})
"""Last parts of folders that headers are mostly looked for in."""
_UNITS: Final = ("cppm", "ixx", "mpp", "cpp", "cc", "cxx")
"""Extensions of files that may be a module of C++."""


def extract(root: Any, text: str) -> Reading:
    """See interface. A statement's form is `"`, `<`, `next`, `module` or `@`; there is no tree."""
    starts = [0, *(each.end() for each in re.finditer("\n", text))]
    statements: list[Statement] = []
    declares: list[str] = []
    own = ""
    hidden: set[int] = set()

    def add(found: re.Match[str], group: str, module: str, form: str, kind: Kind) -> None:
        (line, column), end = (
            _place(starts, at + (left[index - 1] if (index := bisect_right(places, at)) else 0))
            for at in found.span(group)
        )
        if len(module) > LONGEST:
            hidden.add(line)
            return
        statements.append(Statement(module, line, column, *end, kind, "", form))

    whole, places, left = _spliced(text)
    for found in _directives(_without_comments(whole)):
        if found["header"]:
            header = found["header"]
            form = "next" if found["directive"] == "include_next" else header[0]
            add(found, "header", header[1:-1], form, "static")
        elif found["unit"]:
            unit = "".join(found["unit"].split())
            kind: Kind = "re-export" if found["export"] else "static"
            if unit[0] in '"<':
                add(found, "unit", found["unit"][1:-1], unit[0], kind)
            else:
                full = own.partition(":")[0] + unit if unit[0] == ":" else unit
                add(found, "unit", full, "module", kind)
        elif found["framework"]:
            add(found, "framework", found["framework"], "@", "static")
        else:
            own = "".join(found["module"].split())
            if found["interface"] or ":" in own:
                declares.append(own)
            else:
                add(found, "module", own, "module", "static")
    broken = tuple((line, line) for line in sorted(hidden))
    return Reading(tuple(statements), tuple(dict.fromkeys(declares)), broken)


def _directives(text: str) -> Iterator[re.Match[str]]:
    """What imports or declares something, in a text without splices, comments and raw strings."""
    end_of_line = -1
    for word in _WORD.finditer(text):
        if word.start() < end_of_line:
            continue
        end_of_line = (text.find("\n", word.start()) + 1 or len(text) + 1) - 1
        found = _DIRECTIVE.match(text, text.rfind("\n", 0, word.start()) + 1)
        if found is not None:
            yield found


def _spliced(text: str) -> tuple[str, list[int], list[int]]:
    """The text without splices; offsets in it, and how much is left out before each."""
    pieces: list[str] = []
    places: list[int] = []
    left: list[int] = []
    at = gone = 0
    for each in _SPLICE.finditer(text):
        pieces.append(text[at : each.start()])
        at = each.end()
        gone += at - each.start()
        places.append(at - gone)
        left.append(gone)
    return "".join((*pieces, text[at:])), places, left


def _without_comments(text: str) -> str:
    """The text with blanks for comments and raw strings; what they hold ends no line."""

    def blank(found: re.Match[str]) -> str:
        if found["line"] is None:
            is_text = found["block"] is None and found["raw"] is None
            return found[0] if is_text else " " * len(found[0])
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        return found[0] if "<" in line and _OPEN.search(line) else " " * len(found[0])

    return _SKIPPED.sub(blank, text)


def _place(starts: Sequence[int], at: int) -> tuple[int, int]:
    """The line and column of an offset, by the offsets of all lines."""
    line = bisect_right(starts, at)
    return line, at - starts[line - 1] + 1


def resolver(files: Files) -> Resolve:
    """See interface."""
    return _Headers(files).resolve


class _Headers:
    """Headers by the ends of their paths, and modules by their names."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.ending: Callable[[str], Sequence[str]] = cache(self._ending)
        self._modules: dict[str, str] | None = None
        self._folders: dict[str, list[str]] | None = None

    def resolve(self, path: str, statement: Statement) -> Sequence[Target]:
        """See interface."""
        module, form = statement.module, statement.form
        objective = path.lower().endswith((".m", ".mm"))
        if form == "@":
            return (outside(module, module.partition(".")[0]),) if objective else ()
        if form == "module":
            return () if objective else (self._module(path, module),)
        header = module.strip().replace("\\", "/")
        folder = _folder(path)
        if header.rpartition("/")[2] in {"", ".", ".."}:
            return ()
        if form == '"' and (own := joined(folder, header)) is not None and own in self.files:
            return (inside(own, own),)
        if is_standard(header) or (form != '"' and is_of_platform(header)):
            return (outside(module, None),)
        return (self._found(path, folder, header, form),)

    def _found(self, path: str, folder: str, header: str, form: str) -> Target:
        plain = normpath(header)
        while plain.startswith("../"):
            plain = plain[3:]
        others = [each for each in self.ending(plain) if form != "next" or each != path]
        if form != '"' and "/" not in plain and len(others) > 1:
            others = [each for each in others if _is_root(each, plain)]
        if others:
            near = max(common(_folder(each), folder) for each in others)
            closest = [each for each in others if common(_folder(each), folder) == near]
            if len(closest) > 1:
                closest = [each for each in closest if _is_root(each, plain)] or closest
            if len(closest) > 1:
                return unclear(header, f"{len(closest)} files end in {plain}")
            return inside(closest[0], closest[0])
        if is_of_platform(header):
            return outside(header, None)
        if form == '"' and (there := self._would_be(folder, header, plain)) is not None:
            return inside(there, there)
        if may_be_of_platform(header):
            return outside(header, None)
        first, slash, _ = plain.partition("/")
        if first and slash:
            return outside(header, first)
        name = plain.rpartition("/")[2]
        return outside(header, name.partition(".")[0] or name)

    def _would_be(self, folder: str, header: str, plain: str) -> str | None:
        """Where a file that is not there would have to be."""
        inner, _, name = plain.rpartition("/")
        if header.startswith(".") or inner.partition("/")[0] in _ROOTS:
            return joined(folder, header)
        below = [
            each for each in self.folders.get(inner.rpartition("/")[2], ()) if _ends(each, inner)
        ]
        best = max(below, key=lambda each: common(each, folder), default=None)
        return None if best is None else f"{best}/{name}"

    def _ending(self, header: str) -> Sequence[str]:
        """The files whose paths end so."""
        return [each for each in self.files.named(header.rpartition("/")[2]) if _ends(each, header)]

    @property
    def folders(self) -> Mapping[str, list[str]]:
        """All folders, by the last parts of their paths."""
        if self._folders is None:
            self._folders = {}
            known: set[str] = set()
            for path in self.files.below(""):
                folder = path.rpartition("/")[0]
                while folder and folder not in known:
                    known.add(folder)
                    self._folders.setdefault(folder.rpartition("/")[2], []).append(folder)
                    folder = folder.rpartition("/")[0]
        return self._folders

    def _module(self, path: str, name: str) -> Target:
        first = re.split(r"[.:]", name)[0]
        if first == "std":
            return outside(name, None)
        if self._modules is None:
            self._modules = {}
            for file, reading in sorted(self.files.readings(_UNITS).items()):
                for each in reading.declares:
                    self._modules.setdefault(each, file)
        there = self._modules.get(name)
        return outside(name, first or name) if there is None else inside(name, there)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _ends(path: str, end: str) -> bool:
    return path == end or path.endswith(f"/{end}")


def _is_root(path: str, header: str) -> bool:
    """Whether a header would be looked for in a folder with such a name."""
    return path[: -len(header)].rstrip("/").rpartition("/")[2] in _ROOTS
