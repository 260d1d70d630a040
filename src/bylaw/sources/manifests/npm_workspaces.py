"""Workspaces of the npm world: which folder has their root, who is a member, and their catalogs.

Sources: "Workspaces" of npm's, Yarn's and Bun's documentation, `pnpm-workspace.yaml` and
"Catalogs" of pnpm's, and `.yarnrc.yml` of Yarn's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from posixpath import dirname, join
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.sources.documents.node import Malformed, Node
from bylaw.sources.documents.text import decode
from bylaw.sources.manifests.interface import Problem, Tree, Unreadable
from bylaw.sources.manifests.references import within

PNPM: Final = "pnpm-workspace.yaml"
YARN: Final = ".yarnrc.yml"
_LONGEST: Final = 4096
"""Characters of a path."""
_MOST: Final = 500
"""Patterns of a workspace that are read; real ones have some."""
_MOST_RUNS: Final = 16
"""Changes between patterns and exceptions from them."""
_MOST_GLOBS: Final = 50
"""Patterns that are tried for each package that is asked for."""
_GLOB: Final = re.compile(r"[*?\[{]")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace, as its root declares it."""

    path: str
    """The file that declares it, from the root of the repository."""
    patterns: tuple[str, ...]
    catalogs: Mapping[str, Mapping[str, str]]
    """Ranges by catalog and name; the one without a name is `default`."""
    is_member: Callable[[str], bool]
    """Of a folder, from the root's: whether the patterns mean it."""

    @property
    def folder(self) -> str:
        """The root's folder."""
        return dirname(self.path)

    @property
    def is_pnpm(self) -> bool:
        """Whether a plain range is never answered by a member."""
        return self.path.endswith(PNPM)

    def holds(self, folder: str) -> bool:
        """Whether a folder is the root or a member."""
        if folder == self.folder:
            return True
        prefix = f"{self.folder}/" if self.folder else ""
        return folder.startswith(prefix) and self.is_member(folder[len(prefix) :])

    def member(self, tree: Tree, name: str, requirement: str) -> str | None:
        """The folder of the member that a plain range is answered by, as npm and Yarn 1 do.

        A member is looked for where a pattern names it, or in a folder that has its name. One that
        stands elsewhere is not found, and only the lock knows it.
        """
        if self.is_pnpm:
            return None
        for folder in dict.fromkeys(_candidates(self.patterns, name)):
            target = within(self.folder, folder)
            data = tree.read(join(target, "package.json")) if target is not None else None
            if target is None or data is None or name.encode() not in data:
                continue
            said = _object(data) or {}
            is_it = said.get("name") == name and fits(requirement, said.get("version"))
            if is_it and self.holds(target):
                return target
        return None


