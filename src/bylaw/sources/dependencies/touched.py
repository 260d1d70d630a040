"""Which manifests and locks a change is about: what it touches, and what belongs to that."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from posixpath import basename, dirname
from typing import TYPE_CHECKING, Any, Final

from bylaw.dataclass import dataclass
from bylaw.sources.dependencies.sides import Side
from bylaw.sources.manifests.formats import FORMATS, format_of
from bylaw.sources.manifests.interface import Unreadable
from bylaw.sources.manifests.references import within

if TYPE_CHECKING:
    from bylaw.sources.git.files import File

HEIRS: Final[Mapping[str, str]] = {
    "Cargo.toml": "cargo_toml",
    "pom.xml": "maven_pom",
    "Directory.Packages.props": "msbuild",
    "Directory.Build.props": "msbuild",
    "Directory.Build.targets": "msbuild",
    "pnpm-workspace.yaml": "package_json",
    ".yarnrc.yml": "package_json",
    "package.json": "package_json",
    "go.work": "go_mod",
    "pyproject.toml": "pyproject",
}
"""By the name of a file that others inherit from: the format of those, below its folder."""

INCLUDED: Final[Mapping[tuple[str, ...], tuple[str, ...]]] = {
    (".yml", ".yaml"): ("gitlab_ci", "compose"),
    (".env",): ("compose",),
}
"""By the ends of names of files that no reader is for: the formats that may include such files."""

_OF_PIP: Final = ("requirements", "requirements_in", "pyproject", "setup_cfg", "conda")
"""The formats that may include files of any name, as pip allows it."""

_NEVER: Final = re.compile(
    r"(?i)\.(?:pyi?|ipynb|[mc]?jsx?|tsx?|vue|svelte|s?css|less|html?|svg|go|rs|java|kts?|scala|groovy"
    r"|[ch]|cc|[ch]pp|[cfv][sb]|rb|php|swift|dart|exs?|erl|lua|pl|r|sql|sh|bash|proto|graphql|md|rst"
    r"|adoc|png|jpe?g|gif|webp|ico|pdf|woff2?|ttf|ya?ml|po|snap)\Z"
)
"""Ends of names that no list of requirements has: most changes need no look for includes."""

_INHERITED: Final[Mapping[str, Callable[[bytes], object]]] = {
    "Cargo.toml": lambda data: b"workspace" in data and data,
    "pyproject.toml": lambda data: b"workspace" in data and data,
    "package.json": lambda data: _workspaces(data),
}
"""What is inherited from files that mostly are inherited from by nobody."""


_POMS: Final = (".xml", ".pom")
_PARENT: Final = re.compile(rb"<relativePath>([^<]{1,4096})</relativePath>")


@dataclass(frozen=True, slots=True)
class Touched:
    """What to read of both sides, and how paths of the base are called at the head."""

    base: tuple[str, ...]
    head: tuple[str, ...]
    files: tuple[str, ...]
    """Paths at the head of the manifests and locks that the change itself touches."""
    renamed: Mapping[str, str]
    deleted: frozenset[str]
    paths: frozenset[str] = frozenset()
    """Paths at the head of all files that the change touches."""


def touched(files: Iterable[File], base: Side, head: Side) -> Touched:
    """Chooses what to read of the two sides."""
    listed = list(files)
    renamed = {
        file.old_path: file.path
        for file in listed
        if file.status == "renamed" and file.old_path is not None
    }
    names = {new: old for old, new in renamed.items()}
    deleted = frozenset(file.path for file in listed if file.status == "deleted")
    own: set[str] = set()
    changed: set[str] = set()
    for file in listed:
        formats = format_of(names.get(file.path, file.path)), format_of(file.path)
        is_same = file.oid == file.old_oid and file.mode == file.old_mode
        if any(formats) and not (is_same and formats[0] == formats[1]):
            own.add(file.path)
        if not is_same:
            changed.add(file.path)
    here, there = base.entries(), head.entries()
    before = {names.get(path, path) for path in changed}
    find = _Search(before, changed, base, head)
    chosen = own | {path for path in there if find.is_about(path)}
    chosen.update(path for path in there if head.target(path) in changed)
    if locks := frozenset(path for path in own if path in there and _may_lock(path)):
        chosen.update(path for path in there if head.is_locked(path, locks))
    before_own = (names.get(path, path) for path in own)
    if locks := frozenset(path for path in before_own if path in here and _may_lock(path)):
        chosen.update(renamed.get(path, path) for path in here if base.is_locked(path, locks))
    at_base = {names.get(path, path) for path in chosen}
    return Touched(
        tuple(sorted(path for path in at_base if path in here)),
        tuple(sorted(path for path in chosen if path in there)),
        tuple(sorted(own)),
        renamed,
        deleted,
        frozenset(changed),
    )


def may_matter(path: str, is_patch: bool) -> bool:
    """Whether a path is a manifest, or one that manifests inherit from, include or link to.

    Of a patch, whose trees nobody has, only what mostly is one: else none could be judged.
    """
    ends = (".txt", ".in", *(end for ends in INCLUDED for end in ends))
    is_shared = basename(path) in HEIRS or path.endswith(ends)
    return is_shared or format_of(path) is not None or (not is_patch and _is_plain_list(path))


def _is_plain_list(path: str) -> bool:
    return _NEVER.search(path) is None


def _may_lock(path: str) -> bool:
    format_ = format_of(path)
    return format_ is not None and (
        format_.kind in ("lock", "checksums") or format_.module == "requirements"
    )


class _Search:
    """Finds manifests that inherit from changed files, or may include them."""

    def __init__(self, before: set[str], after: set[str], base: Side, head: Side) -> None:
        self.folders: dict[str, set[str]] = {}
        """Those below which manifests inherit, by format."""
        for path in before | after:
            name = basename(path)
            if name in HEIRS and _is_inherited(path, name, base, head):
                self.folders.setdefault(HEIRS[name], set()).add(dirname(path))
        self._note_parents(base)
        self._note_parents(head)
        plain = [path for path in before | after if format_of(path) is None]
        self.including = {
            module
            for ends, modules in INCLUDED.items()
            if any(path.endswith(ends) for path in plain)
            for module in modules
        }
        if any(map(_is_plain_list, plain)):
            self.including.update(_OF_PIP)
        modules = self.including | self.folders.keys()
        shapes = (each for f in FORMATS if f.module in modules for each in f.patterns)
        self.ends = tuple({shape.rpartition("*")[2] for shape in shapes if shape[0] != "!"})

    def _note_parents(self, side: Side) -> None:
        """Notes the folders of poms that name one of these as their parent, wherever it stands."""
        folders = self.folders.get("maven_pom")
        if folders is None:
            return
        named: dict[str, set[str]] = {}
        """Folders of poms, by the folder of the parent that they name."""
        for path in side.entries():
            if path.endswith(_POMS) and (format_ := format_of(path)) is not None:
                if format_.module != "maven_pom":
                    continue
                try:
                    found = _PARENT.search(side.read(path) or b"")
                except Unreadable:
                    continue
                if found is not None:
                    target = within(dirname(path), found[1].decode(errors="replace").strip())
                    if target is not None:
                        above = dirname(target) if target.endswith(_POMS) else target
                        named.setdefault(above, set()).add(dirname(path))
        below: dict[str, list[str]] = {}
        for each in named:
            for above in (each, *_above(each)):
                below.setdefault(above, []).append(each)
        waiting = list(folders)
        while waiting:
            for each in below.pop(waiting.pop(), ()):
                new = named[each] - folders
                folders |= new
                waiting += new

    def is_about(self, path: str) -> bool:
        """Whether a file has to be read because of another."""
        if not self.ends or not path.endswith(self.ends):
            return False
        format_ = format_of(path)
        if format_ is None:
            return False
        folders = self.folders.get(format_.module, ())
        return format_.module in self.including or any(each in folders for each in _above(path))


def _above(path: str) -> Iterator[str]:
    """The folders that a file stands in, from the nearest."""
    folder = dirname(path)
    while folder:
        yield folder
        folder = dirname(folder)
    yield ""


def _is_inherited(path: str, name: str, base: Side, head: Side) -> bool:
    """Whether what others inherit from a file may be another at the head."""
    take = _INHERITED.get(name)
    if take is None:
        return True
    taken = []
    for side in (base, head):
        try:
            data = side.read(path)
        except Unreadable:
            return True
        taken.append(take(data) if data is not None else False)
    return taken[0] != taken[1]


def _workspaces(data: bytes) -> Any:
    """What members of a workspace inherit of their root's `package.json`."""
    if not any(key in data for key in (b'"workspaces"', b'"catalog"', b'"catalogs"')):
        return False
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return data
    keys = ("workspaces", "catalog", "catalogs")
    return [said.get(key) for key in keys] if isinstance(said, dict) else data
