"""A commit as a tree of files to read policies from."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import new

from bylaw.packs.tree import MAX_BYTES, Unreadable
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.repository import Repository
from bylaw.sources.git.store import REGULAR

_FOLDER = "040000"


class Commit:
    """The tree of a commit; what was listed once is not asked again."""

    def __init__(self, repo: Repository, commit: str, name: str) -> None:
        self.repo = repo
        self.commit = commit
        self.name = name
        self._known: dict[str, tuple[str, str]] = {}
        self._listed: set[str] = set()
        self._absent: set[str] = set()
        self._folders: set[str] = set()
        self._top = False

    def below(self, folder: str) -> Sequence[str]:
        """See packs.tree.Tree."""
        prefix = f"{folder}/" if folder else ""
        if folder not in self._listed and not self._is_listed(folder):
            paths = (prefix,) if prefix else ()
            self._keep(self.repo.store.entries(self.commit, *paths))
            self._listed.add(folder)
        return sorted((path for path in self._known if path.startswith(prefix)), key=os.fsencode)

    def everything(self, folder: str) -> Sequence[str]:
        """See packs.tree.Tree."""
        return self.below(folder)

    def prefetch(self, folders: Sequence[str], paths: Sequence[str]) -> None:
        """Lists folders and files at once, so that asking for them needs no process each."""
        if "" in folders:
            self.below("")
            return
        wanted = [f"{folder}/" for folder in folders if folder not in self._listed]
        missing = [path for path in paths if path not in self._known]
        if wanted or missing:
            self._keep(self.repo.store.entries(self.commit, *wanted, *missing))
            self._listed.update(folders)
            self._absent.update(path for path in missing if path not in self._known)

    def read(self, path: str) -> bytes | None:
        """See packs.tree.Tree."""
        entry = self.entry(path)
        if entry is None or entry[0] == _FOLDER:
            return None
        if entry[0] not in REGULAR:
            raise Unreadable("it is a symbolic link or a submodule")
        try:
            return self.repo.store.content(entry[1], self.commit, path, MAX_BYTES)
        except NotJudged as error:
            if error.reason == "too-large":
                raise Unreadable("it is larger than 1 MiB") from None
            raise

    def entry(self, path: str) -> tuple[str, str] | None:
        """Mode and object id of a file."""
        if path in self._absent:
            return None
        if path in self._known or self._is_listed(path):
            return self._known.get(path)
        if not self._top:
            self._keep(self.repo.store.entries(self.commit, recursive=False))
            self._top = True
        if "/" in path and path.partition("/")[0] in self._folders:
            return self.repo.store.entry(self.commit, path)
        return self._known.get(path)

    def _is_listed(self, path: str) -> bool:
        return any(not f or path.startswith(f"{f}/") for f in self._listed)

    def _keep(self, entries: Sequence[tuple[str, str, str]]) -> None:
        self._folders.update(path for mode, _, path in entries if mode == _FOLDER)
        self._known.update({path: (mode, oid) for mode, oid, path in entries if mode != _FOLDER})


def blob_id(data: bytes, like: str) -> str:
    """The object id that git gives a content, in the format of another id."""
    digest = new("sha256" if len(like) == 64 else "sha1", usedforsecurity=False)
    digest.update(b"blob %d\0" % len(data))
    digest.update(data)
    return digest.hexdigest()
