"""The readers of the facts about architecture, imports and cycles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from bylaw.facts.place import Unknown
from bylaw.facts.readers import Facts
from bylaw.sources.architecture.catalogs import Catalogs, no_catalog
from bylaw.sources.architecture.change import Architecture, listing
from bylaw.sources.architecture.model import Component, Cycle, Import
from bylaw.sources.architecture.rings import Rings
from bylaw.sources.catalog.allowed import is_public
from bylaw.sources.imports.kept import Kept
from bylaw.sources.imports.languages import language_of

if TYPE_CHECKING:
    from bylaw.facts.lines import Line
    from bylaw.sources.git.change import Change
    from bylaw.sources.git.files import File

Globs = Callable[[str], Any]
"""How the engine makes a glob of a text."""


def architecture_facts(
    change: Change, catalogs: Catalogs, kept: Kept, glob: Globs, guard: Callable[[str], object]
) -> Facts:
    """Roots `architecture`, `imports` and `cycles`, their readers, and `reach`.

    Nothing is read before a rule asks.

    Args:
        change: The change.
        catalogs: What was decided.
        kept: What was read in earlier runs.
        glob: How the engine makes a glob of a text.
        guard: What the rules that compare imports ask of a path.
    """
    of_globs = {
        "Component.paths": lambda each: tuple(map(glob, each.described.paths)),
        "Component.public": lambda each: tuple(map(glob, each.described.public)),
    }
    if change.store is None:
        return _of_patch(change, catalogs, of_globs, guard)
    architecture = Architecture(change, catalogs, kept, guard)
    rings = Rings(architecture)
    told = catalogs.governing is not None
    return Facts(
        {
            "architecture": architecture if told else no_catalog(),
            "imports": architecture,
            "cycles": rings,
        },
        {
            **READERS,
            **of_globs,
            "File.component": lambda file: architecture.component_of(file.path),
            "File.imports": lambda file: _imports(architecture, file),
            "File.imported_by": lambda file: _importers(architecture, file),
        },
        {"reach": rings.reach},
    )


def _of_patch(
    change: Change,
    catalogs: Catalogs,
    of_globs: Mapping[str, Callable[..., Any]],
    guard: Callable[[str], object],
) -> Facts:
    """A patch has no trees: its files have components, what they import is not known."""
    unknown = Unknown(
        "imports",
        "patch-only",
        "A patch does not hold the whole of a file, nor what it imports.",
        "Judge the change in its repository.",
    )
    known = Architecture(change, catalogs, Kept(None), guard)
    paths = (path for file in change.files for path in (file.path, file.old_path))
    is_about = any(path is not None and language_of(path) for path in paths)
    imports: Any = unknown if is_about else _Nothing()
    fields = {f"Component.{name}": lambda each: unknown for name in _OF_GRAPH}
    return Facts(
        {
            "architecture": known if catalogs.governing is not None else no_catalog(),
            "imports": imports,
            "cycles": imports,
        },
        {
            **READERS,
            **of_globs,
            **fields,
            "Architecture.unclaimed": lambda each: unknown,
            "File.component": lambda file: known.component_of(file.path),
            "File.imports": lambda file: unknown,
            "File.imported_by": lambda file: unknown,
        },
        {"reach": lambda source, target: unknown},
    )


class _Nothing:
    """What a patch adds that touches no source file; the rest is unknown."""

    added = removed = added_modules = ()
    all = all_modules = Unknown(
        "imports",
        "patch-only",
        "A patch does not tell what the rest of the repository imports.",
        "Judge the change in its repository.",
    )


_OF_GRAPH: Final = ("files", "uses", "used_by", "packages", "instability")


def _imports(architecture: Architecture, file: File) -> Sequence[Any]:
    return architecture.imports_of(file.path) if file.side == "head" else ()


def _importers(architecture: Architecture, file: File) -> Sequence[Any]:
    if file.side != "head":
        return ()
    known, folder = architecture.importers, file.path.rpartition("/")[0]
    found = [*known.get(file.path, ()), *known.get(f"{folder}/", ())]
    return listing(found, architecture.gaps)


def _fields(owner: str, *names: str) -> dict[str, Callable[..., Any]]:
    return {f"{owner}.{name}": attrgetter(name) for name in names}


def _described(*names: str) -> dict[str, Callable[..., Any]]:
    return {f"Component.{name}": attrgetter(f"described.{name}") for name in names}


# -- architecture ---------------------------------------------------------------------------------


def _unclaimed(architecture: Architecture) -> list[Any]:
    return [architecture.file(path) for path in architecture.unclaimed]


def _layers(architecture: Architecture) -> tuple[str, ...]:
    catalog = architecture.catalogs.governing
    return tuple(layer.name for layer in catalog.layers) if catalog else ()


def _sources(architecture: Architecture) -> tuple[str, ...]:
    catalog = architecture.catalogs.governing
    return catalog.sources if catalog else ()


# -- components -----------------------------------------------------------------------------------


def _consumers(component: Component) -> tuple[Component, ...]:
    known = component.architecture.by_name.values()
    return tuple(each for each in known if component.name in each.described.depends_on)


def _may_depend_on(component: Component) -> tuple[Component, ...] | None:
    names = component.described.may_depend_on
    return None if names is None else component.named(names)


def _files(component: Component) -> list[Any]:
    architecture = component.architecture
    claims = architecture.catalogs.component_of
    entries = architecture.trees.head.entries
    return [architecture.file(path) for path in entries if claims(path) == component.name]


def _uses(component: Component) -> Sequence[Component]:
    names = component.architecture.links.uses.get(component.name, ())
    return listing(component.named(sorted(names)), _gaps(component))


def _used_by(component: Component) -> Sequence[Component]:
    names = component.architecture.links.used_by.get(component.name, ())
    return listing(component.named(sorted(names)), _all_gaps(component))


def _packages(component: Component) -> Sequence[str]:
    found = component.architecture.links.packages.get(component.name, ())
    return listing(sorted(found), _gaps(component))


def _instability(component: Component) -> float | Unknown | None:
    gaps = _all_gaps(component)
    if gaps:
        return gaps[0]
    links = component.architecture.links
    out = len(links.uses.get(component.name, ()))
    into = len(links.used_by.get(component.name, ()))
    return out / (out + into) if out + into else None


def _gaps(component: Component) -> tuple[Unknown, ...]:
    """What of the component's own files could not be read."""
    claims = component.architecture.catalogs.component_of
    return tuple(
        gap
        for gap in _all_gaps(component)
        if gap.place is not None and claims(gap.place.path) == component.name
    )


