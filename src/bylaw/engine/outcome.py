"""What a rule says of a binding: the place, message, anchor and edits of a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from bylaw.engine.compile import Closure, Compiler, Frame
from bylaw.engine.edits import editor
from bylaw.engine.result import Anchor, Edit, Finding
from bylaw.engine.show import template
from bylaw.engine.values import gaps_of, union
from bylaw.facts.place import Place, Unknown

Locate: TypeAlias = Callable[[Any, Any], Place | None]
NOWHERE = Place("", scope="change")


def locator(to: Compiler, type_: str) -> Locate:
    """Where a value of a located type stands; None where that cannot be had."""
    number = to.reader(f"{type_}.place")

    def locate(run: Any, value: Any) -> Place | None:
        found = run.readers[number](value)
        return found if isinstance(found, Place) else None

    return locate


Pointed: TypeAlias = list[tuple[Any, str]]
"""What PLACE points at, the primary first, each with its type; unknown ones too."""


def pointer(to: Compiler, ir: Any, type_: Any) -> tuple[Callable[[Frame], Pointed], set[str]]:
    """What gives the values of a PLACE, and the types that they may have."""
    if isinstance(type_, list):
        parts = [pointer(to, each, of) for each, of in zip(ir[1], type_, strict=True)]
        types = {each for _, of in parts for each in of}
        return lambda frame: [each for part, _ in parts for each in part(frame)], types
    made: Closure = to.compile(ir)
    name = _bare(type_)
    if not name.startswith("list["):
        return lambda frame: [(made(frame), name)], {name}
    of = _bare(name[5:-1])

    def many(frame: Frame) -> Pointed:
        items = made(frame)
        if items is None or isinstance(items, Unknown):
            return [(items, of)]
        return [(each, of) for each in (*items, *gaps_of(items))]

    return many, {of}


def _bare(type_: str) -> str:
    type_ = type_.removesuffix("?")
    return "Match" if type_.startswith("match[") else type_


def speaker(to: Compiler, rule: Mapping[str, Any]) -> Callable[[Frame], Finding | Unknown]:
    """A finding for a frame, or why there can be none."""
    outcome = rule["outcome"]
    id_, verb = rule["id"], rule["verb"]
    pointed, types = pointer(to, outcome["place"], outcome["type"])
    locate = {each: locator(to, each) for each in types}
    anchor = {each: _anchors(to, each) for each in types}
    message = template(to, outcome["message"])
    help_ = template(to, outcome["help"]) if outcome.get("help") else None
    edit = {each: editor(to, outcome["fix"], each) for each in types} if outcome.get("fix") else {}
    change, change_place = to.root("change"), locator(to, "Change")

    def nowhere(run: Any) -> Place:
        found = run.roots[change]
        place = None if isinstance(found, Unknown) else change_place(run, found)
        return place or NOWHERE

    def speak(frame: Frame) -> Finding | Unknown:
        run = frame[0]
        values = pointed(frame)
        known = [
            each for each in values if each[0] is not None and not isinstance(each[0], Unknown)
        ]
        if not known and (doubt := union([value for value, _ in values])) is not None:
            return doubt
        place, at = None, Anchor("change")
        edits: tuple[Edit, ...] = ()
        if known:
            value, type_ = known[0]
            place = locate[type_](run, value)
            at = anchor[type_](run, value, place)
        text = message(frame)
        told = help_(frame) if help_ is not None else None
        related = (locate[of](run, each) for each, of in known[1:])
        if edit and place is not None:
            edits = edit[type_](frame, value, place)
        return Finding(
            id_, verb, place or nowhere(run), text, at, told,
            tuple(each for each in related if each is not None), edits,
        )  # fmt: skip

    return speak


def _anchors(to: Compiler, type_: str) -> Callable[[Any, Any, Place | None], Anchor]:
    """What a finding is about: by the type of its place, else by how wide the place is."""
    if type_ == "Dependency":
        purl = to.reader("Dependency.purl")

        def dependency(run: Any, value: Any, place: Place | None) -> Anchor:
            text = _text(run, purl, value)
            return Anchor("dependency", unversioned(text), text)

        return dependency
    if type_ == "Import":
        ends = [to.reader(f"Import.{name}") for name in ("source", "target")]
        name, module = to.reader("Component.name"), to.reader("Import.module")
        file, path = to.reader("Import.file"), to.reader("File.path")

        def edge(run: Any, value: Any, place: Place | None) -> Anchor:
            found = [run.readers[end](value) for end in ends]
            source, target = (
                "" if each is None or isinstance(each, Unknown) else _text(run, name, each)
                for each in found
            )
            if not source:
                owner = run.readers[file](value)
                missing = owner is None or isinstance(owner, Unknown)
                source = "" if missing else _text(run, path, owner)
            return Anchor("edge", f"{source} -> {target or _text(run, module, value)}")

        return edge
    if type_ == "Cycle":
        members, name = to.reader("Cycle.members"), to.reader("Component.name")

        def cycle(run: Any, value: Any, place: Place | None) -> Anchor:
            found = run.readers[members](value)
            names = [] if isinstance(found, Unknown) else [_text(run, name, x) for x in found]
            return Anchor("edge", " -> ".join(sorted(names)))

        return cycle
    fixed = {"File": Anchor("file"), "Document": Anchor("file"), "Change": Anchor("change")}
    fixed |= {"Commit": Anchor("change")}
    if type_ in fixed:
        return lambda run, value, place: fixed[type_]

    def by_scope(run: Any, value: Any, place: Place | None) -> Anchor:
        if place is None or place.scope == "change":
            return Anchor("change")
        return Anchor("line" if place.scope == "region" else "file")

    return by_scope


def _text(run: Any, reader: int, value: Any) -> str:
    found = run.readers[reader](value)
    return found if isinstance(found, str) else ""


def unversioned(purl: str) -> str:
    """A package URL without version, qualifiers and subpath."""
    core = purl.partition("#")[0].partition("?")[0]
    slash = core.rfind("/")
    at = core.find("@", slash + 2)
    return core[:at] if at > 0 else core
