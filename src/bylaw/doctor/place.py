"""What is looked at: a repository, one of its trees, and the branch that changes land on."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bylaw.config.model import Config
from bylaw.dataclass import dataclass
from bylaw.gate.governance import Governance
from bylaw.gate.request import Request
from bylaw.gate.sources import Target, target
from bylaw.gate.trees import Commit
from bylaw.packs.tree import Folder, Tree, Unreadable
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.repository import Repository
from bylaw.sources.owners.interface import Forge, Owners


@dataclass(frozen=True, slots=True)
class Place:
    """A repository as it is looked at."""

    repo: Repository
    tree: Tree
    """The work tree, or the commit that was asked for."""
    at: Target | None
    """The tip of the target branch, as this clone knows it; None where it was not found."""
    branch: str
    """The target branch as its forge calls it: `main`; empty where nobody knows."""

    def has(self, path: str) -> bool:
        """Whether the tree has a file, readable or not."""
        try:
            return self.tree.read(path) is not None
        except (Unreadable, NotJudged):
            return True
        except (OSError, ValueError):
            return False


def place(repo: Repository, ref: str | None, branch: str | None) -> Place:
    """The tree of a revision, else the work tree, else what is checked out. Raises NotJudged."""
    at = None
    with suppress(NotJudged):
        at = target(repo, Request())
    if branch is None:
        branch = at.branch.removeprefix("origin/") if at else ""
    if ref is None and repo.work_tree is not None:
        return Place(repo, Folder(Path(repo.work_tree)), at, branch)
    commit = repo.resolve(ref or "HEAD")
    return Place(repo, Commit(repo, commit, ref or commit[:10]), at, branch)


def owners(here: Place, forge: Forge | None) -> Owners | None:
    """The CODEOWNERS of the tree."""
    from bylaw.gate.architecture import adapted
    from bylaw.sources.owners.read import PLACES, load

    names = {*PLACES["github"], *PLACES["gitlab"], ".gitlab-ci.yml"}
    return load(adapted(here.tree), {path for path in names if here.has(path)}, forge)


@dataclass(frozen=True, slots=True)
class Judging:
    """What judges in a tree, as far as it loads."""

    governance: Governance | None
    files: Sequence[str] = ()
    """Configuration, policies and what they name: who may change them decides."""

    @property
    def config(self) -> Config | None:
        """The configuration, where there is one."""
        return self.governance.config if self.governance else None
