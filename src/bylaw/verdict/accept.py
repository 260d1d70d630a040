"""Findings that somebody accepted: by a waiver, in the code, by the baseline, in an emergency."""

from __future__ import annotations

from typing import Protocol

from bylaw.verdict.model import Inconclusive, JudgedFinding, Suppression


class Acceptance(Protocol):
    """One source of accepted findings. The first source that answers wins."""

    def of_finding(self, finding: JudgedFinding) -> Suppression | None:
        """Why this finding is accepted; None where it is not."""

    def of_unknown(self, unknown: Inconclusive) -> Suppression | None:
        """Why it is accepted that this could not be judged; None where it is not.

        Never asked about what is fatal: nobody can accept what nobody saw.
        """
