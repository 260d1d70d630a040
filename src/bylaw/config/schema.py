"""The published JSON Schemas of bylaw.yaml, the organisation's file and waivers."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

NAME: Final = "bylaw-yaml-1.json"
ORGANISATION: Final = "bylaw-org-1.json"
WAIVERS: Final = "waivers-1.json"


def text(name: str = NAME) -> str:
    """A schema as it is published."""
    from pathlib import Path

    return Path(__file__).with_name(name).read_text("utf-8")


@cache
def load(name: str = NAME) -> dict[str, Any]:
    """A schema as values; callers do not change it."""
    import json

    schema: dict[str, Any] = json.loads(text(name))
    return schema
