"""The shape that every part shares: both sides of a change in, what is weaker out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place
from bylaw.gate.governance import CONFIG
from bylaw.packs.tree import MAX_BYTES, Unreadable
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.objects import TooLarge
from bylaw.sources.git.store import REGULAR

if TYPE_CHECKING:
    from bylaw.config.document import Document
    from bylaw.sources.git.store import Store

Kind: TypeAlias = Literal[
    "policy", "level", "parameter", "configuration", "waiver", "baseline", "wiring", "agent",
    "owners", "attributes", "catalog",
]  # fmt: skip
_NOTHING: Final[frozenset[str]] = frozenset()
_LINK: Final = "120000"
_AT_ONCE: Final = 500
"""Paths that git is asked about in one process."""
_FEW: Final = 4_000
"""Paths that are asked for in some processes; beyond, listing the tree is quicker."""


@dataclass(frozen=True, slots=True)
class Weakening:
    """See facts.safeguards."""

    kind: Kind
    what: str
    place: Place

    @property
    def path(self) -> str:
        """The file."""
        return self.place.path


class Side:
    """One of a change's trees, as governance is read from it; see packs.tree.Tree."""

    def __init__(
        self, store: Store, tree: str, other: Side | None = None, touched: frozenset[str] = _NOTHING
    ) -> None:
        """Reads nothing yet.

        Args:
            store: Where the tree is.
            tree: Its object id.
            other: The tree before the change, which has what is untouched as well.
            touched: What differs from it.
        """
        self.store = store
        self.tree = tree
        self.name = ""
        self._other = other
        self._touched = touched
        self._read: dict[str, bytes | Unreadable | None] = {}
        self._documents: list[Document | None] = []

    def below(self, folder: str) -> Sequence[str]:
        """See Tree."""
        return sorted(self.store.list(self.tree, folder), key=os.fsencode)

    def everything(self, folder: str) -> Sequence[str]:
        """See Tree."""
        return self.below(folder)

    def read(self, path: str) -> bytes | None:
        """See Tree."""
        if self._other is not None and path not in self._touched:
            return self._other.read(path)
        if path not in self._read:
            self._read[path] = self._content(path)
        found = self._read[path]
        if isinstance(found, Unreadable):
            raise found
        return found

    def configuration(self) -> Document | None:
        """Its bylaw.yaml; None where there is none that can be read."""
        if self._other is not None and CONFIG not in self._touched:
            return self._other.configuration()
        if not self._documents:
            self._documents.append(_document(self))
        return self._documents[0]

    def _content(self, path: str) -> bytes | Unreadable | None:
        # A configuration that the change brings may name what no path can be.
        outside = "\0" in path or path.startswith("/") or ".." in path.split("/")
        entry = None if outside else self.store.entry(self.tree, path)
        if entry is None:
            return None
        if entry[0] not in REGULAR:
            return Unreadable("it is a symbolic link, a folder or a submodule")
        try:
            return self.store.content(entry[1], self.tree, path, MAX_BYTES)
        except NotJudged as error:
            return Unreadable(error.message)

    def text(self, path: str) -> str:
        """A file's text, empty where there is none; what cannot be read is like no other text."""
        try:
            return (self.read(path) or b"").decode("utf-8", "surrogateescape")
        except Unreadable as error:
            return f"\0{error}"

    def texts(self, paths: Iterable[str]) -> dict[str, str]:
        """The texts of those of some paths that are files, all asked for together; see `text`.

        A link's text is where it leads.
        """
        wanted, found = list(paths), dict[str, str]()
        for at in range(0, len(wanted), _AT_ONCE):
            part = wanted[at : at + _AT_ONCE]
            entries = self.store.entries(self.tree, *part, recursive=False)
            files = [(oid, path) for mode, oid, path in entries if mode in (*REGULAR, _LINK)]
            self.store.objects.want(oid for oid, _ in files)
            found |= {path: self._text_of(oid) for oid, path in files}
        return found

    def there(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of some paths that are files or links. Few are asked for, many looked up."""
        wanted = sorted(frozenset(paths))
        if len(wanted) > _FEW:
            return frozenset(wanted) & frozenset(self.below(""))
        return frozenset(
            path
            for at in range(0, len(wanted), _AT_ONCE)
            for mode, _, path in self.store.entries(
                self.tree, *wanted[at : at + _AT_ONCE], recursive=False
            )
            if mode in (*REGULAR, _LINK)
        )

    def listed(self, paths: Iterable[str]) -> list[str]:
        """The files at some paths, and below those that end in a slash."""
        return [path for _, _, path in self.store.entries(self.tree, *paths)]

    def _text_of(self, oid: str) -> str:
        try:
            data = self.store.objects.blob(oid, MAX_BYTES)
        except TooLarge:
            data = None
        return "\0it is too large, or not here" if data is None else data.decode(errors="replace")


def _document(side: Side) -> Document | None:
    from bylaw.config.document import read

    try:
        data = side.read(CONFIG)
    except Unreadable:
        return None
    if data is None:
        return None
    found, complaints = read(CONFIG, data)
    return None if complaints else found


class Sides:
    """Base and head of a change."""

    def __init__(
        self,
        store: Store,
        trees: tuple[str, str],
        paths: Sequence[tuple[str | None, str | None]],
        today: str,
        branch: str | None,
    ) -> None:
        """Reads nothing yet.

        Args:
            store: Where the trees are.
            trees: Those of base and head.
            paths: Each changed file's path at base and at head; None where it is not there. Both
                are one path: a file that moved stands here twice.
            today: The day of judgement, ISO 8601, in UTC.
            branch: The branch that the change is to land on.
        """
        self.paths = tuple(paths)
        self.touched = frozenset(path for pair in paths for path in pair if path is not None)
        """Every path of either side that the change touches."""
        self.base = Side(store, trees[0])
        self.head = Side(store, trees[1], self.base, self.touched)
        self.today = today
        self.branch = branch

    def of(self, wanted: Callable[[str], bool]) -> Iterator[tuple[str | None, str | None]]:
        """The changed files one of whose paths is wanted."""
        for before, after in self.paths:
            if any(path is not None and wanted(path) for path in (before, after)):
                yield before, after


Find: TypeAlias = Callable[[Sides], Iterator[Weakening]]


def at_head(path: str, line: int = 0) -> Place:
    """A line of a file at head, or the file."""
    return Place(path, line, 1) if line else Place(path, scope="file")


def at_base(path: str, line: int = 0) -> Place:
    """A line of a file at base, or the file."""
    return Place(path, line, 1, side="base") if line else Place(path, side="base", scope="file")


def at_either(before: str | None, after: str | None) -> Place:
    """A file as the change leaves it, or as it was where it is gone."""
    return at_head(after) if after is not None else at_base(before or "")


def clause(text: str) -> str:
    """Text of a change in one line, cut, for a sentence of ours."""
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:119] + "…"
