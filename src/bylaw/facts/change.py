"""What is proposed: the change, its files, lines and matches, and the trees on both sides."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bylaw.facts.scalars import Fact, Glob, Located, Regex, Size

if TYPE_CHECKING:
    from bylaw.facts.architecture import Component, Import, Owner
    from bylaw.facts.commits import Attribution, Commit, Person
    from bylaw.facts.documents import Document

Status = Literal[
    "added",
    "modified",
    "deleted",
    "renamed",
    "copied",
    "type-changed",
    "mode-changed",
    "unchanged",
]
Mode = Literal["644", "755", "symlink", "submodule"]


@dataclass(frozen=True, slots=True)
class Change(Located):
    """What is proposed, measured from the merge base with the target branch."""

    base: str | None
    """The commit it is measured from; absent where everything is new."""
    head: str | None
    """The commit that is proposed; absent for uncommitted work and patches."""
    files: list[File]
    """Files that were added, modified, deleted, renamed, or whose type or mode changed, by path."""
    added_lines: list[Line]
    """Every line that was added to a text file."""
    removed_lines: list[Line]
    """Every line that was removed from a text file."""
    added: int
    """How many lines were added, as git counts them."""
    removed: int
    """How many lines were removed, as git counts them."""
    commits: list[Commit]
    """The commits from the merge base to the head, oldest first; unknown for a patch."""
    authors: list[Person]
    """Who wrote those commits, each once, in the order of their first commit."""
    ai: Attribution
    """What is known of AI assistance in the change."""


@dataclass(frozen=True, slots=True)
class File(Located):
    """A file that the change touches, or a file of one of the two trees."""

    path: str
    """The path from the repository's root; of a deleted file, the path it had."""
    old_path: str | None
    """The path it was renamed or copied from."""
    name: str
    """The last part of the path: `pay.py`."""
    stem: str
    """The name without its last extension: `pay`."""
    extension: str
    """The last extension in lower case, without its dot: `py`; empty where there is none."""
    directory: str
    """The path of its folder: `src/web`; empty at the root."""
    status: Status
    """What happened to it; `unchanged` is a file of a whole tree that the change leaves alone."""
    language: str | None
    """The language it is written in, in lower case, by its name or its first line: `python`."""
    size: Size
    """Bytes at the head; 0 for a deleted file and for a submodule."""
    mode: Mode
    """What kind of file it is at the head; of a deleted file, what it was."""
    old_mode: Mode | None
    """What kind of file it was at the base; absent for an added file."""
    added: int
    """Lines added, as git counts them; 0 for a binary file."""
    removed: int
    """Lines removed, as git counts them; 0 for a binary file."""
    is_binary: bool
    """Its bytes are not text, whatever attributes say."""
    is_generated: bool
    """A tool wrote it: by attribute, by name, or by a header that the base already had."""
    is_vendored: bool
    """It was copied from elsewhere: by attribute or by folder."""
    is_test: bool
    """It is a test, by its folder or its name."""
    is_symlink: bool
    """It is a symbolic link; its text is the path it points to."""
    is_submodule: bool
    """It is a commit of another repository."""
    is_lfs: bool
    """Its text is a Git LFS pointer; the content it stands for is unknown."""
    is_executable: bool
    """It has the executable bit at the head."""
    added_lines: list[Line]
    """Lines that the change adds to it."""
    removed_lines: list[Line]
    """Lines that the change removes from it."""
    lines: list[Line]
    """All its lines at the head."""
    text: str | None
    """Its whole text at the head; absent for deleted and binary files, unknown where git only
    points at it (Git LFS, submodules)."""
    owners: list[Owner]
    """Who owns it by the target's CODEOWNERS; after a rename, also who owned the old path."""
    component: Component | None
    """The component of the architecture it belongs to; absent without one, or without a catalog."""
    imports: list[Import]
    """What it imports at the head; empty for a language that nothing here reads."""
    imported_by: list[Import]
    """The imports at the head that lead to it."""
    before: File | None
    """The file as it was at the base; absent for an added file."""

    @abstractmethod
    def touches(self, paths: Glob) -> bool:
        """Its path, or the path it was renamed from, is among these."""

    @abstractmethod
    def find(self, pattern: Regex) -> list[Match]:
        """Where the pattern matches in its whole text; `match.is_added` tells what is new."""

    @abstractmethod
    def added_code(self, pattern: str) -> list[Match]:
        """Code of this shape that touches an added line; `$X` and `$$$XS` stand for parts of it."""


@dataclass(frozen=True, slots=True)
class Line(Located):
    """A line of a file."""

    text: str
    """The line without its end."""
    code: str
    """The line with comments and the contents of strings blanked, by parsing the file."""
    comment: str
    """The comments on the line alone; empty where there are none."""
    number: int
    """Its number in the file, from 1; of a removed line, its number at the base."""
    file: File
    """The file it belongs to."""

    @abstractmethod
    def find(self, pattern: Regex) -> list[Match]:
        """Where the pattern matches in the line."""


@dataclass(frozen=True, slots=True)
class Match(Located):
    """A stretch of text that was found; named groups and metavariables are fields too."""

    text: str
    """The text that matched."""
    file: File
    """The file it was found in."""
    is_added: bool
    """It touches an added line."""


@dataclass(frozen=True, slots=True)
class Tree(Fact):
    """All files of one side."""

    files: list[File]
    """Every file, by path."""

    @abstractmethod
    def documents(self, paths: Glob) -> list[Document]:
        """Every document of the files among these paths."""


@dataclass(frozen=True, slots=True)
class Repository(Fact):
    """The whole repository at the head, for joins and ratchets."""

    files: list[File]
    """Every file at the head, by path."""
    base: Tree
    """The repository as it was at the base."""

    @abstractmethod
    def documents(self, paths: Glob) -> list[Document]:
        """Every document at the head of the files among these paths."""
