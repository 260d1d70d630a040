"""What `deno.json` says of names: import maps, and the members of a workspace.

An import map is `imports`, or the file that `importMap` names. A member of the `workspace` is found
by its `name`, and `exports` are read as those of a `package.json`. `scopes` are not read.

Sources: https://docs.deno.com/runtime/fundamentals/modules/,
https://docs.deno.com/runtime/fundamentals/workspaces/ and
https://html.spec.whatwg.org/multipage/webappapis.html#import-maps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from itertools import islice
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.sources.imports.folders import below, inner, upward
from bylaw.sources.imports.interface import Files
from bylaw.sources.imports.jsonc import read_object, texts
from bylaw.sources.imports.npm_packages import Package
from bylaw.sources.manifests.references import within

NAMES: Final = ("deno.json", "deno.jsonc")
_REGISTRIES: Final = ("npm:", "jsr:")
"""A name that stands for a package of these stands for what is inside of it, too."""


_MOST_NAMES: Final = 2000


@dataclass(frozen=True, slots=True)
class _Map:
    """One import map."""

    folder: str
    """What its paths count from."""
    names: Mapping[str, str]
    prefixes: tuple[tuple[str, str], ...]
    """Those names that stand for all that begins so, the longest first."""


class DenoFiles:
    """The configurations of one tree, each read once."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._said: Callable[[str], Mapping[str, Any] | None] = cache(self._read)
        self._map: Callable[[str], _Map | None] = cache(self._read_map)
        self._maps: Callable[[str], tuple[_Map, ...]] = cache(self._above)
        self._root: Callable[[str], str | None] = cache(self._root_of)
        self._members: Callable[[str], Mapping[str, Package]] = cache(self._members_of)

    def member(self, name: str, folder: str) -> Package | None:
        """The member of the workspace that a name means in a folder."""
        root = self._root(folder)
        return self._members(root).get(name) if root is not None else None

    def mapped(self, folder: str, module: str) -> tuple[str, str] | None:
        """The folder that an address counts from, and the address; None where no map says it."""
        for each in self._maps(folder):
            if module in each.names:
                return each.folder, each.names[module]
            for prefix, said in each.prefixes:
                if module.startswith(prefix):
                    return each.folder, f"{said.rstrip('/')}/{module[len(prefix) :]}"
        return None

    def _read(self, folder: str) -> Mapping[str, Any] | None:
        found = (read_object(self.files.read(below(folder, name))) for name in NAMES)
        return next((each for each in found if each is not None), None)

    def _above(self, folder: str) -> tuple[_Map, ...]:
        return tuple(each for at in upward(folder) if (each := self._map(at)) is not None)

    def _read_map(self, folder: str) -> _Map | None:
        said = self._said(folder)
        if said is None:
            return None
        target = said.get("importMap")
        if isinstance(target, str) and (path := within(folder, target)):
            said, folder = read_object(self.files.read(path)) or {}, path.rpartition("/")[0]
        listed = said.get("imports")
        if not isinstance(listed, dict):
            return None
        names = {
            name: each
            for name, each in islice(listed.items(), _MOST_NAMES)
            if isinstance(each, str)
        }
        prefixes = [
            (f"{name.rstrip('/')}/", each)
            for name, each in names.items()
            if name.endswith("/") or each.startswith(_REGISTRIES)
        ]
        prefixes.sort(key=lambda one: -len(one[0]))
        return _Map(folder, names, tuple(prefixes))

    def _root_of(self, folder: str) -> str | None:
        return next((at for at in upward(folder) if "workspace" in (self._said(at) or ())), None)

    def _members_of(self, root: str) -> Mapping[str, Package]:
        from bylaw.sources.manifests.npm_workspaces import members

        listed = (self._said(root) or {}).get("workspace")
        is_member = members(texts(listed.get("members") if isinstance(listed, dict) else listed))
        found: dict[str, Package] = {}
        for file in NAMES:
            for path in self.files.named(file):
                folder = path.rpartition("/")[0]
                is_below = not root or folder.startswith(f"{root}/")
                if folder == root or (is_below and is_member(inner(folder, root))):
                    package = Package(folder, self._said(folder) or {})
                    if package.name:
                        found.setdefault(package.name, package)
        return found
