"""What loaded rules ask of paths: a rename that changes an answer counts as all new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from bylaw.packs.glob import matcher


def guard(
    packs: Iterable[Mapping[str, Any]], params: Mapping[str, Any]
) -> Callable[[str], tuple[bool, ...]]:
    """Which of the globs in the rules, their names and their parameters a path matches.

    The globs are gathered when the first path is asked about: most changes rename nothing.
    """

    @cache
    def matchers() -> tuple[Callable[[str], bool], ...]:
        globs = {glob for ir in _trees(packs, params) for glob in _globs(ir)}
        return tuple(matcher([glob]) for glob in sorted(globs))

    return lambda path: tuple(matches(path) for matches in matchers())


def _trees(packs: Iterable[Mapping[str, Any]], params: Mapping[str, Any]) -> Iterator[Any]:
    yield from params.values()
    for pack in packs:
        yield from (rule["clauses"] for rule in pack["rules"])
        yield from (let["value"] for let in pack["lets"].values())
        yield from (function["body"] for function in pack["defs"].values())
        yield from (param["default"] for param in pack["params"].values())


def _globs(ir: Any) -> Iterator[str]:
    match ir:
        case ["glob", [*texts]]:
            yield from (text for text in texts if isinstance(text, str))
        case [*items]:
            for item in items:
                yield from _globs(item)
