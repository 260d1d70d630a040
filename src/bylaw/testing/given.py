"""From the givens of a test to the facts that they state, laid over those read from git."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from bylaw.facts.place import Place, Unknown
from bylaw.facts.readers import Facts
from bylaw.sources.decisions import names
from bylaw.sources.decisions.facts import covering
from bylaw.testing.document import BadDocument, Reader, Stated, read_yaml
from bylaw.testing.history import BadGiven
from bylaw.versions.version import Version

Given = Mapping[str, Any]
Scalars = Mapping[str, Callable[[str], Any]]
Document = Callable[[Reader, Any, Facts], Facts]

ROOTS: Final = {
    "review": ("review",),
    "architecture": ("architecture", "imports", "cycles"),
    "decisions": ("decisions",),
    "dependencies": ("dependencies",),
    "memory": ("memory",),
}
FIELDS: Final = {
    "architecture": ("File.component", "File.imports", "File.imported_by"),
    "owners": ("File.owners",),
    "registry": ("Dependency.registry",),
    "licenses": ("Dependency.license",),
    "advisories": ("Dependency.vulnerabilities",),
    "attributes": ("File.is_generated", "File.is_vendored"),
}
FUNCTIONS: Final = {"decisions": ("decision",)}
"""Roots, fields and functions that are unknown after `given … unknown`."""

LATER: Final = frozenset({"memory"})
"""Documents that nothing reads in this version; a test that gives one waits."""


def state(
    givens: Sequence[Given], types: Mapping[str, Any], scalars: Scalars, real: Facts
) -> Facts:
    """The real facts with what the test states laid over them; raises BadGiven."""
    roots: dict[str, Any] = {}
    readers: dict[str, Callable[..., Any]] = dict(_file_readers(givens, real))
    functions: dict[str, Callable[..., Any]] = {}
    for given in givens:
        if given["kind"] != "document":
            continue
        name, text = given["name"], given["text"]
        if text is None:
            unknown = Unknown(name, "given-unknown", f"The test gives {name} as unknown.")
            roots |= dict.fromkeys(ROOTS.get(name, ()), unknown)
            readers |= {field: _always(unknown) for field in FIELDS.get(name, ())}
            functions |= {each: _always(unknown) for each in FUNCTIONS.get(name, ())}
        elif name in DOCUMENTS:
            reader = Reader(
                types, name, Place(f"given {name}", given["line"]), name != "review", scalars
            )
            try:
                stated = DOCUMENTS[name](reader, read_yaml(text), real)
            except BadDocument as error:
                raise BadGiven(given["line"], f"given {name}: {error}") from None
            roots |= stated.roots
            readers |= stated.readers
            functions |= stated.functions
    stated_readers = {
        f"{type_}.{field}": _stated(field, real.readers.get(f"{type_}.{field}"))
        for type_, declared in types.items()
        for field in declared["fields"]
        if type_ not in ("Change", "File", "Line", "Match", "Commit")
    } | {key: _method(method, real.readers.get(key)) for key, method in METHODS.items()}
    facts = real.joined(Facts(roots, {**stated_readers, **readers}, functions))
    if "decisions" in roots:
        covers = covering(lambda: facts, _value("paths"), _value("scope"), _value("tags"))
        return facts.joined(Facts(readers={"Decision.covers": covers}))
    return facts


def _value(name: str) -> Callable[[Stated], Any]:
    return lambda fact: fact.values[name]


def _always(value: Any) -> Callable[..., Any]:
    return lambda *_: value


def _stated(field: str, real: Callable[..., Any] | None) -> Callable[..., Any]:
    """A reader that answers for what a test states, and leaves the rest to the real one."""

    def read(fact: Any, *arguments: Any) -> Any:
        if isinstance(fact, Stated):
            if field == "place":
                return fact.place
            value = fact.values.get(field)
            return value() if callable(value) else value
        return real(fact, *arguments) if real else Unknown(field, "not-in-this-version")

    return read


def _method(stated: Callable[..., Any], real: Callable[..., Any] | None) -> Callable[..., Any]:
    def call(fact: Any, *arguments: Any) -> Any:
        if isinstance(fact, Stated):
            return stated(fact.values, *arguments)
        return real(fact, *arguments) if real else Unknown("", "not-in-this-version")

    return call


def _is_by(approval: Mapping[str, Any], owners: Sequence[Any]) -> Any:
    """As in a real run, by the teams that the test states; no address is anybody's."""
    from bylaw.sources.forges.facts import is_by_any
    from bylaw.sources.forges.model import Who
    from bylaw.sources.forges.owners import among

    by, teams = approval["by"], approval["teams"]
    if isinstance(by, Unknown):
        return by

    def ask(name: str, kind: str) -> bool | Unknown:
        if kind == "email":
            return False
        return teams if isinstance(teams, Unknown) else among(teams)(name)

    return is_by_any(Who(by.removeprefix("@")), owners, ask, _named)


def _named(owner: Any) -> tuple[str, str]:
    """An owner's name and kind: one that the test states, or one that a CODEOWNERS names."""
    if isinstance(owner, Stated):
        return owner.values["name"], owner.values["kind"]
    return owner.name, owner.kind


