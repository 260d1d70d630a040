"""Trees and files by commit or tree, read through the private directory, never the work tree."""

from __future__ import annotations

import os

from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.objects import Objects, TooLarge
from bylaw.sources.git.private import PrivateDirectory
from bylaw.sources.git.process import Git

REGULAR = ("100644", "100755", "100664")


class Store:
    """What the objects of a repository hold."""

    def __init__(self, private: PrivateDirectory, git: Git | None = None) -> None:
        self.private = private
        self.objects = Objects(private.git)
        self._git = git
        """Over the real repository, which has references; the private directory has none."""
        self._refs: dict[str, str | None] = {}

    def read(self, commit: str, path: str, most: int = 16 << 20) -> bytes | None:
        """A file's content in a commit or tree; None where it has no such regular file.

        Raises NotJudged where the file is larger than `most` bytes, or its object is not here.
        """
        entry = self.entry(commit, path)
        if entry is None or entry[0] not in REGULAR:
            return None
        return self.content(entry[1], commit, path, most)

    def content(self, oid: str, commit: str, path: str, most: int = 16 << 20) -> bytes:
        """The same of an entry that is known, so that git is not asked for it again."""
        try:
            data = self.objects.blob(oid, most)
        except TooLarge as large:
            raise NotJudged(
                "too-large",
                f"{path} at {commit[:12]} has {large.size} bytes; at most {most} are read.",
            ) from large
        if data is None:
            raise NotJudged(
                "missing-object",
                f"The content of {path} at {commit[:12]} is not in this partial clone.",
                "Fetch it: git fetch --refetch, or clone without --filter.",
            )
        return data

    @property
    def is_partial(self) -> bool:
        """Whether objects may be missing: a partial clone marks the packs it was promised."""
        for objects in self.private.alternates:
            try:
                names = os.listdir(os.path.join(objects, "pack"))  # noqa: PTH118, PTH208
            except OSError:
                continue
            if any(name.endswith(".promisor") for name in names):
                return True
        return False

    def ref(self, name: str) -> str | None:
        """The commit that a reference is at; None where it is not there."""
        if self._git is None:
            return None
        if name not in self._refs:
            answer = self._git.ask("rev-parse", "--verify", "--quiet", name + "^{commit}")
            self._refs[name] = answer.lines[0] if answer.lines else None
        return self._refs[name]

    def entry(self, commit: str, path: str) -> tuple[str, str] | None:
        """Mode and object id of one path of a commit or tree."""
        if not path or path.endswith("/"):
            return None
        for mode, oid, name in self.entries(commit, path, recursive=False):
            if name == path:
                return mode, oid
        return None

    def entries(
        self, commit: str, *paths: str, recursive: bool = True
    ) -> list[tuple[str, str, str]]:
        """`(mode, object id, path)` of the files of a commit or tree, at or below paths."""
        deep = ("-r",) if recursive else ()
        out = self.private.git.run("ls-tree", *deep, "-z", "--full-tree", commit, "--", *paths)
        return [_entry(line) for line in os.fsdecode(out).split("\0")[:-1]]

    def named(self, commit: str, name: str) -> list[tuple[str, str, str]]:
        """`(mode, object id, path)` of the files of this name in all folders of a commit or tree.

        Of the listing only what is looked for is taken apart: it can have a million entries.
        """
        out = self.private.git.run("ls-tree", "-r", "-z", "--full-tree", commit)
        wanted, found, at = os.fsencode(name) + b"\0", [], 0
        while (at := out.find(wanted, at)) >= 0:
            line = out[out.rfind(b"\0", 0, at) + 1 : at + len(wanted) - 1]
            entry = _entry(os.fsdecode(line))
            if entry[2].rpartition("/")[2] == name:
                found.append(entry)
            at += len(wanted)
        return found

    def list(self, commit: str, prefix: str = "") -> list[str]:
        """The paths of all files of a commit or tree, below a folder, by path."""
        paths = (prefix.rstrip("/") + "/",) if prefix else ()
        return [path for _, _, path in self.entries(commit, *paths)]

    def close(self) -> None:
        """End what runs and remove the private directory."""
        self.objects.close()
        self.private.close()


def _entry(line: str) -> tuple[str, str, str]:
    head, _, path = line.partition("\t")
    mode, _, oid = head.split(" ")
    return mode, oid, path
