"""What a change does to its own governance, which never judges it: shown, as advice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bylaw.dataclass import dataclass
from bylaw.facts.readers import Facts
from bylaw.gate import guarded, projects
from bylaw.gate.acceptances import Accepting
from bylaw.gate.comparing import Rules, compared, rules_of
from bylaw.gate.errors import Wrong
from bylaw.gate.governance import CONFIG, NEAR_MISSES, Governance
from bylaw.gate.judges import listed, whole
from bylaw.gate.judging import Judging
from bylaw.gate.policies import Policies, prepare
from bylaw.gate.sources import Target
from bylaw.gate.trees import Commit, blob_id
from bylaw.gate.waivers.join import newly_accepted, refuse_wrong
from bylaw.packs.cache import Cache
from bylaw.packs.find import SUFFIX
from bylaw.packs.glob import fixed_folder, matcher
from bylaw.packs.text import LOCK, MANIFEST, VENDORED
from bylaw.packs.tree import Tree, Unreadable
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.repository import Repository
from bylaw.verdict.model import Verdict

if TYPE_CHECKING:
    from bylaw.sources.git.files import File

_BYLAW: Final = ".bylaw"
"""The folder of waivers, the baseline and packs from elsewhere."""
_MOST_COMPARED: Final = 200
"""Files that are held against the target's; of more, each counts as other."""


@dataclass(frozen=True, slots=True)
class Own:
    """What is needed to ask the change's own governance."""

    judging: Judging
    accepting: Accepting
    tree: Tree
    """What the change would leave."""
    cache: Cache
    at: Target
    """The tip whose governance judges."""
    facts: Callable[[Policies], Facts]
    """Those that policies ask for."""
    progress: Callable[[str], None]


def advise(
    own: Own, governance: Governance, verdict: Verdict, policies: Policies
) -> tuple[str, ...]:
    """What the change does to its own governance, and what that would say of the change.

    Args:
        own: What would judge next.
        governance: What judges.
        verdict: What it says.
        policies: Those of the whole repository.
    """
    judging, repo = own.judging, own.judging.repo
    change, request = judging.change, judging.request
    assert repo is not None
    paths, is_judging = altered(governance, change.files, repo, own.tree, own.at)
    if not paths:
        return ()
    said = f"The change alters its own governance ({listed(paths)}); {own.at.shown} judges it."
    if not is_judging or change.store is None:
        return (said,)
    own.progress("asking what the change's own policies would say")
    now, branch = judging.now, own.at.branch
    try:
        after = whole(own.tree, repo, request, own.cache, governance.mandate)
        mine = prepare(after, request, own.cache, now, branch)
        parts = projects.parts(
            after, request, own.cache, now, branch, change.files, mine, proposed=True
        )
        facts = own.facts(projects.of_all(mine, parts))
        every, results = judging.results(mine, parts, after, facts)
        refuse_wrong(after, every, request)
        accepted = Accepting(own.accepting.asked, facts).by(own.tree, after, every)
        # What guards governance itself says the same whoever judges.
        theirs = [one for one in results if not guarded.is_on(one.rule, request)]
        would = judging.verdict(every, theirs, after, accepted.sources)
        then = _rules(own, after, mine)
    except Wrong as wrong:
        first, more = wrong.diagnostics[0], len(wrong.diagnostics) - 1
        tail = f" and {more} more" if more else ""
        where = f"{first.path}:{first.line}: " if first.line else ""
        return (said, f"Its own policies would be refused: {where}{first.message}{tail}.")
    except NotJudged as error:
        return (said, f"What its own policies would say is not known: {error.message}")
    of_others = tuple(one for one in verdict.findings if not guarded.is_on(one.rule, request))
    before = replace(verdict, findings=of_others)
    told = compared(before, would, _rules(own, governance, policies), then)
    waived = newly_accepted(verdict, would)
    return (said, *told, waived) if waived else (said, *told)


