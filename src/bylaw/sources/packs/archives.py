"""Archives and wheels as bundles: listed within bounds, and read into memory.

A wheel is a zip (https://packaging.python.org/specifications/binary-distribution-format/): what
code it holds is data that nobody reads.
"""

from __future__ import annotations

import io
import stat
import struct
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final, Literal
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from bylaw.sources.packs.interface import (
    LARGEST_ARCHIVE,
    LARGEST_FILE,
    LARGEST_UNPACKED,
    MOST_ENTRIES,
    Bundle,
    Entry,
    Refused,
    entry_path,
    once,
    too_large,
    too_many,
)

_PIECE: Final = 1 << 16
_LARGEST_HEADER: Final = 1 << 20
"""Bytes of a header of a tar that says more of the next entry, such as a long name."""
_HEADERS: Final = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE,
                   tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)  # fmt: skip
_BROKEN: Final = (
    ValueError, EOFError, OverflowError, LookupError, RecursionError, struct.error, OSError
)  # fmt: skip
_BROKEN_ZIP: Final = (*_BROKEN, BadZipFile, LargeZipFile, zlib.error)
_BROKEN_TAR: Final = (*_BROKEN, tarfile.TarError)
"""What the standard readers raise for hostile bytes, such as headers that refer to each other."""
_END: Final = b"PK\5\6"
_END_SIZE: Final = 22
_LONGEST_REMARK: Final = 65_535
_END64: Final = b"PK\6\7"
_LARGEST_DIRECTORY: Final = 16 << 20
"""Bytes of a zip's own listing."""


@contextmanager
def archive(path: Path, shown: str) -> Iterator[Bundle]:
    """The entries of an archive or wheel.

    Args:
        path: The file, whose name says what it is.
        shown: How messages call it.

    Raises:
        Refused: It is none, or holds what no archive of a pack has to hold.
        OSError: It cannot be read.
    """
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise Refused(f"there is no file {shown}") from None
    if not path.is_file() or size > LARGEST_ARCHIVE:
        raise Refused(f"{shown} is no file of at most {LARGEST_ARCHIVE >> 20} MiB")
    with path.open("rb") as stream:
        sha256 = file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        opened = _zip if path.name.endswith((".zip", ".whl")) else _tar
        with opened(stream, shown, sha256) as bundle:
            yield bundle


@contextmanager
def _zip(stream: IO[bytes], shown: str, sha256: str) -> Iterator[Bundle]:
    _check_listing(stream, shown)
    try:
        opened = ZipFile(stream)
    except (*_BROKEN_ZIP, NotImplementedError):
        raise Refused(f"{shown} is no zip that can be read") from None
    with opened:
        infos = [info for info in opened.infolist() if not info.is_dir()]
        if len(infos) > MOST_ENTRIES:
            raise too_many(shown)
        paths = [entry_path(info.filename, shown) for info in infos]
        found = dict(zip(paths, infos, strict=True))
        entries = [
            Entry(path, _zip_kind(info), info.file_size)
            for path, info in zip(paths, infos, strict=True)
        ]

        def read(wanted: Sequence[str]) -> dict[str, bytes]:
            return {path: _zip_read(opened, found[path], path, shown) for path in wanted}

        yield Bundle(once(entries, shown), read, sha256=sha256)


def _check_listing(stream: IO[bytes], shown: str) -> None:
    """Refuses a listing that would fill the memory before anybody could count it."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _END_SIZE - _LONGEST_REMARK - 20))
    tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise Refused(f"{shown} is no zip that can be read")
    if tail[max(0, at - 20) : at].startswith(_END64):
        raise Refused(f"{shown} is a zip of more than 4 GiB, or says so")
    if int.from_bytes(tail[at + 12 : at + 16], "little") > _LARGEST_DIRECTORY:
        raise too_many(shown)
    stream.seek(0)


def _zip_kind(info: ZipInfo) -> Literal["file", "link", "other"]:
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "link"
    return "file" if not stat.S_IFMT(mode) or stat.S_ISREG(mode) else "other"


def _zip_read(opened: ZipFile, info: ZipInfo, path: str, shown: str) -> bytes:
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Refused(f"{path} in {shown} is compressed in a way that is not read")
    try:
        with opened.open(info) as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (*_BROKEN_ZIP, RuntimeError):  # a password, among others
        raise Refused(f"{path} in {shown} cannot be unpacked") from None
    if len(data) > LARGEST_FILE:
        raise too_large(path, shown)
    return data


class _Info(tarfile.TarInfo):
    """An entry of a tar; a header that is larger than any real one is refused before it is read."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Info:
        """See tarfile."""
        info = super().frombuf(buf, encoding, errors)
        largest = _LARGEST_HEADER if info.type in _HEADERS else LARGEST_UNPACKED
        if not 0 <= info.size <= largest:
            raise Refused("the archive holds a header that is too large")
        return info


