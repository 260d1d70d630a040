"""Where every expression over facts begins: the names that a rule can start from."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bylaw.facts.scalars import Date, Fact, Glob

if TYPE_CHECKING:
    from bylaw.facts.architecture import (
        Architecture,
        Cycles,
        Decision,
        Decisions,
        Import,
        Imports,
    )
    from bylaw.facts.change import Change, Repository
    from bylaw.facts.dependencies import Dependencies
    from bylaw.facts.documents import Document
    from bylaw.facts.memory import Memory
    from bylaw.facts.review import Review
    from bylaw.facts.safeguards import Safeguards


@dataclass(frozen=True, slots=True)
class Roots(Fact):
    """The names that a rule can start from: fields are roots, methods are functions."""

    change: Change
    """What is proposed."""
    repo: Repository
    """The whole repository at the head."""
    dependencies: Dependencies
    """What the change does to the supply chain."""
    architecture: Architecture
    """The catalog of components."""
    imports: Imports
    """What the source imports."""
    cycles: Cycles
    """Components, and files, that import one another in a ring."""
    decisions: Decisions
    """What was decided and written down."""
    review: Review
    """The pull or merge request."""
    safeguards: Safeguards
    """What judges changes, and what the change does to it."""
    memory: Memory
    """What happened before."""
    now: Date
    """The time of judgement, which is recorded and can be given."""

    @abstractmethod
    def documents(self, paths: Glob) -> list[Document]:
        """The documents that the change touches, of the files among these paths."""

    @abstractmethod
    def decision(self, id: str) -> Decision | None:
        """The decision with this id; `ADR-7` finds `ADR-0007`."""

    @abstractmethod
    def reach(self, source: str, target: str) -> list[Import] | None:
        """A chain of imports from one component to another; absent where there is none.

        Of all chains it is one with as few new imports as can be, and of these a shortest: where
        one of its imports `is_added`, the base has no chain of the imports that are left. It
        does not begin in a test, unless all of the component is tests.
        """
