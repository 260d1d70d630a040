"""Import maps of Deno: `imports` of `deno.json`, or of the file that its `importMap` names.

`scopes` are not read. Source: https://docs.deno.com/runtime/fundamentals/modules/ and
https://html.spec.whatwg.org/multipage/webappapis.html#import-maps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from bylaw.sources.imports.folders import below, upward
from bylaw.sources.imports.interface import Files
from bylaw.sources.imports.jsonc import read_object
from bylaw.sources.manifests.references import within

NAMES: Final = ("deno.json", "deno.jsonc")


class ImportMaps:
    """The import maps of one tree."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._above: Callable[[str], tuple[tuple[str, Mapping[str, Any]], ...]] = cache(self._maps)
        self._map: Callable[[str], tuple[str, Mapping[str, Any]] | None] = cache(self._read)

    def mapped(self, folder: str, module: str) -> tuple[str, str] | None:
        """The folder that an address counts from, and the address; None where no map says it."""
        for at, names in self._above(folder):
            said, rest = names.get(module), ""
            if said is None:
                for name in sorted(names, key=len, reverse=True):
                    is_package = str(names[name]).startswith(("npm:", "jsr:"))
                    prefix = f"{name}/" if is_package and not name.endswith("/") else name
                    if prefix.endswith("/") and module.startswith(prefix):
                        said, rest = names[name], module[len(prefix) :]
                        break
            if isinstance(said, str):
                return at, f"{said.rstrip('/')}/{rest}" if rest else said
        return None

    def _maps(self, folder: str) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        return tuple(
            found
            for at in upward(folder)
            for name in NAMES
            if (found := self._map(below(at, name))) is not None
        )

    def _read(self, path: str) -> tuple[str, Mapping[str, Any]] | None:
        said = read_object(self.files.read(path))
        if said is None:
            return None
        folder = path.rpartition("/")[0]
        target = said.get("importMap")
        if isinstance(target, str) and (other := within(folder, target)):
            said, folder = read_object(self.files.read(other)) or {}, other.rpartition("/")[0]
        names = said.get("imports")
        return (folder, names) if isinstance(names, dict) else None
