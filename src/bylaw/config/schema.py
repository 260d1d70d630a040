"""The published JSON Schema of bylaw.yaml."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

NAME: Final = "bylaw-yaml-1.json"


def text() -> str:
    """The schema as it is published."""
    from pathlib import Path

    return Path(__file__).with_name(NAME).read_text("utf-8")


@cache
def load() -> dict[str, Any]:
    """The schema as values; callers do not change it."""
    import json

    schema: dict[str, Any] = json.loads(text())
    return schema
