"""The files of a tree, found by folder, name and extension."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from bylaw.sources.imports.interface import Reading, Target
from bylaw.sources.imports.languages import extension_of
from bylaw.sources.imports.links import Links

_FEW: Final = 64
"""Names that are looked for one by one: an index of all names takes longer."""


class TreeFiles:
    """See interface.Files. Each index is made when it is first asked.

    Args:
        paths: The paths of all files.
        read: The content of a file; None where it is too large, or no regular file.
        readings: What all files of these extensions say.
        links: The paths of symbolic links and submodules among them.
        leads: What a symbolic link holds; None where it cannot be had.
    """

    def __init__(
        self,
        paths: Iterable[str],
        read: Callable[[str], bytes | None],
        readings: Callable[[Collection[str]], Mapping[str, Reading]],
        links: Collection[str] = (),
        leads: Callable[[str], str | None] = lambda link: None,
    ) -> None:
        listed = list(paths)
        self._known = frozenset(listed)
        self._links = Links(links, leads, self._known) if links else None
        self._aliases: dict[str, str] = {}
        if self._links is not None:
            self._aliases = self._links.aliases(sorted(listed))
            self._known |= self._aliases.keys()
            listed = list(self._known)
        self._listed = listed
        self._read = read
        self._readings = readings
        self._sorted: list[str] | None = None
        self._names: dict[str, list[str]] | None = None
        self._joined: str | None = None
        self._few_names: dict[str, list[str]] = {}
        self._extensions: dict[str, list[str]] | None = None
        self._folders: dict[str, bool] = {}

    def __contains__(self, path: object) -> bool:
        return path in self._known

    @property
    def paths(self) -> list[str]:
        """All paths, sorted."""
        if self._sorted is None:
            # git lists paths in nearly this order, and a sort is quick where there is one
            self._sorted = sorted(self._listed)
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
            if name in self._few_names:
                return self._few_names[name]
            if len(self._few_names) < _FEW:
                self._few_names[name] = found = list(self._with_name(name))
                return found
            self._names = _grouped(self.paths, lambda path: path.rpartition("/")[2])
        return self._names.get(name, ())

    def _with_name(self, name: str) -> Iterator[str]:
        if self._joined is None:
            self._joined = "".join(f"\0/{path}" for path in self.paths) + "\0"
        text, end, at = self._joined, f"/{name}\0", 0
        while (at := text.find(end, at)) >= 0:
            at += len(end) - 1
            yield text[text.rfind("\0", 0, at) + 2 : at]

    def ending(self, extension: str) -> Sequence[str]:
        """See interface.Files."""
        if self._extensions is None:
            self._extensions = _grouped(self.paths, extension_of)
        return self._extensions.get(extension, ())

    def read(self, path: str) -> bytes | None:
        """See interface.Files."""
        return self._read(self._aliases.get(path, path)) if path in self._known else None

    def is_link(self, path: str) -> bool:
        """See interface.Files."""
        return self._links is not None and path in self._links

    def followed(self, target: Target) -> Target:
        """See interface.Files."""
        return target if self._links is None else self._links.followed(target, self._first_below)

    def _first_below(self, folder: str) -> str | None:
        return next(iter(self.below(folder)), None) if self.has_folder(folder) else None

    def readings(self, extensions: Collection[str]) -> Mapping[str, Reading]:
        """See interface.Files."""
        return self._readings(extensions)


def _grouped(paths: Sequence[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(key(path), []).append(path)
    return groups
