"""What bylaw.yaml says, as data."""

from __future__ import annotations

from dataclasses import field
from typing import Any, Literal, TypeAlias

from bylaw.config.architecture import ArchitectureSettings
from bylaw.config.dependencies import DependencySettings
from bylaw.config.document import Document, Path
from bylaw.dataclass import dataclass

Level: TypeAlias = Literal["deny", "warn", "note", "off"]
Weight: TypeAlias = Literal["deny", "warn", "pass"]
Unmarked: TypeAlias = Literal["unknown", "human", "assisted"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a level: it applies where all that it names holds."""

    level: Level
    until: str | None = None
    """The last day, ISO 8601, in UTC, on which it applies."""
    branches: tuple[str, ...] = ()
    """Globs of target branches; empty means every branch."""
    paths: tuple[str, ...] = ()
    """Globs of the finding's path; empty means every path."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter's value and where it was set."""

    pack: str
    name: str
    value: Any
    at: Path


@dataclass(frozen=True, slots=True)
class Config:
    """A checked bylaw.yaml. What is None was not said."""

    document: Document
    requires: str = ""
    packs: tuple[str, ...] | None = None
    policies: tuple[str, ...] | None = None
    params: tuple[Setting, ...] = ()
    levels: tuple[tuple[str, tuple[Step, ...]], ...] = ()
    """By rule, glob of rules or pack, in the order written; the first step that applies wins."""
    unknown: Weight | None = None
    unmarked: Unmarked = "unknown"
    limits: dict[str, int] = field(default_factory=dict)
    """`file`, `line`, `diff` in bytes, `time` in seconds; only those that were said."""
    dependencies: DependencySettings = DependencySettings()
    decisions: tuple[str, ...] | None = None
    """Folders, and globs of files, of decision records."""
    architecture: ArchitectureSettings = ArchitectureSettings()
    baseline: str | None = None
    """The path of the baseline, from the root."""

    @property
    def path(self) -> str:
        """Where it was read from, for people."""
        return self.document.path
