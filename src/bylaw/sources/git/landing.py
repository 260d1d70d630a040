"""Where a change is to land, resolved now, and as much history as it takes to measure the change.

A clone in a pipeline often has one commit. Both ends are fetched to some depth, then to four times
that, until the merge base is certain (see `base`): what is cut off can hide the true one.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from bylaw.dataclass import dataclass
from bylaw.sources.git.errors import NotJudged

if TYPE_CHECKING:
    from bylaw.sources.git.remote import Remote
    from bylaw.sources.git.repository import MergeBase, Repository

TARGET: Final = "refs/bylaw/target"
HEAD: Final = "refs/bylaw/head"
DEPTHS: Final = (4, 16, 64, 256, 1024, 4096, 16384)
"""Commits from both ends, one step after another; after the last, all of them."""

UNFETCHED: Final = frozenset(("no-access", "no-host", "redirected", "fetch-failed"))
"""Reasons that a job of somebody who can reach the server gets around."""


@dataclass(frozen=True, slots=True)
class Ends:
    """What is to be compared."""

    branch: str | None
    """Where the change is to land, as the remote calls it below refs/heads/; None: it has landed,
    and `base` is what was there before."""
    head: str | None
    """The commit to judge; None where only the branch is asked for."""
    base: str | None = None
    """A commit to measure from instead of the branch."""
    head_refs: tuple[str, ...] = ()
    """References of the remote that the head is known by, where it gives no commit by its id."""

    @property
    def commits(self) -> list[str]:
        """The commits that are named."""
        return [commit for commit in (self.base, self.head) if commit]

    @property
    def wanted(self) -> list[str]:
        """What to fetch of the branch."""
        return [f"+refs/heads/{self.branch}:{TARGET}"] if self.branch else []


@dataclass(frozen=True, slots=True)
class Landing:
    """A change that can be measured."""

    tip: str
    """The commit that the branch is at, or what was there before the change landed."""
    base: MergeBase | None
    """None where no head was named."""


def land(repo: Repository, remote: Remote | None, ends: Ends) -> Landing:
    """Resolve the branch and find the merge base, fetching what that takes.

    Args:
        repo: The clone; nothing of it is changed.
        remote: Where the branch is; None asks nobody and believes what the clone last saw.
        ends: What is to be compared.

    Raises:
        NotJudged: The branch, a commit or enough history cannot be had.
    """
    if remote is None:
        return _last_seen(repo, ends)
    try:
        return _fetching(repo, remote, ends)
    except NotJudged as error:
        if error.reason not in UNFETCHED or ends.branch is None:
            raise
        raise NotJudged(error.reason, error.message, _by_hand(error.remedy, ends)) from None


def _by_hand(remedy: str, ends: Ends) -> str:
    """What mends it, and how to do without."""
    ref = f"refs/remotes/origin/{ends.branch}"
    fetch = shlex.quote(f"+refs/heads/{ends.branch}:{ref}")
    head = f" --head {ends.head}" if ends.head else ""
    more = f" {ends.head}" if ends.head else ""
    return (
        f"{remedy} Or fetch before bylaw runs: git fetch origin {fetch}{more}, and say "
        f"--base {shlex.quote(ref)}{head}."
    )


def _fetching(repo: Repository, remote: Remote, ends: Ends) -> Landing:
    tip, depths = _tip(repo, remote, ends)
    while ends.head is not None:
        try:
            return Landing(tip, _measured(repo, remote, ends.base or tip, ends.head))
        except NotJudged as error:
            depth = next(depths, None) if error.reason == "untrusted-base" else None
            if depth is None:
                raise
        tip = _fetched(repo, remote, ends, ends.commits, depth)
    return Landing(tip, None)


def _tip(repo: Repository, remote: Remote, ends: Ends) -> tuple[str, Iterator[int]]:
    """The branch's commit now, and how deep to look next if that does not suffice.

    Where all else is here the server is only asked for the branch; most often it has not moved.
    """
    seen, here = _seen(repo, ends.branch), repo.head()
    known = dict.fromkeys([*seen, *([here] if here else [])])
    repo.private.name({f"refs/bylaw/known/{oid}": oid for oid in known})
    absent = [commit for commit in ends.commits if not _is_here(repo, commit)]
    depths = _depths(repo)
    if not absent and (seen or not ends.branch or not repo.shallow):
        tip = remote.tip(ends.branch) if ends.branch else ends.base
        if tip is None:
            raise NotJudged(
                "no-branch",
                f"{remote.url} has no branch {ends.branch!r} any more.",
                "If the change has another target by now, run the pipeline again.",
            )
        if _is_here(repo, tip):
            return tip, depths
    wanted = ends.commits if repo.shallow else absent
    return _fetched(repo, remote, ends, wanted, next(depths, None)), depths


def _depths(repo: Repository) -> Iterator[int]:
    """Steps that bring more than the clone was made with."""
    from bylaw.sources.git.remote import WHOLE

    if not repo.shallow:
        return iter(())
    out = repo.git.ask("rev-list", "--count", f"--max-count={DEPTHS[-1]}", "HEAD").out
    here = int(out) if out.strip().isdigit() else 0
    return iter([*(depth for depth in DEPTHS if depth >= here), WHOLE])


def _fetched(
    repo: Repository, remote: Remote, ends: Ends, commits: Sequence[str], depth: int | None
) -> str:
    """Fetch the branch and commits; the branch's commit."""
    try:
        remote.fetch([*ends.wanted, *commits], depth)
    except NotJudged as error:
        if error.reason != "refused-commit" or ends.head is None or not ends.head_refs:
            raise
        others = [commit for commit in commits if commit != ends.head]
        named = [f"+{ref}:{HEAD}/{number}" for number, ref in enumerate(ends.head_refs)]
        remote.fetch([*ends.wanted, *named, *others], depth)
        if not _is_here(repo, ends.head):
            raise
    if ends.branch is None:
        assert ends.base is not None
        return ends.base
    return repo.private.git.run("rev-parse", "--verify", f"{TARGET}^{{commit}}").decode().strip()


