"""The decisions of a work tree as commands show them, and the rules that enforce them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bylaw.dataclass import dataclass
from bylaw.facts.readers import Facts
from bylaw.gate.catalog import repository_of
from bylaw.gate.decisions import TreeFiles, configured, glob_of
from bylaw.gate.errors import wrong_request
from bylaw.gate.governance import read_config
from bylaw.gate.request import Request
from bylaw.gate.run import open_cache
from bylaw.packs.tree import Folder
from bylaw.sources.decisions import names
from bylaw.sources.decisions.collect import Collection, collect
from bylaw.sources.decisions.interface import Problem, Record
from bylaw.sources.git.repository import Repository
from bylaw.verdict.model import RuleCard


@dataclass(frozen=True, slots=True)
class Shelf:
    """The decisions of a work tree."""

    root: Path
    kept: Collection
    configured: Sequence[str] | None
    sources: Sequence[str] | None = None
    """The catalogs that the configuration names."""

    def wanted(self, id_: str) -> Record:
        """The decision that somebody asks for. Raises Wrong, with a suggestion."""
        found = self.kept.found(id_)
        if found is not None:
            return found
        unread = self.kept.may_be(id_)
        if unread is not None:
            raise wrong_request(f"{unread.path} cannot be read: {unread.message}")
        from bylaw.lang.suggest import nearest

        near = nearest(names.shown(id_), [each.id for each in self.kept.records])
        label = f"did you mean `{near}`?" if near else ""
        message = f"there is no decision `{id_}`"
        raise wrong_request(message, label=label, help="`bylaw decisions list` lists them")

    def replaced(self, record: Record) -> Iterator[tuple[int, str, Record | None]]:
        """What a decision replaces, and what that had replaced: depth, id, and the decision."""
        yield from self._chain(record, "older")

    def replacing(self, record: Record) -> Iterator[tuple[int, str, Record | None]]:
        """What replaces a decision, and what replaces that."""
        yield from self._chain(record, "newer")

    def _chain(self, record: Record, way: str) -> Iterator[tuple[int, str, Record | None]]:
        relations = self.kept.relations
        follow = relations.supersedes if way == "older" else relations.superseded_by
        seen = {record.id}
        left = [(1, id_) for id_ in reversed(follow(record))]
        while left:
            depth, id_ = left.pop()
            if id_ in seen:
                continue
            seen.add(id_)
            found = self.kept.found(id_)
            yield depth, id_, found
            if found is not None:
                left += [(depth + 1, each) for each in reversed(follow(found))]


@dataclass(frozen=True, slots=True)
class Report:
    """How decisions and rules go together."""

    unenforced: tuple[Record, ...]
    """Active decisions that no rule cites."""
    uncited: tuple[RuleCard, ...]
    """Rules of the repository itself that cite no decision."""
    astray: tuple[RuleCard, ...]
    """Rules whose decision is missing or not in force."""
    problems: tuple[Problem, ...]
    """What does not hold, scopes that mean nothing among it."""
    active: int
    """How many decisions are in force."""
    own: int
    """How many rules are the repository's own."""

    @property
    def is_sound(self) -> bool:
        """Nothing is wrong; what is merely not enforced, or not cited, is not."""
        return not self.astray and not self.problems


def shelf(folder: str) -> Shelf:
    """The decisions of a work tree, or of a folder that is in no repository. Raises Wrong."""
    repo = repository_of(folder)
    try:
        if repo is not None and repo.work_tree is None:
            raise wrong_request(f"{folder} is a bare repository, which has no files to read")
        root = Path(repo.root if repo else folder).resolve()
        config, _ = read_config(Folder(root), open_cache(repo))
        where = configured(config)
        sources = config.architecture.sources if config else None
        return Shelf(root, collect(TreeFiles(Folder(root)), where, glob_of), where, sources)
    finally:
        if repo is not None:
            repo.close()


def rules_of(folder: str) -> tuple[tuple[RuleCard, ...], frozenset[str]]:
    """The rules that judge a work tree, and which packs are its own. Raises Wrong."""
    from bylaw.gate.catalog import catalog

    found = catalog(Request(repo=folder))
    return found.rules, found.tested


def enforcing(record: Record, rules: Sequence[RuleCard]) -> list[RuleCard]:
    """The rules that cite a decision."""
    return [each for each in rules if each.decided and each.decided.path == record.path]


def report(of: Shelf, folder: str) -> Report:
    """How the decisions of a work tree and its rules go together. Raises Wrong."""
    from bylaw.sources.decisions.scope import empty_scopes

    rules, own = rules_of(folder)
    cited = {each.decided.path for each in rules if each.decided is not None}
    active = [each for each in of.kept.records if of.kept.is_active(each)]
    repo = repository_of(folder)
    try:
        files = TreeFiles(Folder(of.root), _paths(repo) if repo else None)
        empty = list(empty_scopes(of.kept, files, glob_of, _components(of, files)))
    finally:
        if repo is not None:
            repo.close()
    return Report(
        tuple(each for each in active if each.path not in cited),
        tuple(each for each in rules if not each.decision and each.pack in own),
        tuple(each for each in rules if each.decided and each.decided.status != "accepted"),
        tuple(sorted((*of.kept.problems, *empty), key=lambda each: (each.path, each.line))),
        len(active),
        sum(each.pack in own for each in rules),
    )


def _components(of: Shelf, files: TreeFiles) -> Facts | None:
    """What tells the names of components; None without a catalog that can be read."""
    from bylaw.gate.architecture import adapted
    from bylaw.sources.catalog.load import load

    loaded = load(adapted(Folder(of.root)), files.every(), of.sources, checks_paths=False)
    if loaded.catalog is None or loaded.broken:
        return None
    return Facts(
        {"architecture": tuple(loaded.catalog.components.values())},
        {"Architecture.components": lambda each: each, "Component.name": lambda each: each.name},
    )


def _paths(repo: Repository) -> Callable[[], Sequence[str]]:
    """Who tells the files of a work tree that git does not ignore."""

    def listed() -> Sequence[str]:
        from bylaw.sources.git.snapshot import work_tree

        return repo.store.list(work_tree(repo))

    return listed
