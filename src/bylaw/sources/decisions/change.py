"""What is decided where a change is judged, and what the change does to it; read when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from bylaw.facts.place import Listing, Place, Side, Unknown
from bylaw.facts.readers import Facts
from bylaw.sources.decisions.collect import Collection, Readings, collect
from bylaw.sources.decisions.folders import ADR_DIR, USUAL, GlobOf, chosen
from bylaw.sources.decisions.interface import Problem, Record
from bylaw.sources.decisions.model import Decision, DecisionProblem
from bylaw.sources.decisions.scope import empty_scopes
from bylaw.sources.decisions.tree import Files, StoreFiles
from bylaw.sources.git.errors import NotJudged

if TYPE_CHECKING:
    from bylaw.sources.git.change import Change

Listed: TypeAlias = "Sequence[Any] | Listing | Unknown"

_Made = TypeVar("_Made")


class Decisions:
    """The root `decisions`."""

    def __init__(
        self,
        change: Change,
        governing: Files | None,
        configured: Sequence[str] | None,
        glob_of: GlobOf,
        known: Callable[[], Facts],
    ) -> None:
        self._change = change
        self._governing = governing
        self._configured = configured
        self._glob_of = glob_of
        self._known = known
        self._readings: Readings = {}
        self._made: dict[str, Any] = {}
        self._decisions: dict[tuple[int, str], Decision] = {}

    @property
    def all(self) -> Listed:
        """Every decision that governs, by id."""
        return self._once("all", lambda: self._listed(self._governed, lambda _: True))

    @property
    def active(self) -> Listed:
        """Those that are accepted and not superseded."""
        return self._once("active", lambda: self._listed(self._governed, self._is_active))

    @property
    def added(self) -> Listed:
        """Those that the change adds."""
        return self._difference("added")

    @property
    def changed(self) -> Listed:
        """Those whose text the change alters, as they are at the head."""
        return self._difference("changed")

    @property
    def removed(self) -> Listed:
        """Those that the change takes away."""
        return self._difference("removed")

    @property
    def problems(self) -> Listed:
        """What is wrong at the head."""
        return self._once("problems", self._problems)

    def decision(self, id_: str) -> Decision | Unknown | None:
        """The decision of an id, a number or a file's name."""
        governed = self._governed
        if isinstance(governed, Unknown):
            return governed
        record = governed.found(id_)
        if record is not None:
            return self._decision(governed, record)
        unread = governed.may_be(id_)
        return None if unread is None else _gap(unread)

    def before(self, decision: Decision) -> Decision | Unknown | None:
        """A decision as it was at the base."""
        if decision.side == "base":
            return decision
        base, head = self._side("base"), self._side("head")
        if isinstance(base, Unknown):
            return base
        if isinstance(head, Unknown):
            return head
        old = _same(base, decision.record, head)
        return None if old is None else self._decision(base, old, "base")

    # -- the trees ---------------------------------------------------------------------------

    @property
    def _governed(self) -> Collection | Unknown:
        if self._governing is None:
            return self._side("head")
        return self._once("governed", lambda: self._collected(self._governing))

    def _side(self, side: Side) -> Collection | Unknown:
        return self._once(side, lambda: self._collected(self._files(side)))

    def _files(self, side: Side) -> Files | None:
        change = self._change
        tree = change.head_tree if side == "head" else change.base_tree
        return StoreFiles(change.store, tree) if change.store and tree else None

    def _collected(self, files: Files | None) -> Collection | Unknown:
        if files is None:
            return Unknown(
                "decisions",
                "patch-only",
                "A patch does not tell what its files held before.",
                "Judge the commits themselves instead of a patch.",
            )
        try:
            return collect(files, self._configured, self._glob_of, self._readings)
        except NotJudged as error:
            return Unknown("decisions", error.reason, error.message, error.remedy)

    def _once(self, name: str, make: Callable[[], _Made]) -> _Made:
        if name not in self._made:
            self._made[name] = make()
        return cast("_Made", self._made[name])

    # -- lists -------------------------------------------------------------------------------

    def _is_active(self, decision: Decision) -> bool:
        return decision.record.status == "accepted" and not decision.superseded_by

    def _listed(self, of: Collection | Unknown, is_wanted: Callable[[Decision], bool]) -> Listed:
        if isinstance(of, Unknown):
            return of
        made = (self._decision(of, record) for record in of.records)
        return _listing([each for each in made if is_wanted(each)], of.unread, of.has_more)

    def _decision(self, of: Collection, record: Record, side: Side = "head") -> Decision:
        """The same object for the same record, so that rules can compare them."""
        made = self._decisions.get((id(of), record.path))
        if made is None:
            globs = (self._glob_of(text) for text in record.paths)
            made = self._decisions[id(of), record.path] = Decision(
                record,
                of.relations.superseded_by(record),
                of.relations.supersedes(record),
                tuple(glob for glob in globs if glob is not None),
                side,
            )
        return made

    def _difference(self, kind: str) -> Listed:
        return self._once(f"difference:{kind}", lambda: self._compared(kind))

    def _compared(self, kind: str) -> Listed:
        base, head = self._side("base"), self._side("head")
        if isinstance(base, Unknown) or isinstance(head, Unknown):
            return self._of_patch(base if isinstance(base, Unknown) else cast("Unknown", head))
        if kind == "removed":
            gone = [each for each in base.records if _same(head, each, base) is None]
            lost = [self._decision(base, each, "base") for each in gone]
            return _listing(lost, _touched(head, base))
        made = []
        for record in head.records:
            old = _same(base, record, head)
            if (kind == "added" and old is None) or (
                kind == "changed" and old is not None and old.text != record.text
            ):
                made.append(self._decision(head, record))
        unread = (*_touched(head, base), *_touched(base, head))
        return _listing(made, unread)

    def _of_patch(self, unknown: Unknown) -> Listed:
        """A patch is known to alter no decision where it touches none of their files."""
        files = self._change.files
        touched = sorted({path for each in files for path in (each.path, each.old_path) if path})
        governed = self._governed
        entries = list(USUAL if self._configured is None else self._configured)
        if not isinstance(governed, Unknown):
            entries += governed.entries
        is_moved = self._configured is None and ADR_DIR in touched
        return unknown if is_moved or chosen(entries, touched, self._glob_of) else ()

    # -- problems ----------------------------------------------------------------------------

    def _problems(self) -> Listed:
        base, head = self._side("base"), self._side("head")
        if isinstance(base, Unknown) or isinstance(head, Unknown):
            left = self._of_patch(base if isinstance(base, Unknown) else cast("Unknown", head))
            governed = self._governed
            if isinstance(left, Unknown) or isinstance(governed, Unknown):
                return left if isinstance(left, Unknown) else cast("Unknown", governed)
            return [_problem(each, False) for each in governed.problems]
        try:
            found = [*head.problems, *self._empty("head", head)]
            earlier = (*base.problems, *self._empty("base", base)) if found else ()
        except NotJudged as error:
            return Unknown("decisions.problems", error.reason, error.message, error.remedy)
        old = {_identity(each) for each in earlier}
        return [_problem(each, _identity(each) not in old) for each in found]

    def _empty(self, side: Side, of: Collection) -> Iterable[Problem]:
        files = self._files(side)
        assert files is not None
        return empty_scopes(of, files, self._glob_of, self._known() if side == "head" else None)


