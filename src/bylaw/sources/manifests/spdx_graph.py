"""SPDX 3.x in JSON-LD, as the specification's own context writes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.inventory import Part, hash_of
from bylaw.sources.manifests.regions import value_region, whole_region
from bylaw.sources.manifests.spdx_document import Document, address_of

_KINDS: Final = {
    "dependsOn": "DEPENDS_ON",
    "hasPrerequisite": "HAS_PREREQUISITE",
    "hasDynamicLink": "DYNAMIC_LINK",
    "hasStaticLink": "STATIC_LINK",
    "contains": "CONTAINS",
    "describes": "DESCRIBES",
}
_REVERSED: Final = {
    "hasOptionalDependency": "OPTIONAL_DEPENDENCY_OF",
    "hasProvidedDependency": "PROVIDED_DEPENDENCY_OF",
}
"""What version 2 says the other way round."""
_SCOPES: Final = {
    "build": "BUILD_DEPENDENCY_OF",
    "design": "DEV_DEPENDENCY_OF",
    "development": "DEV_DEPENDENCY_OF",
    "test": "TEST_DEPENDENCY_OF",
}


def from_graph(root: Node) -> Document:
    """The document of a graph of elements."""
    document = Document()
    listed = root.get("@graph")
    if listed is not None and not isinstance(listed.value, list):
        document.wrong("`@graph` is a list", value_region(listed))
    licenses: dict[str, str] = {}
    stated: list[tuple[str, str, str]] = []
    for node in listed.elements() if listed else ():
        kind = node.string("type") or node.string("@type") or ""
        ref = node.string("spdxId") or node.string("@id") or ""
        if kind in ("software_Package", "ai_AIPackage", "dataset_DatasetPackage"):
            _package(ref, node, document)
        elif kind in ("Relationship", "LifecycleScopedRelationship"):
            _relation(node, document, stated)
        elif kind in ("SpdxDocument", "software_Sbom"):
            document.described += _texts(node, "rootElement")
        elif text := node.string("simplelicensing_licenseExpression"):
            licenses[ref] = text
        elif kind == "expandedlicensing_ListedLicense":
            licenses[ref] = ref.rpartition("/")[2]
        elif not isinstance(node.value, dict):
            document.wrong("what stands in `@graph` is an object", value_region(node))
    for kind, package, license_ in stated:
        text = licenses.get(license_) or license_.rpartition("/")[2]
        into = document.concluded if kind == "hasConcludedLicense" else document.declared
        into[package] = text
    return document


def _package(ref: str, node: Node, document: Document) -> None:
    part = Part(ref, node.string("name") or "", whole_region(node))
    part.version = node.string("software_packageVersion") or ""
    part.purl = node.string("software_packageUrl") or ""
    for each in _elements(node, "externalIdentifier"):
        kind, said = each.string("externalIdentifierType"), each.string("identifier")
        if kind in ("packageUrl", "purl") and said and not part.purl:
            part.purl = said
    for each in _elements(node, "verifiedUsing"):
        said = hash_of(each.string("algorithm") or "", each.string("hashValue") or "")
        part.hashes += [said] if said else []
    part.address = address_of(node.string("software_downloadLocation") or "")
    document.add(ref, part)


def _relation(node: Node, document: Document, stated: list[tuple[str, str, str]]) -> None:
    kind, one = node.string("relationshipType"), node.string("from")
    if kind is None or one is None:
        document.wrong("a relationship has two ends and a type", value_region(node))
        return
    for other in _texts(node, "to"):
        if kind in ("hasConcludedLicense", "hasDeclaredLicense"):
            stated.append((kind, one, other))
        elif kind in _REVERSED:
            document.relations.append((other, _REVERSED[kind], one))
        elif kind == "dependsOn" and (scope := node.string("scope") or "") in _SCOPES:
            document.relations.append((other, _SCOPES[scope], one))
        elif kind in _KINDS:
            document.relations.append((one, _KINDS[kind], other))


def _elements(node: Node, key: str) -> Iterator[Node]:
    below = node.get(key)
    return iter(below.elements() if below is not None else ())


def _texts(node: Node, key: str) -> list[str]:
    below = node.get(key)
    if below is not None and below.text:
        return [below.text]
    return [each.text for each in _elements(node, key) if each.text]
