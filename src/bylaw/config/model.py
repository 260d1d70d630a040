"""What bylaw.yaml says, as data."""

from __future__ import annotations

from dataclasses import field
from typing import Literal, TypeAlias

from bylaw.config.architecture import ArchitectureSettings
from bylaw.config.dependencies import DependencySettings
from bylaw.config.document import Document, Path
from bylaw.config.levels import Level as Level
from bylaw.config.levels import Levels
from bylaw.config.levels import Step as Step
from bylaw.config.projects import Project
from bylaw.config.settings import Setting as Setting
from bylaw.config.waivers import WaiverSettings
from bylaw.dataclass import dataclass

Weight: TypeAlias = Literal["deny", "warn", "pass"]
Unmarked: TypeAlias = Literal["unknown", "human", "assisted"]


@dataclass(frozen=True, slots=True)
class Config:
    """A checked bylaw.yaml. What is None was not said."""

    document: Document
    requires: str = ""
    packs: tuple[str, ...] | None = None
    policies: tuple[str, ...] | None = None
    params: tuple[Setting, ...] = ()
    levels: Levels = ()
    projects: tuple[Project, ...] = ()
    """In the order written."""
    required: frozenset[str] = frozenset()
    """What a rule that needs it is not judged without: `catalog`, `decisions`, `owners`."""
    unknown: Weight | None = None
    unmarked: Unmarked | None = None
    limits: dict[str, int] = field(default_factory=dict)
    """`file`, `line`, `diff` in bytes, `time` in seconds; only those that were said."""
    dependencies: DependencySettings = DependencySettings()
    decisions: tuple[str, ...] | None = None
    """Folders, and globs of files, of decision records."""
    architecture: ArchitectureSettings = ArchitectureSettings()
    waivers: WaiverSettings = WaiverSettings()
    baseline: str | None = None
    """The path of the baseline, from the root."""

    @property
    def path(self) -> str:
        """Where it was read from, for people."""
        return self.document.path

    @property
    def at(self) -> Path:
        """Where its keys stand in the document."""
        return ()

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The whole repository, and its projects."""
        return (self, *self.projects)


Scope: TypeAlias = Config | Project
"""What has packs, parameters and levels: the whole repository, or a part of it."""
