"""Which packages the globs of a setting mean: `@acme/*`, `acme-*`."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from bylaw.sources.dependencies.names import normal
from bylaw.sources.services.interface import Coordinates


def fits(patterns: Iterable[str], package: Coordinates) -> bool:
    """Whether one of the globs is for a package.

    They are what `fnmatch` reads, so that `*` stands for any text, `/` and none included. Letters
    have no case, `_` is `-`, and names and globs are compared as the ecosystem compares names: a
    glob that hides a private name had better hide too much.
    """
    name = _folded(package.ecosystem, package.name)
    return any(fnmatchcase(name, _folded(package.ecosystem, one)) for one in patterns)


def _folded(ecosystem: str, text: str) -> str:
    return normal(ecosystem, text).lower().replace("_", "-")
