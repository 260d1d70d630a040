"""The lines of a Dockerfile as instructions whose words know their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.manifests.interface import Problem

_DIRECTIVE: Final = re.compile(r"#[ \t]*([A-Za-z]+)[ \t]*=[ \t]*(\S+)[ \t]*\Z")
_WORD: Final = re.compile(
    r"(?>\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|[^\s\"'\\]++|\\.|[\"'\\])++", re.DOTALL
)
_HEREDOC: Final = re.compile(r"\d*<<(-?)([\"']?)([^\s<\"']+)\2\Z")
_WITH_HEREDOC: Final = re.compile(r"\s*(?:onbuild\s+)?(?:run|copy|add)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, with its quotes; it ends on the line where it starts, or the line does."""

    text: str
    line: int
    column: int
    end_column: int

    def part(self, start: int, end: int) -> Word:
        """The characters from `start` to `end` as a word of its own."""
        column = self.column + start
        return Word(self.text[start:end], self.line, column, column + end - start)


@dataclass(frozen=True, slots=True)
class Instruction:
    """What stands on one line, or on several of which each but the last is continued."""

    text: str
    starts: tuple[int, ...]
    """Where in the text the lines that make it up begin."""
    lines: tuple[int, ...]
    """Their numbers."""

    def words(self) -> Iterator[Word]:
        """The words, split at white space outside of quotes."""
        for found in _WORD.finditer(self.text):
            at = bisect_right(self.starts, found.start()) - 1
            column = found.start() - self.starts[at] + 1
            yield Word(found[0], self.lines[at], column, column + len(found[0]))


def instructions(text: str, problems: list[Problem]) -> Iterator[Instruction]:
    """The instructions, without comments and the bodies of here-documents.

    The directive `# syntax=IMAGE` comes first, as an instruction `syntax= IMAGE`.
    """
    lines = text.split("\n")
    escape, at = "\\", 0
    if lines[0].startswith("#!"):
        at = 1
    while at < len(lines) and (found := _DIRECTIVE.match(lines[at])):
        if found[1].lower() == "escape" and found[2] in ("\\", "`"):
            escape = found[2]
        elif found[1].lower() == "syntax":
            # Written over the directive, so that the image keeps its column.
            line = "syntax=".ljust(found.start(2))[: found.start(2)] + found[2]
            yield Instruction(line, (0,), (at + 1,))
        at += 1
    while at < len(lines):
        if _says_nothing(lines[at]):
            at += 1
            continue
        parts, starts, numbers, size = [], [], [], 0
        is_open = True
        while is_open and at < len(lines):
            part, is_open = _piece(lines[at], escape)
            parts.append(part)
            starts.append(size)
            numbers.append(at + 1)
            size += len(part)
            at += 1
            while is_open and at < len(lines) and _says_nothing(lines[at]):
                at += 1
        found_one = Instruction("".join(parts), tuple(starts), tuple(numbers))
        yield found_one
        at = _after_heredocs(found_one, lines, at, problems)


def _says_nothing(line: str) -> bool:
    line = line.lstrip()
    return not line or line.startswith("#")


def _piece(line: str, escape: str) -> tuple[str, bool]:
    """What a line gives to its instruction, and whether the next one goes on."""
    bare = line.rstrip(" \t")
    if bare.endswith(escape) and not bare.endswith(escape * 2):
        return bare[:-1], True
    return line, False


def _after_heredocs(
    instruction: Instruction, lines: list[str], at: int, problems: list[Problem]
) -> int:
    """The line after the here-documents that an instruction opens."""
    if "<<" not in instruction.text or not _WITH_HEREDOC.match(instruction.text):
        return at
    for word in instruction.words():
        found = _HEREDOC.match(word.text)
        if found is None:
            continue
        mark, is_indented = found[3], bool(found[1])
        while at < len(lines) and (lines[at].lstrip("\t") if is_indented else lines[at]) != mark:
            at += 1
        if at == len(lines):
            message = f"the here-document that ends with `{mark[:40]}` does not end"
            problems.append(Problem(message, word.line, word.column))
            return at
        at += 1
    return at
