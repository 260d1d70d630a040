"""Files in which somebody wrote down what licenses packages have.

Either a mapping from package URLs, with or without a version, to SPDX expressions, as YAML or JSON:

```yaml
pkg:npm/left-pad: WTFPL
pkg:pypi/requests@2.32.3: Apache-2.0
```

or a bill of materials: CycloneDX or SPDX, under any name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown
from bylaw.licenses import License
from bylaw.sources.dependencies.names import normal
from bylaw.sources.manifests.interface import Reading, Source, Unreadable
from bylaw.sources.services.interface import Coordinates
from bylaw.sources.stated_licenses.stated import FACT, UNREADABLE, license_of
from bylaw.versions import order

_LONGEST_KEY: Final = 2_000
_NO_NAMESPACE: Final = frozenset(("pypi", "cargo", "gem", "nuget", "conda", "hex", "pub"))
"""Types whose names have none."""
_ONE_SPELLING: Final = frozenset(("pypi", "nuget"))
"""Ecosystems in which `1.0` and `1.0.0` are one version."""


_Said = dict[tuple[str, str, Any], License | Unknown]
"""By ecosystem, name, and what the version is compared by; None for all versions."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of licenses."""

    name: str
    """Its path, as messages show it and as its ending tells its format."""
    data: bytes


class Snapshot:
    """What files say; where one cannot be read, what it would say is unknown."""

    def __init__(self, files: Sequence[File]) -> None:
        self._said: list[_Said | Unknown] = [_read(file) for file in files]

    def of(self, package: Coordinates) -> License | Unknown | None:
        """What the first file that names the package says; None where none does."""
        name = normal(package.ecosystem, package.name)
        for said in self._said:
            if isinstance(said, Unknown):
                return said
            for version in (_version(package.ecosystem, package.version), None):
                found = said.get((package.ecosystem, name, version))
                if found is not None:
                    return found
        return None


class _NoTree:
    """An inventory refers to no other file."""

    def read(self, path: str) -> bytes | None:
        return None

    def paths(self) -> Sequence[str]:
        return ()


def _read(file: File) -> _Said | Unknown:
    try:
        reading = _inventory(file)
        return _mapping(file) if reading is None else _listed(file.name, reading)
    except Unreadable as error:
        return Unknown(
            FACT, UNREADABLE, f"{file.name}:{error.line}: {error.message}.",
            "Mend the file, or take it out of `dependencies.licenses` in bylaw.yaml.",
        )  # fmt: skip


def _inventory(file: File) -> Reading | None:
    """What a bill of materials lists; None where the file is none."""
    from bylaw.sources.manifests import formats

    name = file.name.rpartition("/")[2]
    format_ = formats.format_of(name)
    if format_ is None or format_.kind != "inventory":
        head = file.data[:100_000]
        if name.endswith(".json") and b'"bomFormat"' in head:
            name = "bom.cdx.json"
        elif name.endswith(".json") and (b'"spdxVersion"' in head or b'"@graph"' in head):
            name = "bom.spdx.json"
        elif name.endswith(".xml"):
            name = "bom.xml"
        else:
            return None
        format_ = formats.format_of(name)
        assert format_ is not None, "each of these names is an inventory's"
    reading = formats.read(format_, Source(name, file.data, _NoTree()))
    if reading.problems and not reading.entries:
        first = reading.problems[0]
        raise Unreadable(first.message, first.line, first.column)
    return reading


def _listed(where: str, reading: Reading) -> _Said:
    said: _Said = {}
    for entry in reading.entries:
        found = license_of((entry.license,), where) if entry.license else None
        if found is not None and entry.ecosystem:
            name = normal(entry.ecosystem, entry.name)
            version = _version(entry.ecosystem, entry.version)
            said.setdefault((entry.ecosystem, name, version), found)
    return said


def _mapping(file: File) -> _Said:
    from bylaw.sources.manifests.load import load_json, load_yaml

    source = Source(file.name, file.data, _NoTree())
    if file.name.endswith(".json"):
        root, problems = load_json(source)
        roots = [root]
    else:
        roots, problems = load_yaml(source)
    if problems:
        raise Unreadable(problems[0].message, problems[0].line, problems[0].column)
    said: _Said = {}
    for root in roots:
        if not isinstance(root.value, dict):
            raise Unreadable("it is no mapping from package URLs to licenses", root.line)
        for key, node in root.value.items():
            package = _package(key)
            if package is None:
                message = f"`{key[:80]}` is no package URL such as `pkg:npm/left-pad@1.3.0`"
                raise Unreadable(message, node.start_line)
            if not isinstance(node.value, str) or not node.value.strip():
                raise Unreadable(f"the license of `{key[:80]}` is no text", node.start_line)
            said[package] = License(node.value.strip())
    return said


def _package(purl: str) -> tuple[str, str, Any] | None:
    """The package of a package URL; None where it is none."""
    from packageurl import PackageURL

    try:
        if len(purl) > _LONGEST_KEY:
            return None
        found = PackageURL.from_string(purl)
    except ValueError:
        return None
    name = found.name
    if found.namespace and found.type not in _NO_NAMESPACE:
        name = f"{found.namespace}{':' if found.type == 'maven' else '/'}{name}"
    return found.type, normal(found.type, name), _version(found.type, found.version)


def _version(ecosystem: str, version: str | None) -> Any:
    """What a version is compared by: its order, where its ecosystem has several spellings."""
    key = order(version, ecosystem) if version and ecosystem in _ONE_SPELLING else None
    return (version or None) if key is None else key
