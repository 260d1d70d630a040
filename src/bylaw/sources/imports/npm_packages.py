"""Packages of the npm world that are in the repository, and the files that stand for them.

Members of a workspace are found by their names, whatever version is asked for: those of npm, Yarn
and Bun (`workspaces`), of pnpm (`pnpm-workspace.yaml`) and of Lerna (`lerna.json`). So is what a
`package.json` asks for with `workspace:`, `file:`, `link:` or `portal:`, and the package itself. A
package of the repository that is none of these is not what an import of its name leads to.

What is imported is the source. `exports` and `imports` say first, then `source`, `module`, `main`
and `types`; where they name a file that is built (`dist/button.js`), the source is looked for in
its place (`src/button.ts`), and without that in `src/index`, `src/main`, `src/public-api` and
`index`; where there is none of these, the `package.json` stands for the package.

Sources: https://nodejs.org/api/packages.html, and the documentation of each tool.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.sources.imports.folders import below, upward
from bylaw.sources.imports.folders import inner as inside
from bylaw.sources.imports.interface import Files
from bylaw.sources.imports.jsonc import read_object, texts
from bylaw.sources.manifests.references import within

_NAMED: Final = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_LOCAL: Final = ("file:", "link:", "portal:")
_BUILT: Final = frozenset(
    ("dist", "build", "lib", "out", "output", "esm", "cjs", "es", "umd", "types", "module")
)
"""Folders that builds write to; the part of a path behind them is often that of the source."""
_ENTRIES: Final = (
    "src/index",
    "src/main",
    "src/public-api",
    "src/public_api",
    "index",
    "lib/index",
)
_BUILT_FILE: Final = re.compile(r"(?:\.d)?\.[cm]?[jt]sx?$")
_STYLES: Final = ("style", "sass", "less")
"""Conditions that no script is imported under."""
_DEEPEST: Final = 8
"""Conditions of `exports` inside of each other; real ones have three."""
_MOST_TARGETS: Final = 50
_MOST_PATTERNS: Final = 1000


@dataclass(frozen=True, slots=True)
class Package:
    """What a `package.json` says."""

    folder: str
    said: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its name; empty where it has none."""
        name = self.said.get("name")
        return name if isinstance(name, str) else ""

    def requirement(self, name: str) -> str | None:
        """What it asks of a package; None where it does not ask for it."""
        for key in _NAMED:
            listed = self.said.get(key)
            asked = listed.get(name) if isinstance(listed, dict) else None
            if isinstance(asked, str):
                return asked
        return None

    def imports(self, module: str) -> tuple[str, ...]:
        """What `imports` say of a `#name`: `./path` in its folder, or the name of a package."""
        said = self.said.get("imports")
        return tuple(_targets(said, module)) if isinstance(said, dict) else ()

    def paths_of(self, targets: Sequence[str]) -> Iterator[str]:
        """Where such paths lead, from the root of the repository, and where their source is."""
        local = [each for each in targets if each.startswith("./")]
        yield from self._within(local)
        yield from self._sources(local)

    def places(self, inner: str) -> Iterator[str]:
        """Paths, with or without extension, where what is imported of it may be, the best first.

        Args:
            inner: What is meant inside of it, such as `button`; empty for the package.
        """
        exported = self._exported(inner)
        yield from self._within(exported)
        yield from self._sources(exported)
        if inner:
            yield from self._within((f"src/{inner}", inner))
            yield from self._sources((inner,))
            return
        for key in ("source", "module", "main"):
            main = texts(self.said.get(key))
            yield from self._within(main)
            yield from self._sources(main)
        types = (*texts(self.said.get("types")), *texts(self.said.get("typings")))
        yield from self._sources(types)
        yield from self._within((*_ENTRIES, *types))

    def exported(self, inner: str) -> str | None:
        """Where `exports` say that something inside of it is, from the root of the repository."""
        return next(self._within(self._exported(inner)), None)

    def _exported(self, inner: str) -> Sequence[str]:
        said = self.said.get("exports")
        key = f"./{inner}" if inner else "."
        if isinstance(said, dict) and next(iter(said), "").startswith("."):
            return tuple(_targets(said, key))
        return () if inner or said is None else tuple(_targets({".": said}, key))

    def _within(self, targets: Sequence[str]) -> Iterator[str]:
        for each in targets:
            path = within(self.folder, each)
            if path is not None and path != self.folder:
                yield path

    def _sources(self, targets: Sequence[str]) -> Iterator[str]:
        """Where the source of a built file would be."""
        for each in targets:
            rest = _BUILT_FILE.sub("", each.removeprefix("./"))
            while True:
                first, slash, behind = rest.partition("/")
                if not slash or first not in _BUILT:
                    break
                rest = behind
                yield from self._within((f"src/{rest}", rest))


