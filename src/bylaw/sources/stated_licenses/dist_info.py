"""Python packages that are installed: what the METADATA of their `.dist-info` states.

https://packaging.python.org/specifications/core-metadata/: `License-Expression` is exact. Before
it there were classifiers, of which many name several licenses at once, and a free text.
"""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import Final

from bylaw.facts.place import Unknown
from bylaw.licenses import License
from bylaw.sources.dependencies.names import normal
from bylaw.sources.services.interface import Coordinates
from bylaw.sources.stated_licenses.folders import Below, read
from bylaw.sources.stated_licenses.stated import license_of
from bylaw.versions import order

_FOLDER: Final = re.compile(r"(.+)-([^-]+)\.dist-info")
_FIELD: Final = re.compile(r"([A-Za-z-]+):[ \t]*(.*)")
_LICENSE: Final = "License :: "
_FAMILIES: Final = ("License :: OSI Approved", "License :: Other/Proprietary License")
"""Classifiers that name no license."""


class DistInfo:
    """The packages in a folder `site-packages`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, package: Coordinates) -> License | Unknown | None:
        """The license that the package's own metadata states; None where it is not there."""
        if package.ecosystem != "pypi" or package.version is None:
            return None
        wanted = order(package.version, "pypi")
        for folder, version in self._folders.get(normal("pypi", package.name), ()):
            if wanted is None or order(version, "pypi") != wanted:
                continue
            data = read(self._folder, folder, "METADATA")
            if data is not None:
                return _stated(_fields(data))
        return None

    @cached_property
    def _folders(self) -> dict[str, list[tuple[str, str]]]:
        """By name: the folders of its metadata, and the versions that these name."""
        found: dict[str, list[tuple[str, str]]] = {}
        for name in Below().folders(self._folder):
            if (parts := _FOLDER.fullmatch(name)) is not None:
                found.setdefault(normal("pypi", parts[1]), []).append((name, parts[2]))
        return found


def _fields(data: bytes) -> dict[str, list[str]]:
    """The header of METADATA by the small letters of its names; a folded text is several lines."""
    found: dict[str, list[str]] = {}
    last: list[str] = []
    for line in data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n"):
        if not line:
            break
        if line[0] in " \t":
            if last:
                last[-1] += f"\n{line.strip()}"
        elif (field := _FIELD.fullmatch(line)) is not None:
            last = found.setdefault(field[1].lower(), [])
            last.append(field[2].strip())
    return found


def _stated(fields: dict[str, list[str]]) -> License | Unknown | None:
    where = "its METADATA"
    if expressions := fields.get("license-expression"):
        return license_of(expressions, where)
    classifiers = [
        text
        for text in fields.get("classifier", ())
        if text.startswith(_LICENSE) and text not in _FAMILIES
    ]
    by_classifier = license_of(classifiers, where)
    by_text = license_of(fields.get("license", ()), where)
    if isinstance(by_classifier, License) and isinstance(by_text, License):
        return license_of((by_text.text, by_classifier.text), where)
    if isinstance(by_classifier, License) or not isinstance(by_text, License):
        return by_classifier or by_text
    return by_text
