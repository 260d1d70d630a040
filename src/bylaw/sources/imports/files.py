"""The files of a tree, found by folder, name and extension."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from bylaw.sources.imports.interface import Reading
from bylaw.sources.imports.languages import extension_of


class TreeFiles:
    """See interface.Files. Each index is made when it is first asked.

    Args:
        paths: The paths of all files.
        read: The content of a file; None where it is too large, or no regular file.
        readings: What all files of these extensions say.
    """

    def __init__(
        self,
        paths: Iterable[str],
        read: Callable[[str], bytes | None],
        readings: Callable[[Collection[str]], Mapping[str, Reading]],
    ) -> None:
        self._known = frozenset(paths)
        self._read = read
        self._readings = readings
        self._sorted: list[str] | None = None
        self._names: dict[str, list[str]] | None = None
        self._extensions: dict[str, list[str]] | None = None
        self._folders: dict[str, bool] = {}

    def __contains__(self, path: object) -> bool:
        return path in self._known

    @property
    def paths(self) -> list[str]:
        """All paths, sorted."""
        if self._sorted is None:
            self._sorted = sorted(self._known)
        return self._sorted

    def has_folder(self, path: str) -> bool:
        """See interface.Files."""
        if path not in self._folders:
            at = bisect_left(self.paths, f"{path}/") if path else 0
            there = at < len(self.paths) and self.paths[at].startswith(f"{path}/" if path else "")
            self._folders[path] = there
        return self._folders[path]

    def below(self, folder: str) -> Sequence[str]:
        """See interface.Files."""
        if not folder:
            return self.paths
        paths = self.paths
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
        return self._read(path) if path in self._known else None

    def readings(self, extensions: Collection[str]) -> Mapping[str, Reading]:
        """See interface.Files."""
        return self._readings(extensions)


def _grouped(paths: Sequence[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(key(path), []).append(path)
    return groups
