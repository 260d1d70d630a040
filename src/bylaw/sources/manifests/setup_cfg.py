"""`setup.cfg`: the packages that a project of setuptools asks for.

Of a value over several lines, each line is a requirement; of one in a single line, `;` stands
between them. `file:` names requirements files, which are read. What `setup.py` says is unknown.

Source: "Configuring setuptools using setup.cfg files" of its documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname
from typing import Final, NamedTuple

from bylaw.sources.manifests.interface import Entry, Problem, Reading, Scope, Source
from bylaw.sources.manifests.load import load_text
from bylaw.sources.manifests.pip_files import PipReader
from bylaw.sources.manifests.python_names import normal
from bylaw.sources.manifests.python_requirement import NoRequirement, asked

_SECTION: Final = re.compile(r"\[([^\]]*)\]")
_MARK: Final = re.compile(r"[:=]")
_OPTIONS: Final[dict[str, Scope]] = {
    "install_requires": "runtime",
    "setup_requires": "build",
    "tests_require": "test",
}


class _Piece(NamedTuple):
    """A line of a value."""

    line: int
    column: int
    text: str


class _Option(NamedTuple):
    """A value of a section."""

    section: str
    key: str
    pieces: list[_Piece]


def read(file: Source) -> Reading:
    """The packages of a `setup.cfg`."""
    problems: list[Problem] = []
    entries: list[Entry] = []
    reader = PipReader(file)
    name = ""
    seen: set[tuple[str, str]] = set()
    for section, written, pieces in _options(load_text(file), problems):
        key = written.replace("-", "_").lower()
        if section == "metadata" and key == "name":
            name = normal(pieces[0].text) if pieces else ""
        scope = _OPTIONS.get(key) if section == "options" else None
        if section == "options.extras_require":
            key, scope = written, "optional"
        if scope is None or not pieces:
            continue
        if (section, key) in seen:
            message = f"`{key[:80]}` stands in this section twice"
            problems.append(Problem(message, pieces[0].line))
        seen.add((section, key))
        if pieces[0].text.startswith("file:"):
            _follow(reader, pieces, scope)
            continue
        for piece in _separate(pieces):
            try:
                found = asked(piece.text, dirname(file.path))
            except NoRequirement as error:
                problems.append(Problem(str(error), piece.line, piece.column))
                continue
            if found.name == name and section == "options.extras_require":
                continue  # one extra that includes another
            source, location, pinned, integrity, _ = found.provenance
            end = piece.column + len(piece.text)
            entries.append(
                Entry(
                    found.name, "", piece.line, piece.column, 0, end, found.version,
                    found.requirement, scope, source, location, integrity, direct=True,
                    pinned=pinned,
                )
            )  # fmt: skip
    listed = reader.reading()
    return Reading(
        (*entries, *listed.entries), (*problems, *listed.problems), name, includes=listed.includes
    )


def _options(text: str, problems: list[Problem]) -> Iterator[_Option]:
    """The values of all sections, as `configparser` finds them."""
    section = ""
    option: _Option | None = None
    for number, line in enumerate(text.split("\n"), 1):
        said = line.strip()
        if not said or said[0] in "#;":
            continue
        column = len(line) - len(line.lstrip()) + 1
        if column > 1 and option is not None:
            option.pieces.append(_Piece(number, column, said))
            continue
        if option is not None:
            yield option
            option = None
        if found := _SECTION.match(said):
            section = found[1]
        elif section and (found := _MARK.search(said)) and found.start():
            option = _Option(section, said[: found.start()].rstrip(), [])
            rest = said[found.end() :]
            if value := rest.lstrip():
                at = column + len(said) - len(value)
                option.pieces.append(_Piece(number, at, value))
        else:
            problems.append(Problem("this is neither a section nor a value", number, column))
    if option is not None:
        yield option


def _separate(pieces: list[_Piece]) -> Iterator[_Piece]:
    """The requirements of a value."""
    if len(pieces) > 1:
        yield from pieces
        return
    ((line, column, text),) = pieces
    for part in text.split(";"):
        if said := part.strip():
            yield _Piece(line, column + len(part) - len(part.lstrip()), said)
        column += len(part) + 1


def _follow(reader: PipReader, pieces: list[_Piece], scope: Scope) -> None:
    """Reads the files of a value `file: a.txt, b.txt`."""
    for number, piece in enumerate(pieces):
        listed = piece.text.removeprefix("file:") if not number else piece.text
        for path in listed.split(","):
            if path.strip():
                reader.follow(path.strip(), Problem("", piece.line, piece.column), scope, False)
                reader.run()
