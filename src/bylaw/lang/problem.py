"""One syntax error, before it is turned into a diagnostic with a line and a column."""

from __future__ import annotations

from bylaw.dataclass import dataclass
from bylaw.lang.diagnostic import Diagnostic, Note
from bylaw.lang.tree import Source, Span


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a stretch of a file."""

    code: str
    span: Span
    message: str
    label: str = ""
    help: str = ""
    note: tuple[str, int] | None = None
    """A second place: what to say of it, and its offset."""


def diagnostic(source: Source, problem: Problem) -> Diagnostic:
    """The problem at its line and column."""
    line, column = source.position(problem.span[0])
    end_line, end_column = source.position(max(problem.span[1], problem.span[0]))
    if end_column == 1 and end_line > line:
        # A span that takes the line feed along ends with its line.
        end_line, end_column = line, len(source.line(line)) + 2
    notes: tuple[Note, ...] = ()
    if problem.note is not None:
        message, offset = problem.note
        notes = (Note(message, source.path, *source.position(offset)),)
    return Diagnostic(
        problem.code,
        problem.message,
        source.path,
        line,
        column,
        end_line,
        end_column,
        label=problem.label,
        help=problem.help,
        notes=notes,
        source=source.line(line),
    )
