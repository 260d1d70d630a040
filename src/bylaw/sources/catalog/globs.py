"""Globs of components: how specific each is, and whether it matches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

from bylaw.facts.globs import regex_of
from bylaw.sources.catalog.patterns import compiled, encoded

_WILD: Final = "*?[{"
_MOST_ALTERNATIVES: Final = 64
_LARGEST: Final = 10_000
"""Characters of a regex of many globs."""


def matcher(globs: Iterable[str]) -> Callable[[str], bool]:
    """Whether a path matches one of the globs. ValueError where one is not a glob."""
    return _matcher(tuple(globs))


@lru_cache(maxsize=4096)
def _matcher(globs: tuple[str, ...]) -> Callable[[str], bool]:
    regexes = [compiled(text) for text in _joined(globs)]
    if len(regexes) == 1:
        (one,) = regexes
        return lambda path: one.fullmatch(encoded(path)) is not None
    return lambda path: any(one.fullmatch(encoded(path)) for one in regexes)


def _joined(globs: tuple[str, ...]) -> Iterator[str]:
    """Regexes of many globs each, none of them larger than RE2 takes."""
    parts: list[str] = []
    size = 0
    for glob in globs:
        parts.append(regex_of(glob))
        size += len(parts[-1])
        if size > _LARGEST:
            yield "|".join(parts)
            parts, size = [], 0
    if parts:
        yield "|".join(parts)


def fixed_prefix(glob: str) -> str:
    """What every path begins with that matches; `src/pay/` of `src/pay/**`, and of `src/pay` too.

    A glob without wildcards means the path itself and all below it.
    """
    at = min((at for char in _WILD if (at := glob.find(char)) >= 0), default=-1)
    return glob[:at] if at >= 0 else f"{glob.rstrip('/')}/"


def alternatives(glob: str) -> list[str]:
    """A glob for each choice that its braces leave: `{a,b}/**` is `a/**` and `b/**`.

    The glob itself where there are too many.
    """
    found = [glob]
    while len(found) <= _MOST_ALTERNATIVES:
        split = [_first_choice(each) for each in found]
        if all(choices is None for choices in split):
            return found
        found = [
            one
            for each, choices in zip(found, split, strict=True)
            for one in (choices if choices is not None else [each])
        ]
    return [glob]


def _first_choice(glob: str) -> list[str] | None:
    """The globs that the first outermost brace leaves; None where there is none to take apart."""
    start = glob.find("{")
    if start < 0 or "[" in glob:
        return None
    depth, last = 0, start + 1
    parts: list[str] = []
    for at, char in _braces(glob, start):
        if char == "{":
            depth += 1
        elif depth == 1:
            parts.append(glob[last:at])
            last = at + 1
        if char == "}":
            depth -= 1
            if not depth:
                return [f"{glob[:start]}{part}{glob[at + 1 :]}" for part in parts]
    return None


def _braces(glob: str, start: int) -> Iterator[tuple[int, str]]:
    return ((at, glob[at]) for at in range(start, len(glob)) if glob[at] in "{,}")
