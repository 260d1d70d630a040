"""Values in the answers of registries, which may be of any type, and of any size."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from bylaw.sources.registries.interface import LONGEST_NAME, NotAName

_EARLIEST: Final = 631_152_000
"""1990. Earlier dates stand for none: `0001-01-01`, and `1900-01-01` for what is unlisted."""
_LONGEST_DATE: Final = 40


def mapping(value: Any) -> dict[str, Any]:
    """The value where it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """The value where it is a text, else an empty one."""
    return value if isinstance(value, str) else ""


def seconds(value: Any) -> int | None:
    """Seconds since 1970 of a date in ISO 8601, in UTC where it names no zone; None of no date."""
    said = text(value)
    if not 0 < len(said) <= _LONGEST_DATE:
        return None
    try:
        moment = datetime.fromisoformat(said)
        found = int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp())
    except (ValueError, OverflowError):
        return None
    return found if found >= _EARLIEST else None


def part(name: str) -> str:
    """A name as one part of an address's path.

    Raises:
        NotAName: It is none that can be asked for.
    """
    if not 0 < len(name) <= LONGEST_NAME or name in (".", "..") or not name.isprintable():
        raise NotAName
    try:
        return quote(name, safe="")
    except UnicodeEncodeError:
        raise NotAName from None
