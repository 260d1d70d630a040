"""What bylaw.yaml says of where facts about dependencies come from."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from bylaw.dataclass import dataclass

Protocol: TypeAlias = Literal["deps.dev", "simple", "npm"]
From: TypeAlias = Literal["auto", "snapshot", "api"]


@dataclass(frozen=True, slots=True)
class RegistrySetting:
    """A registry, or a service that knows of several."""

    url: str
    protocol: Protocol
    packages: tuple[str, ...] = ()
    """Globs of the names that it is asked about; empty is all that are not private."""


@dataclass(frozen=True, slots=True)
class DependencySettings:
    """The key `dependencies`. What is None was not said."""

    private: tuple[str, ...] = ()
    """Globs of names that no public service is ever told."""
    registries: tuple[RegistrySetting, ...] | None = None
    """In order: the first whose `packages` fit is asked."""
    not_lookalikes: tuple[str, ...] = ()
    """Names that are never called a look-alike."""
    advisories: From = "auto"
    advisories_url: str | None = None
    advisories_max_age: int | None = None
    """Seconds; an older snapshot is unknown."""
    licenses: tuple[str, ...] = ()
    """Paths of files and folders that say which licenses packages have."""


def dependency_settings(said: dict[str, Any]) -> DependencySettings:
    """The key's value, which fits the schema, as data."""
    from bylaw.config.units import seconds

    registries = said.get("registries")
    advisories = said.get("advisories") or {}
    age = advisories.get("max_age")
    return DependencySettings(
        private=tuple(said.get("private") or ()),
        registries=None if registries is None else tuple(map(_registry, registries)),
        not_lookalikes=tuple((said.get("lookalikes") or {}).get("known") or ()),
        advisories=advisories.get("source", "auto"),
        advisories_url=advisories.get("url"),
        advisories_max_age=None if age is None else seconds(age),
        licenses=tuple(said.get("licenses") or ()),
    )


def _registry(said: dict[str, Any]) -> RegistrySetting:
    return RegistrySetting(said["url"], said["protocol"], tuple(said.get("packages") or ()))
