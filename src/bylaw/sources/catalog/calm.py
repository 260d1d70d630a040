"""FINOS CALM: the nodes and relationships of an architecture.

Source: CALM 1.2, meta/core.json. A node is a component, called by its `unique-id`. `connects` and
`interacts` say who uses whom, `composed-of` what is part of which system; of `options`, those that
the document spells out as relationships count. Controls, flows and decisions are read elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from bylaw.facts.place import Place
from bylaw.sources.catalog.attributes import ALL, attributes
from bylaw.sources.catalog.documents import Sheet, TooMuch, json
from bylaw.sources.catalog.interface import Component, Fetch, Link, Reading, Reference
from bylaw.sources.documents.node import Node

_RELATIONS: Final = ("connects", "interacts", "composed-of", "deployed-in", "options")
_ATTRIBUTES: Final = tuple(name for name in ALL if name != "name")


def read(path: str, data: bytes, fetch: Fetch) -> Reading:
    """What an architecture says. `detailed-architecture` is not followed: it is an address."""
    sheet = Sheet(path)
    try:
        for root in sheet.documents(data, json):
            if root.get("nodes") is None and root.get("relationships") is None:
                return Reading(foreign=True)
            return _Reader(sheet).read(root)
    except TooMuch:
        pass
    return Reading(broken=tuple(sheet.broken))


class _Reader:
    """What was found in one file so far."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.links: list[Link] = []
        self.references: list[Reference] = []
        self.parents: dict[str, tuple[str, Place]] = {}

    def read(self, root: Node) -> Reading:
        """All of the document."""
        for node in self._listed(root, "relationships"):
            self._relationship(node)
        components = []
        for node in self._listed(root, "nodes"):
            said = node.get("unique-id")
            if said is None:
                self.sheet.complain(node, "`unique-id` is missing here")
            name = self.sheet.name(said, "unique-id")
            if name is not None:
                components.append(self._component(name, node))
        return Reading(
            tuple(components), broken=tuple(self.sheet.broken), links=tuple(self.links),
            references=tuple(self.references), by_file=True,
        )  # fmt: skip

    def _listed(self, parent: Node, key: str) -> Iterator[Node]:
        """The objects of a list."""
        listed = parent.get(key)
        if listed is not None and self.sheet.expect(listed, key, list):
            for node in listed.elements():
                if self.sheet.expect(node, f"{key}[]", dict):
                    yield node

    def _component(self, name: str, node: Node) -> Component:
        sheet = self.sheet
        found = attributes(sheet, self._metadata(node), _ATTRIBUTES, plain=True)
        fields: dict[str, Any] = {"kind": sheet.name(node.get("node-type"), "node-type") or ""}
        places = dict(found.places)
        if name in self.parents:
            fields["system"], places["system", ""] = self.parents[name]
        fields |= found.fields
        fields["description"] = sheet.description(node.get("description"))
        classified = sheet.name(node.get("data-classification"), "data-classification")
        if classified is not None:
            before = fields.get("data_classes", ())
            fields["data_classes"] = tuple(dict.fromkeys((classified, *before)))
        place = sheet.place(node.get("unique-id") or node)
        return Component(name, place=place, places=places, **fields)

    def _metadata(self, node: Node) -> list[tuple[str, Node]]:
        """Keys and values of `metadata`, which is an object or a list of objects."""
        said = node.get("metadata")
        if said is None:
            return []
        if isinstance(said.value, list):
            objects = [one for one in said.elements() if self.sheet.expect(one, "metadata[]", dict)]
        else:
            objects = [said] if self.sheet.expect(said, "metadata", dict) else []
        return [pair for one in objects for pair in one.items()]

    def _relationship(self, node: Node) -> None:
        kinds = node.get("relationship-type")
        if kinds is None:
            self.sheet.complain(node, "`relationship-type` is missing here")
        elif self.sheet.expect(kinds, "relationship-type", dict):
            self.sheet.keys(kinds, _RELATIONS)
            for key, said in kinds.items():
                if key == "options":
                    for option in self._listed(kinds, "options"):
                        self._refer(option, "nodes")
                elif key in _RELATIONS and self.sheet.expect(said, key, dict):
                    self._related(key, said)

    def _related(self, key: str, said: Node) -> None:
        if key == "connects":
            ends = [self._end(said, end) for end in ("source", "destination")]
            if ends[0] and ends[1]:
                self.links.append(Link(ends[0][0], ends[1][0], ends[1][1]))
            return
        nodes = self._names(said, "nodes")
        first = self._name(said, "actor" if key == "interacts" else "container")
        for name, place in nodes:
            if first and key == "interacts":
                self.links.append(Link(first[0], name, place))
            else:
                self.references.append(Reference("component", name, place))
            if first and key == "composed-of":
                self.parents.setdefault(name, first)
        if first and key != "interacts":
            self.references.append(Reference("component", *first))

    def _end(self, said: Node, end: str) -> tuple[str, Place] | None:
        node = said.get(end)
        if node is None:
            self.sheet.complain(said, f"`{end}` is missing here")
            return None
        return self._name(node, "node") if self.sheet.expect(node, end, dict) else None

    def _name(self, said: Node, key: str) -> tuple[str, Place] | None:
        node = said.get(key)
        if node is None:
            self.sheet.complain(said, f"`{key}` is missing here")
            return None
        name = self.sheet.name(node, key)
        return None if name is None else (name, self.sheet.place(node))

    def _names(self, said: Node, key: str) -> list[tuple[str, Place]]:
        node = said.get(key)
        if node is None:
            self.sheet.complain(said, f"`{key}` is missing here")
        return self.sheet.values(node, key, self.sheet.name) or []

    def _refer(self, said: Node, key: str) -> None:
        for name, place in self._names(said, key):
            self.references.append(Reference("component", name, place))
