"""What loaded rules ask of paths: a rename that changes an answer counts as all new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from operator import contains, eq
from typing import Any, Final, TypeAlias

from bylaw.packs.glob import matcher

Ask: TypeAlias = Callable[[str], object]
"""A question about a path."""


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _extension(path: str) -> str:
    from bylaw.sources.git.language import extension_of

    return extension_of(path)


def _language(path: str) -> str | None:
    from bylaw.sources.git.language import language_of_name

    return language_of_name(path)


_FIELDS: Final[dict[str, Callable[[str], str | None]]] = {
    "path": lambda path: path,
    "name": _name,
    "stem": lambda path: _name(path).rpartition(".")[0] or _name(path),
    "extension": _extension,
    "directory": lambda path: path.rpartition("/")[0],
    "language": _language,
}
"""The fields of a file that its path alone decides, or nearly so."""
_BY_LANGUAGE: Final = frozenset(("Line.code", "Line.comment", "File.added_code"))
_COMPARING: Final = frozenset(("Imports.added", "Imports.removed", "Import.is_added"))
_WITH_TEXT: Final[dict[str, Callable[[str, str], bool]]] = {
    "starts": str.startswith,
    "ends": str.endswith,
    "contains": contains,
    "==": eq,
    "!=": eq,
}


def guard(packs: Iterable[Mapping[str, Any]], params: Mapping[str, Any]) -> Ask:
    """What the conditions of the rules, their names and their parameters say of a path.

    Where a condition makes more of a path than compare it with a constant, its answer is the part
    of the path itself. All is gathered when the first path is asked about: most changes rename
    nothing.
    """
    loaded = list(packs)

    @cache
    def asks() -> tuple[Ask, ...]:
        trees = list(_trees(loaded, params))
        globs = sorted({glob for ir in trees for glob in _globs(ir)})
        fields = {key: ask for ir in trees for key, ask in _of_fields(ir)}
        facts = {fact for pack in loaded for rule in pack["rules"] for fact in rule["facts"]}
        by_language = [_language] if facts & _BY_LANGUAGE else []
        return (*(matcher([glob]) for glob in globs), *fields.values(), *by_language)

    return lambda path: tuple(ask(path) for ask in asks())


def guard_of_imports(packs: Iterable[Mapping[str, Any]], params: Mapping[str, Any]) -> Ask:
    """What the rules that compare imports ask of paths: what moves past it is imported anew.

    Other rules do not count: a move is no news to a rule that tells no paths apart.
    """
    about = [
        {**pack, "rules": [rule for rule in pack["rules"] if _COMPARING & frozenset(rule["facts"])]}
        for pack in packs
    ]
    about = [pack for pack in about if pack["rules"]]
    return guard(about, params if about else {})


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


def _of_fields(ir: Any) -> Iterator[tuple[tuple[str, ...], Ask]]:
    """What is asked of the fields that a path decides, each with what tells it from others."""
    match ir:
        case ["in", ["get", _, "File", str(field), _], _, "glob" | "globs"] if field in _FIELDS:
            return  # the globs themselves are gathered
        case ["matches", ["get", _, "File", str(field), _], ["regex", pattern, flags]] if (
            field in _FIELDS
        ):
            yield (field, "matches", pattern, flags), _matching(_FIELDS[field], pattern, flags)
        case [str(word), ["get", _, "File", str(field), _], ["lit", str(text)], *_] if (
            field in _FIELDS and word in _WITH_TEXT
        ):
            yield (field, word, text), _comparing(_FIELDS[field], _WITH_TEXT[word], text)
        case ["get", of, "File", str(field), _] if field in _FIELDS:
            yield (field,), _FIELDS[field]
            yield from _of_fields(of)
        case [*items]:
            for item in items:
                yield from _of_fields(item)


def _matching(field: Callable[[str], str | None], pattern: str, flags: str) -> Ask:
    from bylaw.engine.values import Regex

    regex = Regex(pattern, flags)
    return lambda path: regex.matches(field(path) or "")


def _comparing(
    field: Callable[[str], str | None], compare: Callable[[str, str], bool], text: str
) -> Ask:
    return lambda path: compare(field(path) or "", text)
