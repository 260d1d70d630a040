"""The facts about architecture, where a rule asks for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bylaw.dataclass import dataclass
from bylaw.facts.readers import Facts
from bylaw.gate.errors import Wrong
from bylaw.gate.governance import Governance
from bylaw.gate.request import Request
from bylaw.gate.sources import Target, governing_tree
from bylaw.gate.trees import Commit
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.tree import Tree, Unreadable
from bylaw.sources.git.repository import Repository
from bylaw.verdict.model import RuleCard

if TYPE_CHECKING:
    from bylaw.sources.architecture.catalogs import Catalogs
    from bylaw.sources.catalog.load import Loaded
    from bylaw.sources.git.change import Change

_TYPES: Final = frozenset(
    ("Architecture", "Breach", "CatalogProblem", "Component", "Cycle", "Cycles", "Import",
     "Imports", "ModuleCycle", "reach()")
)  # fmt: skip
_FIELDS: Final = frozenset(
    ("Decision.covers", "Decisions.problems", "File.component", "File.imported_by", "File.imports")
)


def asks(facts: Iterable[str]) -> bool:
    """Whether one of these facts is about the architecture; each is `Type.field` or a root."""
    return any(fact.partition(".")[0] in _TYPES or fact in _FIELDS for fact in facts)


def is_asked(cards: Iterable[RuleCard]) -> bool:
    """Whether a rule asks about the architecture; nothing of it is imported where none does."""
    return any(asks(card.requires) for card in cards)


def _nothing(path: str) -> object:
    return None


def facts_of(
    change: Change,
    catalogs: Catalogs,
    repo: Repository | None,
    request: Request,
    guard: Callable[[str], object] = _nothing,
) -> Facts:
    """The facts about the architecture of a change.

    `guard` is what rules ask of a path: what moves past it is imported anew.
    """
    # A runner that keeps its folders would judge one change by what another's tests wrote there.
    keeps = repo is not None and request.profile == "local"
    folder = Path(repo.common_dir) / "bylaw" / "imports" if repo is not None and keeps else None
    return _facts(change, catalogs, folder, guard)


def facts_without_cache(
    change: Change, catalogs: Catalogs, guard: Callable[[str], object] = _nothing
) -> Facts:
    """The facts about the architecture of a change; nothing of what is read is kept."""
    return _facts(change, catalogs, None, guard)


def _facts(
    change: Change, catalogs: Catalogs, folder: Path | None, guard: Callable[[str], object]
) -> Facts:
    from bylaw.engine.values import Glob
    from bylaw.sources.architecture.readers import architecture_facts
    from bylaw.sources.imports.kept import Kept

    return architecture_facts(change, catalogs, Kept(folder), lambda text: Glob([text]), guard)


def catalogs_in(change: Change) -> Catalogs:
    """The catalogs of a change that brings its own."""
    from bylaw.sources.architecture.catalogs import Catalogs
    from bylaw.sources.catalog.load import Loaded

    head = _of_side(change, "head", None) or Loaded()
    return Catalogs(head.catalog, lambda: head, lambda: _of_side(change, "base", None) or Loaded())


def catalogs_of(
    change: Change,
    repo: Repository | None,
    request: Request,
    governance: Governance,
    at: Target | None,
) -> Catalogs:
    """The catalogs of a run: in profile ci the target's tip governs, else what the change leaves.

    Raises:
        Wrong: The catalog that governs is broken.
    """
    from bylaw.sources.architecture.catalogs import Catalogs
    from bylaw.sources.imports import parse
    from bylaw.sources.imports.languages import language_of

    if change.store is not None and any(language_of(file.path) for file in change.files):
        parse.start()
    sources = configured(governance)
    tree = governing_tree(repo, request, at)
    files = files_of_tree(change, tree)
    if not isinstance(tree, Commit):
        files = _with_roots(tree, files)
    loaded = _load(tree, files, sources, checks_paths=False)
    if wrong := (*_broken(loaded, tree), *_missing(loaded, governance)):
        raise Wrong(wrong)
    return Catalogs(
        loaded.catalog, lambda: _of_side(change, "head", sources) or loaded,
        lambda: _of_side(change, "base", sources) or loaded,
    )  # fmt: skip


def configured(governance: Governance) -> Sequence[str] | None:
    """The sources that the configuration names; None where it names none."""
    return governance.config.architecture.sources if governance.config else None


def files_of_tree(change: Change, tree: Tree) -> Sequence[str]:
    """The paths of the files of a tree that governs."""
    if isinstance(tree, Commit):
        return tree.repo.store.list(tree.commit)
    return tree.below("") if change.store is None else listed(change, "head")


def adapted(tree: Tree) -> _Adapted:
    """A tree of governance, as catalogs and owners are read from it."""
    return _Adapted(tree)


def listed(change: Change, side: Any) -> list[str]:
    """The paths of all files of one side of a change that has trees."""
    from bylaw.sources.git.known import entries

    return [path for _, _, path in entries(change, side)]


def _with_roots(tree: Tree, files: Sequence[str]) -> Sequence[str]:
    """A listing of commits, with catalogs at the root that are only in the work tree."""
    from bylaw.sources.catalog.formats import FORMATS

    names = [name for each in FORMATS for name in each.names if "*" not in name]
    known = frozenset(files)
    return [*files, *(name for name in names if name not in known and _is_there(tree, name))]


def _is_there(tree: Tree, path: str) -> bool:
    try:
        return tree.read(path) is not None
    except Unreadable:
        return True


def _of_side(change: Change, side: Any, sources: Sequence[str] | None) -> Loaded | None:
    """What the catalog of one of the change's trees says; None for a patch, which has none."""
    tree = files_of_side(change, side)
    return None if tree is None else _load(tree, listed(change, side), sources)


