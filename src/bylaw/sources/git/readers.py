"""The readers of the facts about a change, its files, lines and commits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from bylaw.facts.lines import Line
from bylaw.facts.match import Match
from bylaw.facts.place import Listing, Place, Unknown
from bylaw.facts.readers import Facts, PathTest
from bylaw.sources.git import known
from bylaw.sources.git.change import Change
from bylaw.sources.git.files import File

MODES = {"120000": "symlink", "160000": "submodule", "100755": "755", "000000": None}


def facts(change: Change) -> Facts:
    """Roots `change` and `repo`, and the readers of their types."""
    return Facts(roots={"change": change, "repo": change}, readers=READERS)


def _fields(owner: str, *names: str) -> dict[str, Callable[..., Any]]:
    return {f"{owner}.{name}": attrgetter(name) for name in names}


def _history(name: str) -> Callable[..., Any]:
    """A reader of what commits tell, which is loaded when a rule asks."""

    def read(of: Any) -> Any:
        from bylaw.sources.git import history

        return getattr(history, name)(of)

    return read


def _name(file: File) -> str:
    return file.path.rpartition("/")[2]


def _stem(file: File) -> str:
    name = _name(file)
    return name.rpartition(".")[0] or name


def _mode(mode: str) -> str | Unknown | None:
    return MODES.get(mode, "644") if mode else _no_mode("file.mode")


def _is_executable(file: File) -> bool | Unknown:
    return file.mode == "100755" if file.mode else _no_mode("file.is_executable")


def _no_mode(fact: str) -> Unknown:
    return Unknown(fact, "patch-only", "A patch does not always tell the mode of a file.")


def _touched(file: File) -> tuple[str, ...]:
    """The path, and the path it was renamed from."""
    moved = file.old_path is not None and file.status != "copied"
    return (file.path, file.old_path) if moved and file.old_path else (file.path,)


def find_in_line(line: Line, pattern: Any) -> list[Match]:
    """Where the pattern matches in a line; an added line's matches are added."""
    place = line.place
    is_added = line.block is getattr(line.file, "added_lines", None)
    return [
        Match(
            line.text[start:end],
            Place(place.path, line.number, start + 1, line.number, end + 1, place.side),
            line.file,
            groups,
            is_added,
        )
        for start, end, groups in pattern.find(line.text)
    ]


def find(file: File, pattern: Any) -> Sequence[Match] | Listing | Unknown:
    """Matches in the whole text at the head; what is added is told by the added lines."""
    lines = file.lines
    if isinstance(lines, Unknown):
        return lines
    if elsewhere := _elsewhere(file, lines.data, "file.find"):
        return elsewhere
    found = [match for line in pattern.lines(lines) for match in find_in_line(line, pattern)]
    if found:
        added = known.added_numbers(file)
        if isinstance(added, Unknown):
            return added
        for match in found:
            match.is_added = match.place.line in added
    return Listing(found, lines.gaps) if lines.gaps else found


def _text(file: File) -> str | Unknown | None:
    if file.status == "deleted":
        return None
    data = file.contents.content(file)
    if isinstance(data, Unknown):
        return data
    if elsewhere := _elsewhere(file, data or b"", "file.text"):
        return elsewhere
    return None if data is None else data.decode(errors="replace")


def _elsewhere(file: File, data: bytes, fact: str) -> Unknown | None:
    """Content that git only points at is unknown, not empty: somebody will use it all the same."""
    if file.status == "deleted":
        return None
    if file.is_submodule:
        return Unknown(
            fact,
            "submodule",
            f"{file.path} is a submodule, whose files are in another repository.",
            "Judge the change to the submodule in its own repository.",
            file.place,
        )
    if len(data) <= known.LFS_MOST and data.startswith(known.LFS_START) and not file.is_symlink:
        return Unknown(
            fact,
            "lfs",
            f"{file.path} is kept by Git LFS; git holds only a pointer to it.",
            "Leave files that are in Git LFS out of the rule: unless file.is_lfs.",
            file.place,
        )
    return None


READERS: dict[str, Callable[..., Any]] = {
    **_fields("Place", "path", "line", "column", "end_column"),
    "Place.end_line": attrgetter("last_line"),
    **_fields("Change", "base", "head", "files", "added_lines", "removed_lines", "place"),
    "Change.added": lambda change: change.count("added"),
    "Change.removed": lambda change: change.count("removed"),
    "Change.commits": _history("commits"),
    "Change.authors": _history("authors"),
    "Change.ai": _history("ai"),
    **_fields("File", "path", "old_path", "status", "place", "before", "lines"),
    **_fields("File", "is_symlink", "is_submodule", "added_lines", "removed_lines"),
    "File.name": _name,
    "File.stem": _stem,
    "File.extension": known.extension,
    "File.directory": lambda file: file.path.rpartition("/")[0],
    "File.language": known.language,
    "File.size": known.size,
    "File.mode": lambda file: _mode(file.mode),
    "File.old_mode": lambda file: _mode(file.old_mode),
    "File.added": lambda file: file.count("added"),
    "File.removed": lambda file: file.count("removed"),
    "File.is_binary": known.is_binary,
    "File.is_generated": known.is_generated,
    "File.is_vendored": known.is_vendored,
    "File.is_test": known.is_test,
    "File.is_lfs": known.is_lfs,
    "File.is_executable": _is_executable,
    "File.text": _text,
    "File.touches": PathTest(_touched),
    "File.find": find,
    **_fields("Line", "text", "number", "file", "place"),
    "Line.find": find_in_line,
    **_fields("Match", "text", "file", "is_added", "place"),
    **_fields("Person", "name", "email"),
    **_fields("Commit", "id", "subject", "body", "message", "author", "committer", "date"),
    **_fields("Commit", "author_date", "trailers", "is_merge", "parents", "place"),
    "Commit.signature": _history("signature"),
    "Commit.files": _history("files_of"),
    "Commit.ai": _history("ai_of"),
    **_fields("Trailer", "key", "value"),
    **_fields("Attribution", "marked", "assisted", "agents", "evidence"),
    **_fields("Evidence", "kind", "strength", "agent", "text", "commit"),
    "Repository.files": lambda change: known.tree_files(change, "head"),
    "Repository.base": lambda change: change,
    "Tree.files": lambda change: known.tree_files(change, "base"),
}
