"""`pom.xml`: what a Maven project, its plugins and its profiles ask for.

An entry stands where the project asks for it, and has its version from wherever in the repository
that is laid down: a property, a parent, an imported list of versions. What `dependencyManagement`
and `pluginManagement` lay down for whoever asks is an entry of its own that is not direct. A parent
or a list of versions from a registry is one too, for building: what it lays down is not known here,
so that what it manages has no version.

Source: the POM reference and "Introduction to the Dependency Mechanism" of Apache Maven.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bylaw.sources.documents.xml import Element
from bylaw.sources.manifests.interface import Entry, Origin, Problem, Reading, Scope, Source
from bylaw.sources.manifests.maven_model import (
    Key,
    Managed,
    Model,
    dependency_key,
    load_model,
    profile_properties,
)

_SCOPES: Final[dict[str, Scope]] = {
    "": "runtime",
    "compile": "runtime",
    "runtime": "runtime",
    "provided": "build",
    "system": "build",
    "test": "test",
}
"""`provided` is compiled against and left to whoever runs it."""
_PLUGINS: Final = "org.apache.maven.plugins"
_EXACT: Final = re.compile(r"\[\s*([^\[\](),\s]+)\s*(?:,\s*\1\s*)?\]")
_RANGE: Final = re.compile(r"[\[\](),]")
_MOVING: Final = frozenset(("LATEST", "RELEASE"))
_SAID: Final = frozenset(
    ("groupId", "artifactId", "version", "type", "classifier", "scope", "optional")
)


def read(file: Source) -> Reading:
    """The dependencies of a POM."""
    model = load_model(file)
    reader = _Reader(model)
    reader.parent()
    reader.asked(model.root, {})
    for profile in model.root.all("profiles", "profile"):
        reader.asked(profile, profile_properties(profile))
    own = (model.coordinate.get(each, "") for each in ("groupId", "artifactId"))
    names = model.resolve(":".join(own))
    return Reading(
        tuple(reader.entries),
        (*model.problems, *reader.problems),
        name=names or "",
        includes=tuple(dict.fromkeys(model.includes)),
    )


class _Reader:
    """Collects the entries of one POM."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self._known: dict[Key, Managed] | None = None
        self._known_plugins: dict[tuple[str, str], str] | None = None

    def parent(self) -> None:
        """The parent, where it comes from a registry."""
        if (parent := self.model.registry_parent) is not None:
            self._add(parent, {}, "build", True)

    def asked(self, holder: Element, more: dict[str, str]) -> None:
        """What a POM or one of its profiles asks for."""
        for each in holder.all("dependencies", "dependency"):
            self._dependency(each, more)
        for each in holder.all("dependencyManagement", "dependencies", "dependency"):
            if each.value("scope") == "import":
                self._add(each, more, "build", True)
            else:
                scope = self._scope(each, each.value("scope") or "", more)
                self._add(each, more, scope, False)
        for each in holder.all("build", "extensions", "extension"):
            self._add(each, more, "build", True)
        for where, direct in (
            (("build", "plugins"), True),
            (("build", "pluginManagement", "plugins"), False),
            (("reporting", "plugins"), True),
        ):
            for each in holder.all(*where, "plugin"):
                self._plugin(each, more, direct)

    def _managed(
        self, each: Element, more: dict[str, str], names: tuple[str, str] | None
    ) -> Managed:
        """What is laid down for a dependency."""
        if names is None:
            return Managed(None, None)
        if self._known is None:
            self._known = self.model.managed()
        key = dependency_key(self.model, each, names, more)
        return self._known.get(key) or Managed(None, None)

    def _dependency(self, each: Element, more: dict[str, str]) -> None:
        version, scope = each.value("version") or "", each.value("scope") or ""
        if not (version and scope):
            managed = self._managed(each, more, self.model.coordinates(each, more))
            version, scope = version or managed.version or "", scope or managed.scope or ""
        self._add(each, more, self._scope(each, scope, more), True, version)

    def _scope(self, each: Element, said: str, more: dict[str, str]) -> Scope:
        resolved = self.model.resolve(said, more)
        scope = _SCOPES.get(resolved) if resolved is not None else None
        if scope is None:
            wrong = "is not a scope of Maven" if resolved else "has no value in this repository"
            message = f"`{said[:40]}` {wrong}"
            self.problems.append(Problem(message, each.line, each.column))
            scope = "runtime"
        if scope == "runtime" and self.model.resolve(each.value("optional") or "", more) == "true":
            scope = "optional"
        return scope

    def _plugin(self, each: Element, more: dict[str, str], direct: bool) -> None:
        version = each.value("version") or ""
        names = self.model.coordinates(each, more, _PLUGINS)
        if names is not None and not version:
            version = self._plugin_version(names)
        self._add(each, more, "build", direct, version, _PLUGINS)
        for other in each.all("dependencies", "dependency"):
            self._add(other, more, "build", direct)
        for holder in (each, *each.all("executions", "execution")):
            for paths in holder.all("configuration", "annotationProcessorPaths"):
                for other in paths.children:
                    self._processor(other, more, direct)

    def _processor(self, each: Element, more: dict[str, str], direct: bool) -> None:
        version = each.value("version") or ""
        if not version:
            version = self._managed(each, more, self.model.coordinates(each, more)).version or ""
        self._add(each, more, "build", direct, version)

    def _plugin_version(self, names: tuple[str, str]) -> str:
        """The version that the POM or a parent lays down for a plugin."""
        if self._known_plugins is None:
            self._known_plugins = {}
            for _, element in self.model.lineage:
                for where in (("build", "plugins"), ("build", "pluginManagement", "plugins")):
                    for each in element.all(*where, "plugin"):
                        said = each.value("version")
                        known = self.model.coordinates(each, None, _PLUGINS)
                        if said and known is not None:
                            self._known_plugins.setdefault(known, said)
        return self._known_plugins.get(names, "")

    def _add(
        self,
        each: Element,
        more: dict[str, str],
        scope: Scope,
        direct: bool,
        version: str = "",
        group: str = "",
    ) -> None:
        names = self.model.coordinates(each, more, group)
        if names is None:
            self.problems.append(Problem(self._nameless(each, more), each.line, each.column))
            return
        version = version or each.value("version") or ""
        requirement = self.model.resolve(version, more)
        location = (each.value("systemPath") or "") if each.value("scope") == "system" else ""
        source: Origin = "path" if location else "registry"
        single = None if requirement is None else _version(requirement)
        end_line = max((part.line for part in _parts(each)), default=each.line)
        self.entries.append(
            Entry(
                ":".join(names),
                line=each.line,
                column=each.column,
                end_line=end_line if end_line > each.line else 0,
                version=single,
                requirement=version if requirement is None else requirement,
                scope=scope,
                source=source,
                location=location,
                direct=direct,
                pinned=False if single is not None and single.endswith("-SNAPSHOT") else None,
            )
        )

    def _nameless(self, each: Element, more: dict[str, str]) -> str:
        for name in ("groupId", "artifactId"):
            said = each.value(name)
            if said and self.model.resolve(said, more) is None:
                return f"`{said[:80]}` has no value in this repository"
        missing = "artifactId" if not each.value("artifactId") else "groupId"
        return f"this {each.name} has no {missing}"


def _parts(each: Element) -> Iterator[Element]:
    return (part for part in each.children if part.name in _SAID)


def _version(requirement: str) -> str | None:
    """The one version of a requirement; None for a range and for whatever is the latest."""
    if (exact := _EXACT.fullmatch(requirement)) is not None:
        return exact[1]
    if not requirement or requirement in _MOVING or _RANGE.search(requirement):
        return None
    return requirement
