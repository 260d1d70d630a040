"""Terraform's and OpenTofu's configuration: the providers and modules that it asks for.

The purl type `terraform` is a candidate of the purl specification; names are `namespace/type` of a
provider and `namespace/name/system` of a module in a registry, whose host is the location where it
is named. A module of a git repository is a package of the repository's type. The version of
Terraform itself (`required_version`) is no dependency.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from posixpath import dirname
from typing import Final

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Source
from bylaw.sources.manifests.load import load_hcl, load_json
from bylaw.sources.manifests.references import within
from bylaw.sources.manifests.regions import region_of
from bylaw.sources.manifests.terraform_source import module_source, provider_name

_EXACT: Final = re.compile(r"=?\s*v?(\d[\w.+-]*)\Z")


def read(file: Source) -> Reading:
    """The providers and modules, each from its name to the last of what says which it is.

    Raises:
        Unreadable: it is neither HCL nor, by its name, JSON.
    """
    if not file.data.strip():
        return Reading()
    load = load_json if file.path.endswith(".json") else load_hcl
    root, flaws = load(file)
    problems = list(flaws)
    entries: list[Entry] = []
    if not isinstance(root.value, dict):
        return Reading(problems=(*problems, Problem("it is not a mapping", root.line)))
    known: dict[str, str] = {}
    for settings in _bodies(root.get("terraform"), problems):
        for required in _bodies(settings.get("required_providers"), problems):
            for name, node in required.items():
                if name != "//":
                    _required(name, node, known, entries, problems)
    for name, body in _labelled(root.get("provider"), problems):
        version = body.get("version")
        if version is not None:
            named, location = provider_name(known.get(name, name)) or (name, "")
            entries.append(_entry(Entry(named, location=location), body, version, problems))
    for name, body in _labelled(root.get("module"), problems):
        _module(name, body, file, entries, problems)
    return Reading(tuple(entries), tuple(problems))


def _required(
    name: str, node: Node, known: dict[str, str], entries: list[Entry], problems: list[Problem]
) -> None:
    """A provider of `required_providers`; in old files a version alone."""
    version = node.get("version") if isinstance(node.value, dict) else node
    source = node.get("source")
    said = source.text if source is not None else name
    found = None if said is None or "${" in said else provider_name(said)
    if found is None:
        place = source or node
        problems.append(
            Problem(
                f"the provider `{name[:80]}` has no source that is known", place.line, place.column
            )
        )
        return
    known[name] = said or name
    named, location = found
    if location != "terraform.io":  # what is built in
        entries.append(_entry(Entry(named, location=location), node, version, problems))


def _module(
    name: str, body: Node, file: Source, entries: list[Entry], problems: list[Problem]
) -> None:
    source = body.get("source")
    said = source.text if source is not None else None
    if source is None or not said or "${" in said:
        place = source or body
        message = f"the module `{name[:80]}` has no source that is known: a text without variables"
        problems.append(Problem(message, place.line, place.column))
        return
    entry = module_source(said, dirname(file.path))
    if entry is None:
        message = f"`{said[:80]}` is no address of a module"
        problems.append(Problem(message, source.line, source.column))
        return
    if entry.source == "path" and within(dirname(file.path), said) is None:
        message = f"`{said[:80]}` leads out of the repository"
        problems.append(Problem(message, source.line, source.column))
    version = body.get("version")
    made = _entry(entry, body, version, problems)
    ends = [source] if version is None else [source, version]
    last = max(ends, key=lambda node: (node.end_line, node.end_column))
    line = min(body.start_line, source.start_line)
    end_line = last.end_line if last.end_line > line else 0
    entries.append(
        replace(made, line=line, end_line=end_line, end_column=last.end_column, unlocked=True)
    )


def _entry(entry: Entry, node: Node, version: Node | None, problems: list[Problem]) -> Entry:
    """The entry with its version and its place."""
    region = region_of(node)._asdict()
    if version is None or version.value is None or entry.source != "registry":
        return replace(entry, **region)
    is_expression = (version.text or "").startswith("${")
    said = version.written if is_expression else version.text
    if said is None:
        problems.append(Problem("a version is a text", version.line, version.column))
        return replace(entry, **region)
    exact = _EXACT.match(said.strip())
    return replace(entry, **region, requirement=said, version=exact[1] if exact else None)


def _bodies(node: Node | None, problems: list[Problem]) -> Iterator[Node]:
    """The bodies of blocks of a type; in JSON one may stand without a list."""
    if node is None or node.value is None:
        return
    for each in node.value if isinstance(node.value, list) else (node,):
        if isinstance(each.value, dict):
            yield each
        else:
            problems.append(Problem("there should be a block here", each.line, each.column))


def _labelled(node: Node | None, problems: list[Problem]) -> Iterator[tuple[str, Node]]:
    for each in _bodies(node, problems):
        for name, below in each.items():
            if name != "//":  # a comment, in JSON
                yield from ((name, body) for body in _bodies(below, problems))