def files_of_side(change: Change, side: Any) -> _Stored | None:
    """One of the change's trees, as catalogs are read from it; None for a patch."""
    tree = change.head_tree if side == "head" else change.base_tree
    return None if change.store is None or tree is None else _Stored(change, tree)


def _load(
    tree: Any, files: Sequence[str], sources: Sequence[str] | None, *, checks_paths: bool = True
) -> Loaded:
    from bylaw.sources.catalog.load import load

    readable = tree if isinstance(tree, _Stored) else _Adapted(tree)
    return load(readable, files, sources, checks_paths=checks_paths)


def _broken(loaded: Loaded, tree: Tree) -> list[Diagnostic]:
    texts = {path: _lines(tree, path) for path in {each.path for each in loaded.broken}}
    return [
        Diagnostic(
            "bad-catalog",
            each.message,
            each.path,
            each.line,
            each.column,
            each.end_line,
            each.end_column,
            help=each.help,
            source=next(iter(texts[each.path][each.line - 1 : each.line]), ""),
        )
        for each in loaded.broken
    ]


def _lines(tree: Tree, path: str) -> list[str]:
    """The lines of a file that governs, for excerpts; none where it cannot be read."""
    try:
        data = tree.read(path) or b""
    except Unreadable:
        return []
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")


def _missing(loaded: Loaded, governance: Governance) -> list[Diagnostic]:
    if governance.config is None:
        return []
    document, named = governance.config.document, governance.config.architecture.sources or ()
    return [
        document.complaint(
            "config-value",
            f"no file answers to `{name}`",
            ("architecture", "sources", named.index(name)),
        )
        for name in loaded.missing
    ]


@dataclass(frozen=True, slots=True)
class _Adapted:
    """A tree of governance, as catalogs are read from it."""

    tree: Tree

    def below(self, folder: str) -> Sequence[str]:
        """See sources.catalog.interface.Tree."""
        return self.tree.below(folder)

    def read(self, path: str) -> bytes | None:
        """See sources.catalog.interface.Tree."""
        from bylaw.sources.catalog import interface

        try:
            return self.tree.read(path)
        except Unreadable as error:
            raise interface.Unreadable(str(error)) from None


@dataclass(frozen=True, slots=True)
class _Stored:
    """One of the change's trees, as catalogs are read from it."""

    change: Change
    tree: str

    def below(self, folder: str) -> Sequence[str]:
        """See sources.catalog.interface.Tree."""
        assert self.change.store is not None
        return self.change.store.list(self.tree, folder)

    def read(self, path: str) -> bytes | None:
        """See sources.catalog.interface.Tree."""
        from bylaw.packs.tree import MAX_BYTES
        from bylaw.sources.catalog import interface
        from bylaw.sources.git.errors import NotJudged

        assert self.change.store is not None
        try:
            data = self.change.store.read(self.tree, path, MAX_BYTES)
        except NotJudged as error:
            raise interface.Unreadable(error.message) from None
        if data is None and self.change.store.entry(self.tree, path) is not None:
            raise interface.Unreadable("it is a symbolic link or a submodule")
        return data
