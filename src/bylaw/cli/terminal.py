"""What is known of the terminal."""

from __future__ import annotations

import os
import sys
from typing import IO, Any, Literal, TypeAlias

Color: TypeAlias = Literal["auto", "always", "never"]


def width() -> int:
    """Columns; 80 where there is no terminal."""
    from shutil import get_terminal_size

    return max(40, get_terminal_size((80, 24)).columns)


def colors(choice: Color, stream: IO[Any]) -> bool:
    """Whether to colour what goes to a stream; NO_COLOR counts, `--color` wins over it."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return is_terminal(stream)


def is_terminal(stream: IO[Any]) -> bool:
    """Whether a stream is one; a closed stream is not."""
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def say(text: str) -> None:
    """A line on standard error, undecodable bytes and all."""
    data = (text + "\n").encode("utf-8", "backslashreplace")
    sys.stderr.flush()
    sys.stderr.buffer.write(data)
    sys.stderr.buffer.flush()