def _targets(said: Mapping[str, Any], key: str) -> list[str]:
    """The paths that `exports` or `imports` lead to from a key.

    Those of built files come after those of sources, and those of types last.
    """
    star, value = "", said.get(key)
    if key not in said or "*" in key:
        value, best = None, -1
        for pattern, each in islice(said.items(), _MOST_PATTERNS):
            before, mark, after = pattern.partition("*")
            long = len(key) >= len(before) + len(after)
            fits = mark and long and key.startswith(before) and key.endswith(after)
            if fits and len(before) > best:
                best, value = len(before), each
                star = key[len(before) : len(key) - len(after)]
    found: list[tuple[bool, str]] = []
    _collect(value, False, found, 0)
    found.sort(key=lambda one: (one[0], is_built(one[1])))
    return [each.replace("*", star) for _, each in found]


def _collect(value: Any, is_types: bool, found: list[tuple[bool, str]], depth: int) -> None:
    if isinstance(value, str) and len(found) < _MOST_TARGETS:
        found.append((is_types, value))
    elif depth < _DEEPEST and isinstance(value, dict):
        for condition, each in value.items():
            if condition not in _STYLES:
                _collect(each, is_types or condition.startswith("types"), found, depth + 1)
    elif depth < _DEEPEST and isinstance(value, list):
        for each in value:
            _collect(each, is_types, found, depth + 1)


def is_built(inner: str) -> bool:
    """Whether a path inside of a package is in a folder that builds write to."""
    return inner.removeprefix("./").partition("/")[0] in _BUILT


def split(module: str) -> tuple[str, str]:
    """The name of a package, and what is meant inside of it."""
    parts = module.split("/", 2)
    size = 2 if module.startswith("@") else 1
    return "/".join(parts[:size]), "/".join(parts[size:])


def addressed(address: str) -> tuple[str, str] | None:
    """The package that `npm:name@range/path` or `jsr:` means, and what is meant inside of it."""
    if not address.startswith(("npm:", "jsr:")):
        return None
    name, inner = split(address[4:].lstrip("/"))
    return _without_version(name), inner


def _without_version(name: str) -> str:
    return name[:1] + name[1:].partition("@")[0]


