"""The facts about decisions: what was decided, what the change does to it, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from bylaw.facts.place import Unknown
from bylaw.facts.readers import Facts
from bylaw.sources.decisions.change import Decisions
from bylaw.sources.decisions.folders import GlobOf
from bylaw.sources.decisions.model import Decision
from bylaw.sources.decisions.tree import Files

if TYPE_CHECKING:
    from bylaw.sources.git.change import Change


def decision_facts(
    change: Change,
    governing: Files | None,
    configured: Sequence[str] | None,
    glob_of: GlobOf,
    known: Callable[[], Facts],
) -> Facts:
    """Root and function `decisions`, and the readers of their types; nothing is read yet.

    Args:
        change: What is proposed.
        governing: The tree whose decisions govern; None is that of the change.
        configured: The folders that the configuration names; None where it names none.
        glob_of: How a glob is made ready.
        known: Gives the facts that tell of files and components, once rules run.
    """
    root = Decisions(change, governing, configured, glob_of, known)
    return Facts(
        {"decisions": root},
        {
            **READERS,
            "Decision.before": root.before,
            "Decision.covers": covering(known, attrgetter("globs"), _scope, _tags),
        },
        {"decision": root.decision},
    )


def covering(
    known: Callable[[], Facts],
    globs: Callable[[Any], Sequence[Any]],
    scope: Callable[[Any], Sequence[str]],
    tags: Callable[[Any], Sequence[str]],
) -> Callable[[Any, Any], Any]:
    """The reader of `Decision.covers`, over decisions that are read or stated."""

    def covers(decision: Any, file: Any) -> bool | Unknown:
        facts = known()
        readers = facts.readers
        path = readers["File.path"](file)
        if any(glob.matches(path) for glob in globs(decision)):
            return True
        if not scope(decision) and not tags(decision):
            return False
        catalog = facts.roots.get("architecture")
        if "File.component" not in readers or isinstance(catalog, Unknown):
            return Unknown(
                "file.component", "no-catalog", "Nothing tells which component a file belongs to."
            )
        component = readers["File.component"](file)
        if component is None or isinstance(component, Unknown):
            return component if isinstance(component, Unknown) else False
        name = readers["Component.name"](component)
        if isinstance(name, Unknown) or name in scope(decision):
            return name if isinstance(name, Unknown) else True
        if not tags(decision):
            return False
        theirs = readers["Component.tags"](component)
        return theirs if isinstance(theirs, Unknown) else bool(set(theirs) & set(tags(decision)))

    return covers


def _scope(decision: Decision) -> Sequence[str]:
    return decision.record.scope


def _tags(decision: Decision) -> Sequence[str]:
    return decision.record.tags


def _fields(owner: str, *names: str) -> dict[str, Callable[..., Any]]:
    return {f"{owner}.{name}": attrgetter(name) for name in names}


def _record(*names: str) -> dict[str, Callable[..., Any]]:
    return {f"Decision.{name}": attrgetter(f"record.{name}") for name in names}


READERS: Final[Mapping[str, Callable[..., Any]]] = {
    **_fields("Decisions", "active", "all", "added", "changed", "removed", "problems"),
    **_fields("DecisionProblem", "kind", "message", "path", "decision", "place", "is_added"),
    **_record("id", "title", "status", "date", "owners", "scope", "tags", "text", "body", "path"),
    **_fields("Decision", "supersedes", "superseded_by", "place"),
    "Decision.paths": attrgetter("globs"),
    "Decision.directory": attrgetter("record.folder"),
    **_fields("Owner", "name", "kind"),
}
