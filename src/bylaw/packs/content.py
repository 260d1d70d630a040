"""Which files of a source are a pack's: policies, pack.yaml, patches of tests, README, LICENSE."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Literal, Protocol

from bylaw.dataclass import dataclass
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs import builtin
from bylaw.packs.digest import is_path
from bylaw.packs.find import SUFFIX
from bylaw.packs.lock import MOST_FILES
from bylaw.packs.manifest import Manifest, read
from bylaw.packs.text import MANIFEST
from bylaw.packs.tree import MAX_BYTES

LARGEST: Final = 8 << 20
"""Bytes of all files of one pack."""
_MOST_PACKS: Final = 100
"""Packs of one source that are looked into for a name."""
_PATCHES: Final = (".patch", ".diff")
_PROSE: Final = re.compile(r"(?:README|LICEN[CS]E|NOTICE|COPYING)(?:[.-][A-Za-z0-9.-]{1,40})?")
_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+!_-]{0,63}")
_APART: Final = (".dist-info", ".data")
"""Ends of the folders of a wheel that are not the package's."""


class Unfit(Exception):
    """A source holds no pack, not one alone, or one that cannot be taken. `help` may be empty."""

    def __init__(
        self, message: str, help: str = "", diagnostics: Sequence[Diagnostic] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.diagnostics = tuple(diagnostics)


class Entry(Protocol):
    """Something in a source."""

    @property
    def path(self) -> str:
        """From the top of the source."""

    @property
    def kind(self) -> Literal["file", "link", "other"]:
        """What it is."""

    @property
    def size(self) -> int:
        """Bytes, as the source says."""


Read = Callable[[Sequence[str]], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True)
class Content:
    """A pack as its source has it."""

    manifest: Manifest
    folder: str
    """Where it stands in the source, without the one folder at the top of an archive."""
    files: dict[str, bytes]
    """By path from the pack's folder."""
    left_out: int
    """Files beside, which are no part of a pack."""


def content(
    entries: Iterable[Entry],
    reads: Read,
    folder: str = "",
    name: str = "",
    is_packed: bool = False,
) -> Content:
    """The files of the one pack that is meant.

    Args:
        entries: All that the source holds.
        reads: Gives the bytes of files.
        folder: Where the pack stands; empty looks for the only one.
        name: The name that its pack.yaml has to say; empty takes any.
        is_packed: It is an archive, which often holds one folder called like itself.

    Raises:
        Unfit: There is none, or it holds what no pack may hold.
    """
    every = list(entries)
    top = _top([entry.path for entry in every]) if is_packed else ""
    at = _folder(every, reads, folder, name, top)
    inside = [entry for entry in every if not at or entry.path.startswith(f"{at}/")]
    below = {entry.path[len(at) + 1 if at else 0 :]: entry for entry in inside}
    chosen = _chosen(below)
    read_in = reads([entry.path for entry in chosen.values()])
    files = {path: read_in[entry.path] for path, entry in chosen.items()}
    if sum(map(len, files.values())) > LARGEST:
        raise Unfit(f"the pack has more than {LARGEST >> 20} MiB")
    manifest = _manifest(files[MANIFEST], name, at)
    # What stands at the top of an archive is called otherwise the next time.
    kept = at[len(top) + 1 :] if top and f"{at}/".startswith(f"{top}/") else at
    return Content(manifest, kept, files, len(below) - len(files))


def _top(paths: Sequence[str]) -> str:
    """The one folder that holds everything, as archives of releases have it."""
    tops = {path.partition("/")[0] for path in paths}
    return next(iter(tops)) if len(tops) == 1 and all("/" in path for path in paths) else ""


def _folder(entries: Sequence[Entry], reads: Read, folder: str, name: str, top: str) -> str:
    manifests = sorted(
        entry.path
        for entry in entries
        if entry.path.rpartition("/")[2] == MANIFEST and entry.kind == "file"
        if not entry.path.partition("/")[0].endswith(_APART)
    )
    folders = [path.rpartition("/")[0] for path in manifests]
    if folder:
        found = [one for one in (folder, f"{top}/{folder}") if one in folders]
        if not found:
            raise Unfit(f"there is no {folder}/{MANIFEST} in it", _others(folders))
        return found[0]
    if not folders:
        raise Unfit(
            f"there is no {MANIFEST} in it", f"a pack has one: `name: my-pack` in {MANIFEST}"
        )
    for one in ("", top):
        if one in folders and not name:
            return one
    if name:
        folders = [one for one in folders[:_MOST_PACKS] if _is_named(one, name, reads)]
        if not folders:
            raise Unfit(f"there is no pack called `{name}` in it")
    if len(folders) > 1:
        raise Unfit(f"there are {len(folders)} packs in it", _others(folders))
    return folders[0]


def _others(folders: Sequence[str]) -> str:
    shown = ", ".join(f"#{one}" for one in folders[:5] if one)
    return f"write the folder behind the source ({shown}), or --name NAME" if shown else ""


def _is_named(folder: str, name: str, reads: Read) -> bool:
    path = f"{folder}/{MANIFEST}" if folder else MANIFEST
    manifest, _ = read(path, reads([path])[path])
    return manifest is not None and manifest.name == name


def _chosen(below: Mapping[str, Entry]) -> dict[str, Entry]:
    """The files of a pack, by path from its folder. Raises Unfit where one of them is odd."""
    chosen: dict[str, Entry] = {}
    spelled: dict[str, str] = {}
    for path, entry in sorted(below.items()):
        if entry.kind != "file":
            what = "a link" if entry.kind == "link" else "no regular file"
            raise Unfit(f"{path!r} is {what}, and a pack is of files alone")
        if not _belongs(path):
            continue
        if path.endswith(f"/{MANIFEST}"):
            raise Unfit(
                f"another pack stands inside of it: {path!r}", "name the inner one, or move it"
            )
        if not is_path(path):
            help = "ASCII letters, digits, `.`, `_` and `-`, at most eight parts, none hidden"
            raise Unfit(f"{path[:120]!r} is no name for a file of a pack", help)
        for part in _prefixes(path):
            if spelled.setdefault(part.lower(), part) != part:
                raise Unfit(f"{part!r} and {spelled[part.lower()]!r} are one name on some machines")
        if entry.size > MAX_BYTES:
            raise Unfit(f"{path} is larger than {MAX_BYTES >> 20} MiB")
        chosen[path] = entry
    if len(chosen) > MOST_FILES:
        raise Unfit(f"the pack has more than {MOST_FILES} files")
    if not any(path.endswith(SUFFIX) for path in chosen):
        raise Unfit("there is no policy file in it", f"a policy file ends in {SUFFIX}")
    return chosen


def _belongs(path: str) -> bool:
    name = path.rpartition("/")[2]
    if name == MANIFEST or path.endswith((SUFFIX, *_PATCHES)):
        return True
    return "/" not in path and _PROSE.fullmatch(path) is not None


def _prefixes(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]


def _manifest(data: bytes, name: str, folder: str) -> Manifest:
    manifest, wrong = read(f"{folder}/{MANIFEST}" if folder else MANIFEST, data)
    if manifest is None:
        raise Unfit(f"its {MANIFEST} is wrong", diagnostics=wrong)
    if name and manifest.name != name:
        raise Unfit(f"its name is `{manifest.name}`, not `{name}`")
    if manifest.name in builtin.names():
        raise Unfit(f"`{manifest.name}` is the name of a built-in pack", "it needs another name")
    if manifest.version and not _VERSION.fullmatch(manifest.version):
        raise Unfit(f"{manifest.version[:80]!r} is no version of a pack", 'version: "1.2.0"')
    return manifest
