"""What services say of dependencies, asked when a rule asks and about many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bylaw.dataclass import dataclass
from bylaw.facts.place import NOT_IN_THIS_VERSION, Unknown
from bylaw.licenses import License
from bylaw.sources.dependencies.model import Dependency
from bylaw.sources.dependencies.names import normal
from bylaw.sources.services.interface import Coordinates, Registry, Service, Vulnerability
from bylaw.sources.stated_licenses.stated import UNREADABLE

if TYPE_CHECKING:
    from bylaw.sources.dependencies.change import Dependencies

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Services:
    """Who is asked; None is nobody."""

    registries: Service[Registry] | None = None
    advisories: Service[Sequence[Vulnerability]] | None = None
    known_licenses: Service[License] | None = None
    """Licenses that the organisation states itself: they win over what files say."""
    licenses: Service[License] | None = None
    """Asked where no file says it."""
    now: int = 0
    """Seconds since 1970: the moment that ages are counted to."""


class Said:
    """The readers of what services know."""

    def __init__(self, root: Dependencies | Unknown, services: Services) -> None:
        self._root = root
        self._services = services
        self._told: set[tuple[str, str]] = set()

    def registry(self, dependency: Dependency) -> Registry | Unknown:
        """See facts.dependencies.Dependency.registry."""
        if dependency.package.source != "registry":
            return _elsewhere("registry", dependency)
        return self._ask("registry", self._services.registries, dependency)

    def vulnerabilities(self, dependency: Dependency) -> Sequence[Vulnerability] | Unknown:
        """See facts.dependencies.Dependency.vulnerabilities.

        What the repository holds itself has none that anybody published.
        """
        package = dependency.package
        if package.source in ("path", "workspace"):
            return ()
        if package.source != "registry":
            return _elsewhere("vulnerabilities", dependency)
        if package.version is None:
            return Unknown(
                "dependency.vulnerabilities",
                "no-version",
                f"Nothing says which version of {package.name} is used.",
                "Commit a lock file, or pin the version.",
                dependency.place,
            )
        return self._ask("vulnerabilities", self._services.advisories, dependency)

    def license(self, dependency: Dependency) -> License | Unknown:
        """See facts.dependencies.Dependency.license."""
        package = dependency.package
        known = self._services.known_licenses
        if known is not None:
            answer = self._ask("license", known, dependency)
            if not isinstance(answer, Unknown) or answer.reason == UNREADABLE:
                return answer  # what a broken file would say must not be said by others
        if package.license:
            return License(package.license)
        if package.source in ("git", "url"):
            return _elsewhere("license", dependency)
        return self._ask("license", self._services.licenses, dependency)

    def version_age(self, registry: Registry) -> int | Unknown | None:
        """See facts.dependencies.Registry.version_age."""
        published = registry.published
        if published is None or isinstance(published, Unknown):
            return published
        return max(0, self._services.now - published)

    def _ask(
        self, field: str, service: Service[Value] | None, dependency: Dependency
    ) -> Value | Unknown:
        key = f"{field} {id(service)}"
        if key not in dependency.cache:
            dependency.cache[key] = self._answer(field, service, dependency)
        answer: Value | Unknown = dependency.cache[key]
        return answer

    def _answer(self, field: str, service: Service[Value] | None, dependency: Dependency) -> Any:
        if service is None:
            return Unknown(f"dependency.{field}", NOT_IN_THIS_VERSION)
        self._tell(field, service, dependency)
        return service.of(coordinates(dependency))

    def _tell(self, field: str, service: Service[Any], dependency: Dependency) -> None:
        """Says what else may be asked: direct dependencies together, and the others together."""
        key = (f"{field} {id(service)}", "direct" if dependency.package.direct else "indirect")
        if key in self._told:
            return
        self._told.add(key)
        if isinstance(self._root, Unknown):
            return
        service.expect(
            coordinates(each)
            for each in (*self._root.added, *self._root.changed, dependency)
            if each.package.source == "registry"
            and each.package.direct == dependency.package.direct
        )


def coordinates(dependency: Dependency) -> Coordinates:
    """What services are asked about."""
    package = dependency.package
    name = normal(package.ecosystem, package.name)
    return Coordinates(package.ecosystem, name, package.version)


def _elsewhere(field: str, dependency: Dependency) -> Unknown:
    package = dependency.package
    return Unknown(
        f"dependency.{field}",
        "not-from-a-registry",
        f"{package.name} comes from {_ORIGINS[package.source]}, not from a registry.",
        'Ask only where `dep.source == "registry"`.',
        dependency.place,
    )


_ORIGINS: Final = {
    "git": "a git repository",
    "url": "an address of its own",
    "path": "a folder",
    "workspace": "this repository",
}
