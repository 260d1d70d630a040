"""A change: its files at once, their texts as the diff arrives, everything else when asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from bylaw.dataclass import dataclass
from bylaw.facts.lines import LineBlock, LineBlocks
from bylaw.facts.place import Place, Side, Unknown
from bylaw.sources.git.contents import Contents
from bylaw.sources.git.contents import missing as gap_of_missing
from bylaw.sources.git.diffstream import DiffStream, Record, Texts, TooMuch, texts
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.files import File
from bylaw.sources.git.limits import Limits

if TYPE_CHECKING:
    from bylaw.sources.git.objects import Objects
    from bylaw.sources.git.store import Store

MOST_NUMBERED = 5_000_000
"""Lines up to which excerpts of a patch are made: it can say that its lines stand anywhere."""

Kind = Literal["range", "staged", "worktree", "local", "patch", "all"]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was judged, in the numbers that reports show."""

    kind: Kind
    base: str | None
    head: str | None
    files: int
    added: int
    removed: int


class SectionQueue:
    """The patch part of one pair of trees: texts are taken off in the order of the records."""

    def __init__(
        self,
        stream: DiffStream,
        records: Sequence[Record],
        after: bytes,
        end: Callable[[], None],
    ) -> None:
        self._stream = stream
        self._records = records
        self._after = after
        self._end = end
        self._next = 0
        self._texts: dict[str, Texts] = {}
        self.error: Unknown | None = None

    def take(self, path: str) -> Texts | Unknown:
        """The texts of one file, reading on as far as needed."""
        while path not in self._texts and self.error is None:
            self._advance()
        return self._texts.pop(path) if path in self._texts else self.error  # type: ignore[return-value]

    def drain(self) -> None:
        """Read to the end."""
        while self.error is None and self._next < len(self._records):
            self._advance()

    def _advance(self) -> None:
        record = self._records[self._next]
        self._next += 1
        is_last = self._next == len(self._records)
        try:
            sections = []
            for number in range(record.sections):
                last_section = is_last and number == record.sections - 1
                sections.append(self._stream.section(self._after if last_section else b""))
            if not sections[-1].startswith(b"diff --git "):
                raise EOFError
            self._texts[record.path] = texts(sections)
            if is_last:
                self._end()
        except TooMuch:
            self.error = over_bound()
        except (EOFError, NotJudged) as error:
            said = error.message if isinstance(error, NotJudged) else "The diff broke off."
            self.error = Unknown(
                "change.added_lines", "git-failed", said, "Run `git fsck`.", fatal=True
            )


def over_bound() -> Unknown:
    """The bound on the whole run was hit."""
    return Unknown(
        "change.added_lines",
        "diff-too-large",
        "The diff of the change is larger than the limit for a whole run.",
        "Judge the change in parts, or raise limits.diff in bylaw.yaml.",
        bound=True,
        fatal=True,
    )