class _Metered(io.RawIOBase):
    """A file that can be read a few times over, and not for ever."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream = stream
        self._left = 4 * size + _PIECE

    def read(self, size: int = -1) -> bytes:
        """See io."""
        data = self._stream.read(size)
        self._left -= len(data) + 1
        if self._left < 0:
            raise Refused("the archive refers to itself without end")
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """See io."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """See io."""
        return self._stream.tell()


@contextmanager
def _tar(stream: IO[bytes], shown: str, sha256: str) -> Iterator[Bundle]:
    with TemporaryFile() as plain:
        size = _decompress(stream, plain, shown)
        plain.seek(0)
        try:
            opened = tarfile.open(  # noqa: SIM115 - holds nothing that has to be closed
                fileobj=_Metered(plain, size), mode="r:", tarinfo=_Info,
                encoding="utf-8", errors="surrogateescape",
            )  # fmt: skip
            members = list(_members(opened, shown))
        except _BROKEN_TAR:
            raise Refused(f"{shown} is no tar that can be read") from None
        found = dict(members)
        entries = [Entry(path, _tar_kind(member), member.size) for path, member in members]

        def read(wanted: Sequence[str]) -> dict[str, bytes]:
            return {path: _tar_read(opened, found[path], path, shown) for path in wanted}

        yield Bundle(once(entries, shown), read, sha256=sha256)


def _members(opened: tarfile.TarFile, shown: str) -> Iterator[tuple[str, tarfile.TarInfo]]:
    for count, member in enumerate(opened):
        if count >= MOST_ENTRIES:
            raise too_many(shown)
        if not member.isdir():
            yield entry_path(member.name, shown), member


def _tar_kind(member: tarfile.TarInfo) -> Literal["file", "link", "other"]:
    if member.issym() or member.islnk():
        return "link"
    return "file" if member.isreg() and not member.issparse() else "other"


def _tar_read(opened: tarfile.TarFile, member: tarfile.TarInfo, path: str, shown: str) -> bytes:
    if not 0 <= member.size <= LARGEST_FILE:
        raise too_large(path, shown)
    try:
        stream = opened.extractfile(member)
        data = stream.read(LARGEST_FILE + 1) if stream is not None else b""
    except _BROKEN_TAR:
        data = b""
    if len(data) != member.size:
        raise Refused(f"{shown} breaks off in {path}")
    return data


def _decompress(stream: IO[bytes], to: IO[bytes], shown: str) -> int:
    """The tar itself, into a file; how many bytes it has."""
    is_gzip = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    size = 0
    for piece in _gunzipped(stream, shown) if is_gzip else iter(lambda: stream.read(_PIECE), b""):
        size += len(piece)
        if size > LARGEST_UNPACKED:
            raise Refused(f"{shown} unpacks to more than {LARGEST_UNPACKED >> 20} MiB")
        to.write(piece)
    return size


def _gunzipped(stream: IO[bytes], shown: str) -> Iterator[bytes]:
    unpack = zlib.decompressobj(31)
    try:
        while data := stream.read(_PIECE):
            while data and not unpack.eof:
                yield unpack.decompress(data, _PIECE)
                data = unpack.unconsumed_tail
            if unpack.eof:
                return
    except zlib.error:
        raise Refused(f"{shown} is no gzip that can be read") from None
    raise Refused(f"{shown} breaks off")
