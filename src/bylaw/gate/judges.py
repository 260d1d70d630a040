"""Who judges: the target branch in profile ci, the work tree on a desk, an organisation over both.

What a change makes of its own governance never judges it; `gate/advice.py` tells what it would say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bylaw.dataclass import dataclass
from bylaw.gate.errors import Wrong
from bylaw.gate.governance import CONFIG, Governance
from bylaw.gate.request import Request
from bylaw.gate.sources import Target, change_tree, governance_of, without_exceptions
from bylaw.gate.trees import Commit, blob_id
from bylaw.packs.cache import Cache
from bylaw.packs.find import DEFAULT
from bylaw.packs.glob import fixed_folder, matcher
from bylaw.packs.text import BYLAW, LOCK, VENDORED
from bylaw.packs.tree import Tree
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.repository import Repository

if TYPE_CHECKING:
    from bylaw.gate.organisation import Mandate


@dataclass(frozen=True, slots=True)
class Judges:
    """The governance that judges, and the tree that would judge once the change has landed."""

    governance: Governance
    notices: tuple[str, ...] = ()
    own: Tree | None = None
    """The change's own, where another judges."""


def judges(repo: Repository | None, request: Request, cache: Cache, at: Target | None) -> Judges:
    """Finds what judges. Raises Wrong, and NotJudged where profile ci finds no target branch."""
    asked = asked_of(repo, request)
    own = change_tree(repo, request)
    if repo is None or (request.profile == "local" and request.policy_ref is None):
        governance = whole(own, repo, request, cache, asked)
        notices = _differences(repo, governance, at) if repo and at else ()
        return Judges(governance, (*governance.notices, *notices))
    if at is None:
        raise NotJudged(
            "no-target",
            "The target branch, whose policies judge in profile ci, was not found.",
            "Name it with --base, or name the policies' revision with --policy-ref.",
        )
    tree = Commit(repo, at.commit, at.shown)
    tree.prefetch([fixed_folder(DEFAULT), BYLAW], [CONFIG, LOCK])
    if not _says_nothing(tree, request):
        governance = whole(tree, repo, request, cache, asked)
        return Judges(governance, governance.notices, own)
    if asked is not None and asked.packs:
        if request.policies:
            return Judges(whole(tree, repo, request, cache, asked), (), own)
        governance = Governance(None, asked.packs, asked.organisation.path, own=True, mandate=asked)
        notice = (
            f"{at.shown} has no {CONFIG} yet, so {asked.organisation.shown} judges "
            f"({asked.organisation.path})."
        )
        return Judges(governance, (notice,), own)
    governance = without_exceptions(whole(own, repo, request, cache, asked))
    notice = (
        f"bootstrap: {at.shown} has no {CONFIG} yet, so the change is judged by its own "
        f"policies ({governance.source})."
    )
    return Judges(governance, (notice, *governance.notices))


def whole(
    tree: Tree, repo: Repository | None, request: Request, cache: Cache, asked: Mandate | None
) -> Governance:
    """A tree's governance, with what the organisation asks for. Raises Wrong."""
    if asked is None:
        return governance_of(tree, repo, request, cache)
    from bylaw.gate.organisation import joined

    try:
        return joined(governance_of(tree, repo, request, cache, asked), asked)
    except Wrong as wrong:
        if not asked.organisation.requires:
            raise
        note = asked.organisation.note(("requires",))
        raise Wrong(
            replace(one, notes=(*one.notes, note)) if one.code == "requires-version" else one
            for one in wrong.diagnostics
        ) from None


def asked_of(repo: Repository | None, request: Request) -> Mandate | None:
    """What the organisation asks for, where its file is named. Raises Wrong."""
    if request.org is None:
        return None
    from bylaw.gate.organisation import mandate

    return mandate(repo, request.org, hidden=request.profile == "ci")


def listed(paths: Sequence[str]) -> str:
    """The first few of some paths, for a sentence."""
    shown = ", ".join(paths[:3])
    return f"{shown} and {len(paths) - 3} more" if len(paths) > 3 else shown


def _says_nothing(tree: Commit, request: Request) -> bool:
    """Whether a target branch has neither a configuration nor policies yet."""
    if request.config is not None or tree.entry(CONFIG) is not None:
        return False
    return not any(path.endswith(".bylaw") for path in tree.below("policies"))


def _differences(repo: Repository, governance: Governance, at: Target) -> tuple[str, ...]:
    """Says where local governance is not that of the target branch."""
    paths = _unlike(governance, Commit(repo, at.commit, at.shown))
    if not paths:
        return ()
    return (
        f"{listed(paths)} {'differs' if len(paths) == 1 else 'differ'} from {at.shown}, "
        "whose policies judge in profile ci: `bylaw check --profile ci` shows what they say of "
        "commits.",
    )


def _unlike(governance: Governance, tree: Commit) -> list[str]:
    """The files of a governance that are other, missing or additional in a commit."""
    mine = dict(governance.files)
    matches = matcher(governance.globs)
    folders = {fixed_folder(glob) for glob in governance.globs}
    tree.prefetch(sorted({*folders, VENDORED}), [CONFIG, LOCK, governance.waivers_path])
    theirs = {CONFIG, LOCK, governance.waivers_path, *tree.everything(VENDORED)}
    for folder in folders:
        theirs |= {path for path in tree.below(folder) if path.endswith(".bylaw") and matches(path)}
    return sorted(path for path in {*mine, *theirs} if not _same(tree, path, mine.get(path)))


def _same(tree: Commit, path: str, data: bytes | None) -> bool:
    entry = tree.entry(path)
    if entry is None or data is None:
        return entry is None and data is None
    return entry[1] == blob_id(data, entry[1])
