"""Break-glass: comments on the pull request, where somebody may let a denied change pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bylaw.facts.place import Unknown
from bylaw.gate.governance import Governance
from bylaw.gate.request import Request
from bylaw.gate.review import Run, look_up
from bylaw.gate.waivers.limits import limits_of
from bylaw.sources.git.repository import Repository
from bylaw.verdict.model import Verdict

if TYPE_CHECKING:
    from bylaw.gate.waivers.break_glass import Said
    from bylaw.sources.forges.model import Comment, Forge


def is_possible(verdict: Verdict, governance: Governance) -> bool:
    """Whether anybody could let this change pass; the forge is asked for nothing else."""
    return verdict.exit_code in (1, 3) and bool(limits_of(governance).break_glass)


def comments(
    governance: Governance, repo: Repository | None, request: Request, run: Run
) -> tuple[tuple[Said, ...], str]:
    """The comments that ask for it, and why they are not known; empty where they are.

    Raises:
        Wrong: `--review` or `--facts` names a file that cannot be used.
    """
    found = look_up(repo, request, run)
    if isinstance(found, Unknown):
        return (), found.detail
    said = found.forge.comments()
    if isinstance(said, Unknown):
        return (), said.detail
    allowed = limits_of(governance).break_glass
    return tuple(_said(one, found.forge, allowed) for one in said if "break-glass" in one.body), ""


def _said(comment: Comment, forge: Forge, allowed: Sequence[str]) -> Said:
    from bylaw.gate.waivers.break_glass import Said

    teams = forge.teams(comment.by) if any("/" in one for one in allowed) else ()
    login, at, body, is_edited = comment.by.login, comment.at, comment.body, comment.is_edited
    if isinstance(teams, Unknown):
        return Said(login, at, body, is_edited, unknown=teams.detail)
    return Said(login, at, body, is_edited, tuple(teams))
