"""Python's simple repository API as JSON (PEP 691), with versions and dates (PEP 700).

https://packaging.python.org/specifications/simple-repository-api/. A version is yanked where all
its files are. A project's status is told from version 1.4 of the API on (PEP 792).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bylaw.sources.dependencies.names import normal
from bylaw.sources.registries.interface import (
    DEPRECATED,
    MOST_RELEASES,
    STATUSES,
    NotAName,
    Package,
    Release,
    malformed,
)
from bylaw.sources.registries.values import mapping, seconds, text
from bylaw.sources.services.interface import Coordinates, Failed
from bylaw.versions import order

ECOSYSTEMS: Final = ("pypi",)
HEADERS: Final[Mapping[str, str]] = {"accept": "application/vnd.pypi.simple.v1+json"}

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,498}[a-z0-9])?")
_API: Final = re.compile(r"(\d{1,4})\.(\d{1,4})")
_ARCHIVE: Final = re.compile(
    r".+?(?:\.tar\.\w+|\.tgz|\.zip|\.whl|\.egg|\.exe|\.msi|\.rpm|\.dmg|\.deb)", re.ASCII
)
_WITH_STATUS: Final = (1, 4)
_MOST_FILES: Final = 200_000


def addresses(base: str, package: Coordinates) -> list[str]:
    """See interface."""
    name = normal("pypi", package.name)
    if not _NAME.fullmatch(name):
        raise NotAName
    return [f"{base.rstrip('/')}/{name}/"]


def read(package: Coordinates, answers: Sequence[Any | Failed | None]) -> Package:
    """See interface."""
    document = mapping(answers[0])
    files = document.get("files")
    api = _API.fullmatch(text(mapping(document.get("meta")).get("api-version")))
    if not isinstance(files, list) or len(files) > _MOST_FILES or api is None:
        raise malformed("it has no `meta` with the API's version, or no list of `files`")
    if api[1] != "1":
        raise malformed("it is of another version of the API than 1")
    by_version = _by_version(package.name, document.get("versions"), files)
    if len(by_version) > MOST_RELEASES:
        raise malformed(f"it has more than {MOST_RELEASES:,} versions")
    releases = tuple(_release(version, of) for version, of in by_version.values())
    status = text(mapping(document.get("project-status")).get("status")).lower()
    is_told = bool(status) or (int(api[1]), int(api[2])) >= _WITH_STATUS
    return Package(
        releases,
        status=status if status in STATUSES else "",
        is_deprecated=status in DEPRECATED if is_told else None,
    )


def _by_version(
    name: str, versions: Any, files: list[Any]
) -> dict[Any, tuple[str, list[dict[str, Any]]]]:
    """The files of each version: those that are listed, and others that have files."""
    found: dict[Any, tuple[str, list[dict[str, Any]]]] = {}
    for version in versions if isinstance(versions, list) else ():
        if text(version):
            found.setdefault(_key(version), (version, []))
    for file in files:
        version = _version(name, text(mapping(file).get("filename")))
        if version:
            found.setdefault(_key(version), (version, []))[1].append(file)
    return found


def _key(version: str) -> Any:
    key = order(version, "pypi")
    return version if key is None else key


def _version(name: str, filename: str) -> str:
    """The version in the name of a package's file; empty where it shows none."""
    from bylaw.sources.manifests.python_names import version_of

    if len(filename) > 500 or not _ARCHIVE.fullmatch(filename):
        return ""
    found = version_of(name, filename)
    if found is None and (egg := re.match(r"[^-]+-([^-]+)-py\d", filename)):
        found = egg[1]
    return found or ""


def _release(version: str, files: list[dict[str, Any]]) -> Release:
    dates = [date for file in files if (date := seconds(file.get("upload-time"))) is not None]
    yanked = [_is_yanked(file.get("yanked", False)) for file in files]
    is_yanked: bool | None = None
    if False in yanked or not yanked:
        is_yanked = False if yanked else None
    elif None not in yanked:
        is_yanked = True
    return Release(version, min(dates, default=None), is_yanked, is_deprecated=False)


def _is_yanked(value: Any) -> bool | None:
    """A truth value, or the reason why it was."""
    return bool(value) if isinstance(value, bool | str) else None
