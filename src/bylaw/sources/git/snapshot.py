"""The index and the work tree as trees, so that uncommitted work is compared like commits are.

The index is copied into the private directory. Git finds out there what was touched and adds it,
by the line ending, file mode and exclude settings of the repository, but without its drivers,
filters, hooks and fsmonitor.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.objects import Withheld
from bylaw.sources.git.process import FULL, failed
from bylaw.sources.git.text import SNIFFED

if TYPE_CHECKING:
    from bylaw.sources.git.process import Git
    from bylaw.sources.git.repository import Repository

CARRIED = (
    "autocrlf|eol|safecrlf|filemode|symlinks|ignorecase|excludesfile|precomposeunicode|trustctime"
    "|checkstat|ignorestat|sparsecheckout|sparsecheckoutcone|protecthfs|protectntfs"
)
"""Settings of `core` that say what the work tree holds, and that name no program."""

LARGEST = 200_000_000
"""Bytes of a file of the work tree that is read at all, as many as of a whole diff."""

LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {size}\n"


def index_tree(repo: Repository) -> str:
    """The tree of what is staged."""
    return _written(repo, _git(repo, _copied_index(repo), ()))


def work_tree(repo: Repository, *, hidden: bool = False, written: Collection[str] = ()) -> str:
    """The tree of the files as they are on disk, untracked ones included, ignored ones not.

    Files that the index says to leave alone (assume-unchanged, skip-worktree) are as in the index,
    as for git itself; with `hidden` those that are there are looked at nevertheless. Untracked
    files whose absolute path is in `written` are left out: they are no work of anybody.
    """
    if repo.work_tree is None:
        raise NotJudged(
            "no-work-tree",
            f"{repo.root} is a bare repository, so there is no uncommitted work to judge.",
            "Name commits with --base and --head.",
        )
    git = _looking(repo)
    info = repo.private.git_dir / "info"
    _copy(Path(repo.git_dir, "info", "sparse-checkout"), info / "sparse-checkout")
    # these attributes tell line endings; their drivers are not configured here
    _copy(Path(repo.common_dir, "info", "attributes"), info / "attributes")
    try:
        if hidden:
            _uncover(git)
        _take_in(repo, git, written)
    finally:
        (info / "attributes").write_bytes(b"")
    return _written(repo, git)


def untracked(repo: Repository) -> bytes:
    """Paths of the work tree that are not in the index and not ignored, each with a NUL behind it.

    Git is asked once a run, here or by the snapshot. Ignored folders are not gone through, and of a
    repository inside of this one only its folder is named.
    """
    if repo.untracked is None:
        repo.untracked = _listed(_looking(repo))
    return repo.untracked


def _listed(git: Git) -> bytes:
    return git.run("ls-files", "-o", "-z", "--exclude-standard")


def _looking(repo: Repository) -> Git:
    """A git that looks at the work tree, and ignores what the repository and its user ignore."""
    git = _git(repo, _copied_index(repo), _settings(repo))
    exclude = repo.private.git_dir / "info" / "exclude"
    _copy(Path(repo.common_dir, "info", "exclude"), exclude)
    return git


def _take_in(repo: Repository, git: Git, written: Collection[str]) -> None:
    touched = git.run("diff-files", "-z", "--name-only", "--ignore-submodules=dirty")
    untracked = repo.untracked = _listed(git)
    if written:
        root, left_out = os.path.realpath(git.cwd), set(map(_written_at, written))
        untracked = b"\0".join(
            path
            for path in untracked.split(b"\0")
            if os.path.join(root, os.fsdecode(path)) not in left_out  # noqa: PTH118
        )
    own = _own_folder(repo, git)
    paths = [p for p in (touched + untracked).split(b"\0") if p and not (own and p.startswith(own))]
    gone = _behind_links(os.fsencode(git.cwd), touched.split(b"\0")[:-1])
    if gone:
        remove = ("update-index", "--force-remove", "-z", "--stdin")
        git.run(*remove, data=b"\0".join(gone) + b"\0")
        paths = [path for path in paths if path not in gone]
    add = ("update-index", "--add", "--remove", "--replace", "-z")
    large = _withhold(repo, os.fsencode(git.cwd), paths)
    if large:
        git.run(*add, "--index-info", data=b"".join(large.values()))
        paths = [path for path in paths if path not in large]
    pointers = _pointers(repo, git, [p for p in paths if not p.endswith(b"/")]) if paths else {}
    # an untracked repository inside of this one: git would add the commit it is at
    nested = [path.rstrip(b"/") for path in paths if path.endswith(b"/")]
    plain = [path for path in paths if not path.endswith(b"/") and path not in pointers]
    if plain:
        answer = git.ask(*add, "--stdin", data=b"\0".join(plain) + b"\0")
        if answer.code and FULL in answer.err:
            raise failed("update-index", answer.err)
        if answer.code:
            said = answer.err.strip().split("\n")[0].removeprefix("error: ")
            raise NotJudged(
                "unreadable-file",
                f"A file of the work tree could not be read: {said}.",
                "Make it readable, remove it, or add it to .gitignore.",
            )
    for path in nested:
        git.ask(*add, "--stdin", data=path + b"\0")
    if pointers:
        lines = b"".join(f"100644 {o}\t".encode() + p + b"\0" for p, o in pointers.items())
        git.run(*add, "--index-info", data=lines)


def _written_at(path: str) -> str:
    """Where a report goes: a link that stands there is replaced, so what it leads to is judged."""
    folder, name = os.path.split(path)
    return os.path.join(os.path.realpath(folder), name)  # noqa: PTH118


def _uncover(git: Git) -> None:
    """Take the marks away that make git overlook files which are there."""
    listed = git.run("ls-files", "-v", "-z").split(b"\0")[:-1]
    root = os.fsencode(git.cwd)
    marked = [line[2:] for line in listed if line[:1] == b"S" or line[:1].islower()]
    there = [path for path in marked if os.path.lexists(os.path.join(root, path))]  # noqa: PTH118
    for option in ("--no-assume-unchanged", "--no-skip-worktree") if there else ():
        git.run("update-index", option, "-z", "--stdin", data=b"\0".join(there) + b"\0")


def _withhold(repo: Repository, root: bytes, paths: list[bytes]) -> dict[bytes, bytes]:
    """Entries of an index for files that are too large to be read, under made-up object ids."""
    entries = {}
    for path in paths:
        where = os.path.join(root, path)  # noqa: PTH118
        try:
            status = os.lstat(where)
            if not stat.S_ISREG(status.st_mode) or status.st_size <= LARGEST:
                continue
            # it may have become something else by now: a pipe would wait for ever
            flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
            with open(os.open(where, flags), "rb") as file:  # noqa: PTH123
                head = file.read(SNIFFED)
        except OSError:
            continue  # git tells what is wrong with it
        made_up = b"withheld %d %d " % (status.st_size, status.st_mtime_ns) + path
        oid = hashlib.new(repo.private.object_format, made_up, usedforsecurity=False).hexdigest()
        repo.store.objects.withheld[oid] = Withheld(status.st_size, head)
        mode = "100755" if status.st_mode & 0o100 else "100644"
        entries[path] = f"{mode} {oid}\t".encode() + path + b"\0"
    return entries


def _own_folder(repo: Repository, git: Git) -> bytes:
    """The private directory as git shows it, where the temporary folder is in the work tree."""
    root, folder = os.path.realpath(git.cwd), os.path.realpath(repo.private.folder)
    inside = folder.startswith(root.rstrip(os.sep) + os.sep)
    return os.fsencode(os.path.relpath(folder, root)) + b"/" if inside else b""


def _behind_links(root: bytes, paths: list[bytes]) -> dict[bytes, None]:
    """Files above which a folder has become a link: they are gone, and git refuses to say so."""
    links: dict[bytes, bool] = {b"": False}
    gone: dict[bytes, None] = {}
    for path in paths:
        above = b""
        for part in path.split(b"/")[:-1]:
            folder = above + b"/" + part if above else part
            if folder not in links:
                where = os.path.join(root, folder)  # noqa: PTH118
                links[folder] = links[above] or os.path.islink(where)  # noqa: PTH114
            above = folder
        if links[above]:
            gone[path] = None
    return gone


def _pointers(repo: Repository, git: Git, paths: list[bytes]) -> dict[bytes, str]:
    """What Git LFS would store for its files, without running it.

    Where nobody has set Git LFS up, an attribute alone makes no pointer of a file.
    """
    out = git.run("check-attr", "-z", "--stdin", "filter", data=b"\0".join([*paths, b""]))
    fields = out.split(b"\0")[:-1]
    stored = [
        path for path, value in zip(fields[::3], fields[2::3], strict=True) if value == b"lfs"
    ]
    if not stored or repo.git.ask("config", "--get-regexp", r"^filter\.lfs\.(clean|process)$").code:
        return {}
    found = {}
    for path in stored:
        where = os.path.join(os.fsencode(git.cwd), path)  # noqa: PTH118
        if os.path.isfile(where) and not os.path.islink(where):  # noqa: PTH113, PTH114
            with open(where, "rb") as file:  # noqa: PTH123
                if file.read(40).startswith(LFS[:40].encode()):
                    continue
                file.seek(0)
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                size = file.tell()
            pointer = LFS.format(digest=digest, size=size)
            found[path] = repo.private.write("blob", pointer.encode())
    return found


def _copied_index(repo: Repository) -> Path:
    """A copy with the same times: git tells by them which files it has to look at again."""
    named = os.environ.get("GIT_INDEX_FILE")
    real = Path(repo.root, named) if named else Path(repo.git_dir, "index")
    copy = repo.private.folder / "index.copy"
    _copy(real, copy)
    for shared in Path(repo.git_dir).glob("sharedindex.*"):
        _copy(shared, repo.private.git_dir / shared.name)
    return copy


def _copy(source: Path, target: Path) -> None:
    if source.is_file():
        shutil.copy2(source, target)


def _git(repo: Repository, index: Path, settings: tuple[str, ...]) -> Git:
    git = repo.private.git
    root = repo.work_tree or git.cwd
    env = {**git.env, "GIT_INDEX_FILE": str(index), "GIT_WORK_TREE": root}
    return replace(git, argv=(*git.argv, *settings), env=env, cwd=root)


def _settings(repo: Repository) -> tuple[str, ...]:
    answer = repo.git.ask("config", "--null", "--get-regexp", rf"^core\.({CARRIED})$")
    found = {}
    for item in os.fsdecode(answer.out).split("\0")[:-1]:
        key, _, value = item.partition("\n")
        found[key] = value if "\n" in item else "true"
    home = os.path.expanduser("~")  # noqa: PTH111
    folder = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")  # noqa: PTH118
    excludes = found.get("core.excludesfile", os.path.join(folder, "git", "ignore"))  # noqa: PTH118
    if excludes.startswith("~/"):
        excludes = home + excludes[1:]
    found["core.excludesfile"] = excludes
    return tuple(part for key, value in found.items() for part in ("-c", f"{key}={value}"))


def _written(repo: Repository, git: Git) -> str:
    answer = git.ask("write-tree", "--missing-ok")
    if "unmerged" in answer.err or "not able to write tree" in answer.err:
        raise NotJudged(
            "unmerged",
            "The index has conflicts of a merge that is not finished.",
            "Resolve them and `git add` the files.",
        )
    if answer.code:
        from bylaw.sources.git.process import failed

        raise failed("write-tree", answer.err)
    return answer.lines[0]
