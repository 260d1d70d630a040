"""pack.yaml: the name of a pack, and what people should know of it."""

from __future__ import annotations

import re
from typing import Final

from bylaw.config.document import Document
from bylaw.config.document import read as read_document
from bylaw.dataclass import dataclass
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.text import LOCAL

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_KEYS: Final = ("name", "version", "description")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack.yaml says."""

    name: str
    version: str = ""
    description: str = ""


def is_name(text: str) -> bool:
    """Whether a pack may be called so."""
    return _NAME.match(text) is not None and text != LOCAL


def read(path: str, data: bytes) -> tuple[Manifest | None, tuple[Diagnostic, ...]]:
    """Reads and checks a pack.yaml. None when there is a diagnostic."""
    document, complaints = read_document(path, data)
    if document is None or complaints:
        return None, complaints
    found = _wrong(document)
    if found:
        return None, tuple(found)
    return Manifest(**document.value), ()


def _wrong(document: Document) -> list[Diagnostic]:
    value = document.value
    if not isinstance(value, dict) or "name" not in value:
        return [document.complaint("config-value", "a pack has a `name`", help="name: my-pack")]
    found = []
    for key, said in value.items():
        if key not in _KEYS:
            from bylaw.lang.suggest import nearest

            near = nearest(key, _KEYS)
            label = f"did you mean `{near}`?" if near else ""
            message = f"unknown key `{key}`"
            found.append(document.complaint("unknown-key", message, (key,), key=True, label=label))
        elif not isinstance(said, str):
            help = "put it in quotes"
            found.append(document.complaint("config-value", f"`{key}` is text", (key,), help=help))
    name = value["name"]
    if isinstance(name, str) and not is_name(name):
        message = f"`{name}` cannot name a pack"
        help = "lower-case words joined by `-`, such as `our-payments`; not `local`"
        found.append(document.complaint("pack-name", message, ("name",), help=help))
    return found