def members(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Tells of a folder, from the root's, whether the patterns of a workspace mean it."""
    if not patterns:
        return lambda _: False
    import re2

    from bylaw.facts.globs import escaped, regex_of

    runs: list[tuple[bool, list[str]]] = []
    for pattern in patterns:
        is_one = not pattern.startswith("!")
        plain = pattern.removeprefix("!").removeprefix("./").strip("/")
        if not runs or runs[-1][0] is not is_one:
            runs.append((is_one, []))
        try:
            runs[-1][1].append(regex_of(plain) if _GLOB.search(plain) else escaped(plain))
        except ValueError:
            continue
    made = []
    for is_one, regexes in runs[:_MOST_RUNS]:
        try:
            made.append((is_one, re2.compile("|".join(f"(?:{each})" for each in regexes if each))))
        except re2.error:
            continue

    def is_member(folder: str) -> bool:
        found = False
        for is_one, regex in made:
            if found is not is_one and regex.fullmatch(folder):
                found = is_one
        return found

    return is_member


def patterns_of(said: Any) -> tuple[str, ...]:
    """The patterns that `workspaces` of a `package.json` lists, as plain values."""
    listed = said.get("packages") if isinstance(said, dict) else said
    listed = listed[:_MOST] if isinstance(listed, list) else []
    return tuple(each for each in listed if isinstance(each, str))


def workspace_of(tree: Tree, path: str, own: Node) -> tuple[Workspace | None, Problem | None]:
    """The workspace that a `package.json` is in, as its root or as a member.

    The problem is what keeps the root from being read.
    """
    folder = above = dirname(path)
    if len(folder) > _LONGEST:
        return None, None
    while True:
        for read in (_of_pnpm, _of_package):
            try:
                found = read(tree, above, own if above == folder else None)
            except Malformed as error:
                name = join(above, PNPM if read is _of_pnpm else "package.json")
                message = f"it cannot be read: {error.message}"
                return None, Problem(message, error.line, error.column, name)
            if found is not None and found.holds(folder):
                return found, None
        if not above:
            return None, None
        above = dirname(above)


def workspace_at(tree: Tree, folder: str) -> Workspace | None:
    """The workspace whose root is a folder. Raises Malformed where it cannot be read."""
    return _of_pnpm(tree, folder, None) or _of_package(tree, folder, None)


def described(tree: Tree, path: str) -> tuple[str, str]:
    """Name and version that a `package.json` gives its package; empty where it gives none."""
    try:
        said = _object(tree.read(path) or b"") or {}
    except Unreadable:  # which is said where that file is read itself
        said = {}
    name, version = said.get("name"), said.get("version")
    return name if isinstance(name, str) else "", version if isinstance(version, str) else ""


def yarn_catalogs(tree: Tree, folder: str) -> Mapping[str, Mapping[str, str]]:
    """The catalogs that Yarn's settings hold. Raises Malformed where they cannot be read."""
    root = yaml_root(tree, join(folder, YARN))
    return _catalogs(root.get("catalog"), root.get("catalogs")) if root is not None else {}


def yaml_root(tree: Tree, path: str) -> Node | None:
    """The root of a YAML file; None where there is none. Raises Malformed where it is no YAML."""
    from bylaw.sources.documents.yaml import read_yaml

    data = tree.read(path)
    documents = read_yaml(decode(data)) if data is not None else []
    return documents[0].root if documents else None


def _of_pnpm(tree: Tree, folder: str, own: Node | None) -> Workspace | None:
    path = join(folder, PNPM)
    if tree.read(path) is None:
        return None
    root = yaml_root(tree, path) or Node({}, 1)
    listed = root.get("packages")
    patterns = tuple(each.text for each in (listed.elements() if listed else ()) if each.text)
    catalogs = _catalogs(root.get("catalog"), root.get("catalogs"))
    return Workspace(path, patterns[:_MOST], catalogs, members(patterns[:_MOST]))


def _of_package(tree: Tree, folder: str, own: Node | None) -> Workspace | None:
    path = join(folder, "package.json")
    said: Any
    if own is not None:
        kept = ("workspaces", "catalog", "catalogs")
        said = {key: node.plain() for key in kept if (node := own.get(key)) is not None}
    else:
        data = tree.read(path)
        if data is None or b'"workspaces"' not in data:
            return None
        said = _object(data)
        if said is None:
            raise Malformed("it is not JSON")
    listed = said.get("workspaces")
    if listed is None:
        return None
    below = listed if isinstance(listed, dict) else {}
    catalogs = {
        name: ranges
        for place in (said, below)
        for name, ranges in _plain_catalogs(place).items()
    }  # fmt: skip
    patterns = patterns_of(listed)
    return Workspace(path, patterns, catalogs, members(patterns))


def _plain_catalogs(place: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    named = place.get("catalogs")
    listed = dict(named) if isinstance(named, dict) else {}
    if isinstance(place.get("catalog"), dict):
        listed["default"] = place["catalog"]
    return {
        catalog: {name: each for name, each in ranges.items() if isinstance(each, str)}
        for catalog, ranges in listed.items()
        if isinstance(ranges, dict)
    }


def _catalogs(default: Node | None, named: Node | None) -> dict[str, Mapping[str, str]]:
    listed = dict(named.items()) if named is not None else {}
    if default is not None:
        listed["default"] = default
    return {
        catalog: {name: each.written for name, each in node.items() if each.written is not None}
        for catalog, node in listed.items()
    }


def _object(data: bytes) -> dict[str, Any] | None:
    """A JSON object without places: a big workspace is asked for it once a member."""
    try:
        said = json.loads(decode(data))
    except (ValueError, RecursionError, Malformed):
        return None
    return said if isinstance(said, dict) else None


def _candidates(patterns: Sequence[str], name: str) -> Iterator[str]:
    """Folders in which a member of this name is likely."""
    base = name.rpartition("/")[2]
    globs = 0
    for pattern in patterns:
        plain = pattern.removeprefix("./").strip("/")
        if plain.startswith("!"):
            continue
        if _GLOB.search(plain):
            globs += 1
            if globs <= _MOST_GLOBS:
                yield "/".join(base if part in ("*", "**") else part for part in plain.split("/"))
        elif (last := plain.rpartition("/")[2]) in base or base in last:
            yield plain


def fits(requirement: str, version: Any) -> bool:
    """Whether a version is surely in a range."""
    if requirement.strip() in ("", "*"):
        return True
    from bylaw import versions

    return isinstance(version, str) and versions.satisfies(version, requirement, "npm") is True
