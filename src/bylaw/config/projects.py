"""The key `projects`: parts of a repository with packs, parameters and levels of their own."""

from __future__ import annotations

from typing import Any, Literal

from bylaw.config.document import Document, Path
from bylaw.config.levels import Levels, levels_of, wrong_levels
from bylaw.config.settings import Setting, settings, twice
from bylaw.dataclass import dataclass
from bylaw.lang.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True)
class Project:
    """A part of the repository."""

    document: Document
    name: str
    paths: tuple[str, ...]
    """Globs of its files."""
    packs: tuple[str, ...] | None = None
    policies: tuple[str, ...] | None = None
    """Globs of its own policy files, from the root; it has none unless it says so."""
    params: tuple[Setting, ...] = ()
    levels: Levels = ()
    unknown: Literal["deny", "warn", "pass"] | None = None
    """What was not judged weighs so; None is as in the whole repository."""

    @property
    def at(self) -> Path:
        """Where it stands in the document."""
        return ("projects", self.name)


def projects_of(document: Document, said: dict[str, Any]) -> tuple[Project, ...]:
    """The key's value, which fits the schema, as data."""
    return tuple(_project(document, name, each) for name, each in said.items())


def wrong_projects(document: Document, said: dict[str, Any]) -> list[Diagnostic]:
    """What the schema cannot tell."""
    found: list[Diagnostic] = []
    for name, each in said.items():
        at: Path = ("projects", name)
        if not each.get("packs") and not each.get("policies"):
            message = f"the project `{name}` names no pack and no policy, so nothing would judge it"
            help = "name some under `packs:` or `policies:`"
            found.append(document.complaint("nothing-to-judge", message, at, key=True, help=help))
        found += wrong_levels(document, each.get("levels"), at)
        found += twice(document, each, at)
    return found


def _project(document: Document, name: str, said: dict[str, Any]) -> Project:
    paths = said["paths"]
    return Project(
        document,
        name,
        (paths,) if isinstance(paths, str) else tuple(paths),
        packs=_texts(said.get("packs")),
        policies=_texts(said.get("policies")),
        params=settings(said.get("params"), ("projects", name)),
        levels=levels_of(said.get("levels")),
        unknown=said.get("unknown"),
    )


def _texts(value: list[str] | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)
