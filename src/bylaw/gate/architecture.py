"""Whether the repository has a catalog of its architecture; this version reads none yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bylaw.facts.place import Unknown
from bylaw.facts.readers import Facts
from bylaw.gate.request import Request
from bylaw.gate.sources import Target, change_tree
from bylaw.gate.trees import Commit
from bylaw.packs.tree import Tree, Unreadable
from bylaw.sources.git.repository import Repository
from bylaw.verdict.model import RuleCard

CATALOGS: Final = (
    "architecture.yaml", "architecture.yml", "catalog-info.yaml", "catalog-info.yml",
    "workspace.json",
)  # fmt: skip
"""Where catalogs stand by the habits of their formats: ours, Backstage, Structurizr."""
_TYPES: Final = frozenset(("Architecture", "Component", "Cycle", "Cycles", "Import", "Imports"))


def catalog_facts(
    cards: Iterable[RuleCard], repo: Repository | None, request: Request, at: Target | None
) -> Facts:
    """The root `architecture` where no catalog is: rules about it alone are not applicable.

    Where there is one, it stays unknown (`not-in-this-version`), so that nothing passes unseen. In
    profile ci the target's tip is asked.
    """
    asked = {fact.partition(".")[0] for card in cards for fact in card.requires}
    if not asked & _TYPES:
        return Facts()
    tree: Tree = change_tree(repo, request)
    if request.profile == "ci" and repo is not None and at is not None:
        tree = Commit(repo, at.commit, at.shown)
    if any(_is_there(tree, path) for path in CATALOGS):
        return Facts()
    missing = Unknown(
        "architecture",
        "no-catalog",
        "The repository has no catalog of its architecture.",
        "Describe its components in architecture.yaml.",
    )
    return Facts(roots={"architecture": missing})


def _is_there(tree: Tree, path: str) -> bool:
    try:
        return tree.read(path) is not None
    except Unreadable:
        return True
