"""Requirements files: what one asks for, with those that it includes.

Each file is read once, where it is included first; what it asks for has its path. Constraints add
no package: they give a version to one that is asked for. Environment markers are not weighed: what
is asked for anywhere counts. Indexes hold for everything, and are the `location` of what comes from
them. Where comments say who brings a package in, those that nobody asked for are not direct.

Source: "Requirements File Format" of pip's documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from posixpath import dirname
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Scope, Source, Unreadable
from bylaw.sources.manifests.load import load_text
from bylaw.sources.manifests.pip_lines import Line, lines_of, options_of, split
from bylaw.sources.manifests.pip_via import Vias, linked
from bylaw.sources.manifests.python_names import scope_of_file
from bylaw.sources.manifests.python_projects import Projects
from bylaw.sources.manifests.python_requirement import NoRequirement, allows, pip_asked
from bylaw.sources.manifests.python_sources import Provenance, is_address
from bylaw.sources.manifests.references import placed, plain_address, within

_REMOTE: Final = re.compile(r"(?i)(?:https?|file):")


def read_requirements(file: Source) -> Reading:
    """The packages of a requirements file and of those that it includes.

    Raises:
        Unreadable: It is no text.
    """
    reader = PipReader(file)
    reader.push(file, scope_of_file(file.path) or "runtime")
    reader.run()
    return reader.reading()


@dataclass(slots=True)
class _Open:
    """A file that is being read."""

    path: str
    lines: Iterator[Line]
    scope: Scope
    is_constraint: bool
    via: Vias


class PipReader:
    """Reads requirements files, and lines that stand in other manifests."""

    def __init__(self, file: Source) -> None:
        self.file = file
        self.projects = Projects(file.tree)
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self._includes: dict[str, None] = {}
        self._constraints: dict[str, dict[str, str | None]] = {}
        """Versions that are the only ones allowed, by name, with their hashes."""
        self._elsewhere: dict[str, Provenance] = {}
        """Where constraints get packages from, by name."""
        self._indexes: dict[str, None] = {}
        self._said: dict[int, list[str]] = {}
        self._open: list[_Open] = []
        self._active: set[str] = set()
        self._done: set[tuple[str, bool]] = set()

    def push(self, file: Source, scope: Scope, is_constraint: bool = False) -> None:
        """Opens a file.

        Raises:
            Unreadable: It is no text.
        """
        lines = lines_of(load_text(file))
        self._done.add((file.path, is_constraint))
        self._active.add(file.path)
        self._open.append(_Open(file.path, lines, scope, is_constraint, Vias(self._said)))

    def run(self) -> None:
        """Reads what is open, and what that includes, to the end."""
        while self._open:
            file = self._open[-1]
            line = next(file.lines, None)
            if line is None:
                self._active.discard(self._open.pop().path)
            else:
                self.line(line, file)

    def follow(self, path: str, place: Problem, scope: Scope, is_constraint: bool) -> None:
        """Opens an included file.

        Args:
            path: As written, from the folder of the file that includes it.
            place: Where it is included; the message is not used.
            scope: What it is for where its name does not say it.
            is_constraint: What stands in it adds no package.
        """
        shown = plain_address(path)[:120]
        target = within(dirname(place.path or self.file.path), path)
        if _REMOTE.match(path):
            self._wrong(place, f"`{shown}` is not read, because it is no file of the repository")
        elif target is None:
            self._wrong(place, f"`{shown}` is out of the repository")
        elif target in self._active:
            self._wrong(place, f"`{shown}` includes itself")
        elif (target, is_constraint) not in self._done:
            try:
                data = self.file.tree.read(target)
            except Unreadable as error:
                self._wrong(place, f"`{shown}` cannot be read: {error.message}")
                return
            if data is None:
                self._wrong(place, f"there is no file `{shown}`")
                return
            self._includes[target] = None
            included = Source(target, data, self.file.tree)
            try:
                self.push(included, scope_of_file(target) or scope, is_constraint)
            except Unreadable as error:
                self.problems.append(Problem(error.message, error.line, error.column, target))

    def text(self, text: str, line: int, column: int, scope: Scope) -> None:
        """Reads what stands in another manifest as in a requirements file."""
        file = _Open(self.file.path, iter(()), scope, False, Vias({}))
        for each in lines_of(text):
            number = line + each.number - 1
            self.line(each._replace(number=number, column=column, end_number=number), file)
            self.run()

    def line(self, line: Line, file: _Open) -> None:
        """Reads a line of a file."""
        if not line.text:
            file.via.comment(line.comment)
            return
        place = Problem("", line.number, line.column, self._other(file.path))
        asked, written = split(line.text)
        options = options_of(written) if written else None
        values = options.values if options else ()
        for message in options.problems if options else ():
            self._wrong(place, message)
        if asked:
            hashes = " ".join(value for name, value in values if name == "--hash")
            self._ask(asked, line, file, hashes or None)
            return
        folder = dirname(file.path)
        for name, value in values:
            if name == "--editable":
                self._ask(value, line, file, None, is_editable=True)
            elif name in ("--requirement", "--constraint"):
                self.follow(value, place, file.scope, name == "--constraint")
            elif name == "--find-links" and not is_address(value):
                self._indexes[placed(folder, value)] = None
            elif name in ("--index-url", "--pypi-url", "--extra-index-url", "--find-links"):
                self._indexes[plain_address(value)] = None

    def _ask(
        self, text: str, line: Line, file: _Open, hashes: str | None, is_editable: bool = False
    ) -> None:
        other = self._other(file.path)
        try:
            asked = pip_asked(text, dirname(file.path), is_editable, self.projects.name_of)
        except NoRequirement as error:
            self._wrong(Problem("", line.number, line.column, other), str(error))
            return
        if file.is_constraint:
            if asked.provenance.source != "registry":
                self._elsewhere.setdefault(asked.name, asked.provenance)
            elif asked.version is not None:
                self._constraints.setdefault(asked.name, {}).setdefault(asked.version, hashes)
            return
        file.via.entry(len(self.entries), line.comment)
        source, location, pinned, integrity, _ = asked.provenance
        is_long = line.end_number > line.number
        self.entries.append(
            Entry(
                asked.name,
                line=line.number,
                column=line.column,
                end_line=line.end_number if is_long else 0,
                end_column=0 if is_long else line.column + len(line.text),
                version=asked.version,
                requirement=asked.requirement,
                scope=file.scope,
                source=source,
                location=location,
                integrity=hashes or integrity,
                direct=None if hashes else True,
                pinned=pinned,
                path=other,
                conditional=asked.conditional,
            )
        )

    def _wrong(self, place: Problem, message: str) -> None:
        self.problems.append(replace(place, message=message))

    def _other(self, path: str) -> str:
        return "" if path == self.file.path else path

    def reading(self, indexes: str = "") -> Reading:
        """All that was read; `indexes` are those that hold where the files name none."""
        location = " ".join(self._indexes) or indexes
        entries = linked(self.entries, self._said) if self._said else self.entries
        if self._constraints or self._elsewhere or location:
            entries = [self._narrowed(each, location) for each in entries]
        includes = {**self._includes, **self.projects.files}
        return Reading(tuple(entries), tuple(self.problems), includes=tuple(includes))

    def _narrowed(self, entry: Entry, location: str) -> Entry:
        """An entry with what constraints say of it, and the indexes it comes from."""
        if entry.source != "registry":
            return entry
        if (elsewhere := self._elsewhere.get(entry.name)) is not None:
            source, location, pinned, integrity, _ = elsewhere
            return replace(
                entry, source=source, location=location, pinned=pinned, integrity=integrity
            )
        entry = replace(entry, location=location) if location else entry
        only = self._constraints.get(entry.name, {})
        if entry.version is not None or len(only) != 1:
            return entry
        ((version, hashes),) = only.items()
        if not allows(entry.requirement, version):
            return entry
        return replace(entry, version=version, pinned=True, integrity=entry.integrity or hashes)
