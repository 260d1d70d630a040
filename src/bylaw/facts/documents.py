"""Structured files: YAML, JSON, TOML, XML, HCL, INI, properties, .env and Dockerfile."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bylaw.facts.scalars import Bool, Float, Int, Located

if TYPE_CHECKING:
    from bylaw.facts.change import File


@dataclass(frozen=True, slots=True)
class Document(Located):
    """A structured file, or one of the YAML documents in it."""

    path: str
    """The path of its file."""
    file: File
    """The file it stands in."""
    format: Literal[
        "yaml", "json", "toml", "xml", "hcl", "ini", "properties", "env", "dockerfile"
    ]  # fmt: skip
    """How it is written."""
    index: int
    """Its position among the documents of its file, from 0."""
    root: Node | None
    """The whole of it at the head; absent when the file was deleted."""
    before: Document | None
    """The document as it was at the base; absent when it is new."""

    @abstractmethod
    def find(self, path: str) -> list[Node]:
        """The nodes at this JSONPath at the head: `$..containers[*].image`."""

    @abstractmethod
    def added(self, path: str, *, by: str = "") -> list[Node]:
        """The nodes at this JSONPath that are new; `by` is the key that tells list items apart."""

    @abstractmethod
    def removed(self, path: str, *, by: str = "") -> list[Node]:
        """The nodes at this JSONPath that are gone; `by` is the key that tells list items apart."""

    @abstractmethod
    def changed(self, path: str, *, by: str = "") -> list[Node]:
        """The nodes at this JSONPath whose value differs from the base's; each has `before`."""


@dataclass(frozen=True, slots=True)
class Node(Located):
    """A value in a document. One that is an expression, not a constant, is unknown."""

    text: str
    """The scalar as text, or the source of a mapping or list."""
    kind: Literal["map", "list", "string", "int", "float", "bool", "null", "date", "expression"]
    """What it is."""
    key: str | None
    """The key it stands under; absent for a list item and for the whole document."""
    path: str
    """Its JSONPath from the root: `$.spec.containers[0].image`."""
    parent: Node | None
    """The node it stands in."""
    int: Int | None
    """Its value, where it is a whole number."""
    float: Float | None
    """Its value, where it is a number."""
    bool: Bool | None
    """Its value, where it is true or false."""
    items: list[Node]
    """The values of a list or mapping, in order; empty for a scalar."""
    is_added: Bool
    """It stands on an added line."""
    before: Node | None
    """What stood at its path at the base."""

    @abstractmethod
    def get(self, key: str) -> Node | None:
        """The value under a key of a mapping."""

    @abstractmethod
    def find(self, path: str) -> list[Node]:
        """The nodes at this JSONPath below it; `$` is the node itself."""
