"""Who is asked for the license of a package, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown
from bylaw.licenses import License
from bylaw.sources.registries.deps_dev import ECOSYSTEMS, version_address
from bylaw.sources.registries.interface import NotAName
from bylaw.sources.services.interface import Client, Coordinates, Failed, Service
from bylaw.sources.services.patterns import fits
from bylaw.sources.stated_licenses.dist_info import DistInfo
from bylaw.sources.stated_licenses.node_modules import NodeModules
from bylaw.sources.stated_licenses.snapshot import File, Snapshot
from bylaw.sources.stated_licenses.stated import FACT, UNREADABLE, license_of, unclear

_VENV: Final = ("lib/python3*/site-packages", "Lib/site-packages")


@dataclass(frozen=True, slots=True)
class Settings:
    """What configuration says of licenses."""

    files: tuple[File, ...] = ()
    """Snapshots; the first that names a package says what its license is."""
    folders: tuple[Path, ...] = ()
    """Folders of installed packages: `node_modules`, `site-packages`, a virtual environment, or a
    project that has `node_modules`."""
    url: str = "https://api.deps.dev"
    """The base of deps.dev; empty where it is not asked."""
    packages: tuple[str, ...] = ()
    """Globs of the names that deps.dev is asked about; empty is all."""
    private: tuple[str, ...] = ()
    """Globs of names that deps.dev never sees."""


def licenses(settings: Settings, client: Client) -> Service[License]:
    """The licenses that are stated: by a snapshot, installed metadata, deps.dev, in this order.

    What is stated and not certain gives the others a turn, and is the answer where they are silent.
    """
    return _Licenses(settings, client)


class _Licenses:
    """Fulfils Service."""

    def __init__(self, settings: Settings, client: Client) -> None:
        self._settings = settings
        self._client = client
        self._snapshot = Snapshot(settings.files)
        self._installed = [each for folder in settings.folders for each in _kinds(folder)]
        self._expected: dict[Coordinates, None] = {}
        self._answers: dict[Coordinates, License | Unknown] = {}

    def expect(self, packages: Iterable[Coordinates]) -> None:
        """See Service."""
        self._expected.update(dict.fromkeys(packages))

    def of(self, package: Coordinates) -> License | Unknown:
        """See Service."""
        if package not in self._answers:
            self._ask(dict.fromkeys((*self._expected, package)))
            self._expected.clear()
        return self._answers[package]

    def _ask(self, packages: Iterable[Coordinates]) -> None:
        uncertain: dict[Coordinates, Unknown] = {}
        asked: dict[Coordinates, str] = {}
        for package in packages:
            if package in self._answers:
                continue
            local = self._local(package)
            if isinstance(local, License) or (local and local.reason == UNREADABLE):
                self._answers[package] = local
                continue
            address = self._address(package)
            if isinstance(local, Unknown):
                uncertain[package] = local
            if isinstance(address, Unknown):
                self._answers[package] = local or address
            else:
                asked[package] = address
        said = self._client.json_all(dict.fromkeys(asked.values())) if asked else {}
        for package, address in asked.items():
            found = _at_deps_dev(said[address])
            is_known = isinstance(found, License)
            self._answers[package] = found if is_known else uncertain.get(package, found)

    def _local(self, package: Coordinates) -> License | Unknown | None:
        first: Unknown | None = None
        for source in (self._snapshot, *self._installed):
            found = source.of(package)
            if isinstance(found, License) or (found and found.reason == UNREADABLE):
                return found
            first = first or found
        return first

    def _address(self, package: Coordinates) -> str | Unknown:
        """What to ask deps.dev, or why it is not asked."""
        settings = self._settings
        if fits(settings.private, package):
            return _unknown("private", "The package is private, and no local source knows it.")
        is_served = not settings.packages or fits(settings.packages, package)
        if not settings.url or not is_served or package.ecosystem not in ECOSYSTEMS:
            return _unknown("no-source", "No source of licenses knows packages of this kind.")
        if package.version is None:
            return Unknown(
                FACT, "no-version", "Which version of the package is used is not known.",
                "Commit a lock, or pin the version.",
            )  # fmt: skip
        try:
            return version_address(settings.url, package)
        except NotAName:
            return _unknown("not-a-name", "No registry can have such a package or version.")


def _at_deps_dev(answer: Any | Failed | None) -> License | Unknown:
    """What deps.dev says of a version: several of its `licenses` have no stated relation."""
    if isinstance(answer, Failed):
        return answer.unknown(FACT)
    if answer is None:
        return _unknown("not-published", "deps.dev does not know this version of the package.")
    listed = answer.get("licenses", []) if isinstance(answer, dict) else None
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        return _unknown("malformed", "The answer of deps.dev is not what its protocol says.")
    if any(each.strip().lower() == "non-standard" for each in listed):
        return unclear("says that its license is none of the SPDX list", "deps.dev")
    found = license_of(listed, "deps.dev")
    return found or _unknown("not-told", "deps.dev does not tell under which license it is.")


def _kinds(folder: Path) -> Sequence[NodeModules | DistInfo]:
    """The sources that a folder holds."""
    inner = folder / "node_modules"
    modules = folder if folder.name == "node_modules" or not inner.is_dir() else inner
    sites = [each for shape in _VENV for each in sorted(folder.glob(shape))[:4]]
    return (NodeModules(modules), *(DistInfo(each) for each in (sites or [folder])))


def _unknown(reason: str, detail: str) -> Unknown:
    return Unknown(
        FACT, reason, detail,
        "Say what its license is in a file that `dependencies.licenses` of bylaw.yaml names.",
    )  # fmt: skip
