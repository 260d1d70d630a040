"""Equality where a document's node takes part: across kinds it is false."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from bylaw.engine.compile import Compiler
from bylaw.facts.place import Unknown

Same: TypeAlias = Callable[[Any, Any, Any], Any]


def node_equal(to: Compiler) -> Same:
    """The comparison of a node with a scalar or another node, by its readers.

    An expression (`var.x`, `${…}`) is unknown: the reader of `Node.kind` or of the value says so.
    """
    kind, text = to.reader("Node.kind"), to.reader("Node.text")
    fields = {name: to.reader(f"Node.{name}") for name in ("int", "float", "bool")}

    def scalar(run: Any, value: Any) -> Any:
        """A kind and a plain value; of a map or list, its text."""
        if isinstance(value, bool):
            return "bool", value
        if isinstance(value, int | float):
            return "number", value
        if isinstance(value, str):
            return "string", value
        what = run.readers[kind](value)
        if isinstance(what, Unknown):
            return what
        if what == "expression":
            found = run.readers[text](value)
            return found if isinstance(found, Unknown) else _expression(found)
        name = "number" if what in ("int", "float") else what
        reader = fields.get(what, text)
        found = run.readers[reader](value)
        return found if isinstance(found, Unknown) else (name, found)

    def same(run: Any, one: Any, other: Any) -> Any:
        left, right = scalar(run, one), scalar(run, other)
        if isinstance(left, Unknown):
            return left
        return right if isinstance(right, Unknown) else left == right

    return same


def _expression(text: str) -> Unknown:
    return Unknown(
        "node.text", "expression", f"`{text[:80]}` is computed when the document is used.",
        "Write the value itself into the document.",
    )  # fmt: skip
