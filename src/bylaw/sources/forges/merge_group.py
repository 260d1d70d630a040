"""The requests of a merge group: which commits of its range each of them brings.

The queue's branch grows along first parents: a merge commit a request, a squashed commit a request,
or, rebased, as many commits as a request has. Whose they are is told by who made the group: by the
event for the last entry, by the queue for those before it. The text of a commit is its author's,
and is believed of merge commits alone: a queue that rebases makes none, so no author wrote them.
Whatever is told, the request's newest commit still has to be the one that a merge brings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown
from bylaw.sources.forges.asking import Asking, number, part, text
from bylaw.sources.forges.pipeline import queued

MOST: Final = 100
"""Entries of a queue that are asked for; a group of GitHub's has at most as many."""
_QUERY: Final = (
    "query($owner:String!,$name:String!,$branch:String!){repository(owner:$owner,name:$name){"
    f"mergeQueue(branch:$branch){{entries(first:{MOST}){{nodes{{"
    "baseCommit{oid} headCommit{oid} pullRequest{number}}}}}}"
)
"""https://docs.github.com/graphql/reference/objects#mergequeueentry; REST has no queue."""


@dataclass(frozen=True, slots=True)
class Landed:
    """A commit on the first-parent line of a group."""

    id: str
    parents: tuple[str, ...]
    subject: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What the queue says of a request in it."""

    number: int
    base: str
    """The commit that it was built on."""
    head: str
    """The last commit that it brings."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one request brings to a group."""

    number: int
    base: str
    head: str
    merged: str = ""
    """The commit that its merge commit brings; empty where it was squashed or rebased."""
    commits: int = 1
    """On the group's first-parent line."""


def entries(asking: Asking, repository: str, branch: str) -> Sequence[Entry] | Unknown:
    """The entries of GitHub's queue for a branch that are built already, the first one first."""
    owner, _, name = repository.partition("/")

    def read() -> list[Entry]:
        said = asking.graphql(_QUERY, {"owner": owner, "name": name, "branch": branch})
        queue = said["repository"]["mergeQueue"]
        return [_entry(one) for one in (queue["entries"]["nodes"] if queue else ()) if _built(one)]

    return part("review", asking.api.host, read)


def _built(node: Any) -> bool:
    return bool(node["baseCommit"] and node["headCommit"] and node["pullRequest"])


def _entry(node: Any) -> Entry:
    return Entry(
        number(node["pullRequest"]["number"]),
        text(node["baseCommit"]["oid"]),
        text(node["headCommit"]["oid"]),
    )


def split(
    line: Sequence[Landed],
    base: str,
    last: Entry | None,
    ask: Callable[[], Sequence[Entry] | Unknown],
) -> tuple[Step, ...] | Unknown:
    """What each request of a group brings, the oldest first; unknown where that cannot be told.

    Args:
        line: The first-parent line from the commit after `base` to the group's head, oldest first.
        base: What the group is measured from.
        last: The entry that the event is about.
        ask: Asks the queue for its entries, where nothing else tells.
    """
    if not line or line[0].parents[:1] != (base,):
        return several("Its commits do not begin at the base of the change.")
    starts = {base: 0, **{one.id: at for at, one in enumerate(line, 1)}}
    found: list[Step] = []
    left = len(line)
    if last is not None and (step := _of_event(line, starts, last)):
        found, left = [step], starts[last.base]
    merged = [_of_merge(one) for one in line[:left]]
    if all(merged):
        found = [*(step for step in merged if step), *found]
    else:
        known = ask()
        if isinstance(known, Unknown):
            return several(f"The queue does not tell of its entries: {known.detail}", known.remedy)
        while left:
            head = line[left - 1].id
            ends = [one for one in known if one.head == head and starts.get(one.base, left) < left]
            step = _step(line, starts, ends[0]) if len(ends) == 1 else None
            if step is None:
                return several(f"No entry of the queue tells whose {head[:10]} is.")
            found.insert(0, step)
            left = starts[step.base]
    if len({step.number for step in found}) < len(found):
        return several("It holds a request twice.")
    return tuple(found)


def _of_event(line: Sequence[Landed], starts: dict[str, int], last: Entry) -> Step | None:
    """What the event's own entry brings; None where commits name another request, too.

    Such a name proves nothing, but a doubt is enough to ask the queue.
    """
    if last.head != line[-1].id or starts.get(last.base, len(line)) >= len(line):
        return None
    named = queued("", [one.subject for one in line[starts[last.base] :]])
    others = starts[last.base] < len(line) - 1 and set(named) - {last.number}
    return None if others else _step(line, starts, last)


def _of_merge(commit: Landed) -> Step | None:
    named = queued("", (commit.subject,))
    if len(commit.parents) != 2 or len(named) != 1:
        return None
    before, merged = commit.parents
    return Step(named[0], before, commit.id, merged)


def _step(line: Sequence[Landed], starts: dict[str, int], entry: Entry) -> Step | None:
    """What an entry brings; None where no queue would make such commits."""
    commits = line[starts[entry.base] : starts[entry.head]]
    if len(commits) == 1 and len(commits[0].parents) == 2:
        return Step(entry.number, entry.base, entry.head, commits[0].parents[1])
    if any(len(one.parents) != 1 for one in commits):
        return None
    return Step(entry.number, entry.base, entry.head, commits=len(commits))


def several(detail: str, remedy: str = "") -> Unknown:
    """Why a group cannot be judged by the reviews of its requests."""
    return Unknown(
        "review",
        "several-requests",
        f"The merge queue's group cannot be told apart into its requests. {detail}",
        remedy
        or "Judge the entry alone, without --base; what hangs on reviews is judged in the pull "
        "request's own pipeline, too.",
    )
