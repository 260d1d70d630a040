"""SPDX 2.x in JSON, or in YAML of the same shape."""

from __future__ import annotations

from collections.abc import Iterator

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.inventory import Part, hash_of
from bylaw.sources.manifests.regions import value_region, whole_region
from bylaw.sources.manifests.spdx_document import Document, address_of

_PURL_TYPES = ("purl", "http://spdx.org/rdf/references/purl")


def from_json(root: Node) -> Document:
    """The document; without a version it holds nothing but the problem that it is none."""
    document = Document()
    version = root.string("spdxVersion")
    if version is None:
        document.wrong("it is no SPDX document: it has no `spdxVersion`", value_region(root))
        return document
    if not version.startswith("SPDX-2."):
        message = f"version `{version[:20]}` of SPDX is not known: it is read as 2.3"
        document.wrong(message, value_region(root))
    for each in _rows(root, "packages", document):
        _package(each, document)
    listed = root.get("documentDescribes")
    document.described += [each.text or "" for each in listed.elements()] if listed else []
    for each in _rows(root, "relationships", document):
        ends = (each.string("spdxElementId"), each.string("relationshipType"),
                each.string("relatedSpdxElement"))  # fmt: skip
        if ends[0] is None or ends[1] is None or ends[2] is None:
            document.wrong("a relationship has two ends and a type", value_region(each))
        else:
            document.relations.append((ends[0], ends[1], ends[2]))
    return document


def _package(node: Node, document: Document) -> None:
    ref = node.string("SPDXID") or ""
    part = Part(ref, node.string("name") or "", whole_region(node))
    version = node.get("versionInfo")
    part.version = (version.written or "") if version is not None else ""
    for each in _elements(node, "externalRefs"):
        locator = each.string("referenceLocator")
        if each.string("referenceType") in _PURL_TYPES and locator and not part.purl:
            part.purl = locator
    for each in _elements(node, "checksums"):
        said = hash_of(each.string("algorithm") or "", each.string("checksumValue") or "")
        part.hashes += [said] if said else []
    part.address = address_of(node.string("downloadLocation") or "")
    document.add(ref, part)
    document.concluded[part.ref] = node.string("licenseConcluded") or ""
    document.declared[part.ref] = node.string("licenseDeclared") or ""


def _elements(node: Node, key: str) -> Iterator[Node]:
    below = node.get(key)
    return iter(below.elements() if below is not None else ())


def _rows(root: Node, key: str, document: Document) -> Iterator[Node]:
    """The objects of a list; whatever else stands there is a problem."""
    listed = root.get(key)
    if listed is None or listed.value is None:
        return
    if not isinstance(listed.value, list):
        document.wrong(f"`{key}` is a list", value_region(listed))
    for each in listed.elements():
        if isinstance(each.value, dict):
            yield each
        else:
            document.wrong(f"what stands in `{key}` is an object", value_region(each))
