"""Bring a report to a file or to standard output, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from bylaw.reports.interface import ReaderGone, ReportError

_CHUNK = 1 << 16


def write_file(pieces: str | Iterable[str], path: Path) -> None:
    """Write a report to a file: beside it first, then renamed over it.

    A device or pipe is written to directly, since it cannot be replaced. A link is replaced and
    not followed: it may have come with the change, and lead to a file of the runner.

    Raises:
        ReportError: It could not be written; what stood at `path` still stands.
    """
    try:
        if _is_stream(path):
            with path.open("wb") as stream:
                stream.writelines(_chunks(pieces))
            return
        _replace(pieces, path)
    except OSError as error:
        raise ReportError(_sentence(f"the report {path}", error)) from error


def _is_stream(path: Path) -> bool:
    """A device or a pipe, or a name of the system for one, such as /dev/stdout."""
    system = os.path.abspath(path).startswith(("/dev/", "/proc/"))  # noqa: PTH100
    return system or (path.exists() and not path.is_file())


def _replace(pieces: str | Iterable[str], target: Path) -> None:
    beside = target.with_name(f".{target.name[:200]}.{os.getpid()}.part")
    kept = target.is_file() and not target.is_symlink()
    mode = target.stat().st_mode & 0o777 if kept else 0o666
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with suppress(FileNotFoundError):
        beside.unlink()
    descriptor = os.open(beside, flags, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.writelines(_chunks(pieces))
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def write_stream(pieces: str | Iterable[str], stream: BinaryIO) -> None:
    """Write a report to standard output and flush it.

    Raises:
        ReaderGone: The other end of the pipe is closed.
        ReportError: It could not be written.
    """
    try:
        for chunk in _chunks(pieces):
            stream.write(chunk)
        stream.flush()
    except BrokenPipeError as error:
        raise ReaderGone("standard output was closed") from error
    except OSError as error:
        raise ReportError(_sentence("standard output", error)) from error


def _chunks(pieces: str | Iterable[str]) -> Iterator[bytes]:
    if isinstance(pieces, str):
        yield pieces.encode()
        return
    waiting, size = [], 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    yield "".join(waiting).encode()


def _sentence(what: str, error: OSError) -> str:
    why = error.strerror or str(error)
    return f"{what[:1].upper()}{what[1:]} could not be written: {why[:1].lower()}{why[1:]}."
