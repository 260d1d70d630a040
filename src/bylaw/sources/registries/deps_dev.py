"""deps.dev, which gathers what the public registries of seven ecosystems say.

Version 3 of its API: https://docs.deps.dev/api/v3/. It lists versions with their dates and whether
they are deprecated; of Cargo's it says `yanked` as the reason, and what is withdrawn from npm or
Maven is not there any more. Of the others it does not tell what is yanked. The status of a Python
project stands at its versions alone, so one more question is asked for these.

A package that was published an hour ago may not be there yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bylaw.sources.registries.interface import (
    DEPRECATED,
    MOST_RELEASES,
    STATUSES,
    Package,
    Release,
    malformed,
)
from bylaw.sources.registries.values import mapping, part, seconds, text
from bylaw.sources.services.interface import Coordinates, Failed

ECOSYSTEMS: Final[Mapping[str, str]] = {
    "cargo": "cargo",
    "gem": "rubygems",
    "golang": "go",
    "maven": "maven",
    "npm": "npm",
    "nuget": "nuget",
    "pypi": "pypi",
}
"""From purl types to what deps.dev calls a system."""
HEADERS: Final[Mapping[str, str]] = {}
_NEVER_YANKED: Final = ("maven", "npm")


def package_address(base: str, package: Coordinates) -> str:
    """The address of a package.

    Raises:
        NotAName: See interface.
    """
    system = ECOSYSTEMS[package.ecosystem]
    return f"{base.rstrip('/')}/v3/systems/{system}/packages/{part(package.name)}"


def version_address(base: str, package: Coordinates) -> str:
    """The address of a version, which has to be known.

    Raises:
        NotAName: See interface.
    """
    return f"{package_address(base, package)}/versions/{part(package.version or '')}"


def addresses(base: str, package: Coordinates) -> list[str]:
    """See interface."""
    if package.ecosystem == "pypi" and package.version:
        return [package_address(base, package), version_address(base, package)]
    return [package_address(base, package)]


def read(package: Coordinates, answers: Sequence[Any | Failed | None]) -> Package:
    """See interface."""
    document = answers[0]
    listed = mapping(document).get("versions")
    if not isinstance(listed, list) or len(listed) > MOST_RELEASES:
        raise malformed("it has no list of `versions`")
    found = (_release(package.ecosystem, mapping(each)) for each in listed)
    releases = tuple(release for release in found if release.version)
    if package.ecosystem != "pypi":
        return Package(releases, is_deprecated=False)
    if len(answers) < 2 or not isinstance(answers[1], dict):
        return Package(releases)
    status = text(mapping(answers[1].get("projectStatus")).get("status")).lower()
    known = status if status in STATUSES else ""
    return Package(releases, status=known, is_deprecated=status in DEPRECATED)


def _release(ecosystem: str, said: dict[str, Any]) -> Release:
    version = text(mapping(said.get("versionKey")).get("version"))
    is_deprecated = said.get("isDeprecated", False)  # left out where it is false
    if not isinstance(is_deprecated, bool):
        is_deprecated = None
    is_yanked: bool | None = None
    if ecosystem in _NEVER_YANKED:
        is_yanked = False
    elif ecosystem == "cargo" and is_deprecated is not None:
        is_yanked = text(said.get("deprecatedReason")).strip().lower() == "yanked"
    return Release(version, seconds(said.get("publishedAt")), is_yanked, is_deprecated)
