"""Workspaces of the npm world: which folder has their root, who is a member, and their catalogs.

Sources: "Workspaces" of npm's, Yarn's and Bun's documentation, `pnpm-workspace.yaml` and
"Catalogs" of pnpm's, and `.yarnrc.yml` of Yarn's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from posixpath import dirname, join
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.sources.documents.node import Malformed, Node
from bylaw.sources.documents.text import decode
from bylaw.sources.manifests.interface import Problem, Tree
from bylaw.sources.manifests.references import within

PNPM: Final = "pnpm-workspace.yaml"
YARN: Final = ".yarnrc.yml"
_LONGEST: Final = 4096
"""Characters of a path."""
_MOST: Final = 200
"""Patterns of a workspace that are tried."""
_GLOB: Final = re.compile(r"[*?\[{]")
_COMPARED: Final = re.compile(
    r"\s{0,9}(\^|~|>=|=|)\s{0,9}v?(\d{1,9}(?:\.\d{1,9}){0,2})(?:\.[xX*])?\s{0,9}\Z"
)
_VERSION: Final = re.compile(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:\+|\Z)")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace, as its root declares it."""

    path: str
    """The file that declares it, from the root of the repository."""
    patterns: tuple[str, ...]
    catalogs: Mapping[str, Mapping[str, str]]
    """Ranges by catalog and name; the one without a name is `default`."""

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
        return folder.startswith(prefix) and is_member(self.patterns, folder[len(prefix) :])

    def member(self, tree: Tree, name: str, requirement: str) -> str | None:
        """The folder of the member that a plain range is answered by, as npm and Yarn 1 do.

        A member is looked for where a pattern names it, or in a folder that has its name. One that
        stands elsewhere is not found, and only the lock knows it.
        """
        if self.is_pnpm:
            return None
        for folder in dict.fromkeys(_candidates(self.patterns[:_MOST], name)):
            target = within(self.folder, folder)
            if target is None or not self.holds(target):
                continue
            data = tree.read(join(target, "package.json"))
            said = _object(data) if data is not None and name.encode() in data else None
            if said and said.get("name") == name and _fits(requirement, said.get("version")):
                return target
        return None


def is_member(patterns: Iterable[str], folder: str) -> bool:
    """Whether a folder, from the root's, is one that the patterns of a workspace mean."""
    found = False
    for pattern in patterns:
        plain = pattern.removeprefix("!").removeprefix("./").strip("/")
        if plain and _means(plain, folder):
            found = not pattern.startswith("!")
    return found


def patterns_of(said: Any) -> tuple[str, ...]:
    """The patterns that `workspaces` of a `package.json` lists, as plain values."""
    listed = said.get("packages") if isinstance(said, dict) else said
    listed = listed if isinstance(listed, list) else []
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
    return Workspace(path, patterns, _catalogs(root.get("catalog"), root.get("catalogs")))


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
    return Workspace(path, patterns_of(listed), catalogs)


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


def _means(pattern: str, folder: str) -> bool:
    if not _GLOB.search(pattern):
        return pattern == folder
    import re2

    from bylaw.facts.globs import regex_of

    try:
        return re2.fullmatch(regex_of(pattern), folder) is not None
    except (ValueError, re2.error):
        return False


def _candidates(patterns: Sequence[str], name: str) -> Iterator[str]:
    """Folders in which a member of this name is likely."""
    base = name.rpartition("/")[2]
    for pattern in patterns:
        plain = pattern.removeprefix("./").strip("/")
        if not plain.startswith("!"):
            yield "/".join(base if part in ("*", "**") else part for part in plain.split("/"))


def _fits(requirement: str, version: Any) -> bool:
    """Whether a version is surely in a range; ranges of several parts are left to the lock."""
    if requirement.strip() in ("", "*"):
        return True
    asked = _COMPARED.match(requirement)
    found = _VERSION.match(version) if isinstance(version, str) else None
    if asked is None or found is None:
        return False
    low, has = [int(part) for part in asked[2].split(".")], [int(part) for part in found.groups()]
    same = {
        "^": next((at for at, part in enumerate(low) if part), len(low) - 1) + 1,
        "~": min(len(low), 2),
        ">=": 0,
    }.get(asked[1], len(low))
    return has >= low and has[:same] == low[:same]
