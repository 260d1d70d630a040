"""The index and the work tree as trees, so that uncommitted work is compared like commits are.

The index is copied into the private directory. Git finds out there what was touched and adds it,
by the line ending, file mode and exclude settings of the repository, but without its drivers,
filters, hooks and fsmonitor.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bylaw.sources.git.errors import NotJudged

if TYPE_CHECKING:
    from bylaw.sources.git.process import Git
    from bylaw.sources.git.repository import Repository

CARRIED = (
    "autocrlf|eol|safecrlf|filemode|symlinks|ignorecase|excludesfile|precomposeunicode|trustctime"
    "|checkstat|ignorestat|sparsecheckout|sparsecheckoutcone|protecthfs|protectntfs"
)
"""Settings of `core` that say what the work tree holds, and that name no program."""

LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {size}\n"


def index_tree(repo: Repository) -> str:
    """The tree of what is staged."""
    return _written(repo, _git(repo, _copied_index(repo), ()))


def work_tree(repo: Repository) -> str:
    """The tree of the files as they are on disk, untracked ones included, ignored ones not."""
    if repo.work_tree is None:
        raise NotJudged(
            "no-work-tree",
            f"{repo.root} is a bare repository, so there is no uncommitted work to judge.",
            "Name commits with --base and --head.",
        )
    git = _git(repo, _copied_index(repo), _settings(repo))
    info = repo.private.git_dir / "info"
    _copy(Path(repo.common_dir, "info", "exclude"), info / "exclude")
    _copy(Path(repo.git_dir, "info", "sparse-checkout"), info / "sparse-checkout")
    # these attributes tell line endings; their drivers are not configured here
    _copy(Path(repo.common_dir, "info", "attributes"), info / "attributes")
    try:
        _take_in(repo, git)
    finally:
        (info / "attributes").write_bytes(b"")
    return _written(repo, git)


def _take_in(repo: Repository, git: Git) -> None:
    touched = git.run("diff-files", "-z", "--name-only", "--ignore-submodules=dirty")
    untracked = git.run("ls-files", "-o", "-z", "--exclude-standard")
    own = _own_folder(repo, git)
    paths = [p for p in (touched + untracked).split(b"\0") if p and not (own and p.startswith(own))]
    gone = _behind_links(os.fsencode(git.cwd), touched.split(b"\0")[:-1])
    if gone:
        remove = ("update-index", "--force-remove", "-z", "--stdin")
        git.run(*remove, data=b"\0".join(gone) + b"\0")
        paths = [path for path in paths if path not in gone]
    pointers = _pointers(repo, git, [p for p in paths if not p.endswith(b"/")]) if paths else {}
    # an untracked repository inside of this one: git would add the commit it is at
    nested = [path.rstrip(b"/") for path in paths if path.endswith(b"/")]
    plain = [path for path in paths if not path.endswith(b"/") and path not in pointers]
    add = ("update-index", "--add", "--remove", "--replace", "-z")
    if plain:
        answer = git.ask(*add, "--stdin", data=b"\0".join(plain) + b"\0")
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
