"""Which manifests and locks a change is about: what it touches, and what belongs to that."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from bylaw.dataclass import dataclass
from bylaw.sources.dependencies.join import lock_of
from bylaw.sources.manifests.formats import FORMATS, format_of
from bylaw.sources.manifests.interface import Format

if TYPE_CHECKING:
    from bylaw.sources.git.files import File

HEIRS: Final[Mapping[str, tuple[str, ...]]] = {
    "Cargo.toml": ("cargo_toml",),
    "pom.xml": ("maven_pom",),
    "Directory.Packages.props": ("msbuild",),
    "Directory.Build.props": ("msbuild",),
    "Directory.Build.targets": ("msbuild",),
    "pnpm-workspace.yaml": ("package_json",),
    "go.work": ("go_mod",),
    "pyproject.toml": ("pyproject",),
}
"""By the name of a file that others inherit from: the formats of those, below its folder."""

INCLUDED: Final = (".txt", ".in")
"""Ends of names of files that a requirements file may include."""

_INCLUDING: Final = ("requirements", "requirements_in", "pyproject", "setup_cfg", "conda")
"""Formats that may include such files."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What to read of both sides, and how paths of the base are called at the head."""

    base: tuple[str, ...]
    head: tuple[str, ...]
    files: tuple[str, ...]
    """Paths at the head of the manifests and locks that the change itself touches."""
    renamed: Mapping[str, str]
    deleted: frozenset[str]


def touched(
    files: Iterable[File], base: Mapping[str, object], head: Mapping[str, object]
) -> Touched:
    """Chooses what to read; `base` and `head` hold the paths of all files of the two sides."""
    listed = list(files)
    renamed = {
        file.old_path: file.path
        for file in listed
        if file.status == "renamed" and file.old_path is not None
    }
    deleted = frozenset(file.path for file in listed if file.status == "deleted")
    own: set[str] = set()
    paths: set[str] = set()
    for file in listed:
        before = file.old_path if file.status == "renamed" else file.path
        formats = format_of(before or file.path), format_of(file.path)
        is_same = file.oid == file.old_oid and file.mode == file.old_mode
        if any(formats) and not (is_same and formats[0] == formats[1]):
            own.add(file.path)
        if not is_same:
            paths |= {file.path, before or file.path}
    chosen = own | set(_heirs(paths, head)) | set(_including(paths, head))
    locks = {path for path in own if (f := format_of(path)) and f.kind in ("lock", "checksums")}
    gone = {path for path in own if path in base and path not in head}
    chosen |= set(_of_locks(locks, head)) | set(_of_locks(gone, base))
    names = {new: old for old, new in renamed.items()}
    at_base = {names.get(path, path) for path in chosen}
    return Touched(
        tuple(sorted(path for path in at_base if path in base)),
        tuple(sorted(path for path in chosen if path in head)),
        tuple(sorted(own)),
        renamed,
        deleted,
    )


def _heirs(paths: Iterable[str], head: Mapping[str, object]) -> Iterator[str]:
    """Manifests that inherit from one of these paths."""
    for path in paths:
        modules = HEIRS.get(posixpath.basename(path))
        if modules:
            folder = posixpath.dirname(path)
            prefix = f"{folder}/" if folder else ""
            yield from _below(prefix, [f for f in FORMATS if f.module in modules], head)


def _including(paths: Iterable[str], head: Mapping[str, object]) -> Iterator[str]:
    """Manifests that may include a file that is touched and that no reader is for."""
    if any(path.endswith(INCLUDED) and format_of(path) is None for path in paths):
        yield from _below("", [f for f in FORMATS if f.module in _INCLUDING], head)


def _of_locks(locks: Iterable[str], side: Mapping[str, object]) -> Iterator[str]:
    """The manifests that these locks stand for."""
    for lock in locks:
        name, folder = posixpath.basename(lock), posixpath.dirname(lock)
        prefix = f"{folder}/" if folder else ""
        formats = [each for each in FORMATS if name in each.locks]
        for path in _below(prefix, formats, side):
            found = format_of(path)
            if found is not None and lock_of(path, found, {**side, lock: None}) == lock:
                yield path


def _below(prefix: str, formats: Sequence[Format], side: Mapping[str, object]) -> Iterator[str]:
    """The files of these formats below a folder."""
    ends = tuple({pattern.rpartition("*")[2] for each in formats for pattern in each.patterns})
    for path in side:
        if path.startswith(prefix) and path.endswith(ends):
            found = format_of(path)
            if found is not None and found in formats:
                yield path
