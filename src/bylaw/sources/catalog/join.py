"""One catalog of what several files say, and what does not hold in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place
from bylaw.sources.catalog.interface import (
    Catalog,
    Component,
    Entity,
    EntityKind,
    Layer,
    Link,
    Problem,
    Reading,
    one_line,
)

_FIRST: Final = ("layer", "tier", "owner", "system", "domain", "lifecycle", "description")
_RESTRICTING: Final = {"may_depend_on": None, "public": (), "externals": None}
"""Lists that say what is allowed, and their values where nothing is said: united, a later source
could allow more than the first did."""
_UNITED: Final = ("paths", "data_classes", "tags", "depends_on")
DEFAULT_KIND: Final = "component"


@dataclass(frozen=True, slots=True)
class Read:
    """What one file says, and of which format it is."""

    format: str
    path: str
    reading: Reading


def join(read: Sequence[Read], files: Sequence[str] | None) -> Catalog:
    """One catalog. The first source that says a field wins, lists are united.

    `may_depend_on`, `public` and `externals` are not united, because that could widen them: they
    are as the first source says that says them.

    Args:
        read: What the files say, in the order in which they count.
        files: The paths of all files of the tree.
    """
    read = _spelled(read)
    problems = [problem for each in read for problem in each.reading.problems]
    known, doubles = _components(read)
    problems += doubles
    problems += _doubled_entities(read)
    layers = _layers(read)
    links = [link for each in read for link in each.reading.links]
    entities = {
        (entity.kind, entity.name): entity
        for each in reversed(read)
        for entity in each.reading.entities
    }
    problems += _dangling_links(links, known, entities)
    known = _linked(links, known)
    components = {name: _finished(known[name], entities) for name in sorted(known)}
    problems += _dangling_names(components, layers, entities)
    problems += _dangling_references(read, components, entities)
    if files is not None:
        problems += _of_paths(components, files)
    return Catalog(
        components,
        layers,
        tuple(each.path for each in read),
        tuple(sorted(problems, key=_order)),
    )


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return problem.place.path, problem.place.line, problem.place.column, problem.message


def _spelled(read: Sequence[Read]) -> list[Read]:
    """The readings with names as they are spelled where they are described.

    Only in formats in which upper and lower case are the same.
    """
    names: set[tuple[EntityKind, str]] = set()
    spellings: dict[tuple[EntityKind, str], str] = {}
    seen: set[tuple[str, EntityKind, str]] = set()
    for each in read:
        said: list[tuple[EntityKind, str]] = [(one.kind, one.name) for one in each.reading.entities]
        said += [("component", one.name) for one in each.reading.components]
        for kind, name in said:
            # The second spelling of one name in one such format is a duplicate, which is left out.
            first = (each.format, kind, name.lower() if each.reading.folds else name)
            if first not in seen:
                seen.add(first)
                names.add((kind, name))
                spellings.setdefault((kind, name.lower()), name)

    def spelled(name: str, kind: EntityKind = "component") -> str:
        return name if (kind, name) in names else spellings.get((kind, name.lower()), name)

    return [
        replace(each, reading=_respelled(each.reading, spelled)) if each.reading.folds else each
        for each in read
    ]


def _respelled(reading: Reading, spelled: Callable[..., str]) -> Reading:
    return replace(
        reading,
        components=tuple(_component_respelled(one, spelled) for one in reading.components),
        links=tuple(
            replace(one, source=spelled(one.source), target=spelled(one.target))
            for one in reading.links
        ),
        references=tuple(
            replace(one, name=spelled(one.name, one.kind)) for one in reading.references
        ),
        entities=tuple(
            replace(one, domain=one.domain and spelled(one.domain, "domain"))
            for one in reading.entities
        ),
    )


def _component_respelled(component: Component, spelled: Callable[..., str]) -> Component:
    allowed = component.may_depend_on
    lists = ("depends_on", "may_depend_on")
    return replace(
        component,
        system=component.system and spelled(component.system, "system"),
        depends_on=tuple(map(spelled, component.depends_on)),
        may_depend_on=None if allowed is None else tuple(map(spelled, allowed)),
        places={
            (field, spelled(value) if field in lists else value): place
            for (field, value), place in component.places.items()
        },
    )


def _components(read: Sequence[Read]) -> tuple[dict[str, Component], list[Problem]]:
    known: dict[str, Component] = {}
    first: dict[tuple[str, str], Component] = {}
    problems = []
    for each in read:
        for component in each.reading.components:
            name = component.name.lower() if each.reading.folds else component.name
            scope = each.path if each.reading.by_file else each.format
            earlier = first.setdefault((scope, name), component)
            if earlier is not component:
                where = f"{earlier.place.path}:{earlier.place.line}"
                message = f"`{component.name}` is described already, at {where}"
                problems.append(Problem("duplicate-name", message, component.place, component.name))
            elif component.name in known:
                known[component.name] = _united(known[component.name], component)
            else:
                known[component.name] = component
    return known, problems


def _doubled_entities(read: Sequence[Read]) -> Iterator[Problem]:
    first: dict[tuple[str, EntityKind, str], Place] = {}
    for each in read:
        for one in each.reading.entities:
            earlier = first.setdefault((each.format, one.kind, one.name.lower()), one.place)
            if earlier is not one.place:
                where = f"{earlier.path}:{earlier.line}"
                message = f"`{one.name}` is described already, at {where}"
                yield Problem("duplicate-name", message, one.place)


def _united(first: Component, second: Component) -> Component:
    changes: dict[str, Any] = {"kind": first.kind or second.kind}
    places = {**second.places, **first.places}
    for name in _FIRST:
        if getattr(first, name) is None:
            changes[name] = getattr(second, name)
    for name, unsaid in _RESTRICTING.items():
        is_said = getattr(first, name) != unsaid
        changes[name] = getattr(first if is_said else second, name)
    for name in _UNITED:
        changes[name] = tuple(dict.fromkeys((*getattr(first, name), *getattr(second, name))))
    if first.folder is None:
        changes["folder"] = second.folder
    return replace(first, places=places, **changes)


def _layers(read: Sequence[Read]) -> tuple[Layer, ...]:
    """The layers of the first source that has any: two orders cannot be united."""
    return next((each.reading.layers for each in read if each.reading.layers), ())


def _linked(links: Iterable[Link], known: dict[str, Component]) -> dict[str, Component]:
    """The components with what other descriptions say of their dependencies.

    Who uses what a component provides uses the component.
    """
    uses: dict[str, dict[str, Place]] = {}
    provided: dict[str, list[str]] = {}
    for link in links:
        if link.source in known and link.target in known:
            if link.provides:
                provided.setdefault(link.target, []).append(link.source)
            else:
                uses.setdefault(link.source, {}).setdefault(link.target, link.place)
    for name, component in known.items():
        for target in component.depends_on:
            if target in provided:
                uses.setdefault(name, {}).setdefault(target, component.at("depends_on", target))
    linked = dict(known)
    for name, targets in uses.items():
        component = known[name]
        found = {
            each: place
            for target, place in targets.items()
            for each in (target, *provided.get(target, ()))
            if each != name
        }
        linked[name] = replace(
            component,
            depends_on=tuple(dict.fromkeys((*component.depends_on, *found))),
            places={("depends_on", each): place for each, place in found.items()}
            | dict(component.places),
        )
    return linked


def _finished(component: Component, entities: dict[tuple[EntityKind, str], Entity]) -> Component:
    """A component with what follows from other descriptions: its paths, the system's domain."""
    changes: dict[str, Any] = {}
    if not component.paths and component.folder is not None:
        folder = "".join(f"[{char}]" if char in "*?[{" else char for char in component.folder)
        changes["paths"] = (f"{folder}/**" if folder else "**",)
    if component.domain is None and component.system is not None:
        system = entities.get(("system", component.system))
        changes["domain"] = system.domain if system else None
    if not component.kind:
        changes["kind"] = DEFAULT_KIND
    return replace(component, **changes) if changes else component


