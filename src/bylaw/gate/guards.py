"""What loaded rules ask of paths: a rename that changes an answer counts as all new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
        facts = {fact for pack in loaded for rule in pack["rules"] for fact in rule["facts"]}
        by_language = (_language,) if facts & _BY_LANGUAGE else ()
        return (*_asks(_trees(loaded, params)), *by_language)

    return lambda path: tuple(ask(path) for ask in asks())


def guard_of_imports(packs: Iterable[Mapping[str, Any]], params: Mapping[str, Any]) -> Ask:
    """What the rules that compare imports ask of paths: what moves past it is imported anew.

    Only what decides whether such a rule speaks counts, and not what its message shows: a move is
    no news to a rule that tells no paths apart.
    """
    loaded = list(packs)

    @cache
    def asks() -> tuple[Ask, ...]:
        return _asks(_deciding(loaded, params))

    return lambda path: tuple(ask(path) for ask in asks())


def _asks(trees: Iterable[Any]) -> tuple[Ask, ...]:
    known = list(trees)
    globs = sorted({glob for ir in known for glob in _globs(ir)})
    fields = {key: ask for ir in known for key, ask in _of_fields(ir)}
    return (*(matcher([glob]) for glob in globs), *fields.values())


def _deciding(packs: Sequence[Mapping[str, Any]], params: Mapping[str, Any]) -> Iterator[Any]:
    """What the conditions and loops of the rules that compare imports are made of."""
    named: dict[tuple[str, str], Any] = {}
    for pack in packs:
        own = f"{pack['pack']}/"
        named |= {("let", own + name): each["value"] for name, each in pack["lets"].items()}
        named |= {("def", own + name): each["body"] for name, each in pack["defs"].items()}
        named |= {("param", own + name): each["default"] for name, each in pack["params"].items()}
    named |= {("param", name): value for name, value in params.items()}
    rules = [rule for pack in packs for rule in pack["rules"] if _COMPARING & {*rule["facts"]}]
    seen: set[tuple[str, str]] = set()
    for rule in rules:
        inner = {clause[1]: clause[3] for clause in rule["clauses"] if clause[0] == "let"}
        kept: set[str] = set()
        waiting = [_tree_of(clause) for clause in rule["clauses"] if clause[0] != "let"]
        while waiting:
            ir = waiting.pop()
            yield ir
            for kind, name in _names(ir):
                if kind == "var" and name in inner and name not in kept:
                    kept.add(name)
                    waiting.append(inner[name])
                elif (kind, name) in named and (kind, name) not in seen:
                    seen.add((kind, name))
                    waiting.append(named[kind, name])


def _tree_of(clause: Sequence[Any]) -> Any:
    return clause[3] if clause[0] == "for" else clause[1]


def _names(ir: Any) -> Iterator[tuple[str, str]]:
    """What an expression refers to by name."""
    match ir:
        case [("var" | "let" | "def" | "param") as kind, str(name), *rest]:
            yield str(kind), name
            for item in rest:
                yield from _names(item)
        case [*items]:
            for item in items:
                yield from _names(item)


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
