"""The packs from elsewhere that a tree keeps, as far as its bylaw.lock vouches for them."""

from __future__ import annotations

from collections.abc import Iterable

from bylaw.dataclass import dataclass
from bylaw.gate.documents import parsed
from bylaw.gate.errors import Wrong
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.cache import Cache
from bylaw.packs.lock import Lock, build
from bylaw.packs.text import LOCK, PackText
from bylaw.packs.tree import Tree, Unreadable
from bylaw.packs.vendored import vendored


@dataclass(frozen=True, slots=True)
class Kept:
    """Packs from elsewhere whose files are what the lock says."""

    packs: tuple[PackText, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    """The lock and the files of the packs, by path from the root."""

    def named(self, name: str) -> PackText | None:
        """One of them."""
        return next((pack for pack in self.packs if pack.name == name), None)


def kept(tree: Tree, cache: Cache) -> Kept:
    """The packs from elsewhere of a tree. Raises Wrong where one file is not as it was locked."""
    data = lock_bytes(tree)
    found = vendored(tree, Lock() if data is None else parse(data, cache))
    if found.diagnostics:
        raise Wrong(found.diagnostics)
    return Kept(found.packs, found.files if data is None else ((LOCK, data), *found.files))


def lock_of(tree: Tree) -> Lock:
    """The lock of a tree; an empty one where it has none. Raises Wrong."""
    data = lock_bytes(tree)
    return Lock() if data is None else parse(data, Cache(None))


def lock_bytes(tree: Tree) -> bytes | None:
    """The bytes of a tree's lock. Raises Wrong where it is there and cannot be read."""
    try:
        return tree.read(LOCK)
    except Unreadable as error:
        message = f"{LOCK} cannot be read: {error}"
        raise Wrong((Diagnostic("config-unreadable", message, LOCK),)) from None


def parse(data: bytes, cache: Cache) -> Lock:
    """A lock from its bytes, or from the cache. Raises Wrong."""
    return parsed("lock", LOCK, data, cache, build)


def clashes(packs: Iterable[PackText], elsewhere: Kept) -> list[Diagnostic]:
    """A diagnostic for each pack of the repository that is called like one from elsewhere."""
    return [
        Diagnostic(
            "pack-name",
            f"two packs are called `{pack.name}`: this one, and one in {LOCK}",
            pack.files[0][0],
            help="give your pack a name of its own",
        )
        for pack in packs
        if pack.origin == "repository" and (known := elsewhere.named(pack.name))
        if not {path for path, _ in pack.files} <= {path for path, _ in known.files}
    ]
