"""From what a registry says of a package to facts, and to what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from bylaw.facts.place import Unknown
from bylaw.sources.registries.interface import Package, Release
from bylaw.sources.registries.lookalikes import Lookalike
from bylaw.sources.registries.prereleases import is_prerelease
from bylaw.sources.services.interface import Coordinates, Registry
from bylaw.versions import order
from bylaw.versions.version import Version

_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
YOUNG: Final = 30 * _DAY
"""A package that is younger is said to be."""
FRESH: Final = 3 * _DAY
"""A version that is younger is said to be."""
FEW: Final = 2
"""Releases that are worth a word, of a package of less than a year."""
_YEAR: Final = 365 * _DAY
_ONE_SPELLING: Final = frozenset(("pypi", "nuget"))
"""Ecosystems in which `1.0` and `1.0.0` are one version."""
_SYSTEMS: Final = {
    "cargo": "Cargo", "composer": "Composer", "gem": "RubyGems", "golang": "Go",
    "maven": "Maven", "npm": "npm", "nuget": "NuGet", "pypi": "PyPI",
}  # fmt: skip


def describe(
    package: Package | None,
    asked: Coordinates,
    now: int,
    alike: Sequence[Lookalike] = (),
    elsewhere: str | None = None,
) -> Registry:
    """The facts of a package.

    Args:
        package: What its registry says; None where it has no such package.
        asked: The package, and its version where one is known.
        now: Seconds since 1970.
        alike: The popular packages that it can be taken for.
        elsewhere: The ecosystem of which a popular package has this name.
    """
    names = tuple(each.name for each in alike)
    looks = [each.clause for each in alike[:1]]
    # Many honest packages share their names with others, so that is no sign by itself.
    hint = [f"a package of {_SYSTEMS[elsewhere]} has its name"] if elsewhere else []
    if package is None or not (package.releases or package.status == "quarantined"):
        against = "it was unpublished" if package and package.status else "it does not exist"
        summary = _joined([against, *looks, *hint])
        return Registry(False, 0, None, None, False, False, 0, names, summary)
    release = _asked(package.releases, asked)
    age = _age(package, now)
    published = _published(release, asked)
    latest = _latest(package.releases, asked.ecosystem)
    is_yanked = _is_yanked(package, release, asked)
    is_deprecated = _is_deprecated(package, release or latest)
    count = sum(1 for each in package.releases if not each.is_yanked)
    signs = [
        *_state(package, release, asked, is_yanked is True, is_deprecated is True),
        *looks,
        *_youth(age, published, count, now),
    ]
    return Registry(
        is_published=True,
        age=age,
        published=published,
        latest=Version(latest.version, asked.ecosystem) if latest else None,
        is_yanked=is_yanked,
        is_deprecated=is_deprecated,
        releases=count,
        lookalikes=names,
        summary=_joined([*signs, *hint] if signs else []),
    )


def _asked(releases: Iterable[Release], asked: Coordinates) -> Release | None:
    """The release that is asked for."""
    if asked.version is None:
        return None
    by_version = {release.version: release for release in releases}
    exact = by_version.get(asked.version)
    key = order(asked.version, asked.ecosystem)
    if exact is not None or asked.ecosystem not in _ONE_SPELLING or key is None:
        return exact
    alike = (each for each in by_version.values() if order(each.version, asked.ecosystem) == key)
    return next(alike, None)


def _latest(releases: Iterable[Release], ecosystem: str) -> Release | None:
    best: tuple[Any, Release] | None = None
    for release in releases:
        key = order(release.version, ecosystem)
        if key is None or release.is_yanked or is_prerelease(release.version, ecosystem):
            continue
        if best is None or key > best[0]:
            best = key, release
    return best[1] if best else None


def _age(package: Package, now: int) -> int | Unknown:
    dates = [release.published for release in package.releases]
    known = [date for date in (package.first, *dates) if date is not None]
    if not known:
        return _untold("age", "when the package was first published")
    return max(0, now - min(known))


def _published(release: Release | None, asked: Coordinates) -> int | Unknown | None:
    if asked.version is None:
        return _no_version("published")
    if release is None:
        return None
    if release.published is None:
        return _untold("published", "when this version was published")
    return release.published


def _is_yanked(package: Package, release: Release | None, asked: Coordinates) -> bool | Unknown:
    if package.status == "quarantined":
        return True
    if asked.version is None:
        return _no_version("is_yanked")
    if release is None:
        return Unknown(
            "dependency.registry.is_yanked", "no-such-version",
            "The registry has no such version, withdrawn or not.",
        )  # fmt: skip
    if release.is_yanked is None:
        return _untold("is_yanked", "whether this version was withdrawn")
    return release.is_yanked


def _is_deprecated(package: Package, release: Release | None) -> bool | Unknown:
    """Of the package, or of this version; where there is no version, of the newest one."""
    said = [package.is_deprecated]
    if release is not None:
        said.append(release.is_deprecated)
    if True in said:
        return True
    if None in said:
        return _untold("is_deprecated", "whether the package or this version is deprecated")
    return False


def _state(
    package: Package,
    release: Release | None,
    asked: Coordinates,
    is_yanked: bool,
    is_deprecated: bool,
) -> list[str]:
    found = []
    if package.status == "quarantined":
        found.append("it is quarantined by its registry")
    elif is_yanked:
        found.append("this version was withdrawn")
    elif release is None and asked.version is not None:
        found.append("this version does not exist")
    if is_deprecated:
        found.append("it is archived" if package.status == "archived" else "it is deprecated")
    return found


def _youth(age: int | Unknown, published: int | Unknown | None, count: int, now: int) -> list[str]:
    found = []
    if isinstance(age, int) and age < YOUNG:
        found.append(f"it is {_span(age)} old")
    elif isinstance(published, int) and now - published < FRESH:
        found.append(f"this version was published {_span(max(0, now - published))} ago")
    if isinstance(age, int) and age < _YEAR and count <= FEW:
        found.append(f"it has {count} release{'s' if count != 1 else ''}")
    return found


def _span(length: int) -> str:
    """A length of time in words: `5 hours`."""
    unit, name = (_DAY, "day") if length >= 2 * _DAY else (_HOUR, "hour")
    if length < _HOUR:
        unit, name = 60, "minute"
    count = length // unit
    return f"{count} {name}{'s' if count != 1 else ''}"


def _joined(clauses: Sequence[str]) -> str:
    if len(clauses) < 2:
        return "".join(clauses)
    return f"{', '.join(clauses[:-1])} and {clauses[-1]}"


def _untold(field: str, what: str) -> Unknown:
    return Unknown(
        f"dependency.registry.{field}", "not-told", f"The registry does not tell {what}."
    )


def _no_version(field: str) -> Unknown:
    return Unknown(
        f"dependency.registry.{field}", "no-version",
        "Which version of the package is used is not known.",
        "Commit a lock, or pin the version.",
    )  # fmt: skip
