"""architecture.yaml: bylaw's own catalog, described by architecture-1.json.

The reader says what the schema says, in words for people and at exact places; a property test
holds the two together.
"""

from __future__ import annotations

from typing import Any, Final

from bylaw.facts.place import Place
from bylaw.sources.catalog.documents import Sheet, TooMuch, shown, wrong_name, yaml
from bylaw.sources.catalog.interface import (
    Broken,
    Component,
    Fetch,
    Layer,
    Reading,
    owner,
)
from bylaw.sources.documents.node import Node

_TOP: Final = ("components", "layers")
_LAYER: Final = ("name", "closed", "independent")
_COMPONENT: Final = (
    "paths", "kind", "layer", "tier", "owner", "system", "domain", "lifecycle", "description",
    "data_classes", "tags", "depends_on", "may_depend_on", "public", "externals",
)  # fmt: skip
_LISTS: Final = ("paths", "data_classes", "tags", "depends_on", "public")
_ALLOWING: Final = ("may_depend_on", "externals")
"""Lists that allow nothing where they are empty."""
_GLOBS: Final = ("paths", "public")
_NAMES: Final = ("kind", "layer", "system", "domain", "lifecycle")


def read(path: str, data: bytes, fetch: Fetch) -> Reading:
    """What an architecture.yaml says. It refers to no other file."""
    sheet = Sheet(path)
    components: list[Component] = []
    layers: list[Layer] = []
    try:
        roots = list(sheet.documents(data, yaml))
        for later in roots[1:]:
            sheet.complain(later, "the catalog is one YAML document", "take the line `---` out")
        if roots:
            components, layers = _root(sheet, roots[0])
        elif not sheet.broken:
            sheet.broken.append(_nothing(path))
    except TooMuch:
        pass
    return Reading(tuple(components), tuple(layers), broken=tuple(sheet.broken))


def _nothing(path: str) -> Broken:
    return Broken(path, 1, 1, 0, 0, "`components` is missing here", "write `components: {}`")


def _root(sheet: Sheet, root: Node) -> tuple[list[Component], list[Layer]]:
    if root.value is None:
        sheet.broken.append(_nothing(sheet.path))
        return [], []
    if not isinstance(root.value, dict):
        sheet.complain(root, "the file has to be a mapping", "begin with `components:`")
        return [], []
    sheet.keys(root, _TOP)
    named = root.get("components")
    components: list[Component] = []
    if named is None:
        sheet.broken.append(_nothing(sheet.path))
    elif sheet.expect(named, "components", dict):
        for name, node in named.items():
            if wrong := wrong_name(name):
                sheet.complain_of_key(node, name, f"the name of a component {wrong}")
            elif (component := _component(sheet, name, node)) is not None:
                components.append(component)
    return components, _layers(sheet, root.get("layers"))


def _component(sheet: Sheet, name: str, node: Node) -> Component | None:
    if node.value is None:
        sheet.count(node)
        return Component(name, place=sheet.key_place(node, name))
    if not sheet.expect(node, shown(name), dict):
        return None
    sheet.keys(node, _COMPONENT)
    places: dict[tuple[str, str], Place] = {}
    fields: dict[str, Any] = {key: sheet.name(node.get(key), key) for key in _NAMES}
    fields["kind"] = fields["kind"] or ""
    fields["description"] = sheet.description(node.get("description"))
    owned = sheet.name(node.get("owner"), "owner")
    fields["owner"] = None if owned is None else owner(owned)
    fields["tier"] = sheet.tier(node.get("tier"), "tier")
    for key in fields:
        if (said := node.get(key)) is not None:
            places[key, ""] = sheet.place(said)
    for key in (*_LISTS, *_ALLOWING):
        found = sheet.values(node.get(key), key, sheet.glob if key in _GLOBS else sheet.name)
        nothing = () if key in _LISTS else None
        fields[key] = nothing if found is None else tuple(value for value, _ in found)
        places |= {(key, value): place for value, place in found or ()}
    return Component(name, place=sheet.key_place(node, name), places=places, **fields)


def _layers(sheet: Sheet, node: Node | None) -> list[Layer]:
    if node is None or not sheet.expect(node, "layers", list):
        return []
    found: dict[str, Layer] = {}
    for each in node.elements():
        layer = _layer(sheet, each)
        if layer is None:
            continue
        if layer.name in found:
            sheet.complain(each, f"the layer `{layer.name}` stands here twice", "keep one of them")
        found.setdefault(layer.name, layer)
    return list(found.values())


def _layer(sheet: Sheet, node: Node) -> Layer | None:
    if not isinstance(node.value, dict):
        name = sheet.name(node, "layers[]")
        return None if name is None else Layer(name, place=sheet.place(node))
    sheet.count(node)
    sheet.keys(node, _LAYER)
    said = node.get("name")
    closed = sheet.flag(node.get("closed"), "closed")
    independent = sheet.flag(node.get("independent"), "independent")
    if said is None:
        sheet.complain(node, "`name` is missing here", "write `name: LAYER`")
        return None
    name = sheet.name(said, "name")
    return None if name is None else Layer(name, closed, independent, sheet.place(said))
