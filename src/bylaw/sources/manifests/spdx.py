"""SPDX documents: 2.x in JSON, YAML and as tag-value text, 3.x in JSON-LD.

What a document describes is the project, where it needs or contains packages; it is no entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bylaw.sources.manifests.interface import Problem, Reading, Scope, Source
from bylaw.sources.manifests.inventory import licenses_of, reading
from bylaw.sources.manifests.load import load_json, load_text, load_yaml
from bylaw.sources.manifests.spdx_document import Document
from bylaw.sources.manifests.spdx_graph import from_graph
from bylaw.sources.manifests.spdx_json import from_json
from bylaw.sources.manifests.spdx_tags import from_tags

_NEEDS: Final[dict[str, Scope]] = {
    "DEPENDS_ON": "runtime",
    "HAS_PREREQUISITE": "runtime",
    "DYNAMIC_LINK": "runtime",
    "STATIC_LINK": "runtime",
}
"""Relations of what needs something to that, with what it is needed for."""
_NEEDED: Final[dict[str, Scope]] = {
    "DEPENDENCY_OF": "runtime",
    "RUNTIME_DEPENDENCY_OF": "runtime",
    "PROVIDED_DEPENDENCY_OF": "runtime",
    "PREREQUISITE_FOR": "runtime",
    "OPTIONAL_DEPENDENCY_OF": "optional",
    "BUILD_DEPENDENCY_OF": "build",
    "BUILD_TOOL_OF": "build",
    "DEV_DEPENDENCY_OF": "development",
    "DEV_TOOL_OF": "development",
    "TEST_DEPENDENCY_OF": "test",
    "TEST_TOOL_OF": "test",
}
"""Relations the other way round."""
_SCOPES: Final[tuple[Scope, ...]] = ("runtime", "optional", "build", "development", "test")
"""Of what is needed for several things, the first counts."""
_NO_LICENSE: Final = frozenset(
    ("", "NOASSERTION", "NONE", "NoAssertionLicense", "NoneLicense")
)  # fmt: skip


def read(file: Source) -> Reading:
    """The packages of a document, each from the line where it begins.

    The concluded license counts, else the declared one.

    Raises:
        Unreadable: it is none of the formats that its name and its first character stand for.
    """
    text = load_text(file)
    start = text.lstrip()[:1]
    if not start:
        return Reading()
    if start == "<":
        return Reading(problems=(Problem("SPDX documents in RDF or XML are not read"),))
    if start == "{" or file.path.endswith(".json"):
        root, problems = load_json(file)
    elif file.path.endswith((".yml", ".yaml")):
        roots, problems = load_yaml(file)
        if not roots:
            return Reading()
        root = roots[0]
    else:
        return _assembled(from_tags(text))
    document = from_graph(root) if root.get("@graph") else from_json(root)
    document.problems[:0] = problems
    return _assembled(document)


def _assembled(document: Document) -> Reading:
    needs: dict[str, dict[str, int]] = {}
    needed: set[str] = set()
    holders: set[str] = set()
    for one, kind, other in document.relations:
        if kind == "CONTAINS":
            holders.add(one)
        elif kind == "CONTAINED_BY":
            holders.add(other)
        elif kind == "DESCRIBES":
            document.described.append(other)
        elif kind == "DESCRIBED_BY":
            document.described.append(one)
        elif kind in _NEEDS or kind in _NEEDED:
            by, what = (one, other) if kind in _NEEDS else (other, one)
            weight = _SCOPES.index(_NEEDS.get(kind) or _NEEDED[kind])
            below = needs.setdefault(by, {})
            below[what] = min(weight, below.get(what, weight))
            needed.add(what)
    described = [ref for ref in dict.fromkeys(document.described) if ref in document.parts]
    roots = {
        ref: None for ref in described if (ref in needs or ref in holders) and ref not in needed
    }  # fmt: skip
    if not roots and len(described) == 1 < len(document.parts):
        roots = {described[0]: None}
    scopes = _scopes(needs, roots or needs.keys() - needed)
    for ref, part in document.parts.items():
        part.scope = scopes.get(ref, "runtime")
        said = [document.concluded.get(ref, ""), document.declared.get(ref, "")]
        part.license = licenses_of([text for text in said if text not in _NO_LICENSE][:1])
    name = document.parts[next(iter(roots))].name if roots else ""
    parts = [part for ref, part in document.parts.items() if ref not in roots]
    return reading(parts, needs, roots, document.problems, name)


def _scopes(needs: Mapping[str, Mapping[str, int]], starts: Iterable[str]) -> dict[str, Scope]:
    """What each package is needed for, by the way that leads to it with the weightiest relations.

    What a package needs that is needed for tests is needed for tests.
    """
    found: dict[str, Scope] = dict.fromkeys(starts, "runtime")
    for weight, scope in enumerate(_SCOPES):
        stack = list(found)
        while stack:
            for what, its in needs.get(stack.pop(), {}).items():
                if its <= weight and what not in found:
                    found[what] = scope
                    stack.append(what)
    return found
