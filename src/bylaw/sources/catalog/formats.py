"""Which file is read by which reader: the one table of formats.

To add a format: one module beside this one, one line here, and a folder of cases in
`tests/catalog/`.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.catalog.interface import Fetch, Reading


@dataclass(frozen=True, slots=True)
class Format:
    """One format: which files it is for, and who reads them."""

    module: str
    """Below `bylaw.sources.catalog`: `backstage`."""
    names: tuple[str, ...]
    """Names of files under which it is looked for; one with `*` before it is an ending."""
    anywhere: bool
    """It is looked for in any folder, not at the root alone."""
    ending: tuple[str, ...]
    """How the name of such a file ends that configuration names."""
    mark: bytes
    """What stands in each of its files, and tells formats of one ending apart."""


FORMATS: Final[tuple[Format, ...]] = (
    Format("architecture_yaml", ("architecture.yaml", "architecture.yml"), False,
           (".yaml", ".yml"), b"components"),
    Format("backstage", ("catalog-info.yaml", "catalog-info.yml"), True,
           (".yaml", ".yml"), b"backstage.io/"),
    Format("structurizr", ("workspace.json",), True, (".json",), b'"model"'),
    Format("calm", ("calm.json", "*.calm.json"), True, (".json",), b'"nodes"'),
)  # fmt: skip
"""In the order in which they count: what the first says of a component holds."""

FOREIGN: Final = frozenset(
    ("node_modules", "bower_components", "jspm_packages", "vendor", "vendored", "_vendor",
     "third_party", "third-party", "site-packages", "Pods", "Carthage", "Godeps", ".venv", "venv",
     "example", "examples", "test", "tests", "testdata", "fixtures")
)  # fmt: skip
"""Folders of other people's code, and of examples: what is found there describes nothing here.

Configuration can name files in them all the same."""


_NAMES: Final = {name: each for each in FORMATS for name in each.names if name[0] != "*"}
_ENDED: Final = [(name[1:], each) for each in FORMATS for name in each.names if name[0] == "*"]
_ENDINGS: Final = tuple(ending for ending, _ in _ENDED)
_ENDS: Final = (*_NAMES, *_ENDINGS)


def found(files: Iterable[str]) -> list[str]:
    """The files that are catalogs by where they stand, in the order in which they count."""
    paths: dict[str, list[str]] = {each.module: [] for each in FORMATS}
    for path in files:
        if not path.endswith(_ENDS):  # nearly all of a large tree
            continue
        format_ = _by_place(path)
        if format_ is not None and FOREIGN.isdisjoint(path.split("/")[:-1]):
            paths[format_.module].append(path)
    return [path for each in paths.values() for path in sorted(each)]


def _by_place(path: str) -> Format | None:
    at = path.rfind("/") + 1
    name = path[at:]
    format_ = _NAMES.get(name)
    if format_ is None and name.endswith(_ENDINGS):
        format_ = next(one for ending, one in _ENDED if name.endswith(ending))
    return format_ if format_ is not None and (format_.anywhere or not at) else None


def of_named(path: str, data: bytes, surely: bool) -> Format | None:
    """The format of a file by its path, else by what stands in it; None where none is for it.

    With `surely`, a file is of a format that has its ending, whatever stands in it.
    """
    placed = _by_place(path)
    if placed is not None:
        return placed
    fits = [each for each in FORMATS if path.endswith(each.ending)]
    marked = next((each for each in reversed(fits) if each.mark in data), None)
    return marked or (next(iter(fits), None) if surely else None)


def read(format_: Format, path: str, data: bytes, fetch: Fetch) -> Reading:
    """What a file says."""
    module = import_module(f"bylaw.sources.catalog.{format_.module}")
    reading: Reading = module.read(path, data, fetch)
    return reading


def by_name(module: str) -> Format | None:
    """The format of a module; None where there is none."""
    return next((each for each in FORMATS if each.module == module), None)
