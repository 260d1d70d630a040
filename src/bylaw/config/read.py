"""From the bytes of a bylaw.yaml to a Config, or to everything that is wrong with it."""

from __future__ import annotations

from typing import Any

from bylaw.config.architecture import architecture_settings
from bylaw.config.dependencies import dependency_settings
from bylaw.config.document import Document
from bylaw.config.document import read as read_document
from bylaw.config.model import Config, Setting, Step
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

        return None, complaints(document)
    return build(document)


def build(document: Document) -> tuple[Config | None, tuple[Diagnostic, ...]]:
    """A Config from a document that fits the schema; the schema cannot say all that must hold."""
    from bylaw.config.requires import holds
    from bylaw.config.units import seconds, size

    value: dict[str, Any] = document.value or {}
    found = [*_dates(document, value), *_doubles(document, value)]
    requires = value.get("requires", "")
    if requires and not holds(requires):
        from bylaw import __version__

        message = f"this repository requires bylaw {requires}; this is {__version__}"
        help = "install a version that it allows"
        found.append(document.complaint("requires-version", message, ("requires",), help=help))
    if found:
        return None, tuple(found)
    limits = value.get("limits") or {}
    return Config(
        document=document,
        requires=requires,
        packs=_texts(value.get("packs")),
        policies=_texts(value.get("policies")),
        params=tuple(_settings(value.get("params") or {})),
        levels=tuple((key, _steps(said)) for key, said in (value.get("levels") or {}).items()),
        unknown=value.get("unknown"),
        unmarked=(value.get("ai") or {}).get("unmarked", "unknown"),
        limits={
            name: seconds(text) if name == "time" else size(text) for name, text in limits.items()
        },
        dependencies=dependency_settings(value.get("dependencies") or {}),
        decisions=_texts((value.get("decisions") or {}).get("paths")),
        architecture=architecture_settings(value.get("architecture") or {}),
        baseline=value.get("baseline"),
    ), ()


def _texts(value: list[str] | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)


def _settings(params: dict[str, Any]) -> list[Setting]:
    settings = []
    for key, value in params.items():
        pack, slash, name = key.partition("/")
        if slash:
            settings.append(Setting(pack, name, value, ("params", key)))
        else:
            settings += [
                Setting(pack, inner, item, ("params", key, inner)) for inner, item in value.items()
            ]
    return settings


def _steps(said: Any) -> tuple[Step, ...]:
    return tuple(_step(one) for one in (said if isinstance(said, list) else [said]))


def _step(said: Any) -> Step:
    if isinstance(said, str):
        return Step(said)  # type: ignore[arg-type]
    return Step(said["level"], said.get("until"), _globs(said, "branch"), _globs(said, "path"))


def _globs(said: dict[str, Any], key: str) -> tuple[str, ...]:
    value = said.get(key, ())
    return (value,) if isinstance(value, str) else tuple(value)


def _dates(document: Document, value: dict[str, Any]) -> list[Diagnostic]:
    from datetime import date

    found = []
    for key, said in (value.get("levels") or {}).items():
        steps = said if isinstance(said, list) else [said]
        for index, step in enumerate(steps):
            at = ("levels", key, index) if isinstance(said, list) else ("levels", key)
            if isinstance(step, dict) and "until" in step:
                try:
                    date.fromisoformat(step["until"])
                except ValueError:
                    message = f"{step['until']} is not a day of the calendar"
                    found.append(document.complaint("config-value", message, (*at, "until")))
            always = isinstance(step, str) or step.keys() == {"level"}
            if always and index + 1 < len(steps):
                found.append(
                    document.complaint(
                        "config-value", "no step after this one can apply", at,
                        help="put the step that always applies last",
                    )
                )  # fmt: skip
    return found


def _doubles(document: Document, value: dict[str, Any]) -> list[Diagnostic]:
    seen: set[tuple[str, str]] = set()
    found = []
    for setting in _settings(value.get("params") or {}):
        name = (setting.pack, setting.name)
        if name in seen:
            message = f"`{setting.pack}/{setting.name}` is set twice"
            found.append(document.complaint("duplicate-key", message, setting.at, key=True))
        seen.add(name)
    for index, pack in enumerate(value.get("packs") or ()):
        if pack in value["packs"][:index]:
            message = f"`{pack}` is named twice"
            found.append(document.complaint("duplicate-key", message, ("packs", index)))
    sources = (value.get("architecture") or {}).get("sources") or ()
    for index, source in enumerate(sources):
        if source in sources[:index]:
            message = f"`{source}` is named twice"
            at = ("architecture", "sources", index)
            found.append(document.complaint("duplicate-key", message, at))
    return found
