"""Which packages the globs of a setting mean: `@acme/*`, `acme-*`."""

from __future__ import annotations

from collections.abc import Sequence

from bylaw.sources.dependencies.names import normal
from bylaw.sources.services.interface import Coordinates


def fits(patterns: Sequence[str], package: Coordinates) -> bool:
    """Whether one of the globs is for a package.

    `*` stands for any text, `/` and none included, all else for itself. Letters have no case, and
    names and globs are compared as the ecosystem compares names: a glob that hides a private name
    had better hide too much.
    """
    name = normal(package.ecosystem, package.name).lower()
    return any(
        _has_shape(name, normal(package.ecosystem, pattern).lower().split("*"))
        for pattern in patterns
    )


def _has_shape(name: str, pieces: list[str]) -> bool:
    """Whether a text consists of the pieces, with anything between them: in linear time."""
    if len(pieces) == 1:
        return name == pieces[0]
    first, *middle, last = pieces
    if not name.startswith(first) or not name.endswith(last):
        return False
    at, end = len(first), len(name) - len(last)
    for piece in middle:
        at = name.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return at <= end