def _dangling_links(
    links: Iterable[Link],
    known: dict[str, Component],
    entities: dict[tuple[EntityKind, str], Entity],
) -> Iterator[Problem]:
    for link in links:
        for name, other in ((link.source, link.target), (link.target, link.source)):
            if name not in known and ("component", name) not in entities:
                about = other if other in known else None
                yield Problem("dangling-reference", _undescribed(name), link.place, about)


def _undescribed(name: str) -> str:
    return f"no component `{name}` is described"


def _dangling_names(
    components: dict[str, Component],
    layers: tuple[Layer, ...],
    entities: dict[tuple[EntityKind, str], Entity],
) -> Iterator[Problem]:
    names = {layer.name for layer in layers}
    for component in components.values():
        if component.layer is not None and component.layer not in names:
            message = f"no layer `{component.layer}` is among the `layers`"
            yield Problem("dangling-reference", message, component.at("layer"), component.name)
        for field in ("depends_on", "may_depend_on"):
            for name in getattr(component, field) or ():
                if name not in components and ("component", name) not in entities:
                    place = component.at(field, name)
                    yield Problem("dangling-reference", _undescribed(name), place, component.name)


def _dangling_references(
    read: Sequence[Read],
    components: dict[str, Component],
    entities: dict[tuple[EntityKind, str], Entity],
) -> Iterator[Problem]:
    """Names that nothing answers to; owners only where the catalog describes any."""
    kinds = {kind for kind, _ in entities}
    for each in read:
        for one in each.reading.references:
            is_known = (one.kind, one.name) in entities or (
                one.kind == "component" and one.name in components
            )
            if not is_known and (one.kind != "owner" or "owner" in kinds):
                message = f"no {one.kind} `{one.shown or one.name}` is described"
                yield Problem("dangling-reference", message, one.place, one.component)


