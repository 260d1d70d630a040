"""Names and references of Backstage (docs: "Software Catalog, References", "Descriptor Format").

A reference is `[kind:][namespace/]name`; what is left out follows from where it stands. A component
is called by its name alone, anything else that components can use by its kind too: `resource:db`;
with its namespace before the name where that is not `default`.
"""

from __future__ import annotations

import re
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.catalog.interface import EntityKind, Owner

DEFAULT_NAMESPACE: Final = "default"
_REFERENCE: Final = re.compile(r"(?:([^:/\s]+):)?(?:([^:/\s]+)/)?([^:/\s]+)")
_NAME: Final = re.compile(r"(?=.{1,63}\Z)[A-Za-z0-9]+(?:[-_.]+[A-Za-z0-9]+)*\Z")
_NAMESPACE: Final = re.compile(r"(?=.{1,63}\Z)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\Z")
_KINDS: Final[dict[str, EntityKind]] = {
    "system": "system", "domain": "domain", "group": "owner", "user": "owner",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ref:
    """An entity, as it is referred to."""

    kind: str
    """In lower case."""
    namespace: str
    name: str

    @property
    def entity(self) -> EntityKind:
        """What such an entity is in a catalog."""
        return _KINDS.get(self.kind, "component")

    @property
    def shown(self) -> str:
        """Its name in the catalog."""
        is_default = self.namespace.lower() == DEFAULT_NAMESPACE
        whole = self.name if is_default else f"{self.namespace}/{self.name}"
        is_plain = self.kind in ("component", "system", "domain", "group")
        return whole if is_plain else f"{self.kind}:{whole}"

    @property
    def owner(self) -> Owner:
        """It as an owner."""
        name = self.shown.removeprefix("user:")
        return Owner(name, "user" if self.kind == "user" else "team")


def parse(text: str, kind: str, namespace: str) -> Ref | None:
    """A reference, with the kind and the namespace that are meant where it has none.

    None where it is no reference.
    """
    found = _REFERENCE.fullmatch(text)
    if found is None or len(text) > 200:
        return None
    named = Ref((found[1] or kind).lower(), found[2] or namespace, found[3])
    is_right = wrong_name(named.name) == "" and wrong_namespace(named.namespace) == ""
    return named if is_right and named.kind.isidentifier() else None


def wrong_name(name: str) -> str:
    """Why a text is no name of an entity, in words that follow it; empty where it is one."""
    if _NAME.match(name):
        return ""
    return "is up to 63 letters and digits, separated by `-`, `_` or `.`"


def wrong_namespace(name: str) -> str:
    """Why a text is no namespace, in words that follow it; empty where it is one."""
    return "" if _NAMESPACE.match(name) else "is up to 63 letters and digits, separated by `-`"
