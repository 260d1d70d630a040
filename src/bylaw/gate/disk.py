"""Files of a work tree that commands write: whole or not at all, and never through a link."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from bylaw.gate.errors import Wrong, wrong_request


def inside(root: Path, target: Path) -> None:
    """Refuses a path that leads through a link. Raises Wrong."""
    at = root
    for part in target.relative_to(root).parts:
        at = at / part
        if at.is_symlink():
            shown = at.relative_to(root).as_posix()
            help = "a change can bring one that leads out; put a file or folder in its place"
            raise wrong_request(f"{shown} is a symbolic link", help=help)


def create(target: Path, data: bytes, path: str) -> None:
    """Writes a file that must not be there yet: beside it first, then under its name at once."""
    beside = _beside(target, data)
    try:
        os.link(beside, target)
    except FileExistsError:
        raise _taken(path) from None
    except (OSError, NotImplementedError):  # a file system without links
        if os.path.lexists(target):
            raise _taken(path) from None
        beside.rename(target)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()


def _taken(path: str) -> Wrong:
    return wrong_request(f"{path} is there already")


def put(target: Path, data: bytes) -> None:
    """Writes a file, in the place of one that may be there, whose mode stays."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(target, data)
    try:
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _beside(target: Path, data: bytes) -> Path:
    beside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with beside.open("xb") as stream:
            stream.write(data)
    except FileExistsError:
        raise
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside
