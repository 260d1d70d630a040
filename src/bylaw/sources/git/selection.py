"""Which change is meant, and reading it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from bylaw.dataclass import dataclass
from bylaw.sources.git.change import Change, SectionQueue, build
from bylaw.sources.git.diffstream import DiffStream, Record, Texts, TooMuch
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.limits import Limits
from bylaw.sources.git.private import PrivateDirectory
from bylaw.sources.git.process import Git, Stream
from bylaw.sources.git.repository import MergeBase, Repository, no_commits
from bylaw.sources.git.store import Store

DIFF = (
    "diff-tree", "-r", "-p", "--raw", "-z", "-U0", "-M", "-l1000",
    "--full-index", "--no-abbrev", "--no-color", "--no-ext-diff", "--no-textconv",
    "--diff-algorithm=myers", "--no-indent-heuristic", "--src-prefix=a/", "--dst-prefix=b/",
    "--ignore-submodules=none", "--submodule=short",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """Which change is meant.

    `range`: head against its merge base with base. `staged`: index against HEAD. `worktree`: work
    tree against index. `local`: work tree against HEAD's merge base with base. `all`: every file,
    as if all were new. Base defaults to the default branch, head to HEAD (for `all`: to the work
    tree, where there is one).
    """

    kind: Literal["range", "staged", "worktree", "local", "all"] = "local"
    base: str | None = None
    head: str | None = None
    hidden: bool = False
    """Look at files of the work tree that its index says to leave alone, too."""
    written: tuple[str, ...] = ()
    """Files that this run writes, such as its reports: no part of the change while untracked."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The two trees of a change, and the commits between them."""

    base: str | None
    head: str | None
    base_tree: str
    head_tree: str
    commits: tuple[str, tuple[str, ...]] | None


@dataclass(frozen=True, slots=True)
class Begun:
    """A change that git is at work on already."""

    selection: Selection
    ends: Ends
    missing: Mapping[str, Record]
    """Files whose content is not in this clone."""
    process: Stream


def begin(repo: Repository, selection: Selection) -> Begun:
    """Find the two trees and let git compare them while something else is done.

    Raises NotJudged where the change cannot be had.
    """
    ends = find_ends(repo, selection)
    base, head, missing = _comparable(repo.store, ends.base_tree, ends.head_tree)
    return Begun(selection, ends, missing, repo.start(*DIFF, base, head))


def _comparable(store: Store, base: str, head: str) -> tuple[str, str, Mapping[str, Record]]:
    """Two trees that git can compare, and the files that it cannot."""
    if not store.is_partial and not store.objects.withheld:
        return base, head, {}
    from bylaw.sources.git.partial import stand_in

    standing = stand_in(store, base, head)
    return standing.base, standing.head, standing.missing


def read_change(
    repo: Repository,
    selection: Selection | Begun,
    limits: Limits | None = None,
    *,
    agent: str | None = None,
    attributes_from: str | None = None,
    unmarked: Literal["unknown", "human", "assisted"] = "unknown",
    guards: Sequence[Callable[[str], object]] = (),
    env: Mapping[str, str] | None = None,
) -> Change:
    """Read a change, or what was begun of it; raises NotJudged where it cannot be had.

    `attributes_from` is the commit whose .gitattributes count (default: the change's base).
    `guards` are functions of a path: a rename that changes the answer of one counts as all new.
    `agent`, or a mark of one in `env`, tells who made uncommitted work.
    """
    limits = limits or Limits()
    begun = selection if isinstance(selection, Begun) else begin(repo, selection)
    change = _change(repo, begun, limits, guards)
    change.attributes_from = repo.resolve(attributes_from) if attributes_from else begun.ends.base
    change.unmarked = unmarked
    if begun.selection.kind != "range":
        from bylaw.sources.git.attribution import agent_of

        change.agent = agent or (agent_of(env) if env else None)
    elif agent:
        change.agent = agent
    return change


def find_ends(repo: Repository, selection: Selection) -> Ends:
    """The trees that a selection compares."""
    kind = selection.kind
    if kind == "all":
        return _all(repo, selection)
    if kind in ("staged", "worktree"):
        from bylaw.sources.git.snapshot import index_tree, work_tree

        head = repo.head()
        index = index_tree(repo)
        if kind == "staged":
            return Ends(head, None, head or repo.private.empty_tree, index, None)
        tree = work_tree(repo, hidden=selection.hidden, written=selection.written)
        return Ends(head, None, index, tree, None)
    base = measured_from(repo, selection.base, selection.head or "HEAD")
    head = base.head
    commits = (head, base.commits)
    if kind == "range":
        return Ends(base.commit, head, base.tree, head, commits)
    from bylaw.sources.git.snapshot import work_tree

    tree = work_tree(repo, hidden=selection.hidden, written=selection.written)
    return Ends(base.commit, None, base.tree, tree, commits)


def measured_from(repo: Repository, base: str | None, head: str) -> MergeBase:
    """The merge base with a revision, or with the default branch."""
    if base is None:
        branch = repo.default_branch()
        if branch is None and repo.head() is None:
            raise no_commits(repo.root)
        if branch is None:
            raise NotJudged(
                "no-base",
                "There is no remote branch, main or master to measure the change from.",
                "Name the commit to compare with: --base REV.",
            )
        base = branch.commit
    try:
        return repo.merge_base(base, head)
    except NotJudged:
        if head == "HEAD" and repo.head() is None:
            raise no_commits(repo.root) from None
        raise