def _same(of: Collection, record: Record, own: Collection) -> Record | None:
    """A decision in another tree: by its path, else by its id where its file was renamed."""
    by_id = None
    for each in of.records:
        if each.path == record.path:
            return each
        if each.id == record.id and each.path not in own.paths and record.path not in of.paths:
            by_id = by_id or each
    return by_id


def _touched(of: Collection, other: Collection) -> list[Problem]:
    """Files that could not be read, and that the change touches."""
    return [each for each in of.unread if of.paths.get(each.path) != other.paths.get(each.path)]


def _identity(problem: Problem) -> tuple[Any, ...]:
    """The same in two trees, wherever it moved in its file."""
    return (problem.kind, problem.path, problem.decision, problem.message)


def _problem(problem: Problem, is_added: bool) -> DecisionProblem:
    return DecisionProblem(
        problem.kind,
        problem.message,
        problem.path,
        problem.decision,
        Place(problem.path, problem.line),
        is_added,
    )


def _listing(
    items: Sequence[Decision], unread: Iterable[Problem], has_more: bool = False
) -> Listed:
    gaps = [_gap(each) for each in unread]
    if has_more:
        gaps.append(
            Unknown(
                "decisions",
                "too-many",
                "There are more decisions than are read.",
                "Name their folders in bylaw.yaml: decisions.paths.",
                bound=True,
            )
        )
    return Listing(items, tuple(gaps)) if gaps else items


def _gap(problem: Problem) -> Unknown:
    return Unknown(
        "decisions",
        "unreadable-decision",
        f"{problem.path} cannot be read as a decision: {problem.message}.",
        "Mend the file.",
        Place(problem.path, problem.line),
        known=(("path", problem.path),),
        most=1,
    )
