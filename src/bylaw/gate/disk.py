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
            raise wrong_request(f"{at.relative_to(root).as_posix()} is a symbolic link")


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


def replace(target: Path, data: bytes) -> None:
    """Writes a file that is there anew; its mode stays."""
    beside = _beside(target, data)
    try:
        beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    except OSError:
        beside.unlink()
        raise


def _beside(target: Path, data: bytes) -> Path:
    beside = target.with_name(f".{target.name}.{os.getpid()}.new")
    with beside.open("xb") as stream:
        stream.write(data)
    return beside
