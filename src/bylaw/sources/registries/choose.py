"""Which registry is asked about which package."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any, Final, Literal, cast

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown
from bylaw.sources.registries.interface import NotAName, Package, RegistryProtocol
from bylaw.sources.services.interface import Client, Coordinates, Failed, Registry, Service
from bylaw.sources.services.patterns import fits

FACT: Final = "dependency.registry"
_MODULES: Final = {"deps.dev": "deps_dev", "simple": "simple", "npm": "npm"}


@dataclass(frozen=True, slots=True)
class Source:
    """A registry, and what it is asked about."""

    url: str
    """Its base: `https://packages.example/simple/`."""
    protocol: Literal["deps.dev", "simple", "npm"]
    packages: tuple[str, ...] = ()
    """Globs of the names that it is asked about; empty is all that are not private."""


DEPS_DEV: Final = Source("https://api.deps.dev", "deps.dev")


@dataclass(frozen=True, slots=True)
class Settings:
    """What configuration says of registries."""

    registries: tuple[Source, ...] = (DEPS_DEV,)
    """The first that serves the ecosystem and whose `packages` fit answers, and no other."""
    private: tuple[str, ...] = ()
    """Globs of names that only a registry with `packages` that fit may see; deps.dev never."""
    known: tuple[str, ...] = ()
    """Names that are never called a look-alike, in any spelling."""


def registries(settings: Settings, client: Client) -> Service[Registry]:
    """What registries say of packages."""
    return _Registries(settings, client)


class _Registries:
    """Fulfils Service."""

    def __init__(self, settings: Settings, client: Client) -> None:
        self._settings = settings
        self._client = client
        self._expected: dict[Coordinates, None] = {}
        self._answers: dict[Coordinates, Registry | Unknown] = {}

    def expect(self, packages: Iterable[Coordinates]) -> None:
        """See Service."""
        self._expected.update(dict.fromkeys(packages))

    def of(self, package: Coordinates) -> Registry | Unknown:
        """See Service."""
        if package not in self._answers:
            self._ask([*self._expected, package])
            self._expected.clear()
        return self._answers[package]

    def _ask(self, packages: Iterable[Coordinates]) -> None:
        asked: dict[Source, dict[Coordinates, list[str]]] = {}
        for package in packages:
            if package in self._answers:
                continue
            source = self._source(package)
            if isinstance(source, Unknown):
                self._answers[package] = source
                continue
            try:
                addresses = _module(source).addresses(source.url, package)
                asked.setdefault(source, {})[package] = addresses
            except NotAName:
                self._answers[package] = _no_name()
        for source, by_package in asked.items():
            urls = dict.fromkeys(url for each in by_package.values() for url in each)
            said = self._client.json_all(urls, headers=_module(source).HEADERS)
            for package, addresses in by_package.items():
                answers = [said[url] for url in addresses]
                self._answers[package] = self._read(source, package, answers)

    def _source(self, package: Coordinates) -> Source | Unknown:
        """The registry that may be asked about a package."""
        is_private = fits(self._settings.private, package)
        serving = False
        for source in self._settings.registries:
            if package.ecosystem not in _module(source).ECOSYSTEMS:
                continue
            serving = True
            is_named = fits(source.packages, package)
            may_know = is_named and source.protocol != "deps.dev"
            if may_know if is_private else is_named or not source.packages:
                return source
        if is_private:
            return Unknown(
                FACT, "private",
                "The package is private, and no registry is configured for it.",
                "Name it in the `packages` of a registry, under `dependencies` in bylaw.yaml.",
            )  # fmt: skip
        return Unknown(
            FACT, "no-registry",
            "No registry is configured for this package." if serving else
            "No registry that is configured serves this ecosystem.",
            "Name one in `dependencies.registries` of bylaw.yaml.",
        )  # fmt: skip

    def _read(
        self, source: Source, package: Coordinates, answers: Sequence[Any | Failed | None]
    ) -> Registry | Unknown:
        from bylaw.sources.registries.describe import describe
        from bylaw.sources.registries.lookalikes import elsewhere, lookalikes

        found: Package | None = None
        if isinstance(answers[0], Failed):
            return answers[0].unknown(FACT)
        if answers[0] is not None:
            try:
                found = _module(source).read(package, answers)
            except Failed as failed:
                return failed.unknown(FACT)
        ecosystem, name = package.ecosystem, package.name
        if fits(self._settings.private, package):
            return describe(found, package, self._client.now)
        alike = lookalikes(ecosystem, name, _spelled(ecosystem, self._settings.known))
        return describe(found, package, self._client.now, alike, elsewhere(ecosystem, name))


def _spelled(ecosystem: str, names: Iterable[str]) -> frozenset[str]:
    from bylaw.sources.registries.popular import folded

    return frozenset(folded(ecosystem, name) for name in names)


def _module(source: Source) -> RegistryProtocol:
    module = import_module(f"bylaw.sources.registries.{_MODULES[source.protocol]}")
    return cast(RegistryProtocol, module)


def _no_name() -> Unknown:
    return Unknown(
        FACT, "not-a-name", "No registry can have a package of this name, or such a version.",
        "Write the name as the registry has it.",
    )  # fmt: skip