def _all(repo: Repository, selection: Selection) -> Ends:
    head = selection.head
    empty = repo.private.empty_tree
    if head is None and repo.work_tree is not None:
        from bylaw.sources.git.snapshot import work_tree

        tree = work_tree(repo, hidden=selection.hidden, written=selection.written)
        return Ends(None, None, empty, tree, None)
    commit = repo.resolve(head) if head else repo.head()
    if commit is None:
        raise no_commits(repo.root)
    return Ends(None, commit, empty, commit, None)


def _change(
    repo: Repository, begun: Begun, limits: Limits, guards: Sequence[Callable[[str], object]]
) -> Change:
    ends, process = begun.ends, begun.process
    stream = DiffStream(process.out.read, limits.diff)
    try:
        records = stream.records()
    except TooMuch:
        raise _too_much() from None
    except EOFError:
        records = []
    if not records:
        process.finish()
    queue = SectionQueue(stream, records, b"", process.finish)
    files, contents = build(
        queue, records, repo.store.objects, two_texts(repo.private), limits, guards, begun.missing
    )
    return Change(
        begun.selection.kind,
        ends.base,
        ends.head,
        files,
        contents,
        base_tree=ends.base_tree,
        head_tree=ends.head_tree,
        commit_range=ends.commits,
        store=repo.store,
    )


def _too_much() -> NotJudged:
    from bylaw.sources.git.change import over_bound

    bound = over_bound()
    return NotJudged(bound.reason, bound.detail, bound.remedy)


def two_texts(private: PrivateDirectory) -> Callable[[bytes, bytes], Texts]:
    """A diff of two texts by git itself, over the private store."""

    def diff(old: bytes, new: bytes) -> Texts:
        from bylaw.sources.git.diffstream import texts

        trees = [private.write_files([("text", "100644", data)]) for data in (old, new)]
        out = private.git.run(*DIFF, *trees)
        start = out.find(b"diff --git ")
        return texts([out[start:]]) if start >= 0 else Texts()

    return diff


def read_changes(
    source: PrivateDirectory | Repository | Store,
    pairs: Iterable[tuple[str, str]],
    limits: Limits | None = None,
    guards: Sequence[Callable[[str], object]] = (),
    whole: int = 1 << 62,
) -> Iterator[Change]:
    """Changes between many pairs of commits or trees, base first, all through one git.

    A change's texts have to be used before the next change is asked for; what was not read of it
    then is read first, so nothing is lost. Commits are those between the two, where both are.
    Raises NotJudged after a change whose diff is over its limit, or where all diffs together have
    more than `whole` bytes.
    """
    limits = limits or Limits()
    store = source.store if isinstance(source, Repository) else source
    if isinstance(store, PrivateDirectory):
        store = Store(store)
    git = store.private.git
    listed = list(pairs)
    trees = _trees(git, [end for pair in listed for end in pair])
    pairs_ = [_comparable(store, trees[base][1], trees[head][1]) for base, head in listed]
    headings = [f"{base} {head}" for base, head, _ in pairs_]
    process = git.start(*DIFF, "--stdin", data="".join(f"{h}\n" for h in headings).encode())
    try:
        stream = DiffStream(process.out.read, limits.diff, whole)
        following = [*headings[1:], ""]
        for (base, head), (*_, missing), after in zip(listed, pairs_, following, strict=True):
            stream.renew()
            try:
                stream.line()
                records: list[Record] = stream.records()
            except TooMuch:
                raise _too_much() from None
            queue = SectionQueue(stream, records, after.encode(), lambda: None)
            files, contents = build(
                queue, records, store.objects, two_texts(store.private), limits, guards, missing
            )
            are_commits = trees[base][0] == trees[head][0] == "commit"
            change = Change(
                "range",
                base if are_commits else None,
                head if are_commits else None,
                files,
                contents,
                base_tree=base,
                head_tree=head,
                commit_range=(head, (base,)) if are_commits else None,
                attributes_from=base,
                store=store,
            )
            yield change
            for file in files:
                _ = file.texts
            queue.drain()
            if stream.is_over:
                raise _too_much()
        process.finish()
    finally:
        process.close()
        if isinstance(source, PrivateDirectory):
            store.objects.close()


def _trees(git: Git, names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Kind of each object, and the id of its tree."""
    unique = list(dict.fromkeys(names))
    data = "".join(f"{name}\n{name}^{{tree}}\n" for name in unique).encode()
    out = git.run("cat-file", "--batch-check=%(objecttype) %(objectname)", data=data)
    lines = out.decode().splitlines()
    found = {}
    for name, kind, tree in zip(unique, lines[::2], lines[1::2], strict=True):
        if not tree.startswith("tree "):
            raise NotJudged("unresolved-revision", f"git knows no commit or tree {name!r} here.")
        found[name] = (kind.split(" ")[0], tree.split(" ")[1])
    return found
