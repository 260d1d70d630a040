"""A file of a change, or of one of the two trees: what is known of it, lazily."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bylaw.facts.lines import LineBlock
from bylaw.facts.place import Place, Side, Unknown

if TYPE_CHECKING:
    from bylaw.sources.git.contents import Contents
    from bylaw.sources.git.diffstream import Record, Texts

Status = Literal[
    "added", "modified", "deleted", "renamed", "copied", "type-changed", "mode-changed", "unchanged"
]

STATUS: dict[str, Status] = {
    "A": "added",
    "C": "copied",
    "D": "deleted",
    "M": "modified",
    "R": "renamed",
    "T": "type-changed",
}
ABSENT = "000000"
SYMLINK = "120000"
SUBMODULE = "160000"


class File:
    """One file. Modes and object ids are git's; of a deleted file, `mode` is what it was.

    A patch may leave a mode out, for one that renames a file and no more; then it is empty.
    """

    __slots__ = (
        "__weakref__",
        "_added",
        "_all",
        "_before",
        "_removed",
        "cache",
        "contents",
        "mode",
        "oid",
        "old_mode",
        "old_oid",
        "old_path",
        "path",
        "side",
        "status",
    )

    def __init__(
        self,
        contents: Contents,
        path: str,
        status: Status,
        mode: str,
        oid: str,
        *,
        old_path: str | None = None,
        old_mode: str = ABSENT,
        old_oid: str = "",
        side: Side = "head",
    ) -> None:
        self.contents = contents
        self.path = path
        self.old_path = old_path
        self.status: Status = status
        self.mode = mode
        self.old_mode = old_mode
        self.oid = oid
        self.old_oid = old_oid
        self.side: Side = side
        self.cache: dict[str, object] = {}
        """Facts that were computed once: language, is_generated, …"""
        self._added: LineBlock | None = None
        self._removed: LineBlock | None = None
        self._all: LineBlock | Unknown | None = None
        self._before: File | None = None

    @classmethod
    def of(cls, record: Record, contents: Contents) -> File:
        """The file that a record of git's raw diff speaks of."""
        status = STATUS[record.status]
        if status == "modified" and record.oid == record.old_oid:
            status = "mode-changed"
        deleted = status == "deleted"
        return cls(
            contents,
            record.path,
            status,
            record.old_mode if deleted else record.mode,
            record.oid,
            old_path=record.old_path,
            old_mode=record.old_mode,
            old_oid=record.old_oid,
            side="base" if deleted else "head",
        )

    @property
    def place(self) -> Place:
        """The file itself, shown at its first line."""
        return Place(self.path, side=self.side, scope="file")

    @property
    def texts(self) -> Texts | Unknown:
        """What the diff says of it; unknown where the diff is over its bound."""
        return self.contents.texts(self)

    def count(self, side: Literal["added", "removed"]) -> int | Unknown:
        """Lines added or removed, as git counts them with attributes off."""
        texts = self.texts
        if isinstance(texts, Unknown):
            return texts
        if self.cache.get("gap"):
            return self.cache["gap"]  # type: ignore[return-value]
        return texts.added_count if side == "added" else texts.removed_count

    @property
    def added_lines(self) -> LineBlock:
        """Its added lines; what could not be had is a gap."""
        if self._added is None:
            self._added = self.contents.added(self)
        return self._added

    @property
    def removed_lines(self) -> LineBlock:
        """Its removed lines; what could not be had is a gap."""
        if self._removed is None:
            self._removed = self.contents.removed(self)
        return self._removed

    @property
    def lines(self) -> LineBlock | Unknown:
        """All its lines at the head; empty for deleted and binary files."""
        if self._all is None:
            self._all = self.contents.whole(self)
        return self._all

    @property
    def before(self) -> File | None:
        """The file as it was at the base."""
        if self.old_mode == ABSENT:
            return None
        if self._before is None:
            self._before = File(
                self.contents,
                self.old_path or self.path,
                "unchanged",
                self.old_mode,
                self.old_oid,
                side="base",
            )
        return self._before

    @property
    def is_submodule(self) -> bool:
        """It is a commit of another repository."""
        return self.mode == SUBMODULE

    @property
    def is_symlink(self) -> bool:
        """It is a symbolic link."""
        return self.mode == SYMLINK

    @property
    def content_oid(self) -> str | None:
        """The blob with its content on the side where it stands; None where it has none."""
        if self.is_submodule:
            return None
        return self.old_oid if self.status == "deleted" else self.oid

    def __repr__(self) -> str:
        return f"File({self.path!r}, {self.status})"
