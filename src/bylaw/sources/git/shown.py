r"""Which lines a forge shows beside a change: its hunks, with three lines of context around each.

A forge takes a comment on a line only where its own diff shows it. Asked of git, since a forge's
own answer leaves out what is large. In `diff-tree -U3`, as without context, a line of a hunk's body
begins with a blank, `+`, `-` or `\\`, so no text of a file is taken for structure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from bylaw.dataclass import dataclass
from bylaw.sources.git.diffstream import HUNK, DiffStream, TooMuch
from bylaw.sources.git.limits import Limits
from bylaw.sources.git.repository import Repository


@dataclass(frozen=True, slots=True)
class Shown:
    """What a diff shows of one file."""

    old_path: str
    """At the base; the same as at the head where the file was not renamed."""
    head: Mapping[int, int | None]
    """Lines at the head; context has its line at the base, an added line None."""
    base: Mapping[int, int | None]
    """Lines at the base; context has its line at the head, a removed line None."""


def shown_lines(
    repo: Repository, base: str, head: str, paths: Collection[str], limits: Limits | None = None
) -> dict[str, Shown]:
    """The lines that are shown between two commits, by the path at head (at base where deleted).

    Args:
        repo: It, with both commits.
        base: The merge base.
        head: The commit that is judged.
        paths: The files of interest, at either end; of others nothing is kept.
        limits: `diff` bounds what is read; files behind it are not shown.
    """
    stream = repo.start(*_diff(base, head))
    try:
        diff = DiffStream(stream.out.read, (limits or Limits()).diff)
        found = dict(_files(diff, frozenset(paths)))
    finally:
        stream.close()
    return found


def _diff(base: str, head: str) -> list[str]:
    from bylaw.sources.git.selection import DIFF

    return [*("-U3" if part == "-U0" else part for part in DIFF), base, head]


def _files(diff: DiffStream, paths: frozenset[str]) -> Iterator[tuple[str, Shown]]:
    try:
        for record in diff.records():
            old_path = record.old_path or record.path
            wanted = record.path in paths or old_path in paths
            at_head: dict[int, int | None] = {}
            at_base: dict[int, int | None] = {}
            for _ in range(record.sections):
                section = diff.section()
                if wanted:
                    _read(section, at_head, at_base)
            if wanted:
                yield record.path, Shown(old_path, at_head, at_base)
    except (TooMuch, EOFError):
        return


def _read(section: bytes, head: dict[int, int | None], base: dict[int, int | None]) -> None:
    hunk = HUNK.search(section)
    while hunk is not None:
        following = HUNK.search(section, hunk.end() - 1)
        body = section[hunk.end() : following.start() if following else len(section)]
        old, new = int(hunk[1]), int(hunk[3])
        for line in body.split(b"\n"):
            match line[:1]:
                case b"+":
                    head[new] = None
                    new += 1
                case b"-":
                    base[old] = None
                    old += 1
                case b" ":
                    head[new], base[old] = old, new
                    new, old = new + 1, old + 1
        hunk = following
