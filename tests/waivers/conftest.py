"""The repository of the tests of the gate, with rules to waive."""

from __future__ import annotations

from tests.gate.conftest import repo

__all__ = ["repo"]
