"""The texts of a change's files: taken from the running diff, decoded, guarded and bounded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from bylaw.facts.lines import LineBlock
from bylaw.facts.place import Place, Side, Unknown
from bylaw.sources.git import text
from bylaw.sources.git.diffstream import Texts
from bylaw.sources.git.files import SUBMODULE, File
from bylaw.sources.git.generated import is_generated_name
from bylaw.sources.git.limits import Limits
from bylaw.sources.git.objects import TooLarge
from bylaw.sources.git.tests import is_test_name
from bylaw.sources.git.vendored import is_vendored_name

if TYPE_CHECKING:
    from bylaw.sources.git.objects import Objects

Load = Callable[[File], "Texts | Unknown"]
Diff = Callable[[bytes, bytes], Texts]


class Contents:
    """How files of one change get their texts, each computed when it is first asked for."""

    def __init__(
        self,
        load: Load,
        objects: Objects | None,
        diff: Diff | None,
        limits: Limits,
        guards: Sequence[Callable[[str], object]] = (),
    ) -> None:
        self.files: Sequence[File] = ()
        """The change's files: what is asked of one is often asked of all."""
        self.attributes: Callable[[], dict[tuple[str, str], bool] | Unknown] = dict
        """What trusted attributes say; set by the change."""
        self._load = load
        self.objects = objects
        self._diff = diff
        self.limits = limits
        self._hidden: set[str] = set()
        """Contents with NULs that are text by their name, or by all of their other bytes."""
        self._guards = (is_test_name, is_vendored_name, is_generated_name, *guards)

    def texts(self, file: File) -> Texts | Unknown:
        """Added and removed text of a file, with what git calls binary looked at by its bytes."""
        known = file.cache.get("texts")
        if known is not None:
            return known  # type: ignore[return-value]
        texts = self._load(file)
        file.cache["texts"] = texts
        if isinstance(texts, Unknown):
            return texts
        if texts.is_binary and self.objects is not None:
            self._look_into(file, texts)
        if file.mode == SUBMODULE and file.status != "deleted":
            texts.added, texts.added_runs = b"", ()
        if SUBMODULE in (file.old_mode, file.mode if file.status == "deleted" else ""):
            texts.removed, texts.removed_runs = b"", ()
        return texts

    def _look_into(self, file: File, texts: Texts) -> None:
        """Undo "binary" where it is not true: UTF-16, and text on one side only."""
        old = self._side(file, file.old_oid, file.old_mode)
        new = self._side(file, file.oid, "" if file.status == "deleted" else file.mode)
        if isinstance(new, Unknown) or isinstance(old, Unknown):
            file.cache["gap"] = new if isinstance(new, Unknown) else old
            texts.is_binary = False
            return
        if new is None and old is None:
            return
        texts.is_binary = new is None and file.status != "deleted"
        assert self._diff is not None
        if old and new:
            found = self._diff(old, new)
        else:
            found = Texts(
                added=new or b"",
                added_runs=((0, 1),) if new else (),
                added_count=(new or b"").count(b"\n"),
                removed=old or b"",
                removed_runs=((0, 1),) if old else (),
                removed_count=(old or b"").count(b"\n"),
            )
        for name in ("added", "added_runs", "added_count"):
            setattr(texts, name, getattr(found, name))
        for name in ("removed", "removed_runs", "removed_count"):
            setattr(texts, name, getattr(found, name))

    def _side(self, file: File, oid: str, mode: str) -> bytes | Unknown | None:
        """One side's bytes as UTF-8 with ended lines; None where it is absent or truly binary."""
        if not oid.strip("0") or mode in ("", SUBMODULE):
            return None
        assert self.objects is not None
        try:
            data = self.objects.blob(oid, self.limits.text)
        except TooLarge as large:
            head = self.objects.peek(oid, text.SNIFFED)
            if self._is_binary(file, oid, head) and head[:2] not in text.UTF16:
                return None
            return too_large(file, f"{large.size} bytes", self.limits.text)
        if data is None:
            return missing(file)
        decoded = text.decoded_utf16(data)
        if decoded is None:
            if self._is_binary(file, oid, data):
                return None
            decoded = data
        return text.ended(decoded)

    def _is_binary(self, file: File, oid: str, data: bytes) -> bool:
        """Binary, whether honestly or not."""
        if not text.is_binary(data):
            return False
        if is_source(file) or text.is_nearly_text(data):
            self._hidden.add(oid)
        return True

    def added(self, file: File) -> LineBlock:
        """The added lines; of a rename past a guard, all lines."""
        texts = self.texts(file)
        if isinstance(texts, Unknown):
            return self._gap(file, "head", texts)
        if file.cache.get("gap"):
            return self._gap(file, "head", file.cache["gap"])
        if file.status in ("renamed", "copied") and self._is_guarded(file):
            whole = self.whole(file)
            return self._gap(file, "head", whole) if isinstance(whole, Unknown) else whole
        if texts.is_binary and (is_source(file) or file.oid in self._hidden):
            return self._gap(file, "head", not_text(file))
        block = self._block(file, "head", texts.added, texts.added_runs, "file.added_lines")
        texts.added, texts.added_runs = b"", ()
        return block

    def removed(self, file: File) -> LineBlock:
        """The removed lines."""
        texts = self.texts(file)
        if isinstance(texts, Unknown):
            return self._gap(file, "base", texts)
        if file.cache.get("gap"):
            return self._gap(file, "base", file.cache["gap"])
        block = self._block(file, "base", texts.removed, texts.removed_runs, "file.removed_lines")
        texts.removed, texts.removed_runs = b"", ()
        return block

    def whole(self, file: File) -> LineBlock | Unknown:
        """All lines on the side where the file stands; none for a binary file or a submodule."""
        data = self.content(file)
        if isinstance(data, Unknown):
            return data
        if data is None or file.status == "deleted":
            return LineBlock(file, file.path, b"", (), file.side)
        return self._block(
            file, file.side, data, ((0, 1),) if data else (), "file.lines", self.limits.text
        )

    def content(self, file: File) -> bytes | Unknown | None:
        """The content as UTF-8 with ended lines; None where it is not text."""
        oid = file.content_oid
        if oid is None:
            return None
        if self.objects is None:
            if file.status == "added" and not file.added_lines.gaps:
                return file.added_lines.data
            return Unknown(
                "file.text",
                "patch-only",
                "A patch holds the changed lines of a file, not its whole text.",
                "Judge the commits themselves instead of a patch.",
                place=file.place,
            )
        data = self._side(file, oid, file.mode)
        return not_text(file) if data is None and oid in self._hidden else data

    def exact(self, file: File) -> str | None:
        """The text with the line ends it has; None where there is none, or it cannot be had."""
        if self.objects is None or not isinstance(self.content(file), bytes):
            return None
        data = self.objects.blob(file.content_oid or "", self.limits.text) or b""
        decoded = text.decoded_utf16(data)
        return (data if decoded is None else decoded).decode(errors="replace")

    def size(self, oid: str) -> int | None:
        """Bytes of a blob; the first question is answered for all files of the change."""
        assert self.objects is not None
        if oid in self.objects.withheld:
            return self.objects.withheld[oid].size
        if oid not in self.objects.known_sizes:
            mine = (file.content_oid for file in self.files if not file.is_submodule)
            self.objects.ask_sizes((oid, *(each for each in mine if each)))
        return self.objects.known_sizes[oid]

    def _is_guarded(self, file: File) -> bool:
        """A rename that moves text past something that tells files apart by their path."""
        assert file.old_path is not None
        if any(guard(file.old_path) != guard(file.path) for guard in self._guards):
            return True
        said = self.attributes()
        if isinstance(said, Unknown):
            return True
        names = ("linguist-generated", "linguist-vendored")
        return any(said.get((n, file.old_path)) != said.get((n, file.path)) for n in names)

    def _gap(self, file: File, side: Side, gap: Any) -> LineBlock:
        return LineBlock(file, self._path(file, side), b"", (), side, (gap,))

    def _path(self, file: File, side: Side) -> str:
        return file.old_path or file.path if side == "base" else file.path

    def _block(
        self,
        file: File,
        side: Side,
        data: bytes,
        runs: Sequence[tuple[int, int]],
        fact: str,
        most: int | None = None,
    ) -> LineBlock:
        path = self._path(file, side)
        most = most or self.limits.added_text
        if len(data) > most:
            lines = data.count(b"\n")
            return self._gap(
                file, side, too_large(file, f"{len(data)} bytes of text", most, fact, lines)
            )
        gaps: tuple[Unknown, ...] = ()
        data, runs, long = text.without_long_lines(data, runs, self.limits.line)
        if long:
            gaps = tuple(self._long(file, side, path, number, fact) for number in long)
        data, runs = text.valid(data, runs)
        return LineBlock(file, path, data, runs, side, gaps)

    def _long(self, file: File, side: Side, path: str, number: int, fact: str) -> Unknown:
        return Unknown(
            fact,
            "too-large",
            f"Line {number} of {path} has more than {self.limits.line} bytes.",
            "Break the line, or raise limits.line in bylaw.yaml.",
            Place(path, number, side=side),
            bound=True,
            known=(("file", file), ("number", number)),
            most=1,
        )


def is_source(file: File) -> bool:
    """Its name says that it is text that somebody wrote."""
    from bylaw.sources.git.language import language_of_name

    return language_of_name(file.path) is not None


def too_large(
    file: File, what: str, most: int, fact: str = "file.added_lines", lines: int | None = None
) -> Unknown:
    """The gap of a file over its bound."""
    return Unknown(
        fact,
        "too-large",
        f"{file.path} has {what}; at most {most} are read.",
        "Split the file, or raise the limit in bylaw.yaml.",
        file.place,
        bound=True,
        known=(("file", file),),
        most=lines,
    )


def missing(file: File) -> Unknown:
    """The gap of a file whose content is not in this clone."""
    return Unknown(
        "file.added_lines",
        "missing-object",
        f"The content of {file.path} is not in this partial clone.",
        "Fetch it: git fetch --refetch, or clone without --filter.",
        file.place,
        known=(("file", file),),
    )


def not_text(file: File) -> Unknown:
    """The gap of a file that should be text by its name and is not by its bytes."""
    return Unknown(
        "file.added_lines",
        "not-text",
        f"{file.path} is text by its name or by its other bytes, but holds NUL bytes.",
        "Store it as UTF-8.",
        file.place,
        known=(("file", file),),
    )
