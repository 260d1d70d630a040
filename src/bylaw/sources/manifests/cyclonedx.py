"""CycloneDX 1.x in JSON and XML: the components of a bill of materials and what needs what."""

from __future__ import annotations

from typing import Final

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.cyclonedx_xml import as_json
from bylaw.sources.manifests.interface import Problem, Reading, Scope, Source
from bylaw.sources.manifests.inventory import Part, hash_of, licenses_of, reading
from bylaw.sources.manifests.load import load_json, load_xml
from bylaw.sources.manifests.regions import whole_region

_NO_PACKAGES: Final = frozenset(("file", "data", "cryptographic-asset", "device"))
"""Types of components that no package manager brings, unless they have a package URL."""
_SCOPES: Final[dict[str, Scope]] = {"optional": "optional", "excluded": "development"}
_DEVELOPMENT: Final = frozenset(
    ("cdx:npm:package:development", "cdx:composer:package:isDevRequirement")
)
"""Properties by which generators mark what is not needed at run time."""
_NOTHING: Final = Node(None, 1)


def read(file: Source) -> Reading:
    """The components, each from the line where it begins, and what the project itself needs.

    An SPDX document under a name that both formats use is read as what it is.

    Raises:
        Unreadable: it is neither JSON nor XML.
    """
    problems: list[Problem] = []
    if file.path.endswith(".xml"):
        root = as_json(load_xml(file))
    else:
        root, flaws = load_json(file)
        if root.get("spdxVersion") or root.get("@graph"):
            from bylaw.sources.manifests import spdx

            return spdx.read(file)
        problems += flaws
    said = root.string("bomFormat")
    if said != "CycloneDX":
        message = "it is no CycloneDX document: `bomFormat` does not say so"
        return Reading(problems=(*problems, Problem(message, root.line, root.column)))
    if not (root.string("specVersion") or "1.").startswith("1."):
        version = (root.string("specVersion") or "")[:20]
        message = f"version {version} of CycloneDX is not known: it is read as 1.x"
        problems.append(Problem(message, root.line, root.column))
    subject = root.get("metadata", "component") or _NOTHING
    parts = _parts(subject.get("components"), problems, is_member=True)
    parts += _parts(root.get("components"), problems)
    needs: dict[str, list[str]] = {}
    for each in (root.get("dependencies") or _NOTHING).elements():
        ref, below = each.string("ref"), each.get("dependsOn")
        if ref is None:
            problems.append(Problem("a dependency has a `ref`", each.line, each.column))
            continue
        to = [one.text for one in below.elements() if one.text] if below else []
        needs.setdefault(ref, []).extend(to)
    roots = [subject.string("bom-ref") or ""]
    return reading(parts, needs, roots, problems, subject.string("name") or "")


def _parts(node: Node | None, problems: list[Problem], is_member: bool = False) -> list[Part]:
    """The components of a list, with those that are parts of them."""
    parts: list[Part] = []
    stack = [node] if node is not None else []
    while stack:
        listed = stack.pop()
        if listed.value is not None and not isinstance(listed.value, list):
            problems.append(Problem("components are a list", listed.line, listed.column))
        for each in listed.elements():
            part = _part(each, problems)
            if part is not None:
                part.is_member = is_member
                parts.append(part)
            if (below := each.get("components")) is not None:
                stack.append(below)
    return parts


def _part(node: Node, problems: list[Problem]) -> Part | None:
    name, purl = node.string("name"), node.string("purl") or ""
    if not name:
        problems.append(Problem("a component has a `name`", node.line, node.column))
        return None
    if not purl and node.string("type") in _NO_PACKAGES:
        return None
    group = node.string("group")
    version = node.get("version")
    scope = _SCOPES.get(node.string("scope") or "", "runtime")
    for each in (node.get("properties") or _NOTHING).elements():
        if each.string("name") in _DEVELOPMENT and each.string("value") == "true":
            scope = "development"
    hashes = [
        hash_of(each.string("alg") or "", each.string("content") or "")
        for each in (node.get("hashes") or _NOTHING).elements()
    ]
    return Part(
        node.string("bom-ref") or "",
        f"{group}/{name}" if group else name,
        whole_region(node),
        version=(version.written or "") if version is not None else "",
        purl=purl,
        scope=scope,
        hashes=[each for each in hashes if each],
        license=licenses_of(_licenses(node.get("licenses") or _NOTHING)),
    )


def _licenses(node: Node) -> list[str]:
    """Ids, names and expressions; those that were concluded, where some were."""
    found: list[tuple[str, bool]] = []
    for each in node.elements():
        license_ = each.get("license") or _NOTHING
        text = each.string("expression") or license_.string("id") or license_.string("name")
        how = each.string("acknowledgement") or license_.string("acknowledgement")
        if text:
            found.append((text, how == "concluded"))
    concluded = [text for text, is_concluded in found if is_concluded]
    return concluded or [text for text, _ in found]
