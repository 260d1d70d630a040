"""CycloneDX in XML as the nodes that the same document in JSON would have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bylaw.sources.documents.node import Node

if TYPE_CHECKING:
    from bylaw.sources.documents.xml import Element

_TEXTS: Final[tuple[str, ...]] = ("name", "version", "group", "purl", "scope")
_ATTRIBUTES: Final[tuple[str, ...]] = ("type", "bom-ref")


def as_json(root: Element) -> Node:
    """The document, as far as it is read: components, their parts, and dependencies."""
    bom: dict[str, Node] = {}
    if root.name == "bom":
        bom["bomFormat"] = Node("CycloneDX", root.line)
    subject = root.find("metadata", "component")
    if subject is not None:
        bom["metadata"] = Node({"component": _component(subject)}, subject.line, subject.column)
    listed = root.find("components")
    if listed is not None:
        bom["components"] = _components(listed)
    bom["dependencies"] = Node(
        [_dependency(each) for each in root.all("dependencies", "dependency")], root.line
    )
    return Node(bom, root.line, root.column)


def _components(element: Element) -> Node:
    below = [_component(each) for each in element.children if each.name == "component"]
    return Node(below, element.line, element.column)


def _component(element: Element) -> Node:
    """A component; as deep as the text, whose depth is bounded."""
    found = {name: element.attributes[name] for name in _ATTRIBUTES if name in element.attributes}
    found |= {name: text for name in _TEXTS if (text := element.value(name))}
    made = {name: Node(text, element.line, element.column) for name, text in found.items()}
    made["hashes"] = _list(
        element,
        [{"alg": each.attributes.get("alg", ""), "content": each.text}
         for each in element.all("hashes", "hash")],
    )  # fmt: skip
    made["properties"] = _list(
        element,
        [{"name": each.attributes.get("name", ""), "value": each.text}
         for each in element.all("properties", "property")],
    )  # fmt: skip
    licenses = element.find("licenses")
    made["licenses"] = _list(
        element,
        [{"expression": each.text or each.value("id") or each.value("name") or "",
          "acknowledgement": each.attributes.get("acknowledgement", "")}
         for each in (licenses.children if licenses is not None else ())],
    )  # fmt: skip
    below = element.find("components")
    if below is not None:
        made["components"] = _components(below)
    return Node(made, element.line, element.column)


def _dependency(element: Element) -> Node:
    to = [Node(each.attributes.get("ref", ""), each.line) for each in element.all("dependency")]
    made = {"dependsOn": Node(to, element.line)}
    if "ref" in element.attributes:
        made["ref"] = Node(element.attributes["ref"], element.line, element.column)
    return Node(made, element.line, element.column)


def _list(element: Element, rows: list[dict[str, str]]) -> Node:
    at = element.line, element.column
    return Node(
        [Node({key: Node(text, *at) for key, text in row.items()}, *at) for row in rows], *at
    )
