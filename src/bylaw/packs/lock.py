"""bylaw.lock: which packs from elsewhere a repository keeps, from where, and their digests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from bylaw.config.document import Document
from bylaw.dataclass import dataclass
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs import builtin
from bylaw.packs.digest import digest, is_path
from bylaw.packs.text import LOCAL, LOCK, MANIFEST

Kind: TypeAlias = Literal["directory", "git", "archive", "wheel"]
SCHEMA: Final = "bylaw-lock-1.json"
MOST_FILES: Final = 500
"""Files of one pack."""
RESTORE: Final = f"restore {LOCK} from git; it is written by `bylaw pack` alone"
_HEAD: Final = "# Written by `bylaw pack`. Do not edit: bylaw compares .bylaw/packs/ with it.\n"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a pack came from; the fields are those of docs/schemas/bylaw-lock-1.json."""

    kind: Kind
    address: str
    revision: str = ""
    commit: str = ""
    folder: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Locked:
    """One pack from elsewhere."""

    name: str
    version: str
    source: Source
    files: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each file in hex, by its path from the pack's folder."""

    @property
    def digest(self) -> str:
        """See packs.digest."""
        return digest(self.files)


@dataclass(frozen=True, slots=True)
class Lock:
    """A checked bylaw.lock."""

    packs: dict[str, Locked] = field(default_factory=dict)
    """By name."""

    def text(self) -> str:
        """The file, in an order that does not depend on how it came about."""
        if not self.packs:
            return f"{_HEAD}lock: 1\npacks: {{}}\n"
        lines = (line for name in sorted(self.packs) for line in _lines(self.packs[name]))
        return f"{_HEAD}lock: 1\npacks:\n" + "".join(f"{line}\n" for line in lines)

    def altered(self, *, put: Locked | None = None, drop: str = "") -> Lock:
        """The same with a pack put in or taken out."""
        packs = {name: one for name, one in self.packs.items() if name != drop}
        return Lock({**packs, put.name: put} if put else packs)


def _lines(pack: Locked) -> Iterator[str]:
    yield f"  {pack.name}:"
    if pack.version:
        yield f"    version: {json.dumps(pack.version)}"
    yield "    source:"
    yield f"      kind: {pack.source.kind}"
    for name in ("address", "revision", "commit", "folder", "sha256"):
        if value := getattr(pack.source, name):
            yield f"      {name}: {json.dumps(value)}"
    yield f"    digest: {pack.digest}"
    yield "    files:"
    for path in sorted(pack.files):
        yield f'      {path}: "{pack.files[path]}"'


def build(document: Document) -> tuple[Lock | None, tuple[Diagnostic, ...]]:
    """A Lock from a document that may not be one."""
    from bylaw.config.shape import fits

    if not fits(document.value, _schema()):
        return None, (_unfit(document),)
    found = [*_wrong(document)]
    if found:
        return None, tuple(found)
    packs = {
        name: Locked(name, said.get("version", ""), Source(**said["source"]), dict(said["files"]))
        for name, said in document.value["packs"].items()
    }
    return Lock(packs), ()


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(Path(__file__).with_name(SCHEMA).read_bytes())
    return schema


def _unfit(document: Document) -> Diagnostic:
    from jsonschema import Draft202012Validator

    error = min(
        Draft202012Validator(_schema()).iter_errors(document.value),
        key=lambda one: list(map(str, one.absolute_path)),
    )
    where = ".".join(map(str, error.absolute_path))
    message = f"{f'`{where}`' if where else 'the file'} is not as the format of {LOCK} says"
    return document.complaint("bad-lock", message, tuple(error.absolute_path), help=RESTORE)


def _wrong(document: Document) -> Iterator[Diagnostic]:
    """What the schema cannot say."""
    for name, said in document.value["packs"].items():
        at = ("packs", name)
        if name == LOCAL or name in builtin.names():
            message = f"`{name}` is the name of a built-in pack"
            if name == LOCAL:
                message = f"`{name}` is the pack of a repository's own loose files"
            help = f"take it out: `bylaw pack remove {name}`"
            yield document.complaint("pack-name", message, at, key=True, help=help)
        files = said["files"]
        if MANIFEST not in files or len(files) > MOST_FILES or not all(map(is_path, files)):
            message = f"the files of `{name}` are none that a pack can have"
            yield document.complaint("bad-lock", message, (*at, "files"), key=True, help=RESTORE)
        elif said["digest"] != digest(files):
            message = f"the digest of `{name}` is not that of the files that are listed"
            yield document.complaint("bad-lock", message, (*at, "digest"), help=RESTORE)
