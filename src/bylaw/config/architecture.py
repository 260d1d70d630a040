"""The key `architecture` of bylaw.yaml: where the catalog of components is described."""

from __future__ import annotations

from typing import Any

from bylaw.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ArchitectureSettings:
    """The key `architecture`. What is None was not said."""

    sources: tuple[str, ...] | None = None
    """Paths and globs of the files that describe the catalog, in the order in which they count."""


def architecture_settings(said: dict[str, Any]) -> ArchitectureSettings:
    """The key's value, which fits the schema, as data."""
    sources = said.get("sources")
    return ArchitectureSettings(None if sources is None else tuple(sources))