def _measured(repo: Repository, remote: Remote, base: str, head: str) -> MergeBase:
    """The merge base; where there are several, their merge may want contents that are not here."""
    try:
        return repo.merge_base(base, head)
    except NotJudged as error:
        if error.reason != "missing-object" or not remote.is_partial:
            raise
    from bylaw.sources.git.promised import bring_for_merge

    bring_for_merge(repo, remote, base, head)
    return repo.merge_base(base, head)


def _is_here(repo: Repository, commit: str) -> bool:
    """Whether the clone, or what was fetched, has a commit."""
    out = repo.private.git.run("cat-file", "--batch-check", data=commit.encode() + b"\n")
    return out.split(b" ")[1:2] == [b"commit"]


def _seen(repo: Repository, branch: str | None) -> list[str]:
    """Where the clone has a branch of this name, its own or of a remote."""
    if branch is None:
        return []
    refs = (f"refs/remotes/*/{branch}", f"refs/heads/{branch}")
    out = repo.git.run("for-each-ref", "--format=%(objectname) %(objecttype)", *refs)
    return [line.split(" ")[0] for line in out.decode().splitlines() if line.endswith(" commit")]


def _last_seen(repo: Repository, ends: Ends) -> Landing:
    """The branch as the clone has it, with nobody asked."""
    tip = _local_tip(repo, ends.branch) if ends.branch else ends.base
    assert tip is not None
    for commit in ends.commits:
        if not _is_here(repo, commit):
            raise NotJudged(
                "unresolved-revision",
                f"This clone has no commit {commit}, and nothing is fetched with --offline.",
                f"Fetch it before: git fetch origin {commit}",
            )
    return Landing(tip, repo.merge_base(ends.base or tip, ends.head) if ends.head else None)


def _local_tip(repo: Repository, branch: str) -> str:
    for name in (f"refs/remotes/origin/{branch}", f"refs/heads/{branch}"):
        answer = repo.git.ask("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if answer.lines:
            return answer.lines[0]
    fetch = shlex.quote(f"+refs/heads/{branch}:refs/remotes/origin/{branch}")
    raise NotJudged(
        "unresolved-revision",
        f"This clone has no branch {branch!r}, where the change is to land, and nothing is "
        "fetched with --offline.",
        f"Fetch it before: git fetch origin {fetch}",
    )
