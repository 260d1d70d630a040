"""Contents that a partial clone lacks, fetched all at once: what differs, and what governs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from bylaw.sources.git.attributes import NAME
from bylaw.sources.git.files import ABSENT, SUBMODULE

if TYPE_CHECKING:
    from bylaw.sources.git.remote import Remote
    from bylaw.sources.git.repository import Repository

MOST: Final = 100_000
"""Objects that are asked for at once; what is over stays a gap."""
FOLDER: Final = "040000"


def bring(
    repo: Repository,
    remote: Remote,
    compared: tuple[str, str] | None,
    read: Sequence[tuple[str, Sequence[str]]],
    attributes_from: str,
) -> None:
    """Fetch what a change needs, in one batch; in a clone without folders, those in one before.

    What else is read later, such as a file that a rule names, is then fetched when it is.

    Args:
        repo: The partial clone.
        remote: Where its contents are.
        compared: The two commits or trees of the change, if it has two.
        read: Commits, each with paths of which all files are read; folders end in `/`.
        attributes_from: The commit whose .gitattributes speak of the files that change.
    """
    trees = (*(compared or ()), attributes_from, *(commit for commit, _ in read))
    _bring_roots(repo, remote, trees)
    if remote.is_treeless:
        _bring_folders(repo, remote, trees)
    _bring(repo, remote, _wanted(repo, compared, read, attributes_from))
    repo.store.objects.bring = remote.fetch_objects


def bring_for_merge(repo: Repository, remote: Remote, base: str, head: str) -> None:
    """Fetch what it takes to merge the merge bases of two commits."""
    git = repo.history
    bases = git.run("merge-base", "--all", base, head).decode().split()
    older = git.ask("merge-base", "--octopus", *bases).lines
    trees = [*older, *bases]
    _bring_roots(repo, remote, trees)
    pairs = [(trees[0], one) for one in trees[1:]]
    _bring(repo, remote, [oid for pair in pairs for oid, _ in _differing(repo, *pair)])


def _wanted(
    repo: Repository,
    compared: tuple[str, str] | None,
    read: Sequence[tuple[str, Sequence[str]]],
    attributes_from: str,
) -> list[str]:
    differing = _differing(repo, *compared) if compared else []
    folders = {""}
    for _, path in differing:
        while (path := path.rpartition("/")[0]) and path not in folders:
            folders.add(path)
    wanted = [oid for oid, _ in differing]
    speaking = [f"{folder}/{NAME}".lstrip("/") for folder in sorted(folders)]
    wanted += _files(repo, attributes_from, speaking)
    for commit, paths in read:
        wanted += _files(repo, commit, paths)
    return wanted


def _differing(repo: Repository, base: str, head: str) -> list[tuple[str, str]]:
    """`(object id, path)` of both sides of all files that differ."""
    words = ("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", base, head)
    fields = os.fsdecode(repo.private.git.run(*words)).split("\0")
    found = []
    for said, path in zip(fields[::2], fields[1::2], strict=False):
        old_mode, mode, old_oid, oid, _ = said[1:].split(" ")
        sides = ((old_mode, old_oid), (mode, oid))
        found += [(oid, path) for mode, oid in sides if mode not in (ABSENT, SUBMODULE)]
    return found


def _files(repo: Repository, commit: str, paths: Sequence[str]) -> list[str]:
    """The contents of files at or below paths."""
    if not paths:
        return []
    entries = repo.store.entries(commit, *paths)
    return [oid for mode, oid, _ in entries if mode not in (SUBMODULE, FOLDER)]


def _bring_roots(repo: Repository, remote: Remote, commits: Iterable[str]) -> None:
    """Fetch the folders of commits that have none here, with all that is below them."""
    roots = []
    for commit in dict.fromkeys(commits):
        found = repo.store.objects.read(commit)
        if found is not None and found[0] == "commit":
            roots.append(found[1].split(b"\n", 1)[0].decode().removeprefix("tree "))
    _bring(repo, remote, roots)


def _bring_folders(repo: Repository, remote: Remote, commits: Iterable[str]) -> None:
    """Fetch folders that are missing below those that are here."""
    out = repo.private.git.run(
        *("rev-list", "--objects", "--no-walk", "--missing=print", "--filter=blob:none"),
        *dict.fromkeys(commits),
    )
    _bring(
        repo, remote, [line[1:] for line in out.decode("latin-1").splitlines() if line[:1] == "?"]
    )


def _bring(repo: Repository, remote: Remote, wanted: Iterable[str]) -> None:
    """Fetch those that are not here."""
    objects = repo.store.objects
    listed = list(dict.fromkeys(wanted))
    objects.ask_sizes(listed)
    missing = [oid for oid in listed if objects.known_sizes[oid] is None]
    if missing:
        remote.fetch_objects(missing[:MOST])
