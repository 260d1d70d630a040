"""YAML of pipelines as data with places; nothing of it is run or filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from bylaw.config.document import Document, Path, read
from bylaw.dataclass import dataclass
from bylaw.packs.tree import Tree, Unreadable

_SPEC: Final = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n|---[ \t]*\r?\n)*spec:")
_NEXT: Final = re.compile(r"^---[ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)
_TAG: Final = "tags are not allowed"
LONGEST: Final = 20_000
"""Characters of a script that are looked at."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file of a pipeline."""

    document: Document
    tagged: frozenset[int] = frozenset()
    """Lines with a tag, such as GitLab's `!reference`: what they stand for is not known here."""

    @property
    def path(self) -> str:
        """Where it is, from the root."""
        return self.document.path

    @property
    def value(self) -> Mapping[str, Any]:
        """What it says at its top."""
        return mapping(self.document.value)

    def line(self, at: Path, *, key: bool = False) -> int:
        """The line of a value or its key; of the nearest one above where there is none."""
        spans = self.document.keys if key else self.document.spans
        while at and at not in spans:
            at = at[:-1]
        return spans[at][0] if at in spans else 1

    def has_tag(self, at: Path) -> bool:
        """Whether a tag stands in a value."""
        if not self.tagged or at not in self.document.spans:
            return False
        start, _, end, _ = self.document.spans[at]
        return any(start <= line <= end for line in self.tagged)


def load(tree: Tree, path: str) -> Text | str | None:
    """A file of a pipeline; why it cannot be read, as a clause; None where there is none."""
    try:
        data = tree.read(path)
    except Unreadable as error:
        return str(error)
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or "its name is no path"
    if data is None:
        return None
    document, complaints = read(path, _without_header(data))
    hard = [one for one in complaints if one.message != _TAG]
    if document is None or hard:
        first = hard[0] if hard else complaints[0]
        return f"line {first.line}: {first.message}" if first.line else first.message
    if not isinstance(document.value, dict):
        return "it is no mapping"
    return Text(document, frozenset(one.line for one in complaints))


def _without_header(data: bytes) -> bytes:
    """GitLab's `spec:` with its inputs is a document of its own: blank lines stand for it."""
    text = data.decode("utf-8", "surrogateescape")
    if not _SPEC.match(text):
        return data
    ends = [found for found in _NEXT.finditer(text) if "spec:" in text[: found.start()]]
    if not ends:
        return data
    blank = "\n" * text.count("\n", 0, ends[0].end())
    return (blank + text[ends[0].end() :]).encode("utf-8", "surrogateescape")


def mapping(value: Any) -> Mapping[str, Any]:
    """A mapping as it is; anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty one, anything else as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def words(value: Any) -> list[str]:
    """The texts of a list that may be nested, of one text, or of a mapping's keys."""
    if isinstance(value, dict):
        return [key for key in value if isinstance(key, str)]
    if isinstance(value, list):
        return [word for one in value for word in words(one)]
    return [value] if isinstance(value, str) else []


def is_true(value: Any) -> bool | None:
    """A flag; None where an expression decides it."""
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower() if value is not None else "false"
    return {"true": True, "false": False}.get(text)
