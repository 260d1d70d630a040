"""The files of a tree, found by folder, name and extension."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from posixpath import normpath
from types import MappingProxyType
from typing import Final

from bylaw.sources.imports.interface import Reading
from bylaw.sources.imports.languages import extension_of

_MOST_LINKS: Final = 40
"""Links that one path leads through, as Linux allows."""


class TreeFiles:
    """See interface.Files. Each index is made when it is first asked.

    Args:
        paths: The paths of all files.
        read: The content of a file; None where it is too large, or no regular file.
        readings: What all files of these extensions say.
        links: Where symbolic links lead, by their paths; those that lead out are left out.
    """

    def __init__(
        self,
        paths: Iterable[str],
        read: Callable[[str], bytes | None],
        readings: Callable[[Collection[str]], Mapping[str, Reading]],
        links: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._links = links
        self._known = frozenset(paths)
        self._read = read
        self._readings = readings
        self._sorted: list[str] | None = None
        self._names: dict[str, list[str]] | None = None
        self._extensions: dict[str, list[str]] | None = None
        self._folders: dict[str, bool] = {}

    def __contains__(self, path: object) -> bool:
        if path in self._known:
            return True
        return bool(self._links) and isinstance(path, str) and self.real(path) in self._known

    def real(self, path: str) -> str:
        """See interface.Files."""
        for _ in range(_MOST_LINKS if self._links else 0):
            at = next((each for each in _prefixes(path) if each in self._links), None)
            if at is None:
                break
            path = normpath(self._links[at] + path[len(at) :]).lstrip("/")
        return "" if path == "." else path

    @property
    def paths(self) -> list[str]:
        """All paths, sorted."""
        if self._sorted is None:
            self._sorted = sorted(self._known)
        return self._sorted

    def has_folder(self, path: str) -> bool:
        """See interface.Files."""
        if path not in self._folders:
            written, path = path, self.real(path)
            at = bisect_left(self.paths, f"{path}/") if path else 0
            there = at < len(self.paths) and self.paths[at].startswith(f"{path}/" if path else "")
            self._folders[path] = self._folders[written] = there
        return self._folders[path]

    def below(self, folder: str) -> Sequence[str]:
        """See interface.Files."""
        if not folder:
            return self.paths
        paths, folder = self.paths, self.real(folder)
        return paths[bisect_left(paths, f"{folder}/") : bisect_left(paths, f"{folder}0")]

    def named(self, name: str) -> Sequence[str]:
        """See interface.Files."""
        if self._names is None:
            self._names = _grouped(self.paths, lambda path: path.rpartition("/")[2])
        return self._names.get(name, ())

    def ending(self, extension: str) -> Sequence[str]:
        """See interface.Files."""
        if self._extensions is None:
            self._extensions = _grouped(self.paths, extension_of)
        return self._extensions.get(extension, ())

    def read(self, path: str) -> bytes | None:
        """See interface.Files."""
        path = self.real(path)
        return self._read(path) if path in self._known else None

    def readings(self, extensions: Collection[str]) -> Mapping[str, Reading]:
        """See interface.Files."""
        return self._readings(extensions)


def _prefixes(path: str) -> Iterator[str]:
    """The folders of a path, the outermost first, and the path."""
    at = path.find("/")
    while at > 0:
        yield path[:at]
        at = path.find("/", at + 1)
    yield path


def _grouped(paths: Sequence[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(key(path), []).append(path)
    return groups
