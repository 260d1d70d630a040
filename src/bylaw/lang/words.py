"""The words of the language that more than one part has to know."""

from __future__ import annotations

from typing import Final

GIVEN_DOCUMENTS: Final = (
    "review",
    "architecture",
    "owners",
    "dependencies",
    "registry",
    "licenses",
    "advisories",
    "decisions",
    "memory",
    "attributes",
)
"""Kinds of facts that a test can give as a document."""

DECLARATIONS: Final = ("use", "param", "let", "def", "rule", "test")
METAS: Final = ("title", "why", "decision", "owner", "controls", "tags", "docs", "formerly")
CLAUSES: Final = ("for", "let", "where", "unless")
VERBS: Final = ("deny", "warn", "note")
