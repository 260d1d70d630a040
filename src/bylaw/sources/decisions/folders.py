"""Where decisions stand: what the configuration says, else `.adr-dir`, else the usual folders."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol, TypeAlias


class Matches(Protocol):
    """A glob that was made ready."""

    def matches(self, path: str) -> bool:
        """Whether it meets the whole path."""


GlobOf: TypeAlias = Callable[[str], Matches | None]
"""How the engine makes a glob of a text; None where the text is none."""

ADR_DIR: Final = ".adr-dir"
"""The file in which adr-tools keeps the name of its folder."""

USUAL: Final = (
    "adr",
    "adrs",
    "ADR",
    "architecture/adr",
    "architecture/decisions",
    "decisions",
    "doc/adr",
    "doc/adrs",
    "doc/arch",
    "doc/architecture/decisions",
    "doc/decisions",
    "docs/ADR",
    "docs/adr",
    "docs/adrs",
    "docs/architecture-decisions",
    "docs/architecture/adr",
    "docs/architecture/adr-[0-9]*.md",
    "docs/architecture/decisions",
    "docs/architecture-decision-records",
    "docs/decisions",
    "docs/design/adr",
    "docs/design/decisions",
    "docs/dev/adr",
    "docs/developer/adr",
    "docs/src/adr",
    "documentation/adr",
)
"""Folders whose own files are decisions, and globs of such files."""


def within(text: str) -> str | None:
    """A path of a configuration as one from the root; None where it leads out of it."""
    path = posixpath.normpath(text.strip().replace("\\", "/"))
    if path in ("", ".") or path.startswith(("/", "../")) or path == "..":
        return None
    return path


def named_by(adr_dir: bytes) -> str | None:
    """The folder that the content of an `.adr-dir` names; None where it names none."""
    if len(adr_dir) > 4096:
        return None
    first = adr_dir.decode("utf-8", "replace").strip().partition("\n")[0]
    return within(first)


def is_glob(entry: str) -> bool:
    """Whether an entry names files rather than a folder."""
    return any(char in entry for char in "*?[{")


def fixed(entry: str) -> str:
    """The folder below which everything stands that an entry can mean."""
    if not is_glob(entry):
        return entry
    wild = min(entry.index(char) for char in "*?[{" if char in entry)
    return entry[:wild].rpartition("/")[0]


def chosen(entries: Sequence[str], paths: Iterable[str], glob_of: GlobOf) -> list[str]:
    """Of some paths those that stand directly in one of the folders, or that a glob meets."""
    folders = {entry for entry in entries if not is_glob(entry)}
    wild = [(f"{below}/" if (below := fixed(each)) else "", each) for each in entries
            if is_glob(each)]  # fmt: skip
    made: dict[str, Matches | None] = {}

    def is_met(path: str) -> bool:
        for below, text in wild:
            if path.startswith(below):
                if text not in made:
                    made[text] = glob_of(text)
                glob = made[text]
                if glob is not None and glob.matches(path):
                    return True
        return False

    return [path for path in paths if path.rpartition("/")[0] in folders or is_met(path)]
