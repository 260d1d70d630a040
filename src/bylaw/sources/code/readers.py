"""`line.code`, `line.comment` and `file.added_code`, over the files that another source reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bylaw.facts.place import Listing, Place, Unknown
from bylaw.facts.readers import Facts
from bylaw.sources.code.languages import COMMENT_MARKS, SCANNED, Syntax, is_text, syntax_of

if TYPE_CHECKING:
    from bylaw.facts.lines import Line, LineBlock
    from bylaw.facts.match import Match
    from bylaw.sources.code.blanking import Blanking

LARGEST: Final = 1 << 20
"""Bytes of text that are parsed."""

_CODE: Final = "line.code"
_COMMENT: Final = "line.comment"
_PATTERN: Final = "file.added_code"


def code_readers(source: Facts) -> Facts:
    """Readers for the facts that need a parser.

    Args:
        source: who reads `File.lines`, `File.language` and `File.before`. A file of it has a
            `cache`, a dict, where what was parsed is kept.
    """
    whole = _Whole(source)

    def code(line: Line) -> str | Unknown:
        blanking = whole.blanking(line)
        if isinstance(blanking, Unknown):
            return blanking
        return line.text if blanking is None else blanking.code(line.number, line.text)

    def comment(line: Line) -> str | Unknown:
        blanking = whole.blanking(line)
        if isinstance(blanking, Unknown):
            return replace(blanking, fact=_COMMENT) if blanking.fact == _CODE else blanking
        return "" if blanking is None else blanking.comment(line.number, line.text)

    def added_code(file: Any, pattern: str) -> list[Match] | Listing:
        return whole.matches(file, pattern)

    return Facts(
        readers={"Line.code": code, "Line.comment": comment, "File.added_code": added_code}
    )


class _Whole:
    """Whole texts of files and what their parsers say."""

    __slots__ = ("_before", "_language", "_lines")

    def __init__(self, source: Facts) -> None:
        self._lines: Callable[[Any], LineBlock | Unknown] = source.readers["File.lines"]
        self._language: Callable[[Any], str | Unknown | None] = source.readers["File.language"]
        self._before: Callable[[Any], Any] = source.readers["File.before"]

    def blanking(self, line: Line) -> Blanking | Unknown | None:
        """What is known of the file that a line stands in; None where all of it is code."""
        file = line.block.file
        if (line.block.side == "base" and file.side != "base") or file.status == "deleted":
            file = self._before(file) or file
        if "blanking" not in file.cache:
            file.cache["blanking"] = self._blank(file)
        found: Blanking | Unknown | None = file.cache["blanking"]
        return found

    def _blank(self, file: Any) -> Blanking | Unknown | None:
        language = self._language(file)
        if isinstance(language, Unknown):
            return language
        if is_text(language):
            return None
        marks, tokens = COMMENT_MARKS.get(language or ""), SCANNED.get(language or "")
        syntax = syntax_of(language, _extension(file.path))
        if not (syntax or marks or tokens):
            return _no_parser(file, language or "")
        text = self.text(file, _CODE)
        if isinstance(text, Unknown):
            return text
        from bylaw.sources.code.blanking import blank, blank_marked, blank_scanned
        from bylaw.sources.code.process import TooComplex, Unreadable

        if tokens:
            return blank_scanned(text, tokens)
        if syntax is None:
            return blank_marked(text, marks or "")
        try:
            return blank(text, syntax)
        except Unreadable as problem:
            return _unreadable(file, _CODE, str(problem))
        except TooComplex:
            return _too_complex(file, _CODE)

    def text(self, file: Any, fact: str) -> str | Unknown:
        """The whole text of a file on the side where it stands."""
        block = self._lines(file)
        if isinstance(block, Unknown) and file.status == "added":
            block = file.added_lines  # a patch holds the whole of a new file
        if isinstance(block, Unknown):
            return block
        if block.gaps:
            return block.gaps[0]
        if len(block.data) > LARGEST:
            return Unknown(
                fact,
                "too-large",
                f"{file.path} has {len(block.data)} bytes of text; at most {LARGEST} are parsed.",
                "Split the file.",
                Place(file.path, side=block.side, scope="file"),
                bound=True,
                known=(("file", file),),
            )
        return block.data.decode()

    def matches(self, file: Any, pattern: str) -> list[Match] | Listing:
        """Where a pattern matches code that touches an added line of the file."""
        added = file.added_lines
        if not added.gaps and not added.data:
            return []
        language = self._language(file)
        if isinstance(language, Unknown):
            return Listing((), (language,))
        syntax = syntax_of(language, _extension(file.path))
        if syntax is None:
            return []
        if added.gaps:
            return Listing((), added.gaps)
        text = self.text(file, _PATTERN)
        if isinstance(text, Unknown):
            return Listing((), (text,))
        from bylaw.sources.code.patterns import could_match, pattern_words

        if not could_match(pattern, text):
            return []
        return self._search(file, text, syntax, pattern, pattern_words(pattern))

    def _search(
        self, file: Any, text: str, syntax: Syntax, pattern: str, words: tuple[str, ...]
    ) -> list[Match] | Listing:
        from bylaw.facts.match import Match
        from bylaw.sources.code.blanking import line_starts, parts, rules_of, unreadable_lines
        from bylaw.sources.code.parser import parser
        from bylaw.sources.code.patterns import hidden, hits_of, pattern_groups, position
        from bylaw.sources.code.process import TooComplex, Unreadable

        groups = pattern_groups(pattern)
        try:
            answer = parser().ask(text, syntax, rules_of(syntax), pattern, groups)
        except Unreadable as problem:
            return Listing((), (_unreadable(file, _PATTERN, str(problem)),))
        except TooComplex:
            return Listing((), (_too_complex(file, _PATTERN),))
        hits = hits_of(answer, pattern, text)
        _, errors = parts(answer, text, syntax)
        lines = line_starts(text)
        added = {line.number for line in file.added_lines}
        found = []
        for hit in hits:
            line, column = position(lines, hit.start)
            end_line, end_column = position(lines, max(hit.end - 1, hit.start))
            if added.isdisjoint(range(line, end_line + 1)):
                continue
            place = Place(file.path, line, column, end_line, end_column + 1)
            found.append(Match(text[hit.start : hit.end], place, file, hit.groups))
        gaps = []
        for start, end in unreadable_lines(text, lines, errors, syntax):
            first, last = position(lines, start)[0], position(lines, end - 1)[0]
            new = [number for number in range(first, last + 1) if number in added]
            if new and hidden(text, words, start, end, hits):
                gaps.append(_syntax_error(file, new[0]))
        return Listing(found, tuple(gaps)) if gaps else found


def _extension(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name[1:] else ""


def _no_parser(file: Any, language: str) -> Unknown:
    return Unknown(
        _CODE,
        "no-parser",
        f"No parser here reads {language}, so comments and strings of {file.path} are not known.",
        "Ask for `line.text`, or leave such files out by their path.",
        file.place,
    )


def _unreadable(file: Any, fact: str, problem: str) -> Unknown:
    return Unknown(
        fact,
        "no-parser",
        f"{file.path} cannot be parsed: {problem}.",
        "Install a build of ast-grep-py for this platform: pip install --force-reinstall bylaw.",
        file.place,
        known=(("file", file),),
    )


def _too_complex(file: Any, fact: str) -> Unknown:
    return Unknown(
        fact,
        "too-complex",
        f"{file.path} takes a parser more time or memory than it is given.",
        "Leave the file out by its path, or let a rule on `line.text` judge it.",
        file.place,
        bound=True,
        known=(("file", file),),
    )


def _syntax_error(file: Any, line: int) -> Unknown:
    return Unknown(
        _PATTERN,
        "syntax-error",
        f"Line {line} of {file.path} cannot be parsed, and could hold what the pattern describes.",
        "Mend the syntax error, or let a rule on `line.text` judge such lines.",
        Place(file.path, line),
        known=(("file", file),),
    )
