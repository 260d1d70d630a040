"""Patches as a change: what git writes, and plain unified diffs; nothing else is read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import field
from typing import Literal

from bylaw.dataclass import dataclass
from bylaw.sources.git.change import Change
from bylaw.sources.git.contents import Contents
from bylaw.sources.git.diffstream import Texts
from bylaw.sources.git.errors import BadPatch, NotJudged
from bylaw.sources.git.files import ABSENT, SUBMODULE, File, Status
from bylaw.sources.git.limits import Limits
from bylaw.sources.git.patchbinary import HEAD, literal, unread
from bylaw.sources.git.patchnames import (
    agrees,
    in_repository,
    names_of_heading,
    plain_names,
    unquoted,
)
from bylaw.sources.git.text import decoded_utf16, ended, is_binary

HUNK = re.compile(rb"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
EPOCH = (b"1970-01-01", b"1969-12-31")
"""The time that `diff -N` gives a file that is not there."""


@dataclass(slots=True)
class Side:
    """Lines of one side as they are gathered."""

    lines: list[bytes] = field(default_factory=list)
    runs: list[tuple[int, int]] = field(default_factory=list)
    size: int = 0
    following: int = -1

    def add(self, number: int, line: bytes) -> None:
        """Take in a line without its sign and its end."""
        if number != self.following:
            self.runs.append((self.size, number))
        self.following = number + 1
        self.lines.append(line)
        self.size += len(line) + 1

    def text(self) -> bytes:
        """All lines, each ended by LF."""
        return b"\n".join([*self.lines, b""]) if self.lines else b""


@dataclass(slots=True)
class Part:
    """One file of a patch as it is gathered."""

    line: int
    heading: tuple[bytes, bytes] | None = None
    old_name: bytes | None = None
    new_name: bytes | None = None
    moved: dict[str, bytes] = field(default_factory=dict)
    """`rename from`, `rename to`, `copy from`, `copy to`."""
    old_mode: str = ""
    mode: str = ""
    is_new: bool = False
    is_deleted: bool = False
    is_binary: bool = False
    content: bytes | None = None
    """Of a binary patch: the whole new content, where it is there."""
    old_oid: str = ""
    oid: str = ""
    added: Side = field(default_factory=Side)
    removed: Side = field(default_factory=Side)


def read_patch(
    data: bytes,
    limits: Limits | None = None,
    *,
    agent: str | None = None,
    unmarked: Literal["unknown", "human", "assisted"] = "unknown",
    guards: Sequence[Callable[[str], object]] = (),
) -> Change:
    """Read one patch. Raises BadPatch where it is wrong, NotJudged where it is over its bound.

    An empty patch is an empty change, as `git diff` says "nothing" by nothing. Several patches in
    one file are read together as long as no file occurs twice.
    """
    limits = limits or Limits()
    if len(data) > limits.diff:
        raise NotJudged(
            "diff-too-large",
            f"The patch has {len(data)} bytes; at most {limits.diff} are read.",
            "Judge the change in parts, or raise limits.diff in bylaw.yaml.",
        )
    parts = _Reader(data.split(b"\n"), limits.added_text).parts()
    if data.strip() and not parts:
        raise BadPatch("there is no diff in this file", 1)
    known: dict[int, Texts] = {}
    contents = Contents(lambda file: known[id(file)], None, None, limits, guards)
    files: dict[str, File] = {}
    for part in parts:
        file, texts = _file(part, contents)
        earlier = files.get(file.path)
        if earlier is not None:
            texts = _type_change(earlier, known.pop(id(earlier)), file, texts, part.line)
        files[file.path] = file
        known[id(file)] = texts
    ordered = sorted(files.values(), key=lambda file: os.fsencode(file.path))
    contents.files = ordered
    return Change("patch", None, None, ordered, contents, agent=agent, unmarked=unmarked)


class _Reader:
    """Goes through the lines of a patch once."""

    def __init__(self, lines: list[bytes], most: int) -> None:
        self._lines = lines
        self._most = most
        self._at = 0
        self._parts: list[Part] = []

    def parts(self) -> list[Part]:
        lines = self._lines
        part: Part | None = None
        while self._at < len(lines):
            line = lines[self._at]
            if line.startswith(b"diff --git "):
                part = self._begin(names_of_heading(line.removesuffix(b"\r")[11:]))
            elif line.startswith((b"diff --cc ", b"diff --combined ", b"@@@ ")):
                raise BadPatch(
                    "a combined diff of a merge does not say what was added; "
                    "use `git diff BASE HEAD`",
                    self._at + 1,
                )
            elif line.startswith(b"--- ") and self._next().startswith(b"+++ "):
                part = self._names(part)
            elif line.startswith(b"@@ -"):
                if part is None or (part.old_name is None and part.heading is None):
                    raise BadPatch("a hunk stands before the name of its file", self._at + 1)
                self._hunk(part)
                continue
            elif line.startswith(b"@@") and part is not None:
                raise BadPatch("this is not the head of a hunk", self._at + 1)
            elif line.startswith(HEAD) and part:
                part.is_binary, part.content = True, literal(lines, self._at, self._most)
            elif part is not None and part.heading is not None and part.old_name is None:
                self._extended(part, line.removesuffix(b"\r"))
            elif line.startswith(b"Binary files ") and line.rstrip().endswith(b" differ"):
                raise BadPatch("a plain diff does not name its binary files", self._at + 1)
            self._at += 1
        return self._parts

    def _next(self) -> bytes:
        return self._lines[self._at + 1] if self._at + 1 < len(self._lines) else b""

    def _begin(self, heading: tuple[bytes, bytes] | None) -> Part:
        part = Part(self._at + 1, heading or (b"", b""))
        self._parts.append(part)
        return part

    def _names(self, part: Part | None) -> Part:
        if part is None or part.heading is None or part.old_name is not None:
            part = Part(self._at + 1)
            self._parts.append(part)
        old, _, old_time = self._lines[self._at][4:].removesuffix(b"\r").partition(b"\t")
        new, _, new_time = self._next()[4:].removesuffix(b"\r").partition(b"\t")
        part.old_name, part.new_name = unquoted(old), unquoted(new)
        if part.heading is not None and not _agree(part):
            raise BadPatch("these names are not those of the heading", self._at + 1)
        if part.heading is None:
            part.is_new = old == b"/dev/null" or old_time.startswith(EPOCH)
            part.is_deleted = new == b"/dev/null" or new_time.startswith(EPOCH)
        self._at += 1
        return part

    def _extended(self, part: Part, line: bytes) -> None:
        """One of git's header lines."""
        key, _, value = line.partition(b" mode ")
        if key in (b"old", b"new") and value:
            if key == b"old":
                part.old_mode = value.decode(errors="replace")
            else:
                part.mode = value.decode(errors="replace")
        elif key == b"new file":
            part.is_new, part.mode = True, value.decode(errors="replace")
        elif key == b"deleted file":
            part.is_deleted, part.old_mode = True, value.decode(errors="replace")
        elif line.startswith((b"rename ", b"copy ")):
            verb, _, rest = line.partition(b" ")
            way, _, name = rest.partition(b" ")
            part.moved[f"{verb.decode()} {way.decode(errors='replace')}"] = unquoted(name)
        elif line.startswith(b"index "):
            ids, _, mode = line[6:].decode(errors="replace").partition(" ")
            part.old_oid, _, part.oid = ids.partition("..")
            part.mode = part.mode or mode
            part.old_mode = part.old_mode or mode
        elif line.startswith(b"Binary files "):
            part.is_binary = True

    def _hunk(self, part: Part) -> None:
        lines = self._lines
        head = HUNK.match(lines[self._at])
        if head is None:
            raise BadPatch("this is not the head of a hunk", self._at + 1)
        old, new = int(head[1]), int(head[3])
        old_left, new_left = int(head[2] or 1), int(head[4] or 1)
        self._at += 1
        while old_left > 0 or new_left > 0:
            line = lines[self._at] if self._at < len(lines) else None
            # the piece after the last LF is no line
            if line is None or (self._at == len(lines) - 1 and not line):
                raise BadPatch("the patch ends inside of a hunk", len(lines))
            sign = line[:1]
            if sign == b"+" and new_left:
                part.added.add(new, self._text(line))
                new, new_left = new + 1, new_left - 1
            elif sign == b"-" and old_left:
                part.removed.add(old, self._text(line))
                old, old_left = old + 1, old_left - 1
            elif (sign in (b" ", b"") or line == b"\r") and old_left and new_left:
                old, new, old_left, new_left = old + 1, new + 1, old_left - 1, new_left - 1
            elif sign != b"\\":
                raise BadPatch("this line does not fit the head of its hunk", self._at + 1)
            self._at += 1
        if self._at < len(lines) and lines[self._at].startswith(b"\\"):
            self._at += 1
        more = lines[self._at] if self._at < len(lines) else b""
        is_end = more.startswith((b"--- ", b"-- ")) or more.rstrip() == b"--"
        if more[:1] in (b"+", b"-", b" ") and not is_end:
            raise BadPatch("the hunk has more lines than its head says", self._at + 1)

    def _text(self, line: bytes) -> bytes:
        """A line without its sign, and without the CR of its end unless it has no LF after it."""
        if line.endswith(b"\r") and not self._next().startswith(b"\\ "):
            return line[1:-1]
        return line[1:]


