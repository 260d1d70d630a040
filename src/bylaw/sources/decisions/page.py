"""A Markdown text as lines, headings and front matter; what stands in code or comments is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bylaw.dataclass import dataclass

_HEADING: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_UNDERLINE: Final = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE: Final = re.compile(r"-{3,}[ \t]*$")
_END: Final = re.compile(r"(?:-{3,}|\.{3})[ \t]*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; lines count from 1."""

    level: int
    text: str
    line: int
    start: int
    """The first line below it."""
    end: int
    """The line after the last of what stands below it, subsections included."""


@dataclass(frozen=True, slots=True)
class Page:
    """One text."""

    path: str
    lines: Sequence[str]
    front: tuple[int, int] | None
    """First line inside the front matter, and the line that closes it."""
    is_prose: Sequence[bool]
    """For each line whether it is neither code, comment nor front matter."""
    headings: Sequence[Heading]
    title: Heading | None
    """The first heading of the first level, else the first of all."""

    @property
    def name(self) -> str:
        """The file's name without its extension."""
        return self.path.rpartition("/")[2].rpartition(".")[0]

    @property
    def front_text(self) -> str:
        """The front matter without the lines around it; empty where there is none."""
        if self.front is None:
            return ""
        return "".join(f"{line}\n" for line in self.lines[self.front[0] - 1 : self.front[1] - 1])

    def prose(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """Number and text of the lines of a stretch that are prose and not empty."""
        for number in range(start, min(end, len(self.lines) + 1)):
            text = self.lines[number - 1].strip()
            if text and self.is_prose[number - 1]:
                yield number, text

    def head(self) -> Iterator[tuple[int, str]]:
        """Number and text of the lines above the first heading that is not the title."""
        title = self.title
        below = (each.line for each in self.headings if title is None or each.line > title.line)
        skipped = title.line if title else 0
        for number, text in self.prose(1, next(below, len(self.lines) + 1)):
            if number != skipped:
                yield number, text

    def section(self, *names: str) -> Heading | None:
        """The first section of one of these names, in lower case."""
        for each in self.headings:
            if each is not self.title and each.text.strip(" :*_").lower() in names:
                return each
        return None


def page_of(path: str, text: str) -> Page:
    """The page of a text whose lines end with LF."""
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    front = _front(lines)
    is_prose = _prose(lines, front)
    headings = _headings(lines, is_prose)
    ones = (each for each in headings if each.level == 1)
    title = next(ones, headings[0] if headings else None)
    return Page(path, lines, front, is_prose, headings, title)


def _front(lines: Sequence[str]) -> tuple[int, int] | None:
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if not lines or not _RULE.match(lines[start]):
        return None
    for at in range(start + 1, len(lines)):
        if _END.match(lines[at]):
            return start + 2, at + 1
    return None


def _prose(lines: Sequence[str], front: tuple[int, int] | None) -> list[bool]:
    found = [False] * (front[1] if front else 0)
    fence, is_comment = "", False
    for line in lines[len(found) :]:
        mark = _FENCE.match(line)
        if fence:
            found.append(False)
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = ""
        elif mark and not is_comment:
            found.append(False)
            fence = mark[1]
        else:
            was, is_comment = is_comment, _is_open(line, is_comment)
            found.append(not was and not line.lstrip().startswith("<!--"))
    return found


def _is_open(line: str, is_comment: bool) -> bool:
    """Whether a comment is open behind a line."""
    opened, closed = line.rfind("<!--"), line.rfind("-->")
    return opened > closed or (is_comment and closed < 0)


def _headings(lines: Sequence[str], is_prose: Sequence[bool]) -> list[Heading]:
    found: list[tuple[int, str, int, int]] = []
    for at, line in enumerate(lines):
        if not is_prose[at]:
            continue
        if mark := _HEADING.match(line):
            text = (mark[2] or "").strip()
            found.append((len(mark[1]), text.rstrip("#").strip() or text, at + 1, at + 2))
        elif at and is_prose[at - 1] and (under := _UNDERLINE.match(line)):
            text = lines[at - 1].strip()
            if text and not _HEADING.match(lines[at - 1]) and text[0] not in "|-*+>":
                found.append((1 if under[1][0] == "=" else 2, text, at, at + 2))
    headings: list[Heading] = []
    ends = [len(lines) + 1] * 7
    for level, text, number, start in reversed(found):
        headings.append(Heading(level, text, number, start, ends[level]))
        for deeper in range(level, 7):
            ends[deeper] = number
    return headings[::-1]
