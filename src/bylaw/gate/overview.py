"""The architecture of a repository, for those who look at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from bylaw.gate import architecture, sources
from bylaw.gate.errors import wrong_request
from bylaw.gate.governance import Governance, read_config
from bylaw.gate.pictures import whole_picture
from bylaw.gate.request import Request
from bylaw.gate.run import Progress, open_cache
from bylaw.reports.summary import where
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.repository import Repository
from bylaw.sources.git.selection import Selection, read_change
from bylaw.verdict.architecture import Picture

_PROPOSE: Final = "`bylaw architecture infer --output architecture.yaml` proposes one"
_REMEDIES: Final = {
    "no-repository": "Run `git init`, or name a repository with --repo.",
    "no-commits": "Commit once, or look at the whole with --all.",
}
"""What mends it for somebody who looks; what is said to those who judge does not help here."""


@contextmanager
def looking() -> Iterator[None]:
    """What cannot be had is told with what mends it here. Raises NotJudged."""
    try:
        yield
    except NotJudged as error:
        if error.reason not in _REMEDIES:
            raise
        raise NotJudged(error.reason, error.message, _REMEDIES[error.reason]) from error


def look(request: Request, externals: bool, progress: Progress) -> Picture:
    """The picture of a repository, with the change that is asked for.

    Raises:
        Wrong: There is no catalog, or it, the configuration or the request is wrong.
        NotJudged: The change cannot be had.
    """
    progress("reading the catalog")
    with looking(), Repository.open(request.repo) as repo:
        config, _ = read_config(sources.change_tree(repo, request), open_cache(repo))
        governance = Governance(config, (), "")
        change = read_change(repo, selection(request))
        catalogs = architecture.catalogs_of(change, repo, request, governance, None)
        if catalogs.governing is None:
            raise wrong_request(
                "the repository has no catalog of its architecture",
                help=_elsewhere(architecture.listed(change, "head")) or _PROPOSE,
            )
        progress("reading imports")
        facts = architecture.facts_of(change, catalogs, repo, request)
        known = facts.roots["architecture"]
        picture = whole_picture(known, externals, is_marked=not request.whole)
        problems = (f"{where(each.place)}: {each.message}" for each in catalogs.problems)
        return replace(picture, problems=tuple(problems), unclaimed=tuple(known.unclaimed))


def _elsewhere(paths: Iterable[str]) -> str:
    """What is to do where a catalog of ours stands in a folder; empty where none does."""
    found = [path for path in paths if path.endswith(("/architecture.yaml", "/architecture.yml"))]
    if not found:
        return ""
    return (
        f"{min(found)} is read at the root alone; where it is to stay, name it in bylaw.yaml, "
        "under `architecture.sources`"
    )


def selection(request: Request) -> Selection:
    """The change that a request is about; a patch has no trees to look at."""
    kind = request.kind
    assert kind != "patch"
    return Selection(kind, request.base, request.head, written=request.written)
