"""The fact `file.owners`, where a rule asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from bylaw.facts.place import Place, Unknown
from bylaw.facts.readers import Facts
from bylaw.gate.architecture import adapted, files_of_tree
from bylaw.gate.request import Request
from bylaw.gate.sources import Target, governing_tree
from bylaw.sources.git.repository import Repository
from bylaw.verdict.model import RuleCard

if TYPE_CHECKING:
    from bylaw.sources.git.change import Change
    from bylaw.sources.git.files import File
    from bylaw.sources.owners.interface import Owners

_FACT = "File.owners"
_NONE = Unknown(
    "file.owners",
    "no-owners",
    "The repository has no CODEOWNERS.",
    "Add one, or take `owners` out of `require:`.",
    fatal=True,
)


def asks(facts: Iterable[str]) -> bool:
    """Whether one of these facts is about owners of files."""
    return _FACT in facts


def is_asked(cards: Iterable[RuleCard]) -> bool:
    """Whether a rule asks who owns a file; no CODEOWNERS is read where none does."""
    return any(asks(card.requires) for card in cards)


def facts_of(
    change: Change,
    repo: Repository | None,
    request: Request,
    at: Target | None,
    *,
    required: bool = False,
) -> Facts:
    """Who owns files: by the target's CODEOWNERS in profile ci, else by the change's.

    Without one, nobody owns anything; where one is required, nothing is known of owners.
    """
    return facts_by(governing(change, repo, request, at), required=required)


def governing(
    change: Change, repo: Repository | None, request: Request, at: Target | None
) -> Callable[[], Owners | None]:
    """Reads the CODEOWNERS that governs, once."""

    @cache
    def owners() -> Owners | None:
        from bylaw.sources.owners.read import load

        tree = governing_tree(repo, request, at)
        return load(adapted(tree), frozenset(files_of_tree(change, tree)))

    return owners


def facts_by(owners: Callable[[], Owners | None], *, required: bool = False) -> Facts:
    """The fact by what answers with a CODEOWNERS, or with None where there is none."""

    def read(file: File) -> Sequence[Any] | Unknown:
        found = owners()
        if found is None and required:
            return _NONE
        moved = file.old_path is not None and file.status == "renamed"
        return of_paths(found, (file.path, file.old_path if moved else None))

    return Facts(
        readers={
            _FACT: read,
            "Owner.name": lambda owner: owner.name,
            "Owner.kind": lambda owner: owner.kind,
        }
    )


def of_paths(found: Owners | None, paths: Iterable[str | None]) -> Sequence[Any] | Unknown:
    """Who owns one of these paths."""
    if found is None:
        return ()
    if found.unreadable:
        return Unknown(
            "file.owners",
            "unreadable-owners",
            f"{found.path} cannot be read: {found.unreadable}.",
            "Mend it on the branch that governs.",
            Place(found.path, scope="file"),
        )
    return tuple(dict.fromkeys(each for path in paths if path for each in found.of(path)))
