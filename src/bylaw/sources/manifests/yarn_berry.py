"""The lock of Yarn 2 and later: YAML, a mapping a package, under the requirements that it answers.

An entry's key is its `resolution`. Members of the workspace are entries, and what they bring in is
what they ask for. What Yarn itself patches (`builtin<compat/…>`) is the package that is patched; a
patch of the project makes a package of its own, which is no registry's.

Sources: "Lockfile" and "Protocols" of Yarn's documentation, and `structUtils` of Yarn, which reads
and writes what stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, quote, unquote

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Ask, Entry, Origin, Problem, Reading, Source
from bylaw.sources.manifests.load import load_yaml
from bylaw.sources.manifests.npm_archives import archive_source
from bylaw.sources.manifests.npm_specs import SECTIONS, exact_version, spec_of, split_name
from bylaw.sources.manifests.references import placed, within

_COMMA: Final = re.compile(r" *, *")
_LOCAL: Final = "0.0.0-use.local"
_SAFE: Final = "!~*'()"
_FOLDERS: Final = ("file:", "link:", "portal:", "exec:")


class _Package(NamedTuple):
    """A package that can be understood."""

    name: str
    reference: str
    """`npm:1.0.0`, `workspace:packages/a`, …"""
    descriptors: tuple[str, ...]
    node: Node


def read_berry(file: Source) -> Reading:
    """The packages of a lock of Yarn 2 or later."""
    roots, flaws = load_yaml(file)
    problems = list(flaws)
    packages: dict[str, _Package] = {}
    for root in roots:
        if not isinstance(root.value, dict):
            problems.append(Problem("it is no mapping", root.line))
        for key, node in root.items():
            if key != "__metadata":
                _collect(key, node, packages, problems)
    return _Lock(packages, file.path.rpartition("/")[0], problems).reading()


def _collect(key: str, node: Node, packages: dict[str, _Package], problems: list[Problem]) -> None:
    resolution = node.string("resolution") or ""
    name, reference = split_name(resolution)
    column = node.key_column or 1
    if not name or not reference or len(resolution) > 4096:
        message = f"`{key[:80]}` has no `resolution` that is known"
        problems.append(Problem(message, node.start_line, column))
    elif resolution in packages:
        problems.append(Problem(f"`{resolution[:80]}` stands here twice", node.start_line, column))
    else:
        descriptors = tuple(_COMMA.split(key.strip()))
        packages[resolution] = _Package(name, reference, descriptors, node)


class _Lock:
    """The packages of a lock, and how they find each other."""

    def __init__(
        self, packages: Mapping[str, _Package], folder: str, problems: list[Problem]
    ) -> None:
        self.packages = packages
        self.folder = folder
        self.problems = problems
        self.folded = {key: base for key, each in packages.items() if (base := self._base(each))}
        """What Yarn itself patches, and the package that stands for it."""
        self.by_descriptor: dict[str, str] = {}
        self.by_name: dict[str, dict[str, None]] = {}
        for key, each in packages.items():
            meant = self.folded.get(key, key)
            for descriptor in each.descriptors:
                self.by_descriptor.setdefault(descriptor, meant)
                self.by_name.setdefault(split_name(descriptor)[0], {})[meant] = None

    def _base(self, package: _Package) -> str | None:
        """The package that a patch of Yarn's own is made of."""
        if not package.reference.startswith("patch:") or "builtin<" not in package.reference:
            return None
        base = unquote(package.reference[len("patch:") :].partition("#")[0])
        return base if base in self.packages else None

    def reading(self) -> Reading:
        """What stands in the lock."""
        answers: dict[str, dict[str, None]] = {key: {} for key in self.packages}
        for key, each in self.packages.items():
            for descriptor in each.descriptors:
                name, written = split_name(descriptor)
                written = written.partition("::")[0]
                answers[self.folded.get(key, key)][spec_of(name, written).requirement] = None
        entries, asks = [], []
        for key, each in self.packages.items():
            if key in self.folded:
                continue
            entries.append(self._entry(key, each, tuple(answers[key])))
            if each.reference.startswith("workspace:"):
                asks += self._asks(key, each)
        self.problems.sort(key=lambda each: each.line)
        return Reading(tuple(entries), tuple(self.problems), asks=tuple(asks) or None)

    def _entry(self, key: str, package: _Package, answers: tuple[str, ...]) -> Entry:
        said = package.node.get("version")
        version = said.written if said is not None else None
        version = version or exact_version(package.reference.partition("::")[0][len("npm:") :])
        name, source, location = self._source(package, version)
        return Entry(
            name,
            line=package.node.start_line,
            version=None if version == _LOCAL else version,
            source=source,
            location=location,
            integrity=package.node.string("checksum"),
            key=key,
            requires=self._requires(key, package),
            answers=answers,
            unhashed=package.node.get("conditions") is not None,
        )

    def _source(self, package: _Package, version: str | None) -> tuple[str, Origin, str]:
        """Name, kind of source and place."""
        reference, _, rest = package.reference.partition("::")
        if reference.startswith("npm:"):
            bound = dict(parse_qsl(rest)) if "__archiveUrl=" in rest else {}
            address = bound.get("__archiveUrl", "")
            is_version = exact_version(reference[len("npm:") :]) is not None
            if is_version and not address:
                return package.name, "registry", ""
            if is_version:
                return package.name, *archive_source(address, package.name, version, self.folder)
        if reference.startswith("workspace:"):
            return package.name, "workspace", placed(self.folder, reference[len("workspace:") :])
        spec = spec_of(package.name, package.reference, self.folder)
        if reference.startswith(_FOLDERS):
            path = reference.partition(":")[2].partition("#")[0]
            return package.name, "path", placed(self._asker(rest), path)
        return spec.name, spec.source, spec.location

    def _asker(self, bound: str) -> str:
        """The folder of the project that asks: `locator=a%40workspace%3Apackages%2Fa`."""
        locator = dict(parse_qsl(bound)).get("locator", "")
        below = locator.partition("@workspace:")[2]
        return within(self.folder, below) or self.folder if below else self.folder

    def _found(self, key: str, name: str, written: str) -> str | None:
        """The package that answers a requirement of another one."""
        found = self.by_descriptor.get(f"{name}@{written}")
        if found is None:
            bound = f"::locator={quote(key, safe=_SAFE)}"
            found = self.by_descriptor.get(f"{name}@npm:{written}") or self.by_descriptor.get(
                f"{name}@{written}{bound}"
            )
        if found is None and len(candidates := self.by_name.get(name, {})) == 1:
            return next(iter(candidates))
        return found

    def _requires(self, key: str, package: _Package) -> tuple[str, ...]:
        keys: dict[str, None] = {}
        listed = package.node.get("dependencies")
        for name, node in listed.items() if listed is not None else ():
            if node.written is not None and (found := self._found(key, name, node.written)):
                keys[found] = None
        if package.reference.startswith("patch:"):
            base = unquote(package.reference[len("patch:") :].partition("#")[0])
            if base in self.packages:
                keys[base] = None
        return tuple(keys)

    def _asks(self, key: str, package: _Package) -> list[Ask]:
        """What a member of the workspace asks for; whether for development, is not said."""
        folder = package.reference.partition("::")[0][len("workspace:") :]
        meta, listed = package.node.get("dependenciesMeta"), package.node.get("dependencies")
        asks = []
        for name, node in listed.items() if listed is not None else ():
            if node.written is None or (found := self._found(key, name, node.written)) is None:
                continue
            spec = spec_of(name, node.written, self.folder)
            optional = meta.get(name, "optional") if meta is not None else None
            scope = SECTIONS[1 if optional is not None and optional.value is True else 0][1]
            asks.append(
                Ask(spec.name, found, spec.requirement, scope, "" if folder == "." else folder)
            )
        return asks
