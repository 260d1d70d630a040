"""What an author got wrong, where, and how to mend it."""

from __future__ import annotations

from typing import Literal

from bylaw.dataclass import dataclass

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Note:
    """A second place that explains the first: where a name was declared, what it clashes with."""

    message: str
    path: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong with a policy, a configuration or a document.

    Lines and columns count from 1, columns in code points; `end_column` is exclusive, and 0 means
    one past `column`. A line of 0 means that the whole file is meant.
    """

    code: str
    """Kebab-case; `bylaw explain CODE` describes it."""
    message: str
    """One line without a full stop: `File has no field `pth``."""
    path: str = ""
    line: int = 0
    column: int = 1
    end_line: int = 0
    end_column: int = 0
    severity: Severity = "error"
    label: str = ""
    """Stands behind the caret: `did you mean `path`?`."""
    help: str = ""
    """One way to mend it."""
    notes: tuple[Note, ...] = ()
    source: str = ""
    """The text of `line`, for the excerpt; empty when there is none."""
