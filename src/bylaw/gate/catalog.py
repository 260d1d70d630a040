"""What judges here, without judging: rules for `bylaw rules`, `explain` and `test`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bylaw.dataclass import dataclass
from bylaw.gate import clock, projects, sources
from bylaw.gate.cards import cards
from bylaw.gate.decisions import TreeFiles, configured, with_decided
from bylaw.gate.errors import Wrong, refuse
from bylaw.gate.governance import Governance
from bylaw.gate.judges import judges
from bylaw.gate.levels import Levels, resolve
from bylaw.gate.policies import load_packs, prepare
from bylaw.gate.request import Request
from bylaw.gate.run import open_cache
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs import builtin
from bylaw.packs.cache import Cache
from bylaw.packs.text import PackText
from bylaw.packs.tree import Folder
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.repository import Repository
from bylaw.verdict.model import Level, RuleCard


@dataclass(frozen=True, slots=True)
class OfProject:
    """The rules of one project, at its levels."""

    name: str
    shown: str
    """Its globs, for people."""
    rules: tuple[RuleCard, ...]


@dataclass(frozen=True, slots=True)
class Floor:
    """Below what the organisation lets no repository set a rule."""

    rule: str
    level: Level
    coming: str
    """What it announces: `deny from 2027-01-01`; empty where that is nothing."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """Rules with the level that is in force now, and where they came from."""

    rules: tuple[RuleCard, ...]
    packs: tuple[dict[str, Any], ...]
    source: str
    root: Path
    """What the paths of the repository's own policies start from."""
    warnings: tuple[Diagnostic, ...] = ()
    tested: frozenset[str] = frozenset()
    """Packs whose tests are meant: those that were named, otherwise the repository's own."""
    files: frozenset[str] = frozenset()
    """Policy files whose tests alone are meant; empty means all."""

    projects: tuple[OfProject, ...] = ()
    floors: tuple[Floor, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def every(self) -> tuple[RuleCard, ...]:
        """The rules of the whole repository and those of projects, each once."""
        rules = (*self.rules, *(rule for project in self.projects for rule in project.rules))
        return tuple({rule.id: rule for rule in reversed(rules)}.values())

    def locate(self, path: str) -> Path:
        """The file that a rule's or test's path means."""
        places = (self.root / path, builtin.folder() / path)
        return next((place for place in places if place.is_file()), Path(path))


def catalog(request: Request, tests: bool = False) -> Catalog:
    """The rules of a work tree, or of the named policies. Raises Wrong.

    Works outside a repository too: the folder then takes the place of its root.
    """
    repo = repository_of(request.repo)
    try:
        cache = open_cache(repo)
        found = judges(repo, replace(request, profile="local"), cache, None)
        governance = found.governance
        texts = _tested(governance, request) if tests else governance.packs
        loaded = load_packs(texts, cache, tests, governance.library)
        refuse(loaded.diagnostics)
        rules = sorted(_levelled(governance, cards(loaded.packs), loaded.packs), key=_by_id)
        root = Path(repo.root if repo else request.repo).resolve()
        if not tests:
            rules = list(
                with_decided(rules, lambda: TreeFiles(Folder(root)), configured(governance.config))
            )
        named = {pack.name for pack in texts}
        own = {pack.name for pack in texts if pack.origin == "repository"}
        return Catalog(
            tuple(rules),
            loaded.packs,
            governance.source,
            root,
            loaded.diagnostics,
            frozenset(named if request.policies else own),
            projects=() if tests else _projects(governance, request, cache),
            floors=() if tests else _floors(governance, request, cache, rules),
            notices=() if tests else _notices(governance, request),
        )
    finally:
        if repo is not None:
            repo.close()


def testable(request: Request) -> Catalog:
    """What `bylaw test` runs. Raises Wrong.

    A file of the repository may be without the rules that its tests speak of, because files of a
    pack share their names; then all of them are loaded, and its tests alone are meant.
    """
    try:
        return catalog(request, tests=True)
    except Wrong:
        whole = _around(request)
        if whole is None:
            raise
        return whole


def _around(request: Request) -> Catalog | None:
    """All that judges here, for the tests of the named files; None where they are no part of it."""
    repo = repository_of(request.repo)
    try:
        named = {sources.inside(repo, name) or "" for name in request.policies}
    finally:
        if repo is not None:
            repo.close()
    try:
        whole = catalog(replace(request, policies=()), tests=True)
    except Wrong:
        return None
    files = {test["place"][0] for pack in whole.packs for test in pack["tests"]}
    return replace(whole, files=frozenset(named)) if named and named <= files else None


def builtin_rules() -> tuple[RuleCard, ...]:
    """Every rule of every built-in pack, at the level of its verb."""
    texts = [text for name in builtin.names() if (text := builtin.load(name))]
    loaded = load_packs(texts, open_cache(None))
    refuse(loaded.diagnostics)
    return tuple(sorted(cards(loaded.packs), key=_by_id))


def _by_id(card: RuleCard) -> str:
    return card.id


def repository_of(folder: str) -> Repository | None:
    """The repository that a folder belongs to; None for a folder of none. Raises NotJudged."""
    try:
        return Repository.open(folder)
    except NotJudged as error:
        if error.reason in ("no-repository", "no-git") and Path(folder).is_dir():
            return None
        raise


def _levelled(
    governance: Governance, rules: Sequence[RuleCard], packs: Sequence[dict[str, Any]]
) -> list[RuleCard]:
    levels, today = Levels(), clock.shown(clock.moment(None))[:10]
    if governance.config is not None:
        names = [pack["pack"] for pack in packs]
        levels = resolve(governance.config, [rule.id for rule in rules], names, today, None)
    in_force = levels.levels
    if governance.mandate is not None:
        from bylaw.gate.floors import lifted

        in_force, wrong = lifted(governance.mandate, rules, levels, governance.config, today, None)
        refuse(wrong)
    return [replace(rule, level=in_force.get(rule.id, rule.level)) for rule in rules]


def _tested(governance: Governance, request: Request) -> tuple[PackText, ...]:
    """All packs whose tests may be meant: a pack that projects add files to is one with them."""
    packs = {pack.name: pack for pack in governance.packs}
    for project in projects.projects_of(governance, request):
        for pack in projects.packs_of_project(governance, project):
            known = packs.get(pack.name, pack)
            files = {**dict(known.files), **dict(pack.files)}
            packs[pack.name] = replace(known, files=tuple(sorted(files.items())))
    return tuple(packs.values())


def _projects(governance: Governance, request: Request, cache: Cache) -> tuple[OfProject, ...]:
    now = clock.moment(None)
    return tuple(
        OfProject(
            project.name,
            ", ".join(project.paths),
            tuple(
                replace(card, level=policies.settings.levels.get(card.id, card.level))
                for card in sorted(policies.cards, key=_by_id)
            ),
        )
        for project, policies in projects.every(governance, request, cache, now, None)
    )


def _floors(
    governance: Governance, request: Request, cache: Cache, rules: Sequence[RuleCard]
) -> tuple[Floor, ...]:
    """What the organisation asks for; what a run would refuse is refused here too."""
    asked = governance.mandate
    if asked is None:
        return ()
    from bylaw.gate.floors import coming, floors_of

    now = clock.moment(None)
    prepare(governance, request, cache, now, None)
    by_verb = [replace(rule, level=rule.verb) for rule in rules]
    today = clock.shown(now)[:10]
    found = floors_of(asked, by_verb, today, None).levels
    ahead = coming(asked, by_verb, today)
    return tuple(
        Floor(rule.id, found.get(rule.id, "off"), ahead.get(rule.id, ""))
        for rule in rules
        if rule.id in found or rule.id in ahead
    )


def _notices(governance: Governance, request: Request) -> tuple[str, ...]:
    known = projects.projects_of(governance, request)
    if not known or governance.tree is None:
        return ()
    return tuple(projects.without_files(known, governance.tree.below("")))
