"""What judges here, without judging: rules for `bylaw rules`, `explain` and `test`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bylaw.dataclass import dataclass
from bylaw.gate import clock, sources
from bylaw.gate.cards import cards
from bylaw.gate.decisions import TreeFiles, configured, with_decided
from bylaw.gate.errors import Wrong, refuse
from bylaw.gate.governance import Governance
from bylaw.gate.judges import judges
from bylaw.gate.levels import resolve
from bylaw.gate.policies import load_packs
from bylaw.gate.request import Request
from bylaw.gate.run import open_cache
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs import builtin
from bylaw.packs.tree import Folder
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.repository import Repository
from bylaw.verdict.model import RuleCard


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
        loaded = load_packs(governance.packs, cache, tests, governance.library)
        refuse(loaded.diagnostics)
        rules = sorted(_levelled(governance, cards(loaded.packs), loaded.packs), key=_by_id)
        root = Path(repo.root if repo else request.repo).resolve()
        if not tests:
            rules = list(
                with_decided(rules, lambda: TreeFiles(Folder(root)), configured(governance.config))
            )
        named = {pack.name for pack in governance.packs}
        own = {pack.name for pack in governance.packs if pack.origin == "repository"}
        return Catalog(
            tuple(rules),
            loaded.packs,
            governance.source,
            root,
            loaded.diagnostics,
            frozenset(named if request.policies else own),
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
    if governance.config is None:
        return list(rules)
    levels = resolve(
        governance.config,
        [rule.id for rule in rules],
        [pack["pack"] for pack in packs],
        clock.shown(clock.moment(None))[:10],
        None,
    )
    return [replace(rule, level=levels.levels.get(rule.id, rule.level)) for rule in rules]
