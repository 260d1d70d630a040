"""Objects of JSON files that people may write with comments and trailing commas."""

from __future__ import annotations

import json
from typing import Any


def read_object(data: bytes | None) -> dict[str, Any] | None:
    """The object that a text holds; None where it holds none, or cannot be read."""
    if data is None:
        return None
    text = data.decode("utf-8-sig", "replace")
    try:
        said = json.loads(text)
    except RecursionError:
        return None
    except ValueError:
        said = _relaxed(text)
    return said if isinstance(said, dict) else None


def _relaxed(text: str) -> Any:
    from bylaw.sources.documents.json import read_json
    from bylaw.sources.documents.node import Malformed

    try:
        return read_json(text.replace("\r\n", "\n"), relaxed=True).root.plain()
    except (Malformed, RecursionError, ValueError):
        return None


def texts(said: Any, most: int = 1000) -> tuple[str, ...]:
    """The strings of a list; a string alone is a list of one."""
    listed = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    return tuple(each for each in listed[:most] if isinstance(each, str))