METHODS: Final[Mapping[str, Callable[..., Any]]] = {"Approval.is_by": _is_by}


def _file_readers(givens: Sequence[Given], real: Facts) -> Iterable[tuple[str, Callable[..., Any]]]:
    """`size` and `generated` are stated, not built: nobody wants 2 MB of text in a test."""
    files = [given for given in givens if given["kind"] == "file"]
    sizes = {given["path"]: given["size"] for given in files if given.get("size") is not None}
    generated = {given["path"]: True for given in files if given.get("generated")}
    for field, values in (("File.size", sizes), ("File.is_generated", generated)):
        if values:
            yield field, _by_path(values, real, field)


def _by_path(values: Mapping[str, Any], real: Facts, field: str) -> Callable[..., Any]:
    path, read = real.readers["File.path"], real.readers[field]

    def answer(file: Any) -> Any:
        known = values.get(path(file))
        return read(file) if known is None else known

    return answer


# -- documents: each makes facts of what its YAML says -----------------------------------------


def _mapping(value: Any, known: Sequence[str] = ()) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadDocument("it must be a mapping")
    for key in value:
        if not isinstance(key, str) or (known and key not in known):
            raise BadDocument(f"no key `{key}`" + (f"; it has {', '.join(known)}" if known else ""))
    return value


def _review(reader: Reader, value: Any, _: Facts) -> Facts:
    return Facts({"review": reader.fact("Review", _mapping(value), "review")})


_CHANGES: Final = ("added", "changed", "removed")


def _decisions(reader: Reader, value: Any, _: Facts) -> Facts:
    said = _mapping(value)
    problems = reader.value("list[DecisionProblem]", said.get("problems") or [], "problems")
    found = {
        name: reader.fact(
            "Decision", _placed({"id": name, "path": "", **_mapping(body or {})}), name
        )
        for name, body in sorted(said.items())
        if name not in (*_CHANGES, "problems")
    }
    lists: dict[str, Any] = {"problems": problems}
    for kind in _CHANGES:
        ids = reader.value("list[string]", said.get(kind) or [], kind)
        for id_ in ids:
            if id_ not in found:
                raise BadDocument(f"`{kind}` names `{id_}`, which is no decision here")
        lists[kind] = tuple(found[id_] for id_ in ids)
    every = tuple(each for name, each in found.items() if each not in lists["removed"])
    lists["all"] = every
    lists["active"] = tuple(
        each
        for each in every
        if each.values["status"] == "accepted" and not each.values["superseded_by"]
    )
    by_id = {names.key(each.values["id"]): each for each in every}
    root = Stated("Decisions", lists, reader.place)
    return Facts({"decisions": root}, functions={"decision": lambda id_: by_id.get(names.key(id_))})


def _placed(said: dict[str, Any]) -> dict[str, Any]:
    """With the folder of the path, where only that is given."""
    return {"directory": str(said["path"]).rpartition("/")[0], **said}


def _dependencies(reader: Reader, value: Any, _: Facts) -> Facts:
    lists = ("added", "removed", "changed", "all")
    return Facts(
        {
            "dependencies": Stated(
                "Dependencies",
                {
                    name: tuple(
                        _of_ecosystem(each.values["ecosystem"], each)
                        for each in reader.value(
                            "list[Dependency]", _mapping(value, lists).get(name, []), name
                        )
                    )
                    for name in lists
                },
                reader.place,
            )
        }
    )


def _of_ecosystem(ecosystem: Any, value: Any) -> Any:
    """A value whose versions, and those of its fields, are ordered as an ecosystem orders them."""
    if isinstance(value, Version):
        return Version(value.text, ecosystem if isinstance(ecosystem, str) else "")
    if isinstance(value, tuple):
        return tuple(_of_ecosystem(ecosystem, each) for each in value)
    if isinstance(value, Stated):
        fields = {name: _of_ecosystem(ecosystem, each) for name, each in value.values.items()}
        return Stated(value.type, fields, value.place)
    return value


def _of_package(field: str, type_: str) -> Document:
    """A document from package names to one field of `Dependency`."""

    def read(reader: Reader, value: Any, real: Facts) -> Facts:
        known = {name: reader.value(type_, each, name) for name, each in _mapping(value).items()}

        def answer(dependency: Any) -> Any:
            if isinstance(dependency, Stated):
                name, ecosystem = (dependency.values[each] for each in ("name", "ecosystem"))
            else:
                name, ecosystem = (
                    real.readers[f"Dependency.{each}"](dependency) for each in ("name", "ecosystem")
                )
            if name in known:
                return _of_ecosystem(ecosystem, known[name])
            return Unknown(
                f"dependency.{field}",
                "not-given",
                f"The test gives a {reader.kind} that does not hold `{name}`.",
                f"Add `{name}:` to `given {reader.kind}`.",
            )

        return Facts(readers={f"Dependency.{field}": answer})

    return read


DOCUMENTS: Final[Mapping[str, Document]] = {
    "review": _review,
    "decisions": _decisions,
    "dependencies": _dependencies,
    "registry": _of_package("registry", "Registry"),
    "licenses": _of_package("license", "License"),
    "advisories": _of_package("vulnerabilities", "list[Vulnerability]"),
}
