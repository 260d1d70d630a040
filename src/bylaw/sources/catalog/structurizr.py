"""Structurizr's workspace.json: software systems, containers and components of a C4 model.

Source: the JSON schema of Structurizr (docs.structurizr.com, "JSON"). Persons and deployment nodes
are no parts of the system; documentation and decisions are read elsewhere.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place
from bylaw.sources.catalog.attributes import ALL, attributes, split
from bylaw.sources.catalog.documents import Sheet, TooMuch, json, shown
from bylaw.sources.catalog.interface import Component, Fetch, Link, Problem, Reading
from bylaw.sources.documents.node import Node

_LEVELS: Final = (
    ("softwareSystems", "software-system"), ("containers", "container"), ("components", "component")
)  # fmt: skip
_OWN_TAGS: Final = frozenset(
    ("Element", "Person", "Software System", "Container", "Component", "Relationship")
)
"""Tags that Structurizr gives each element of a kind."""
_ELSEWHERE: Final = ("people", "customElements", "deploymentNodes")
_NESTED: Final = (
    "children", "infrastructureNodes", "softwareSystemInstances", "containerInstances"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Element:
    """A part of the model."""

    node: Node
    kind: str
    name: str
    above: tuple[str, ...]
    """The names of what it is in, the software system first."""


def read(path: str, data: bytes, fetch: Fetch) -> Reading:
    """What a workspace says. It refers to no other file."""
    sheet = Sheet(path)
    try:
        for root in sheet.documents(data, json):
            if root.get("model") is None:
                return Reading(foreign=True)
            return _Reader(sheet).read(root)
    except TooMuch:
        pass
    return Reading(broken=tuple(sheet.broken))


class _Reader:
    """What was found in one file so far."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.elements: list[_Element] = []

    def read(self, root: Node) -> Reading:
        """All of the workspace."""
        model = root.get("model")
        if model is None or not self.sheet.expect(model, "model", dict):
            return Reading(broken=tuple(self.sheet.broken))
        self._collect(model, 0, ())
        names = self._names()
        components = [
            self._component(element, name)
            for element, name in zip(self.elements, names, strict=True)
        ]
        links, problems = self._links(model, [component.name for component in components])
        return Reading(
            tuple(components),
            (),
            tuple(problems),
            tuple(self.sheet.broken),
            tuple(links),
            by_file=True,
        )

    def _collect(self, parent: Node, level: int, above: tuple[str, ...]) -> None:
        key, kind = _LEVELS[level]
        listed = parent.get(key)
        if listed is None or listed.value is None or not self.sheet.expect(listed, key, list):
            return
        for node in listed.elements():
            if not self.sheet.expect(node, f"{key}[]", dict):
                continue
            said = node.get("name")
            if said is None:
                self.sheet.complain(node, "`name` is missing here")
            name = self.sheet.name(said, "name")
            if name is None:
                continue
            self.elements.append(_Element(node, kind, name, above))
            if level + 1 < len(_LEVELS):
                self._collect(node, level + 1, (*above, name))

    def _names(self) -> list[str]:
        """A name for each element: its own, with what it is in where several have it."""
        count = Counter(element.name for element in self.elements)
        return [
            element.name if count[element.name] == 1 else "/".join((*element.above, element.name))
            for element in self.elements
        ]

    def _component(self, element: _Element, name: str) -> Component:
        sheet, node = self.sheet, element.node
        said = node.get("properties")
        pairs: list[tuple[str, Node]] = []
        if said is not None and said.value is not None and sheet.expect(said, "properties", dict):
            pairs += said.items()
        found = attributes(sheet, pairs, ALL, plain=True)
        fields: dict[str, Any] = {
            "kind": element.kind,
            "system": element.above[0] if element.above else None,
            **found.fields,
        }
        fields["description"] = sheet.description(node.get("description"))
        tags = sheet.text(node.get("tags"), "tags") if node.string("tags") != "" else None
        own = [tag for _, tag in split(tags or "") if tag not in _OWN_TAGS]
        fields["tags"] = tuple(dict.fromkeys((*own, *fields.get("tags", ()))))
        name = fields.pop("name", name)
        place = sheet.place(node.get("name") or node)
        return Component(name, place=place, places=found.places, **fields)

    def _links(self, model: Node, names: list[str]) -> tuple[list[Link], list[Problem]]:
        """Who uses whom: relationships by the ids of their ends."""
        ids: dict[str, str] = {}
        problems = []
        for element, name in zip(self.elements, names, strict=True):
            said = element.node.get("id")
            id_ = self._id(said)
            if said is not None and id_ is not None and ids.setdefault(id_, name) != name:
                message = f"the id `{shown(id_)}` is {ids[id_]}'s already"
                place = self.sheet.place(said)
                problems.append(Problem("duplicate-name", message, place, name))
        elsewhere = {
            id_ for key in _ELSEWHERE for id_ in self._ids_below(model.get(key)) if id_ not in ids
        }
        links = []
        for element, name in zip(self.elements, names, strict=True):
            for target, place in self._targets(element.node):
                if target in ids:
                    links.append(Link(name, ids[target], place))
                elif target not in elsewhere:
                    message = f"no element has the id `{shown(target)}`"
                    problems.append(Problem("dangling-reference", message, place, name))
        return links, problems

    def _targets(self, node: Node) -> list[tuple[str, Place]]:
        listed = node.get("relationships")
        if listed is None or listed.value is None:
            return []
        found = []
        if self.sheet.expect(listed, "relationships", list):
            for each in listed.elements():
                if not self.sheet.expect(each, "relationships[]", dict):
                    continue
                said = each.get("destinationId")
                if said is None:
                    self.sheet.complain(each, "`destinationId` is missing here")
                elif (target := self._id(said)) is not None:
                    found.append((target, self.sheet.place(said)))
        return found

    def _id(self, node: Node | None) -> str | None:
        """An id; numbers are taken as they are written."""
        if node is not None and isinstance(node.value, int) and not isinstance(node.value, bool):
            return str(node.value)
        return self.sheet.text(node, "id")

    def _ids_below(self, listed: Node | None) -> list[str]:
        found: list[str] = []
        waiting = [listed] if listed is not None else []
        while waiting:
            for node in waiting.pop().elements():
                self.sheet.count(node)
                said = node.get("id")
                if said is not None and isinstance(said.value, str | int):
                    found.append(str(said.value))
                waiting += [below for key in _NESTED if (below := node.get(key)) is not None]
        return found