@dataclass(slots=True, eq=False)
class Change:
    """What is proposed. Lists are in the order of git: files by the bytes of their paths."""

    kind: Kind
    base: str | None
    head: str | None
    files: Sequence[File]
    contents: Contents
    base_tree: str | None = None
    """Tree or commit with the base's files; None for a patch."""
    head_tree: str | None = None
    commit_range: tuple[str, tuple[str, ...]] | None = None
    """Head and merge bases; None where there are no commits to speak of."""
    agent: str | None = None
    """Who asked for judgement of uncommitted work."""
    unmarked: Literal["unknown", "human", "assisted"] = "unknown"
    attributes_from: str | None = None
    store: Store | None = None
    """Where its trees are; None for a patch."""
    cache: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.contents.attributes = self.attributes

    def attributes(self) -> dict[tuple[str, str], bool] | Unknown:
        """What the trusted side's .gitattributes say of generated and vendored files."""
        if "attributes" not in self.cache:
            self.cache["attributes"] = self._attributes()
        found: dict[tuple[str, str], bool] | Unknown = self.cache["attributes"]
        return found

    def _attributes(self) -> dict[tuple[str, str], bool] | Unknown:
        from bylaw.sources.git.attributes import attributes

        trusted = self.attributes_from or self.base_tree
        if self.store is None or trusted is None:
            return {}
        try:
            paths = {path for f in self.files for path in (f.path, f.old_path) if path}
            return attributes(self.store, trusted, sorted(paths))
        except NotJudged as error:
            return Unknown("file.is_generated", error.reason, error.message, error.remedy)

    @property
    def place(self) -> Place:
        """The change as a place: its first file."""
        return place_of(self.files)

    @property
    def added_lines(self) -> LineBlocks:
        """The added lines of all files, block by block."""
        return LineBlocks(lambda: (file.added_lines for file in self.files))

    @property
    def removed_lines(self) -> LineBlocks:
        """The removed lines of all files, block by block."""
        return LineBlocks(lambda: (file.removed_lines for file in self.files))

    def count(self, side: Literal["added", "removed"]) -> int | Unknown:
        """Lines added or removed, as git counts them with attributes off."""
        return count_of(self.files, side)

    def summary(self) -> Summary:
        """What was judged, as far as it is known; NotJudged where the diff is over its bound."""
        return Summary(
            self.kind,
            self.base,
            self.head,
            len(self.files),
            self._known("added"),
            self._known("removed"),
        )

    def _known(self, side: Literal["added", "removed"]) -> int:
        total = 0
        for file in self.files:
            lines = file.count(side)
            if not isinstance(lines, Unknown):
                total += lines
            elif lines.fatal:
                raise NotJudged(lines.reason, lines.detail, lines.remedy)
        return total

    def file(self, path: str) -> File | None:
        """The changed file with this path at head, or of a deleted one at base."""
        if "by_path" not in self.cache:
            self.cache["by_path"] = {file.path: file for file in self.files}
        found: File | None = self.cache["by_path"].get(path)
        return found

    def lines_of(self, path: str, side: Side = "head") -> list[str] | None:
        """A file's text on one side split at LF, for excerpts and hashes; None without text.

        The last item is what follows the last LF: empty where the file ends with one.
        """
        key = f"lines:{side}:{path}"
        if key not in self.cache:
            self.cache[key] = self._lines_of(path, side)
        lines: list[str] | None = self.cache[key]
        return lines

    def _lines_of(self, path: str, side: Side) -> list[str] | None:
        file = self.file_on(path, side)
        if file is None:
            return None
        if self.store is None:
            block = file.added_lines if side == "head" else file.removed_lines
            last = block.number_at(len(block.data) - 1) if block.data else 0
            self.cache["numbered"] = self.cache.get("numbered", 0) + last
            return _known_lines(block) if self.cache["numbered"] <= MOST_NUMBERED else None
        whole = self.contents.exact(file)
        # a CR is part of a line's end only where an LF follows it
        return None if whole is None else whole.replace("\r\n", "\n").split("\n")

    def file_on(self, path: str, side: Side) -> File | None:
        """The file with this path on one side, whether the change touches it or not."""
        if side == "base":
            if "by_old_path" not in self.cache:
                # of copies in a patch, which come from one path, the first counts
                pairs = [(file.before, file) for file in self.files]
                self.cache["by_old_path"] = {old.path: (old, f) for old, f in pairs[::-1] if old}
            found: tuple[File, File] | None = self.cache["by_old_path"].get(path)
            if found is not None:
                return found[0] if self.store else found[1]
        file_at_head = self.file(path) if side == "head" else None
        if file_at_head is not None:
            return file_at_head if file_at_head.side == "head" else None
        tree = self.head_tree if side == "head" else self.base_tree
        if self.store is None or tree is None:
            return None
        entry = self.store.entry(tree, path)
        if entry is None:
            return None
        return File(self.contents, path, "unchanged", entry[0], entry[1], side=side)

    def blocks(self, side: Literal["added", "removed"] = "added") -> Iterator[LineBlock]:
        """The lines of each file in turn."""
        for file in self.files:
            yield file.added_lines if side == "added" else file.removed_lines


def place_of(files: Sequence[File]) -> Place:
    """A change of these files as a place: its first file."""
    if not files:
        return Place("", scope="change")
    return Place(files[0].path, side=files[0].side, scope="change")


def count_of(files: Sequence[File], side: Literal["added", "removed"]) -> int | Unknown:
    """Lines added to some files or removed, as git counts them with attributes off."""
    total = 0
    for file in files:
        lines = file.count(side)
        if isinstance(lines, Unknown):
            return lines
        total += lines
    return total


def _known_lines(block: LineBlock) -> list[str]:
    """What a patch tells of a file's lines: those it adds or removes, at their numbers."""
    lines: list[str] = []
    for line in block:
        lines += [""] * (line.number - len(lines) - 1)
        lines.append(line.text)
    return [*lines, ""]


def build(
    queue: SectionQueue | None,
    records: Sequence[Record],
    objects: Objects | None,
    diff: Callable[[bytes, bytes], Texts] | None,
    limits: Limits,
    guards: Sequence[Callable[[str], object]],
    missing: Mapping[str, Record] = MappingProxyType({}),
) -> tuple[list[File], Contents]:
    """Files over a queue of sections; `missing` are records of files that are not here."""

    def load(file: File) -> Texts | Unknown:
        if file.status == "unchanged":
            return Texts()
        if objects and (file.oid in objects.withheld or file.old_oid in objects.withheld):
            return Texts(is_binary=True)  # what it is, is told by its first bytes
        if file.path in missing:
            return Texts() if file.oid == file.old_oid else gap_of_missing(file)
        return queue.take(file.path) if queue else Texts()

    contents = Contents(load, objects, diff, limits, guards)
    listed = [record for record in records if record.path not in missing]
    if missing:
        listed = sorted([*listed, *missing.values()], key=lambda each: os.fsencode(each.path))
    files = [File.of(record, contents) for record in listed]
    contents.files = files
    return files, contents
