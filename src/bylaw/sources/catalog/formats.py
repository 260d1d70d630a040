"""Which file is read by which reader: the one table of formats.

To add a format: one module beside this one, one line here, and a folder of cases in
`tests/catalog/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.catalog.globs import matcher
from bylaw.sources.catalog.interface import Fetch, Reading


@dataclass(frozen=True, slots=True)
class Format:
    """One format: which files it is for, and who reads them."""

    module: str
    """Below `bylaw.sources.catalog`: `backstage`."""
    found: tuple[str, ...]
    """Globs of the paths where it is looked for."""
    ending: tuple[str, ...]
    """How the name of such a file ends that configuration names."""
    mark: bytes
    """What stands in each of its files, and tells formats of one ending apart."""


FORMATS: Final[tuple[Format, ...]] = (
    Format("architecture_yaml", ("architecture.yaml", "architecture.yml"),
           (".yaml", ".yml"), b"components"),
    Format("backstage", ("**/catalog-info.yaml", "**/catalog-info.yml"),
           (".yaml", ".yml"), b"backstage.io/"),
    Format("structurizr", ("**/workspace.json",), (".json",), b'"model"'),
    Format("calm", ("**/*.calm.json", "**/calm.json"), (".json",), b'"nodes"'),
)  # fmt: skip
"""In the order in which they count: what the first says of a component holds."""

FOREIGN: Final = frozenset(
    ("node_modules", "bower_components", "jspm_packages", "vendor", "vendored", "_vendor",
     "third_party", "third-party", "site-packages", "Pods", "Carthage", "Godeps", ".venv", "venv",
     "example", "examples", "test", "tests", "testdata", "fixtures")
)  # fmt: skip
"""Folders of other people's code, and of examples: what is found there describes nothing here.

Configuration can name files in them all the same."""


def found(files: Sequence[str]) -> list[tuple[Format, str]]:
    """The files that are catalogs by where they stand, in the order in which they count."""
    own = [path for path in files if FOREIGN.isdisjoint(path.split("/")[:-1])]
    pairs = []
    for format_ in FORMATS:
        matches = matcher(format_.found)
        pairs += [(format_, path) for path in sorted(own) if matches(path)]
    return pairs


def of_named(path: str, data: bytes, surely: bool) -> Format | None:
    """The format of a file by its path, else by what stands in it; None where none is for it.

    With `surely`, a file is of a format that has its ending, whatever stands in it.
    """
    for format_ in FORMATS:
        if matcher(format_.found)(path):
            return format_
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
