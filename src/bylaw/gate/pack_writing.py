"""Packs from elsewhere on the disk: the folder, bylaw.lock and bylaw.yaml of a work tree.

Each of the three is written beside its place and renamed, the lock last. A run that is broken off
leaves what the next `bylaw check` refuses and the next `bylaw pack add` or `update` mends.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.gate import disk
from bylaw.gate.catalog import repository_of
from bylaw.gate.errors import wrong_request
from bylaw.gate.governance import CONFIG
from bylaw.gate.vendored import lock_of
from bylaw.packs.lock import Lock
from bylaw.packs.text import LOCK, VENDORED
from bylaw.packs.tree import Folder, Unreadable, read_file

_BESIDE: Final = ".pack-"
"""What the names of folders begin with that are not in their place yet; `check` looks past them."""


@dataclass(frozen=True, slots=True)
class Place:
    """The root of a work tree, and its lock."""

    root: Path
    lock: Lock

    @property
    def tree(self) -> Folder:
        """Its files."""
        return Folder(self.root)

    def folder(self, name: str) -> Path:
        """Where the files of a pack are."""
        return self.root / VENDORED / name


def place(folder: str) -> Place:
    """The work tree that a folder is in, or the folder itself outside of any. Raises Wrong."""
    repo = repository_of(folder)
    try:
        if repo is not None and repo.work_tree is None:
            raise wrong_request(f"{folder} is a bare repository, which keeps no packs")
        root = Path(repo.work_tree or folder if repo else folder).resolve()
    finally:
        if repo is not None:
            repo.close()
    return Place(root, lock_of(Folder(root)))


def put_files(at: Place, name: str, files: Mapping[str, bytes]) -> None:
    """Puts the files of a pack in the place of those that are there. Raises Wrong, OSError."""
    target = at.folder(name)
    disk.inside(at.root, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(at, name) as (new, old):
        for path, data in files.items():
            file = new / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        if os.path.lexists(target):
            target.rename(old)
        new.rename(target)


def drop_files(at: Place, name: str) -> None:
    """Takes the folder of a pack away. Raises Wrong, OSError."""
    target = at.folder(name)
    disk.inside(at.root, target)
    if not os.path.lexists(target):
        return
    with _beside(at, name) as (_, old):
        target.rename(old)


def put_lock(at: Place, lock: Lock) -> None:
    """Writes bylaw.lock; one without packs is removed. Raises Wrong, OSError."""
    target = at.root / LOCK
    disk.inside(at.root, target)
    if lock.packs:
        disk.put(target, lock.text().encode())
    else:
        target.unlink(missing_ok=True)


def config_bytes(at: Place) -> bytes | None:
    """The bytes of bylaw.yaml. Raises Wrong where it is there and cannot be read."""
    try:
        return read_file(at.root / CONFIG, at.root)
    except FileNotFoundError:
        return None
    except Unreadable as error:
        raise wrong_request(f"{CONFIG} cannot be read: {error}") from None


def put_config(at: Place, data: bytes) -> None:
    """Writes bylaw.yaml. Raises OSError."""
    disk.put(at.root / CONFIG, data)


def is_free(at: Place, name: str, files: Mapping[str, bytes]) -> bool:
    """Whether nothing is lost by putting a pack there: nothing is there, or the same files are."""
    prefix = f"{VENDORED}/{name}"
    try:
        found = at.tree.everything(prefix)
        here = {path: at.tree.read(path) for path in found}
    except Unreadable:
        return False
    if not here:
        return not os.path.lexists(at.folder(name)) or at.folder(name).is_dir()
    return here == {f"{prefix}/{path}": data for path, data in files.items()}


@contextmanager
def _beside(at: Place, name: str) -> Iterator[tuple[Path, Path]]:
    """A folder to fill and a name to move what was there to; both are gone at the end."""
    above = (at.root / VENDORED).parent
    for left in above.glob(f"{_BESIDE}{name}.*"):  # of a run that was broken off
        _remove(left)
    new, old = (above / f"{_BESIDE}{name}.{end}" for end in ("new", "old"))
    new.mkdir()
    try:
        yield new, old
    finally:
        for each in (new, old):
            _remove(each)


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)