def _rules(own: Own, governance: Governance, policies: Policies) -> Rules:
    """All rules of some governance: also those of projects that the change does not touch."""
    judging, found = own.judging, dict[str, Policies]()
    for project in projects.projects_of(governance, judging.request):
        # What is wrong with one that judges is mended by a change such as this.
        with suppress(Wrong):
            found[project.name] = projects.prepared(
                governance, project, judging.request, own.cache, judging.now, own.at.branch
            )
    return rules_of(policies, found.items())


def altered(
    governance: Governance, files: Sequence[File], repo: Repository, own: Tree, at: Target
) -> tuple[list[str], bool]:
    """The files of governance that a change alters, and whether policies are among them.

    What an old branch has not yet is no alteration, and neither is what the target has already.

    Args:
        governance: What judges.
        files: What the change touches.
        repo: The repository.
        own: The tree that the change would leave.
        at: The tip whose governance judges.
    """
    paths = {path for file in files for path in (file.path, file.old_path) if path}
    judging = set(filter(_judging(governance), paths))
    found = sorted(judging | set(filter(_governing(governance), paths)))
    if 0 < len(found) <= _MOST_COMPARED:
        target = Commit(repo, at.commit, at.shown)
        target.prefetch([], found)
        if isinstance(own, Commit):
            own.prefetch([], found)
        found = [path for path in found if _differs(target, own, path)]
    return found, not judging.isdisjoint(found)


def _judging(governance: Governance) -> Callable[[str], bool]:
    """Tells whether a file says which policies judge, and what they are."""
    named = frozenset((CONFIG, LOCK, governance.waivers_path, *NEAR_MISSES))
    globs = [*governance.globs, *_of_scopes(governance)]
    matches = matcher(globs)
    folders = {fixed_folder(glob) for glob in globs}
    above = {"", *(each for folder in (*folders, VENDORED) for each in _upwards(folder))}

    def judges(path: str) -> bool:
        if path in named or path in above:
            return True  # a file in the place of a folder of policies, or of one above
        if path.startswith(f"{VENDORED}/") or (path.endswith(SUFFIX) and matches(path)):
            return True
        folder, _, name = path.rpartition("/")
        return name == MANIFEST and (folder in above or _is_below(folder, folders))

    return judges


def _is_below(folder: str, folders: Collection[str]) -> bool:
    return "" in folders or any(each in folders for each in _upwards(folder))


def _upwards(folder: str) -> Iterator[str]:
    """A folder, and those above it."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _of_scopes(governance: Governance) -> Iterator[str]:
    config = governance.config
    for scope in config.scopes if config else ():
        yield from (glob for glob in scope.policies or () if glob not in (".", "./"))
        yield from (name for name in scope.packs or () if "/" in name)


def _governing(governance: Governance) -> Callable[[str], bool]:
    """Tells whether a file governs otherwise: what is accepted, who owns what, what was decided."""
    from bylaw.sources.catalog.formats import found
    from bylaw.sources.decisions.folders import ADR_DIR, USUAL
    from bylaw.sources.owners.read import PLACES

    config = governance.config
    named = {*PLACES["github"], ADR_DIR, _BYLAW, config.baseline if config else None}
    sources = config.architecture.sources if config else None
    is_catalog = (lambda path: bool(found([path]))) if sources is None else matcher(sources)
    said = config.decisions if config else None
    decided = USUAL if said is None else tuple(each.removeprefix("./") for each in said)
    folders = {each.rstrip("/") for each in decided}
    records = matcher([each for each in decided if set(each) & set("*?[{")])

    def governs(path: str) -> bool:
        folder, _, name = path.rpartition("/")
        return (
            path in named
            or name == ".gitattributes"
            or path.startswith(f"{_BYLAW}/")
            or folder in folders
            or records(path)
            or is_catalog(path)
        )

    return governs


def _differs(target: Commit, own: Tree, path: str) -> bool:
    entry = target.entry(path)
    if isinstance(own, Commit):
        return own.entry(path) != entry
    try:
        data = own.read(path)
    except Unreadable:
        return True
    if data is None or entry is None:
        return (data is None) != (entry is None)
    return entry[1] != blob_id(data, entry[1])
