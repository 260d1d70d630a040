"""Where a change begins: the default branch, and a merge base that can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.process import MISSING, failed

if TYPE_CHECKING:
    from bylaw.sources.git.repository import Branch, MergeBase, Repository


def default_branch(repo: Repository) -> Branch | None:
    """The remote's HEAD, else main, else master; on that branch itself, its upstream."""
    from bylaw.sources.git.repository import Branch

    out = repo.git.run(
        "for-each-ref",
        "--format=%(refname)%00%(objectname)%00%(symref)%00%(upstream)%00%(HEAD)",
        "refs/remotes/*/HEAD",
        "refs/remotes/*/main",
        "refs/remotes/*/master",
        "refs/heads/main",
        "refs/heads/master",
    )
    refs = {}
    for line in out.decode(errors="surrogateescape").splitlines():
        name, oid, symref, upstream, here = line.split("\0")
        refs[name] = (oid, symref, upstream, here == "*")
    remote = [name for name in refs if name.startswith("refs/remotes/")]
    # origin before others
    remote.sort(key=lambda name: (not name.startswith("refs/remotes/origin/"), name))
    for name in remote:
        oid, symref, _, _ = refs[name]
        if name.endswith("/HEAD"):
            return Branch((symref or name).removeprefix("refs/remotes/"), oid)
    for end in ("main", "master"):
        local = refs.get(f"refs/heads/{end}")
        if local and local[3] and local[2]:
            answer = repo.git.ask("rev-parse", "--verify", "--quiet", local[2] + "^{commit}")
            if answer.lines:
                return Branch(_short(local[2]), answer.lines[0])
        # what the remote has is nearer to what the change will land on than a local copy of it
        for name in remote:
            if name.endswith(f"/{end}"):
                return Branch(_short(name), refs[name][0])
        if local:
            return Branch(end, local[0])
    return None


def _short(ref: str) -> str:
    return ref.removeprefix("refs/heads/").removeprefix("refs/remotes/")


def merge_base(repo: Repository, base: str, head: str) -> MergeBase:
    """Where head left base; raises NotJudged where that cannot be told or trusted."""
    from bylaw.sources.git.repository import MergeBase

    base, head, commits = _ends(repo, base, head)
    if repo.shallow and not _is_trusted(repo, base, head, commits):
        raise NotJudged(
            "untrusted-base",
            "This clone is shallow, and its history is cut off before the place where the change "
            "left its target.",
            "Fetch more of it: git fetch --unshallow, or git fetch --deepen=100 until it holds; "
            "in GitHub Actions, fetch-depth: 0.",
        )
    if not commits:
        raise NotJudged(
            "no-merge-base",
            f"{head[:12]} and {base[:12]} have no commit in common.",
            "Name the commit to compare with: --base REV.",
        )
    tree = commits[0] if len(commits) == 1 else _merged(repo, commits)
    return MergeBase(commits[0], commits, tree, head)


def _ends(repo: Repository, base: str, head: str) -> tuple[str, str, tuple[str, ...]]:
    """Both commits and all their merge bases, by one git where all goes well."""
    from bylaw.sources.git.repository import refuse_ambiguous

    are_ids = repo.is_id(base) and repo.is_id(head)
    if are_ids or (repo.is_plain(base) and repo.is_plain(head) and repo.history is repo.git):
        ends = (base + "^{commit}", head + "^{commit}")
        answer = repo.history.ask("rev-parse", *ends, "...".join(ends))
        lines = answer.lines
        if not answer.code and len(lines) >= 4:
            refuse_ambiguous(answer.err)
            repo.remember({base: lines[0], head: lines[1]})
            return lines[0], lines[1], tuple(oid[1:] for oid in lines[4:])
    base, head = repo.resolve(base), repo.resolve(head)  # which of them is wrong
    return base, head, tuple(repo.history.ask("merge-base", "--all", base, head).lines)


def _is_trusted(repo: Repository, base: str, head: str, commits: tuple[str, ...]) -> bool:
    """Nothing between the merge base and the two ends was cut off.

    Otherwise an older commit than the true merge base can be found, without any error.
    """
    if not commits:
        return False
    between = repo.history.run("rev-list", base, head, "--not", *commits)
    return not set(between.split()) & set(repo.shallow.split())


def _merged(repo: Repository, commits: tuple[str, ...]) -> str:
    """The merge of several merge bases: what git itself compares with when it merges.

    Where they conflict, git would put both sides into one text, and a line that one of them holds
    would not count as added though the target has dropped it. So a file in conflict is taken as it
    was before both. A git without `merge-tree --write-tree` (before 2.38) gives the first of them.
    """
    tree = commits[0]
    for other in commits[1:]:
        answer = repo.private.git.ask(
            "merge-tree", "--write-tree", "-z", "--allow-unrelated-histories", tree, other
        )
        merged, _, rest = answer.out.partition(b"\0")
        if answer.code > 1 or not merged:
            if any(mark in answer.err for mark in MISSING):
                raise failed("merge-tree", answer.err)
            return commits[0]
        oid = merged.decode()
        if answer.code:
            oid = _without_conflicts(repo, oid, rest.partition(b"\0\0")[0].split(b"\0"))
        if other == commits[-1]:
            return oid
        tree = repo.private.write("commit", _commit(oid, tree, other))
    return tree


def _without_conflicts(repo: Repository, tree: str, entries: list[bytes]) -> str:
    """A merged tree with the ancestors' files, or none, in place of those in conflict.

    Each entry is `MODE OID STAGE<tab>PATH`; stage 1 is the ancestor.
    """
    paths: dict[bytes, bytes] = {}
    for entry in filter(None, entries):
        head, _, path = entry.partition(b"\t")
        mode, oid, stage = head.split(b" ")
        paths.setdefault(path, b"")
        if stage == b"1":
            paths[path] = mode + b" " + oid
    git, index = repo.private.git, str(repo.private.folder / "merged")
    absent = b"0 " + b"0" * len(tree)
    lines = b"".join((entry or absent) + b"\t" + path + b"\0" for path, entry in paths.items())
    git.run("read-tree", tree, GIT_INDEX_FILE=index)
    git.run("update-index", "-z", "--index-info", data=lines, GIT_INDEX_FILE=index)
    return git.run("write-tree", GIT_INDEX_FILE=index).decode().strip()


def _commit(tree: str, *parents: str) -> bytes:
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    who = "bylaw <> 0 +0000"
    return "\n".join([*lines, f"author {who}", f"committer {who}", "", ""]).encode()
