"""What a change's commits tell: who, how, and with what AI assistance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bylaw.facts.place import Unknown
from bylaw.sources.git import attribution
from bylaw.sources.git import commits as reading
from bylaw.sources.git.attribution import Attribution, Evidence
from bylaw.sources.git.commits import Commit, Person
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.notes import of_note

if TYPE_CHECKING:
    from bylaw.sources.git.change import Change
    from bylaw.sources.git.files import File


def commits(change: Change) -> Sequence[Commit] | Unknown:
    """The commits from the merge base to the head, oldest first."""
    if "commits" not in change.cache:
        change.cache["commits"] = _commits(change)
    found: Sequence[Commit] | Unknown = change.cache["commits"]
    return found


def _commits(change: Change) -> Sequence[Commit] | Unknown:
    if change.commit_range is None or change.store is None:
        return Unknown(
            "change.commits",
            "no-commits",
            "What is judged is not a range of commits.",
            "Judge commits with --base and --head.",
        )
    head, bases = change.commit_range
    most = change.contents.limits.messages
    try:
        found = reading.commits_between(change.store, head, bases, change.place, change, most)
    except NotJudged as error:
        return Unknown("change.commits", error.reason, error.message, error.remedy, fatal=True)
    if found is None:
        return Unknown(
            "change.commits",
            "too-large",
            f"The messages of the commits have more than {most} bytes.",
            "Judge the change in parts.",
            bound=True,
        )
    return found


def authors(change: Change) -> Sequence[Person] | Unknown:
    """Who wrote the commits, each once."""
    found = commits(change)
    if isinstance(found, Unknown):
        return found
    return list(dict.fromkeys(commit.author for commit in found))


def ai(change: Change) -> Attribution:
    """The marks of all commits, of records, and of the run."""
    if "ai" not in change.cache:
        change.cache["ai"] = attribution.attribution(_evidence(change), change.unmarked)
    found: Attribution = change.cache["ai"]
    return found


def _evidence(change: Change) -> Iterator[Evidence]:
    found = commits(change)
    for commit in () if isinstance(found, Unknown) else found:
        yield from _of_commit(commit)
    yield from _records(change)
    if change.agent:
        yield attribution.of_run(change.agent)


def _of_commit(commit: Commit) -> Sequence[Evidence]:
    if "ai" not in commit.cache:
        store = commit.change.store
        commit.cache["ai"] = [*attribution.of_commit(commit), *of_note(store, commit)]
    found: Sequence[Evidence] = commit.cache["ai"]
    return found


def ai_of(commit: Commit) -> Attribution:
    """The marks of one commit."""
    return attribution.attribution(_of_commit(commit), commit.change.unmarked)


def _records(change: Change) -> Iterator[Evidence]:
    """Records of Agent Trace that the change itself adds, about files that it touches.

    A record that was there before, or that speaks of other files, tells of other work.
    """
    touched = {path for file in change.files for path in (file.path, file.old_path) if path}
    for file in change.files:
        if file.path.startswith(".agent-trace/") and file.path.endswith((".jsonl", ".json")):
            lines = file.added_lines
            for line in lines:
                yield from attribution.of_record(line.text, file.path, touched)
            for gap in lines.gaps:
                yield Evidence("record", "weak", "unknown", f"not read: {gap.detail}")


def signature(commit: Commit) -> str | None:
    """The kind of signature the commit carries; nobody verifies it."""
    return reading.signature(commit.change.store, commit)


def files_of(commit: Commit) -> Sequence[File] | Unknown:
    """What a commit changes against its first parent."""
    every: Any = commit.change.cache.get("commit_files")
    if every is None:
        every = commit.change.cache["commit_files"] = _files(commit.change)
    if isinstance(every, Unknown):
        return every
    found: Sequence[File] = every[commit.id]
    return found


def _files(change: Change) -> dict[str, Sequence[File]] | Unknown:
    from bylaw.sources.git.selection import read_changes

    listed = commits(change)
    if isinstance(listed, Unknown):
        return listed
    store = change.store
    assert store is not None
    pairs = [(c.parents[0] if c.parents else store.private.empty_tree, c.id) for c in listed]
    try:
        limits = change.contents.limits
        changes = read_changes(store, pairs, limits, whole=limits.diff)
        return {c.id: each.files for c, each in zip(listed, changes, strict=True)}
    except NotJudged as error:
        return Unknown("commit.files", error.reason, error.message, error.remedy)