def _all_gaps(component: Component) -> tuple[Unknown, ...]:
    """What of any component's files could not be read."""
    architecture = component.architecture
    counts = architecture.links.counts
    return tuple(
        gap for gap in architecture.gaps if gap.place is not None and counts(gap.place.path)
    )


# -- imports --------------------------------------------------------------------------------------


def _target_file(edge: Import) -> Any:
    target = edge.edge.target
    if target.unknown:
        return edge.unresolved("target_file")
    return None if target.path is None else edge.architecture.file(target.path, edge.side)


def _line(edge: Import) -> Line | Unknown:
    from bylaw.facts.lines import Line

    file = edge.architecture.file(edge.edge.source, edge.side)
    assert file is not None
    block = file.lines
    if isinstance(block, Unknown):
        return block
    number = edge.edge.statement.line
    for offset, first in reversed(block.runs):
        if first <= number:
            at = offset
            for _ in range(number - first):
                at = block.data.find(b"\n", at) + 1
                if not at:
                    break
            else:
                return Line(block, number, at)
            break
    return block.gaps[0] if block.gaps else edge.unresolved("line")


def _is_added(edge: Import) -> bool | Unknown:
    unsure = edge.architecture.unsure.get(edge.edge.source) if edge.side == "head" else None
    return unsure or edge.is_new_step or edge.architecture.is_added(edge)


def _is_public(edge: Import) -> bool | Unknown:
    target = edge.target
    if isinstance(target, Unknown):
        return target
    path = edge.edge.target.path
    return target is None or path is None or is_public(target.described, path)


def _components_of(ring: Cycle) -> tuple[Component, ...]:
    found = {each.source.name: each.source for each in ring.edges if each.source is not None}
    return tuple(found[name] for name in sorted(found))


READERS: Final[Mapping[str, Callable[..., Any]]] = {
    "Architecture.components": lambda each: tuple(each.by_name.values()),
    "Architecture.added": attrgetter("added_components"),
    "Architecture.layers": _layers,
    "Architecture.sources": _sources,
    "Architecture.problems": lambda each: each.catalogs.problems,
    "Architecture.unclaimed": _unclaimed,
    **_fields("CatalogProblem", "kind", "message", "place", "path", "component", "is_added"),
    **_fields("Owner", "name", "kind"),
    **_described("name", "kind", "place", "layer", "tier", "owner", "system", "domain"),
    **_described("lifecycle", "description", "data_classes", "tags", "externals"),
    "Component.depends_on": lambda each: each.named(each.described.depends_on),
    "Component.consumers": _consumers,
    "Component.may_depend_on": _may_depend_on,
    "Component.files": _files,
    "Component.uses": _uses,
    "Component.used_by": _used_by,
    "Component.packages": _packages,
    "Component.instability": _instability,
    **_fields("Imports", "added", "removed", "all"),
    **_fields("Import", "place", "source", "target", "allowed", "reason", "external", "package"),
    **_fields("Import", "breaches", "is_first"),
    **_fields("Breach", "kind", "reason"),
    "Import.module": attrgetter("edge.target.module"),
    "Import.names": attrgetter("edge.names"),
    "Import.kind": attrgetter("edge.statement.kind"),
    "Import.file": lambda edge: edge.architecture.file(edge.edge.source, edge.side),
    "Import.line": _line,
    "Import.target_file": _target_file,
    "Import.is_added": _is_added,
    "Import.is_public": _is_public,
    **_fields("Cycles", "added", "all", "added_modules", "all_modules"),
    **_fields("Cycle", "members", "edges", "closing", "place"),
    **_fields("ModuleCycle", "members", "edges", "closing", "place"),
    "ModuleCycle.components": _components_of,
}
