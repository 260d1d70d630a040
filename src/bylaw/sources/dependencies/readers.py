"""The readers of the facts about dependencies, and of what services know of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from bylaw import versions
from bylaw.facts.readers import Facts
from bylaw.sources.dependencies.change import root
from bylaw.sources.dependencies.model import Dependency, Package
from bylaw.sources.dependencies.names import purl
from bylaw.sources.dependencies.said import Said, Services
from bylaw.versions.version import Version

if TYPE_CHECKING:
    from bylaw.sources.git.change import Change


def dependency_facts(change: Change, services: Services) -> Facts:
    """Root `dependencies`, and the readers of its types; nothing is read before a rule asks."""
    found = root(change)
    said = Said(found, services)
    service: dict[str, Callable[..., Any]] = {
        "Dependency.license": said.license,
        "Dependency.vulnerabilities": said.vulnerabilities,
        "Dependency.registry": said.registry,
        "Registry.version_age": said.version_age,
    }
    return Facts({"dependencies": found}, {**READERS, **service})


def _fields(owner: str, *names: str) -> dict[str, Callable[..., Any]]:
    return {f"{owner}.{name}": attrgetter(name) for name in names}


def _package(name: str) -> Callable[[Dependency], Any]:
    return attrgetter(f"package.{name}")


def _version(package: Package | None) -> Version | None:
    if package is None or package.version is None:
        return None
    return Version(package.version, package.ecosystem)


def _old_requirement(dependency: Dependency) -> str | None:
    return None if dependency.old is None else dependency.old.requirement


def _old_source(dependency: Dependency) -> str | None:
    return None if dependency.old is None else dependency.old.source


def _purl(dependency: Dependency) -> str:
    package = dependency.package
    return purl(package.ecosystem, package.name, package.version)


def _pinned(dependency: Dependency) -> bool:
    package = dependency.package
    if package.entry.pinned is not None:
        return package.entry.pinned
    if package.locked is not None and package.locked is package.entry:
        return package.version is not None
    return versions.pins(package.requirement, package.ecosystem)


READERS: Final[Mapping[str, Callable[..., Any]]] = {
    **_fields("Dependencies", "added", "removed", "changed", "all", "manifests", "problems"),
    **_fields("Manifest", "path", "lock", "is_alone", "missing", "place"),
    "Manifest.ecosystem": attrgetter("format.ecosystem"),
    "Manifest.kind": attrgetter("format.kind"),
    **_fields("ManifestProblem", "message", "manifest", "place", "is_added", "is_whole"),
    **{
        f"Dependency.{name}": _package(name)
        for name in ("name", "ecosystem", "requirement", "scope", "direct", "source", "integrity")
    },
    **_fields("Dependency", "place", "bump"),
    "Dependency.purl": _purl,
    "Dependency.version": lambda dependency: _version(dependency.package),
    "Dependency.old_version": lambda dependency: _version(dependency.old),
    "Dependency.old_requirement": _old_requirement,
    "Dependency.old_source": _old_source,
    "Dependency.pinned": _pinned,
    "Dependency.location": lambda dependency: dependency.package.location or None,
    "Dependency.manifest": _package("path"),
    "Dependency.lock": lambda dependency: dependency.package.lock or None,
    "Dependency.via": _package("via"),
    **_fields(
        "Vulnerability", "id", "aliases", "severity", "score", "fixed_in", "summary", "url"
    ),
    **_fields(
        "Registry", "is_published", "age", "published", "latest", "is_yanked", "is_deprecated",
        "releases", "lookalikes", "summary",
    ),
}  # fmt: skip
