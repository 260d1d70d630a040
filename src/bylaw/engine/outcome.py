"""What a rule says of a binding: the place, message, anchor and edits of a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from bylaw.engine.compile import Closure, Compiler, Frame
from bylaw.engine.edits import editor
from bylaw.engine.result import Anchor, Finding
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


def speaker(to: Compiler, rule: Mapping[str, Any]) -> Callable[[Frame], Finding | Unknown]:
    """A finding for a frame, or why there can be none."""
    outcome = rule["outcome"]
    type_, id_, verb = str(outcome["type"]).removesuffix("?"), rule["id"], rule["verb"]
    many = type_.startswith("list[")
    type_ = type_[5:-1].removesuffix("?") if many else type_
    type_ = type_.partition("[")[0].capitalize() if type_.startswith("match") else type_
    value_of: Closure = to.compile(outcome["place"])
    locate, anchor = locator(to, type_), _anchors(to, type_)
    message = template(to, outcome["message"])
    help_ = template(to, outcome["help"]) if outcome.get("help") else None
    edit = editor(to, outcome["fix"], type_) if outcome.get("fix") else None
    change, change_place = to.root("change"), locator(to, "Change")

    def nowhere(run: Any) -> Place:
        found = run.roots[change]
        place = None if isinstance(found, Unknown) else change_place(run, found)
        return place or NOWHERE

    def primary(value: Any) -> tuple[Any, Sequence[Any]]:
        if not many:
            return value, ()
        known = [item for item in value if item is not None and not isinstance(item, Unknown)]
        if not known:
            return union((*gaps_of(value), *value)), ()
        return known[0], known[1:]

    def speak(frame: Frame) -> Finding | Unknown:
        run = frame[0]
        value = value_of(frame)
        related: Sequence[Any] = ()
        if not isinstance(value, Unknown) and value is not None:
            value, related = primary(value)
        if isinstance(value, Unknown):
            return value
        place = None if value is None else locate(run, value)
        at = Anchor("change") if value is None else anchor(run, value, place)
        text = message(frame)
        more = tuple(found for each in related if (found := locate(run, each)) is not None)
        return Finding(
            id_, verb, place or nowhere(run), text, at,
            help_(frame) if help_ is not None else None,
            more,
            edit(frame, value, place) if edit is not None and place is not None else (),
        )  # fmt: skip

    return speak


def _anchors(to: Compiler, type_: str) -> Callable[[Any, Any, Place | None], Anchor]:
    """What a finding is about: by the type of its place, else by how wide the place is."""
    if type_ == "Dependency":
        purl = to.reader("Dependency.purl")
        return lambda run, value, place: Anchor("dependency", unversioned(_text(run, purl, value)))
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
