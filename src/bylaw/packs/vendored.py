"""The packs from elsewhere that a tree keeps, compared with its bylaw.lock, file by file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.find import SUFFIX
from bylaw.packs.lock import Lock, Locked
from bylaw.packs.text import LOCK, VENDORED, PackText
from bylaw.packs.tree import Tree, Unreadable

_SHOWN: Final = 5
"""Files of one pack that are named before the rest is counted."""


@dataclass(frozen=True, slots=True)
class Vendored:
    """Packs whose files are what the lock says; where there is a diagnostic, none may judge."""

    packs: tuple[PackText, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    """All their files, by path from the root."""
    diagnostics: tuple[Diagnostic, ...] = ()


def vendored(tree: Tree, lock: Lock) -> Vendored:
    """Reads the packs of a tree, and says where they are other than the lock says."""
    try:
        listed = tree.everything(VENDORED)
    except Unreadable as error:
        return Vendored(diagnostics=(_link(error),))
    found = _grouped(listed)
    diagnostics = [
        _unlocked(name, bool(paths[0])) for name, paths in found.items() if name not in lock.packs
    ]
    packs, files = [], []
    for name, locked in lock.packs.items():
        read, wrong = _read(tree, locked, found.get(name, []))
        diagnostics += wrong
        files += read
        packs.append(_text(locked, read))
    if diagnostics:
        return Vendored(diagnostics=tuple(diagnostics))
    return Vendored(tuple(packs), tuple(files))


def sound(tree: Tree, lock: Lock) -> tuple[PackText, ...]:
    """The packs of a tree that are what the lock says, whatever is wrong with others."""
    try:
        found = _grouped(tree.everything(VENDORED))
    except Unreadable:
        return ()
    packs = []
    for name, locked in lock.packs.items():
        read, wrong = _read(tree, locked, found.get(name, []))
        if not wrong:
            packs.append(_text(locked, read))
    return tuple(packs)


def _grouped(listed: Sequence[str]) -> dict[str, list[str]]:
    """Paths below the folder of each pack; empty for what stands there instead of a folder."""
    found: dict[str, list[str]] = {}
    for path in listed:
        name, _, rest = path.removeprefix(f"{VENDORED}/").partition("/")
        found.setdefault(name, []).append(rest)
    return found


def _text(locked: Locked, read: Sequence[tuple[str, bytes]]) -> PackText:
    policies = tuple(one for one in read if one[0].endswith(SUFFIX))
    return PackText(locked.name, policies, "vendored", locked.version)


def _read(
    tree: Tree, locked: Locked, paths: Sequence[str]
) -> tuple[list[tuple[str, bytes]], list[Diagnostic]]:
    at = f"{VENDORED}/{locked.name}"
    mend = f"bring it anew: `bylaw pack update {locked.name}`, or restore it from git"
    if not paths:
        message = f"{LOCK} names `{locked.name}`, but there is no {at}/"
        return [], [Diagnostic("pack-missing", message, at, help=mend)]
    if "" in paths:
        message = f"{at} is a symbolic link or a file, not the folder of a pack"
        return [], [Diagnostic("pack-changed", message, at, help=mend)]
    read: list[tuple[str, bytes]] = []
    wrong = [*_others(locked, paths)]
    for path in sorted(set(locked.files) & set(paths)):
        try:
            data = tree.read(f"{at}/{path}")
        except Unreadable as error:
            wrong.append((path, f"cannot be read: {error}"))
            continue
        if data is None or sha256(data).hexdigest() != locked.files[path]:
            ends = data is not None and b"\r\n" in data
            why = " (its line ends are CRLF: see docs/sharing-packs.md)" if ends else ""
            wrong.append((path, f"is not what {LOCK} says{why}"))
        else:
            read.append((f"{at}/{path}", data))
    found = [
        Diagnostic("pack-changed", f"{at}/{path} {why}", f"{at}/{path}", help=mend)
        for path, why in wrong[:_SHOWN]
    ]
    if len(wrong) > _SHOWN:
        message = f"{len(wrong) - _SHOWN} more files of `{locked.name}` are not as {LOCK} says"
        found.append(Diagnostic("pack-changed", message, at, help=mend))
    return read, found


def _others(locked: Locked, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    for path in sorted(set(locked.files) - set(paths)):
        yield path, f"is missing; {LOCK} names it"
    for path in sorted(set(paths) - set(locked.files)):
        yield path, f"is not in {LOCK}"


def _unlocked(name: str, is_folder: bool) -> Diagnostic:
    at = f"{VENDORED}/{name}"
    if not is_folder:
        message = f"{at} belongs to no pack of {LOCK}"
        return Diagnostic("pack-unlocked", message, at, help="remove it")
    message = f"{LOCK} does not name the pack in {at}/"
    help = f"remove the folder, and bring the pack with `bylaw pack add`; or restore {LOCK}"
    return Diagnostic("pack-unlocked", message, at, help=help)


def _link(error: Unreadable) -> Diagnostic:
    message = f"{VENDORED} cannot be read: {error}"
    return Diagnostic("pack-changed", message, VENDORED, help="put the folder itself there")
