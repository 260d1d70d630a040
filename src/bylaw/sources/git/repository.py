"""A repository: found once, asked with its own configuration only for what cannot run a program."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from bylaw.dataclass import dataclass
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.private import PrivateDirectory
from bylaw.sources.git.process import Git, Stream, environment, old_git, program
from bylaw.sources.git.store import Store

QUIET = (
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.warnAmbiguousRefs=true"),
)
"""Only rev-parse, merge-base, for-each-ref, rev-list and config run with the real directory."""


_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_AMBIGUOUS = re.compile(r"^warning: refname '(.*)' is ambiguous\.$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Branch:
    """The branch that changes are measured against."""

    name: str
    """As people write it: `origin/main`, `main`."""
    commit: str


@dataclass(frozen=True, slots=True)
class MergeBase:
    """What a change is measured from."""

    commit: str
    """The merge base; of several, the first that git names."""
    commits: tuple[str, ...]
    tree: str
    """The tree to compare with; of several merge bases, their merge."""
    head: str
    """The commit that left."""


class Repository:
    """A git repository and a private git directory over its objects; use it with `with`."""

    def __init__(
        self,
        git: Git,
        git_dir: str,
        common_dir: str,
        root: str | None,
        object_format: str,
        shallow: bytes,
    ) -> None:
        stores = _stores(common_dir)
        if len(stores) > 1:
            new = {
                "GIT_OBJECT_DIRECTORY": stores[0],
                "GIT_ALTERNATE_OBJECT_DIRECTORIES": stores[1],
            }
            git = replace(git, env={**git.env, **new})
        self.git = git
        """The real repository: for references and merge bases alone."""
        self.history = git
        """Where commits and what is before them are: the private directory, once it has more."""
        self.git_dir = git_dir
        self.common_dir = common_dir
        self.work_tree = root
        """The work tree's root; None in a bare repository."""
        self.root = root or git_dir
        self.shallow = shallow
        """Commits whose parents were cut off, as git keeps them."""
        self.private = PrivateDirectory(object_format, stores, shallow)
        self.store = Store(self.private, git)
        self.streams: list[Stream] = []
        """Diffs that are being read; closed with the repository."""
        self.untracked: bytes | None = None
        """What `snapshot.untracked` gives, once git was asked."""
        self._resolved: dict[str, str] = {}
        self._bases: dict[tuple[str, str], MergeBase] = {}
        self._default: tuple[Branch | None, ...] = ()

    @classmethod
    def open(cls, path: str | Path = ".") -> Repository:
        """Find the repository that a folder belongs to; raises NotJudged where there is none."""
        path = os.path.abspath(path)  # noqa: PTH100
        if not os.path.isdir(path):  # noqa: PTH112
            raise NotJudged("no-repository", f"There is no folder {path}.", "Name it with --repo.")
        git = Git((program(), *QUIET), environment({}), path)
        answer = git.ask(
            "rev-parse",
            "--absolute-git-dir",
            "--git-common-dir",
            "--show-object-format",
            "--is-inside-work-tree",
            "--show-toplevel",
        )
        lines = answer.lines
        if len(lines) < 4:
            raise _not_opened(path, answer.err)
        git_dir, common, object_format, inside = lines[:4]
        if object_format.startswith("--"):  # what it does not know, it repeats
            raise old_git("This git")
        _refuse_embedded(path, git_dir)
        common = os.path.normpath(os.path.join(path, common))  # noqa: PTH118
        root = lines[4] if inside == "true" and len(lines) > 4 else None
        shallow = Path(common, "shallow")
        cut = shallow.read_bytes() if shallow.exists() else b""
        return cls(git, git_dir, common, root, object_format, cut)

    def resolve(self, rev: str) -> str:
        """The commit that a revision names; raises NotJudged where it names none."""
        if rev not in self._resolved:
            if not self.is_plain(rev):
                raise _unresolved(rev, is_shallow=bool(self.shallow))
            git = self.history if self.is_id(rev) else self.git
            answer = git.ask("rev-parse", "--verify", rev + "^{commit}")
            if answer.code or not answer.lines:
                if rev == "HEAD":
                    raise no_commits(self.root)
                raise _unresolved(rev, is_shallow=bool(self.shallow))
            refuse_ambiguous(answer.err)
            self._resolved[rev] = answer.lines[0]
        return self._resolved[rev]

    def remember(self, commits: Mapping[str, str]) -> None:
        """Commits by the revisions that were found to name them."""
        self._resolved.update(commits)

    def take_history(self) -> None:
        """Look at commits in the private directory from now on: more was fetched into it."""
        self.history = self.private.git
        shallow = self.private.git_dir / "shallow"
        self.shallow = shallow.read_bytes() if shallow.exists() else b""

    @staticmethod
    def is_id(rev: str) -> bool:
        """Whether it is the id of an object in full, which is no name of anything else."""
        return bool(_ID.fullmatch(rev))

    @staticmethod
    def is_plain(rev: str) -> bool:
        """Whether git can only take it for one revision: no option, no range."""
        is_odd = rev.startswith(("-", "^")) or ".." in rev or "\n" in rev or "\0" in rev
        return bool(rev) and not is_odd

    def head(self) -> str | None:
        """The commit that HEAD is at; None in a repository without commits."""
        try:
            return self.resolve("HEAD")
        except NotJudged:
            return None

    def default_branch(self) -> Branch | None:
        """The remote's HEAD, else main, else master; on that branch itself, its upstream."""
        if not self._default:
            from bylaw.sources.git.base import default_branch

            self._default = (default_branch(self),)
        return self._default[0]

    def merge_base(self, base: str, head: str) -> MergeBase:
        """Where head left base; raises NotJudged where that cannot be told or trusted."""
        from bylaw.sources.git.base import merge_base

        if (base, head) not in self._bases:
            self._bases[base, head] = merge_base(self, base, head)
        return self._bases[base, head]

    def start(self, *args: str) -> Stream:
        """Start a git over the private directory; it ends with the repository at the latest."""
        stream = self.private.git.start(*args)
        self.streams.append(stream)
        return stream

    def read(self, commit: str, path: str, most: int = 16 << 20) -> bytes | None:
        """A file's content in a commit or tree; None where it has no such regular file.

        Raises NotJudged where the file is larger than `most` bytes, or its object is not here.
        """
        return self.store.read(self._id(commit), path, most)

    def list(self, commit: str, prefix: str = "") -> list[str]:
        """The paths of all files of a commit or tree, below a folder, by path."""
        return self.store.list(self._id(commit), prefix)

    def _id(self, name: str) -> str:
        """An object id as it is; anything else as the commit it names."""
        return name if self.is_id(name) else self.resolve(name)

    def is_tracked(self, path: str | Path) -> bool:
        """Whether a file of the work tree is in the index, or in one of its submodules.

        A link that is in the index counts, wherever it leads, and so does what it leads to.
        """
        if self.work_tree is None:
            return False
        root = os.path.realpath(self.work_tree)
        absolute = os.path.abspath(path)  # noqa: PTH100
        folder, name = os.path.split(absolute)
        own = os.path.join(os.path.realpath(folder), name)  # noqa: PTH118
        whole = os.path.realpath(path), own
        asked = {os.path.relpath(each, root).encode("utf-8", "surrogateescape") for each in whole}
        asked = {each for each in asked if each != b".." and not each.startswith(b"../")}
        if not asked:
            return False
        index = os.path.join(self.git_dir, "index")  # noqa: PTH118
        # All are listed: asked for a path within a submodule, git names nothing.
        out = self.private.git.run("ls-files", "-s", "-z", GIT_INDEX_FILE=index)
        for entry in out.split(b"\0"):
            kind, _, found = entry.partition(b"\t")
            if found in asked:
                return True
            if kind.startswith(b"160000 ") and any(each.startswith(found + b"/") for each in asked):
                return True
        return False

    def close(self) -> None:
        """End what runs and remove the private directory."""
        for stream in self.streams:
            stream.close()
        self.store.close()

    def __enter__(self) -> Repository:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _stores(common_dir: str) -> list[str]:
    """Where objects are; a hook that receives a push finds the new ones in quarantine."""
    stores = [os.path.join(common_dir, "objects")]  # noqa: PTH118
    if os.environ.get("GIT_QUARANTINE_PATH"):
        stores.insert(0, os.path.abspath(os.environ["GIT_QUARANTINE_PATH"]))  # noqa: PTH100
    return stores