def _file(part: Part, contents: Contents) -> tuple[File, Texts]:
    path, old_path, status = _identity(part)
    for name in (path, old_path):
        if name is not None and not in_repository(name):
            raise BadPatch(f"the path {name!r} leads out of the repository", part.line)
    deleted = status == "deleted"
    old_mode = ABSENT if status == "added" else part.old_mode or part.mode
    mode = old_mode if deleted else part.mode or part.old_mode
    texts = Texts(
        part.added.text(),
        part.added.runs,
        len(part.added.lines),
        part.removed.text(),
        part.removed.runs,
        len(part.removed.lines),
        part.is_binary,
    )
    if part.is_binary and not deleted and part.content is not None and not part.added.lines:
        texts = _whole(part.content)
    if SUBMODULE in (old_mode, mode) and not _is_submodule(texts):
        raise BadPatch("a submodule is a commit of another repository, and no text", part.line)
    file = File(
        contents,
        path,
        status,
        mode,
        part.oid,
        old_path=old_path,
        old_mode=old_mode,
        old_oid=part.old_oid,
        side="base" if deleted else "head",
    )
    if part.is_binary and not deleted and part.content is None:
        file.cache["gap"] = unread(file)
    return file, texts


def _is_submodule(texts: Texts) -> bool:
    lines = (*texts.added.splitlines(), *texts.removed.splitlines())
    return all(line.startswith(b"Subproject commit ") for line in lines)


