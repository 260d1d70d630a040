"""The facts about decisions, where a rule asks for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown
from bylaw.facts.readers import Facts
from bylaw.gate.governance import Governance
from bylaw.gate.request import Request
from bylaw.gate.sources import Target, governing_tree
from bylaw.gate.trees import Commit
from bylaw.packs.tree import Folder, Tree, Unreadable
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.repository import Repository
from bylaw.verdict.model import Decided, RuleCard

if TYPE_CHECKING:
    from bylaw.config.model import Config
    from bylaw.sources.decisions.folders import Matches
    from bylaw.sources.decisions.interface import Record
    from bylaw.sources.decisions.tree import Files

_ASKED: Final = frozenset(("decisions", "decision()", "Decisions", "Decision", "DecisionProblem"))
_NONE: Final = Unknown(
    "decisions",
    "no-decisions",
    "The repository keeps no decisions.",
    "Write one with `bylaw decisions new`, or take `decisions` out of `require:`.",
    fatal=True,
)


def asks(facts: Iterable[str]) -> bool:
    """Whether one of these facts is about decisions."""
    return any(fact.partition(".")[0] in _ASKED for fact in facts)


def is_asked(cards: Iterable[RuleCard]) -> bool:
    """Whether a rule asks about decisions; nothing of them is imported where none does."""
    return any(asks(card.requires) for card in cards)


def facts_of(
    change: Any,
    repo: Repository | None,
    request: Request,
    governance: Governance,
    at: Target | None,
    known: Callable[[], Facts],
) -> Facts:
    """The facts about decisions; `known` gives those of files and components.

    In profile ci the target's tip says what governs.
    """
    from bylaw.sources.decisions.facts import decision_facts

    governing = governing_files(change, repo, request, at)
    found = decision_facts(change, governing, configured(governance.config), glob_of, known)
    return _required(found) if "decisions" in governance.required else found


def _required(facts: Facts) -> Facts:
    """The facts, in which nothing is known of what was decided where no decision is kept."""
    every, active = facts.readers["Decisions.all"], facts.readers["Decisions.active"]
    one, root = facts.functions["decision"], facts.roots["decisions"]

    def is_none() -> bool:
        found = every(root)
        return not isinstance(found, Unknown) and not found and not getattr(found, "gaps", ())

    return facts.joined(
        Facts(
            readers={
                "Decisions.all": lambda each: _NONE if is_none() else every(each),
                "Decisions.active": lambda each: _NONE if is_none() else active(each),
            },
            functions={"decision": lambda id_: _NONE if is_none() else one(id_)},
        )
    )


def configured(config: Config | None) -> Sequence[str] | None:
    """The folders that the configuration names; None where it names none."""
    from bylaw.sources.decisions.folders import within

    said = config.decisions if config else None
    return None if said is None else [path for each in said if (path := within(each))]


def governing_files(
    change: Any, repo: Repository | None, request: Request, at: Target | None
) -> Files | None:
    """The tree whose decisions govern; None is that which the change leaves."""
    from bylaw.sources.decisions.tree import StoreFiles

    tree = governing_tree(repo, request, at)
    if isinstance(tree, Commit) and (request.profile == "ci" or request.policy_ref is not None):
        return StoreFiles(tree.repo.store, tree.commit)
    if change.store is not None and change.head_tree is not None:
        return None
    return TreeFiles(tree)


def files_of(change: Any, repo: Repository | None, request: Request, at: Target | None) -> Files:
    """The same, and the change's own tree where that one governs."""
    from bylaw.sources.decisions.tree import StoreFiles

    found = governing_files(change, repo, request, at)
    return StoreFiles(change.store, change.head_tree) if found is None else found


def with_decided(
    cards: Sequence[RuleCard], files: Callable[[], Files], configured: Sequence[str] | None
) -> tuple[RuleCard, ...]:
    """Cards of rules, with the decisions that they cite.

    Nothing is read where no rule cites one. Where no decision is kept at all, those cited are
    kept elsewhere, and nothing is said of them.
    """
    ids = sorted({card.decision for card in cards if card.decision and ":" not in card.decision})
    if not ids:
        return tuple(cards)
    from bylaw.sources.decisions.collect import looked_up

    try:
        found = looked_up(files(), configured, glob_of, ids)
    except NotJudged:
        return tuple(cards)
    if found is None:
        return tuple(cards)
    made = {id_: _decided(id_, record) for id_, record in found.items()}
    return tuple(
        replace(card, decided=made[card.decision]) if card.decision in made else card
        for card in cards
    )


def _decided(id_: str, record: Record | None) -> Decided:
    if record is None:
        return Decided(id_, "missing")
    status: Any = "superseded" if record.superseded_by else record.status
    return Decided(record.id, status, record.title, record.path, record.line, record.superseded_by)


def glob_of(text: str) -> Matches | None:
    """A glob of the language, ready to match; None where the text is none."""
    import re2

    from bylaw.engine.values import Glob

    glob = Glob([text.removeprefix("./")])
    try:
        glob.matches("")
    except (ValueError, re2.error):
        return None
    return glob


@dataclass(frozen=True, slots=True)
class TreeFiles:
    """The files of a folder, as records are read from them."""

    tree: Tree
    paths: Callable[[], Sequence[str]] | None = None
    """Who tells all files, where somebody knows better than the folder itself."""

    def below(self, folders: Sequence[str]) -> Mapping[str, str]:
        """See sources.decisions.tree.Files."""
        found: dict[str, str] = {}
        for folder in folders:
            if isinstance(self.tree, Folder) and not _is_spelled(self.tree.root, folder):
                continue
            try:
                found |= dict.fromkeys(self.tree.below(folder), "")
            except Unreadable:
                continue
        return found

    def read(self, path: str) -> bytes | None:
        """See sources.decisions.tree.Files."""
        from bylaw.sources.decisions import interface

        try:
            return self.tree.read(path)
        except Unreadable as error:
            raise interface.Unreadable(str(error)) from None

    def every(self) -> Sequence[str]:
        """See sources.decisions.tree.Files."""
        return self.tree.below("") if self.paths is None else self.paths()


def _is_spelled(root: Path, folder: str) -> bool:
    """Whether a folder is there under this very name: some file systems find `ADR` as `adr`."""
    at = root
    for part in folder.split("/") if folder else ():
        try:
            if all(each.name != part for each in at.iterdir()):
                return False
        except OSError:
            return False
        at = at / part
    return True
