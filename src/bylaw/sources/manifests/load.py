"""Structured manifests as nodes, with what is wrong with them in the readers' own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from bylaw.sources.documents.node import Flaw, Malformed, Node, Parsed
from bylaw.sources.documents.text import decode
from bylaw.sources.manifests.interface import Problem, Source, Unreadable

if TYPE_CHECKING:
    from bylaw.sources.documents.xml import Element

LARGEST = 64 << 20
"""Bytes of a manifest or lock that are read; the largest real locks have 20 MB."""

_Made = TypeVar("_Made")


def load_text(file: Source) -> str:
    """The characters of a file, with LF at the ends of lines.

    Raises:
        Unreadable: It is no text, is too large, or holds the marks of a merge conflict.
    """
    return _as("", lambda: decode(_bounded(file)))


def load_json(file: Source, relaxed: bool = False) -> tuple[Node, tuple[Problem, ...]]:
    """The root of a JSON file and its duplicate keys. Raises Unreadable where it is not JSON."""
    from bylaw.sources.documents.json import read_json

    text = load_text(file)
    return _one(_as("it is not JSON: ", lambda: read_json(text, relaxed)))


def load_toml(file: Source) -> tuple[Node, tuple[Problem, ...]]:
    """The root of a TOML file. Raises Unreadable where it is not TOML."""
    from bylaw.sources.documents.toml import read_toml

    text = load_text(file)
    return _one(_as("it is not TOML: ", lambda: read_toml(text)))


def load_hcl(file: Source) -> tuple[Node, tuple[Problem, ...]]:
    """The root of a file in HCL and its duplicate keys. Raises Unreadable where it is not HCL."""
    from bylaw.sources.documents.hcl import read_hcl

    text = load_text(file)
    return _one(_as("it is not HCL: ", lambda: read_hcl(text)))


def load_yaml(file: Source) -> tuple[list[Node], tuple[Problem, ...]]:
    """The root of each document of a YAML file, and duplicate keys.

    Raises:
        Unreadable: It is not YAML.
    """
    from bylaw.sources.documents.yaml import read_yaml

    text = load_text(file)
    parsed = _as("it is not YAML: ", lambda: read_yaml(text))
    flaws = tuple(flaw for each in parsed for flaw in each.flaws)
    return [each.root for each in parsed], problems_of(flaws)


def load_xml(file: Source) -> Element:
    """The root of an XML file. Raises Unreadable where it is not XML, or declares entities."""
    from bylaw.sources.documents.xml import read_xml

    data = _bounded(file)
    _as("", lambda: decode(data)) if b"\0" not in data else None
    return _as("it is not XML: ", lambda: read_xml(data))


def problems_of(flaws: tuple[Flaw, ...]) -> tuple[Problem, ...]:
    """What does not keep a document from being read, as problems of a reading."""
    return tuple(Problem(flaw.message, flaw.line, flaw.column) for flaw in flaws)


def _one(parsed: Parsed) -> tuple[Node, tuple[Problem, ...]]:
    return parsed.root, problems_of(parsed.flaws)


def _bounded(file: Source) -> bytes:
    if len(file.data) > LARGEST:
        size = len(file.data) >> 20
        raise Unreadable(f"it has {size} MiB; at most {LARGEST >> 20} are read")
    return file.data


def _as(prefix: str, make: Callable[[], _Made]) -> _Made:
    try:
        return make()
    except Malformed as error:
        raise Unreadable(prefix + error.message, error.line, error.column) from None
