"""The private git directory: the repository's objects, and nothing of its configuration.

Flags do not switch off every program that a repository can name: drivers, filters, fsmonitor and
hooks come back by another way. Where there is no configuration, no attribute and no hook, there is
nothing to switch off. Objects that are made on the way go to a store of its own.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from bylaw.sources.git.process import Git, environment, program

EMPTY_TREE = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}

CONFIG = """[core]
repositoryformatversion = {version}
bare = false
logAllRefUpdates = false
[extensions]
{extension}"""


class PrivateDirectory:
    """A git directory in a temporary folder, removed on exit. No process is needed to make it."""

    def __init__(
        self,
        object_format: str = "sha1",
        alternates: Sequence[str] = (),
        shallow: bytes = b"",
    ) -> None:
        self.object_format = object_format
        self.alternates = alternates
        """Folders of objects that belong to the repository."""
        self.folder = _folder()
        self.git_dir = self.folder / "git"
        self.empty = self.folder / "empty"
        try:
            self._fill(shallow)
        except BaseException:  # a signal too
            self.close()
            raise

    def _fill(self, shallow: bytes) -> None:
        for part in ("objects/info", "refs/heads", "info"):
            (self.git_dir / part).mkdir(parents=True)
        self.empty.mkdir()
        sha256 = self.object_format != "sha1"
        config = CONFIG.format(
            version=int(sha256),
            extension=f"objectFormat = {self.object_format}\n" if sha256 else "",
        )
        (self.git_dir / "config").write_text(config)
        (self.git_dir / "HEAD").write_text("ref: refs/heads/none\n")
        (self.git_dir / "info" / "attributes").write_text("")
        if shallow:
            (self.git_dir / "shallow").write_bytes(shallow)
        if self.alternates:
            lines = b"".join(_quoted(os.fsencode(path)) + b"\n" for path in self.alternates)
            (self.git_dir / "objects/info/alternates").write_bytes(lines)
        self.git = Git(
            (program(), "--literal-pathspecs"),
            environment(
                {
                    "GIT_DIR": str(self.git_dir),
                    "GIT_WORK_TREE": str(self.empty),
                    "GIT_INDEX_FILE": str(self.folder / "index"),
                    "GIT_CONFIG_NOSYSTEM": "1",
                    "GIT_CONFIG_GLOBAL": os.devnull,
                    "GIT_ATTR_NOSYSTEM": "1",
                    "HOME": str(self.folder),
                    "XDG_CONFIG_HOME": str(self.folder),
                }
            ),
            str(self.empty),
        )

    @property
    def empty_tree(self) -> str:
        """The id of the tree without files; git knows it without an object."""
        return EMPTY_TREE[self.object_format]

    def write(self, kind: str, data: bytes) -> str:
        """Put an object into the private store and give its id."""
        whole = f"{kind} {len(data)}\0".encode() + data
        oid = hashlib.new(self.object_format, whole, usedforsecurity=False).hexdigest()
        folder = self.git_dir / "objects" / oid[:2]
        path = folder / oid[2:]
        if not path.exists():
            folder.mkdir(exist_ok=True)
            path.write_bytes(zlib.compress(whole, 1))
        return oid

    def write_tree(self, files: Mapping[str, tuple[str, str]]) -> str:
        """Put a tree of `path: (mode, oid)` into the private store and give its id."""
        here: dict[bytes, tuple[str, str]] = {}
        below: dict[str, dict[str, tuple[str, str]]] = {}
        for path, entry in files.items():
            folder, slash, rest = path.partition("/")
            if slash:
                below.setdefault(folder, {})[rest] = entry
            else:
                here[os.fsencode(path)] = entry
        for folder, entries in below.items():
            here[os.fsencode(folder)] = ("40000", self.write_tree(entries))
        # git orders a folder as if its name ended in a slash
        order = sorted(here.items(), key=lambda kv: kv[0] + (b"/" if kv[1][0] == "40000" else b""))
        data = b"".join(
            mode.encode() + b" " + name + b"\0" + bytes.fromhex(oid) for name, (mode, oid) in order
        )
        return self.write("tree", data)

    def write_files(self, files: Iterable[tuple[str, str, bytes]]) -> str:
        """Put files, each `(path, mode, content)`, into the private store and give their tree."""
        return self.write_tree({p: (mode, self.write("blob", data)) for p, mode, data in files})

    def name(self, commits: Mapping[str, str]) -> None:
        """Write references, by name, for git to know what is here when it asks a server for more.

        They replace all that were written before.
        """
        lines = (f"{oid} {name}\n" for name, oid in sorted(commits.items()))
        text = "# pack-refs with: sorted \n" + "".join(lines)
        (self.git_dir / "packed-refs").write_text(text)

    def close(self) -> None:
        """Remove the folder."""
        for where, folders, files in os.walk(self.folder, topdown=False):
            for name in files:
                Path(where, name).unlink(missing_ok=True)
            for name in folders:
                path = Path(where, name)
                path.unlink() if path.is_symlink() else path.rmdir()
        if self.folder.exists():
            self.folder.rmdir()

    def __enter__(self) -> PrivateDirectory:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _folder() -> Path:
    import tempfile

    return Path(tempfile.mkdtemp(prefix="bylaw-"))


def _quoted(path: bytes) -> bytes:
    """A path as git reads it in `alternates`: quoted where its bytes would mislead."""
    if path[:1] not in (b'"', b"#") and b"\n" not in path:
        return path
    return b'"' + b"".join(b"\\%03o" % byte for byte in path) + b'"'