def _of_paths(components: dict[str, Component], files: Sequence[str]) -> Iterator[Problem]:
    """Files that two components claim alike, and components that claim none."""
    from bylaw.sources.catalog.claims import Claims

    pairs: dict[tuple[str, str], str] = {}
    left = {name: one for name, one in components.items() if one.paths}
    claims = Claims(left.values())
    for path in files:
        names = claims.all_of(path)
        for name in names:
            left.pop(name, None)
        for other in names[1:]:
            pairs.setdefault((names[0], other), path)
    for (winner, other), path in pairs.items():
        component = components[other]
        message = f"{one_line(path)} belongs to {winner} and to {other} alike"
        yield Problem("overlapping-paths", message, _of_glob(component, path), other)
    for component in _without_files(left, files):
        message = f"no file is in {', '.join(component.paths[:3])}"
        place = component.at("paths", component.paths[0])
        yield Problem("no-files", message, place, component.name)


def _without_files(left: dict[str, Component], files: Sequence[str]) -> Iterable[Component]:
    """Those whose paths match nothing, of the components that have no file.

    The others match files that somebody has a better claim to. They show once those with a better
    claim are put aside, which takes a round for each level of such claims.
    """
    from bylaw.sources.catalog.claims import Claims

    while left:
        claims = Claims(left.values())
        matched = {name for path in files for name in claims.all_of(path)}
        if not matched:
            break
        left = {name: one for name, one in left.items() if name not in matched}
    return left.values()


def _of_glob(component: Component, path: str) -> Place:
    """Where the glob stands that claims a path most specifically."""
    from bylaw.sources.catalog.globs import alternatives, fixed_prefix, matcher

    weights = [
        (len(fixed_prefix(one)), glob)
        for glob in component.paths
        for one in alternatives(glob)
        if matcher((one,))(path)
    ]
    return component.at("paths", max(weights)[1])