class Packages:
    """The packages of one tree, each read once."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.at: Callable[[str], Package | None] = cache(self._at)
        self.own: Callable[[str], Package | None] = cache(self._own)
        self.above: Callable[[str], tuple[Package, ...]] = cache(self._above)
        self._root: Callable[[str], str | None] = cache(self._root_of)
        self._members: Callable[[str], Mapping[str, Package]] = cache(self._members_of)
        self._is_member: Callable[[str], Callable[[str], bool] | None] = cache(self._workspace)
        self._all: dict[str, Package] | None = None
        self._malformed: set[str] = set()
        """Folders whose workspace cannot be read."""

    def _at(self, folder: str) -> Package | None:
        said = read_object(self.files.read(below(folder, "package.json")))
        return Package(folder, said) if said is not None else None

    def _above(self, folder: str) -> tuple[Package, ...]:
        """Those in a folder and above it, the nearest first."""
        return tuple(each for at in upward(folder) if (each := self.at(at)) is not None)

    def _own(self, folder: str) -> Package | None:
        """The one that a folder is part of; a `package.json` with `type` alone makes none."""
        return next(
            (
                each
                for each in self.above(folder)
                if each.name or any(key in each.said for key in _NAMED)
            ),
            None,
        )

    def requirement(self, name: str, folder: str) -> tuple[str, str] | None:
        """What is asked of a package, and the folder of the nearest `package.json` that asks."""
        for each in self.above(folder):
            asked = each.requirement(name)
            if asked is not None:
                return asked, each.folder
        return None

    def find(self, name: str, folder: str) -> Package | None:
        """The package of the repository that a name means in a folder; None where it is outside."""
        own = self.own(folder)
        if own is not None and own.name == name:
            return own
        root = self._root(own.folder if own is not None else folder)
        member = self._members(root).get(name) if root is not None else None
        if member is not None:
            return member
        asked = self.requirement(name, folder)
        if asked is None:
            return None
        for scheme in _LOCAL:
            if asked[0].startswith(scheme):
                target = within(asked[1], asked[0].removeprefix(scheme))
                return self.at(target) if target is not None else None
        if not asked[0].startswith("workspace:"):
            return None
        alias = asked[0].removeprefix("workspace:")
        return self.named(_without_version(alias) if "@" in alias[1:] else name)

    def broken(self, folder: str) -> str | None:
        """The nearest file that is there, could say what a name means, and cannot be read."""
        for at in upward(folder):
            path = below(at, "package.json")
            if path in self.files and self.at(at) is None:
                return path
            if at in self._malformed:
                return below(at, "pnpm-workspace.yaml")
        return None

    def folder_of(self, name: str, folder: str) -> str | None:
        """The folder of the package that a name means in a folder."""
        found = self.find(name, folder)
        return found.folder if found is not None else None

    def _root_of(self, folder: str) -> str | None:
        """The folder of the workspace that a package's folder is part of."""
        for above in upward(folder):
            is_member = self._is_member(above)
            if is_member is not None and (above == folder or is_member(inside(folder, above))):
                return above
        return None

    def _workspace(self, folder: str) -> Callable[[str], bool] | None:
        """Tells of the folders below a folder which are members; None where it has no workspace."""
        if not any(
            below(folder, name) in self.files
            for name in ("package.json", "pnpm-workspace.yaml", "lerna.json")
        ):
            return None
        from bylaw.sources.documents.node import Malformed
        from bylaw.sources.manifests.npm_workspaces import members, workspace_at

        try:
            found = workspace_at(_Tree(self.files), folder)
        except Malformed:
            found = None
            self._malformed.add(folder)
        if found is not None:
            return found.is_member
        lerna = read_object(self.files.read(below(folder, "lerna.json")))
        return members(texts(lerna.get("packages", ["packages/*"]))) if lerna is not None else None

    def _members_of(self, root: str) -> Mapping[str, Package]:
        is_member = self._is_member(root) or (lambda _: False)
        found: dict[str, Package] = {}
        for path in self.files.named("package.json"):
            folder = path.rpartition("/")[0]
            if root and folder != root and not folder.startswith(f"{root}/"):
                continue
            is_there = folder == root or is_member(inside(folder, root))
            if "node_modules" in folder or not is_there:
                continue
            package = self.at(folder)
            if package is not None and package.name:
                found.setdefault(package.name, package)
        return found

    def named(self, name: str) -> Package | None:
        """A package by its name alone, as for tools that list their projects elsewhere."""
        if self._all is None:
            self._all = {}
            for path in self.files.named("package.json"):
                is_own = "node_modules" not in path
                package = self.at(path.rpartition("/")[0]) if is_own else None
                if package is not None and package.name:
                    self._all.setdefault(package.name, package)
        return self._all.get(name)


class _Tree:
    """The files, as the reader of workspaces sees them."""

    def __init__(self, files: Files) -> None:
        self.read = files.read
        self._files = files

    def paths(self) -> Sequence[str]:
        return self._files.below("")
