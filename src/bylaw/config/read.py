"""From the bytes of a bylaw.yaml to a Config, or to everything that is wrong with it."""

from __future__ import annotations

from typing import Any

from bylaw.config.architecture import architecture_settings
from bylaw.config.dependencies import dependency_settings
from bylaw.config.document import Document
from bylaw.config.document import read as read_document
from bylaw.config.levels import levels_of, wrong_levels
from bylaw.config.model import Config
from bylaw.config.projects import projects_of, wrong_projects
from bylaw.config.settings import named_twice, settings, twice
from bylaw.config.waivers import waiver_settings
from bylaw.lang.diagnostic import Diagnostic


def read(path: str, data: bytes) -> tuple[Config | None, tuple[Diagnostic, ...]]:
    """Reads and checks a configuration. None when there is a diagnostic."""
    document, complaints = read_document(path, data)
    if document is None or complaints:
        return None, complaints
    return check(document)


def check(document: Document) -> tuple[Config | None, tuple[Diagnostic, ...]]:
    """Checks a document's values. None when there is a diagnostic."""
    from bylaw.config.schema import load
    from bylaw.config.shape import fits

    value = {} if document.value is None else document.value
    if not fits(value, load()):
        from bylaw.config.complaints import complaints

        return None, complaints(document, load())
    return build(document)


def build(document: Document) -> tuple[Config | None, tuple[Diagnostic, ...]]:
    """A Config from a document that fits the schema; the schema cannot say all that must hold."""
    from bylaw.config.requires import holds
    from bylaw.config.units import seconds, size

    value: dict[str, Any] = document.value or {}
    projects = value.get("projects") or {}
    sources = (value.get("architecture") or {}).get("sources")
    found = [
        *wrong_levels(document, value.get("levels"), ()),
        *twice(document, value, ()),
        *named_twice(document, sources, ("architecture", "sources")),
        *wrong_projects(document, projects),
    ]
    requires = value.get("requires", "")
    if requires and not holds(requires):
        from bylaw import __version__

        message = f"this repository requires bylaw {requires}; this is {__version__}"
        help = "install a version that it allows"
        found.append(document.complaint("requires-version", message, ("requires",), help=help))
    if found:
        return None, tuple(sorted(found, key=lambda one: (one.line, one.column)))
    limits = value.get("limits") or {}
    return Config(
        document=document,
        requires=requires,
        packs=_texts(value.get("packs")),
        policies=_texts(value.get("policies")),
        params=settings(value.get("params"), ()),
        levels=levels_of(value.get("levels")),
        projects=projects_of(document, projects),
        required=frozenset(value.get("require") or ()),
        unknown=value.get("unknown"),
        unmarked=(value.get("ai") or {}).get("unmarked"),
        limits={
            name: seconds(text) if name == "time" else size(text) for name, text in limits.items()
        },
        dependencies=dependency_settings(value.get("dependencies") or {}),
        decisions=_texts((value.get("decisions") or {}).get("paths")),
        architecture=architecture_settings(value.get("architecture") or {}),
        waivers=waiver_settings(value.get("waivers") or {}),
        baseline=(value.get("baseline") or "").removeprefix("./") or None,
    ), ()


def _texts(value: list[str] | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)
