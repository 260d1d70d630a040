"""The shape that both forges share: what stands there is read, and actions are done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from bylaw.dataclass import dataclass
from bylaw.publish.model import Action, Content, State, Wanted
from bylaw.sources.services.interface import Failed

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Change:
    """The change as the forge has it now."""

    head: str
    target: str


class Forge(Protocol):
    """A forge, asked about one change."""

    parts: tuple[str, ...]
    """What it can take: `status`, `check run`, `comment`, `inline`, `sarif`."""

    def change(self) -> Change:
        """The pull or merge request. Raises Failed, as all methods do."""
        ...

    def adapted(self, content: Content) -> Content:
        """The same as this forge has it: with its own words, and nothing that it would obey."""
        ...

    def state(self, content: Content, wanted: Wanted) -> State:
        """What stands there of what this instance wrote, as far as `content` is about it."""
        ...

    def do(self, action: Action) -> str:
        """Does it; what was done, in a few words."""
        ...


def at(value: Any, path: str, kind: type[Value]) -> Value:
    """What stands at a path of keys of an answer, which has to be of a type.

    Raises:
        Failed: `bad-answer`.
    """
    found = value
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    if not isinstance(found, kind) or isinstance(found, bool):
        raise Failed(
            "bad-answer",
            f"The forge's answer has no `{path}` where its API has one.",
            "Look whether the address is the API's.",
        )
    return found