def _agree(part: Part) -> bool:
    """Whether `---` and `+++` name what the lines before them name."""
    assert part.heading is not None
    old, new = part.heading
    for verb in ("rename", "copy"):
        old = part.moved.get(f"{verb} from", old)
        new = part.moved.get(f"{verb} to", new)
    return agrees(part.old_name or b"", old) and agrees(part.new_name or b"", new)


def _whole(content: bytes) -> Texts:
    """The content of a binary patch: all of it is new, if it is text at all."""
    texts = Texts(is_binary=is_binary(content))
    decoded = decoded_utf16(content)
    if not texts.is_binary or decoded is not None:
        data = ended(content if decoded is None else decoded)
        texts = Texts(data, ((0, 1),) if data else (), data.count(b"\n"))
    return texts


def _identity(part: Part) -> tuple[str, str | None, Status]:
    """Path, old path and status."""
    for verb, status in (("rename", "renamed"), ("copy", "copied")):
        old, new = part.moved.get(f"{verb} from"), part.moved.get(f"{verb} to")
        if old and new:
            return os.fsdecode(new), os.fsdecode(old), status  # type: ignore[return-value]
    named = None
    if part.heading is not None:
        named = _name_of_git(part)
    elif part.old_name is not None and part.new_name is not None:
        named = plain_names(part.old_name, part.new_name, part.is_deleted)
    if not named:
        raise BadPatch("the name of the file cannot be told", part.line)
    path = os.fsdecode(named)
    if part.is_new:
        return path, None, "added"
    if part.is_deleted:
        return path, None, "deleted"
    has_text = part.added.lines or part.removed.lines or part.is_binary
    if part.old_mode and part.mode and part.old_mode[:2] != part.mode[:2]:
        return path, None, "type-changed"
    if part.old_mode != part.mode and not has_text:
        return path, None, "mode-changed"
    return path, None, "modified"


def _name_of_git(part: Part) -> bytes | None:
    """The path of a git patch without rename: from `---` and `+++`, else from its heading."""
    assert part.heading is not None
    if part.heading[1]:
        return part.heading[1]
    old, new = part.old_name, part.new_name
    if old is None or new is None:
        return None
    return plain_names(old, new, new == b"/dev/null")


def _type_change(earlier: File, earlier_texts: Texts, file: File, texts: Texts, line: int) -> Texts:
    """Git writes a change of type as a removal and an addition of one path."""
    if (earlier.status, file.status) != ("deleted", "added"):
        raise BadPatch(
            f"{file.path} is changed twice; a patch of one comparison is needed, as of "
            "`git diff BASE HEAD`",
            line,
        )
    file.status = "type-changed" if earlier.mode[:2] != file.mode[:2] else "modified"
    file.old_mode, file.old_oid = earlier.mode, earlier.old_oid
    return Texts(
        texts.added,
        texts.added_runs,
        texts.added_count,
        earlier_texts.removed,
        earlier_texts.removed_runs,
        earlier_texts.removed_count,
        texts.is_binary,
    )
