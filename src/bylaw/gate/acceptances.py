"""What accepts findings in a run, by what governs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bylaw.dataclass import dataclass
from bylaw.gate.baseline import DEFAULT, baseline_of, tolerance
from bylaw.gate.governance import Governance
from bylaw.gate.policies import Policies
from bylaw.gate.request import Request
from bylaw.packs.tree import Tree, Unreadable
from bylaw.verdict.accept import Acceptance

if TYPE_CHECKING:
    from bylaw.verdict.baseline import Tolerance


@dataclass(slots=True)
class Acceptances:
    """Those of one run; each remembers what it met."""

    sources: tuple[Acceptance, ...]
    """In the order in which they are asked."""
    tolerated: Tolerance | None
    is_whole: bool
    """All that the baseline holds could have been met."""
    unused: str
    """A baseline that is there, and that nothing names."""

    @classmethod
    def of(
        cls, tree: Tree, request: Request, governance: Governance, policies: Policies, change: Any
    ) -> Acceptances:
        """By the tree that governs. Raises Wrong where what it holds is missing or unreadable."""
        if request.without_baseline:
            return cls((), None, False, "")
        baseline = baseline_of(tree, governance.config)
        if baseline is None:
            unnamed = governance.config is not None and _is_there(tree)
            return cls((), None, False, DEFAULT if unnamed else "")
        tolerated = tolerance(baseline, policies.cards, change)
        is_whole = request.whole and not request.rules and not request.policies
        return cls((tolerated,), tolerated, is_whole, "")

    def notices(self) -> tuple[str, ...]:
        """What to say of them once the change is judged."""
        if self.unused:
            said = f"{self.unused} tolerates nothing: bylaw.yaml has no `baseline: {self.unused}`."
            return (said,)
        if self.tolerated is None or not self.is_whole or not self.tolerated.left:
            return ()
        gone = self.tolerated.left
        noun = "finding" if gone == 1 else "findings"
        return (
            f"{gone:,} {noun} of the baseline {'is' if gone == 1 else 'are'} gone: "
            "`bylaw baseline update` takes what is fixed out of it.",
        )


def _is_there(tree: Tree) -> bool:
    try:
        return tree.read(DEFAULT) is not None
    except Unreadable:
        return True