def _not_opened(path: str, err: str) -> NotJudged:
    if "dubious ownership" in err:
        return NotJudged(
            "unsafe-repository",
            f"git does not trust the repository at {path}, because somebody else owns it.",
            f"If you trust it: git config --global --add safe.directory {path}",
        )
    if "not a git repository" in err:
        return NotJudged(
            "no-repository",
            f"{path} is not in a git repository.",
            "Run `git init` and commit once, name one with --repo, or judge a patch with --patch.",
        )
    from bylaw.sources.git.process import failed

    return failed("rev-parse", err)


def _refuse_embedded(path: str, git_dir: str) -> None:
    """A change can bring a folder that git takes for a bare repository, and judge by its own refs.

    Git finds it from the inside; one that stands in somebody's work tree is not believed.
    """
    inner = os.path.realpath(git_dir)
    if os.path.basename(inner) == ".git" or not _is_within(os.path.realpath(path), inner):  # noqa: PTH119
        return
    for above in Path(inner).parents:
        outer = above / ".git"
        if outer.exists() and not _is_within(inner, os.path.realpath(outer)):
            raise NotJudged(
                "unsafe-repository",
                f"{path} is a bare repository in the work tree of {above}, so a change may have "
                "brought it.",
                f"Name the repository with --repo {shlex.quote(str(above))}, or move this one.",
            )


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def refuse_ambiguous(said: str) -> None:
    """A tag with the name of a branch comes before it, so whoever may push tags would choose."""
    for name in _AMBIGUOUS.findall(said):
        if name != "HEAD":
            raise NotJudged(
                "ambiguous-revision",
                f"{name!r} names more than one thing here, such as a branch and a tag.",
                f"Name it in full, such as refs/remotes/{name} or refs/heads/{name}.",
            )


def no_commits(root: str) -> NotJudged:
    """The error for a repository, or a branch, on which nothing was committed."""
    return NotJudged(
        "no-commits",
        f"The repository at {root} has no commit yet, so there is nothing to compare with.",
        "Commit once, or judge what is staged with --staged.",
    )


def _unresolved(rev: str, *, is_shallow: bool) -> NotJudged:
    """What is not there, and what may bring it: that depends on how it was named."""
    remote, slash, branch = rev.removeprefix("refs/remotes/").partition("/")
    if re.search(r"[~^@{:]", rev):
        words = "git fetch --unshallow" if is_shallow else ""
    elif slash and remote == "origin":
        # named whole, because a clone of one branch fetches no other on its own
        words = f"git fetch origin {shlex.quote(f'{branch}:refs/remotes/origin/{branch}')}"
    else:
        end = "-- " if rev.startswith("-") else ""  # nobody shall paste an option
        words = f"git fetch origin {end}{shlex.quote(rev)}"
    return NotJudged(
        "unresolved-revision",
        f"git knows no commit {rev!r} here.",
        f"Fetch it ({words}), or name another revision." if words else "Name another revision.",
    )
