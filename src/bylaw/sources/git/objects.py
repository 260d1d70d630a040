"""Reading objects through one long-lived `git cat-file --batch`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import IO

from bylaw.dataclass import dataclass
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.process import Git, Stream

SINGLE = 64
"""Objects that are brought one by one; what asks for more of them says so first."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A file of the work tree that is too large to be made an object of."""

    size: int
    head: bytes
    """Its first bytes, which tell whether it is text."""


class Objects:
    """Contents of objects by id or `commit:path`; the process starts with the first question."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._stream: Stream | None = None
        self._out: IO[bytes] | None = None
        self.known_sizes: dict[str, int | None] = {}
        """Bytes of objects that were asked about; None where one is not here."""
        self.withheld: dict[str, Withheld] = {}
        """By the made-up ids under which they stand in trees."""
        self.bring: Callable[[Sequence[str]], None] | None = None
        """Fetches what is not here, where somebody can be asked for it."""
        self._single = 0

    def read(self, name: str, most: int | None = None) -> tuple[str, bytes] | None:
        """Kind and content; None where there is no such object. Raises TooLarge over `most`."""
        found = self._read(name, most)
        if found is None and self.bring is not None and ":" not in name and self._single < SINGLE:
            self._single += 1
            self.want((name,))
            found = self._read(name, most)
        return found

    def _read(self, name: str, most: int | None) -> tuple[str, bytes] | None:
        import io
        import os

        if name in self.withheld:
            raise TooLarge(self.withheld[name].size)
        if self._stream is None:
            self._stream = self._git.start("cat-file", "--batch", pipe=True)
            self._out = io.BufferedReader(self._stream.out, 1 << 16)  # type: ignore[type-var]
        assert self._out is not None
        assert self._stream.inp is not None
        self._stream.inp.write(os.fsencode(name) + b"\n")
        head = self._out.readline().rsplit(b" ", 2)
        if len(head) < 3 or not head[2].strip().isdigit():
            return None
        size = int(head[2])
        if most is not None and size > most:
            self.close()  # cheaper than reading on to the next answer
            raise TooLarge(size)
        data = self._out.read(size)
        self._out.read(1)
        return head[1].decode(), data

    def want(self, oids: Iterable[str]) -> None:
        """Say which objects will be read, so that those that are not here come all at once."""
        if self.bring is None:
            return
        listed = list(dict.fromkeys(oids))
        self.ask_sizes(listed)
        missing = [oid for oid in listed if self.known_sizes[oid] is None]
        if missing:
            with suppress(NotJudged):  # then they are missing, and whoever reads them says so
                self.bring(missing)

    def forget(self, oids: Iterable[str]) -> None:
        """Ask anew about objects: they may have come."""
        for oid in oids:
            self.known_sizes.pop(oid, None)

    def blob(self, oid: str, most: int | None = None) -> bytes | None:
        """The content of a blob; None where it is not here. Raises TooLarge over `most`."""
        found = self.read(oid, most)
        return found[1] if found and found[0] == "blob" else None

    def peek(self, oid: str, most: int) -> bytes:
        """The first bytes of a blob, however large it is."""
        if oid in self.withheld:
            return self.withheld[oid].head[:most]
        stream = self._git.start("cat-file", "blob", oid)
        try:
            data = b""
            while len(data) < most and (more := stream.out.read(most - len(data))):
                data += more
            return data
        finally:
            stream.close()

    def ask_sizes(self, oids: Iterable[str]) -> None:
        """Learn how large objects are, all of them in one process."""
        wanted = [oid for oid in dict.fromkeys(oids) if oid not in self.known_sizes]
        if wanted:
            data = "\n".join(wanted).encode() + b"\n"
            out = self._git.run("cat-file", "--batch-check=%(objectsize)", data=data)
            for oid, line in zip(wanted, out.splitlines(), strict=True):
                self.known_sizes[oid] = int(line) if line.isdigit() else None

    def close(self) -> None:
        """End the process."""
        if self._stream is not None:
            self._stream.close()
            self._stream = self._out = None


class TooLarge(Exception):
    """An object is larger than the bound; `size` is its bytes."""

    def __init__(self, size: int) -> None:
        super().__init__(f"{size} bytes")
        self.size = size
