"""The commits of a change: messages, people, and trailers by git's own rules."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place
from bylaw.sources.git.process import old_git

if TYPE_CHECKING:
    from bylaw.sources.git.store import Store

FIELDS = ("%H", "%P", "%an", "%ae", "%at", "%cn", "%ce", "%ct", "%s", "%b", "%B")
TRAILERS = "%(trailers:only=true,unfold=true,key_value_separator=%x1f,separator=%x1e)"
SIGNATURES: tuple[tuple[bytes, Literal["openpgp", "ssh", "x509"]], ...] = (
    (b"-----BEGIN SSH SIGNATURE-----", "ssh"),
    (b"-----BEGIN SIGNED MESSAGE-----", "x509"),
    (b"-----BEGIN PGP ", "openpgp"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote or committed, as git recorded it."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Trailer:
    """`Key: value` at the end of a message."""

    key: str
    value: str


@dataclass(frozen=True, slots=True, eq=False)
class Commit:
    """One commit. Dates are seconds since 1970 UTC."""

    id: str
    parents: tuple[str, ...]
    author: Person
    author_date: int
    committer: Person
    date: int
    subject: str
    body: str
    message: str
    trailers: tuple[Trailer, ...]
    place: Place
    """A commit has no file: the change's place."""
    change: Any = None
    cache: dict[str, Any] = field(default_factory=dict)

    @property
    def is_merge(self) -> bool:
        """It has more than one parent."""
        return len(self.parents) > 1


def commits_between(
    store: Store, head: str, bases: tuple[str, ...], place: Place, change: Any, most: int
) -> list[Commit] | None:
    """Commits reachable from head and not from the bases, oldest first; None where over `most`."""
    process = store.private.git.start(
        "log",
        "-z",
        "--reverse",
        "--topo-order",
        "--no-show-signature",
        "--no-notes",
        "--no-color",
        "--encoding=UTF-8",
        "--format=" + "%x00".join([*FIELDS, TRAILERS]),
        head,
        "--not",
        *bases,
    )
    data = bytearray()
    while piece := process.out.read(1 << 20):
        data += piece
        if len(data) > most:
            process.close()
            return None
    process.finish()
    if data.find(b"\0%(trailers:") >= 0:  # what it does not know, it repeats
        raise old_git("This git")
    fields = data.decode(errors="replace").split("\0")
    step = len(FIELDS) + 1
    records = (fields[at : at + step] for at in range(0, len(fields) - step + 1, step))
    return [_commit(record, place, change) for record in records]


def _commit(record: list[str], place: Place, change: Any) -> Commit:
    oid, parents, an, ae, at, cn, ce, ct, subject, body, message, trailers = record
    return Commit(
        oid.strip(),
        tuple(parents.split()),
        Person(an, ae),
        int(at or 0),
        Person(cn, ce),
        int(ct or 0),
        subject,
        body.rstrip("\n"),
        message.rstrip("\n"),
        tuple(_trailers(trailers)),
        place,
        change,
    )


def _trailers(text: str) -> list[Trailer]:
    pairs = (line.partition("\x1f") for line in text.split("\x1e") if line)
    return [Trailer(key.strip(), value.strip()) for key, _, value in pairs]


def signature(store: Store, commit: Commit) -> Literal["openpgp", "ssh", "x509"] | None:
    """The kind of signature a commit carries. Nobody verifies it."""
    found = store.objects.read(commit.id, 1 << 24)
    header = found[1].partition(b"\n\n")[0] if found else b""
    at = header.find(b"\ngpgsig")
    if at < 0:
        return None
    return next((kind for mark, kind in SIGNATURES if mark in header[at:]), "openpgp")
