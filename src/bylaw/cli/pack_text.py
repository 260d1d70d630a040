"""What `bylaw pack` says to people. What a pack says itself steers no terminal and no log."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from bylaw.gate.packs import Addition, Comparison, Update
from bylaw.packs.lock import Locked
from bylaw.packs.text import LOCK, VENDORED
from bylaw.reports.escape import line

NONE: Final = f"There is no {LOCK}: no pack comes from elsewhere. Bring one with `bylaw pack add`."
_MOST_LINES: Final = 2000
"""Lines of a difference that are shown; `git diff` shows the rest."""


def addition(one: Addition) -> Iterator[str]:
    """What a pack would bring."""
    locked = one.brought.locked
    yield _named(locked)
    yield f"  from {_from(locked)}"
    if one.brought.notice:
        yield f"  note: {line(one.brought.notice)}"
    if one.brought.left_out:
        is_one = one.brought.left_out == 1
        yield f"  {_files(one.brought.left_out)} of no pack {'is' if is_one else 'are'} left out"
    yield ""
    yield f"{len(one.rules)} rule{'s'[: len(one.rules) != 1]}{':' * bool(one.rules)}"
    wide = max((len(rule.id) for rule in one.rules), default=0)
    for rule in one.rules:
        yield f"  {rule.level:<4}  {rule.id:<{wide}}  {line(rule.title)}"
    for name in one.to_set:
        yield f"Set `{name}` under `params:` of bylaw.yaml: it has no default."


def added(one: Addition) -> Iterator[str]:
    """What was written, and the next step."""
    locked = one.brought.locked
    yield ""
    yield f"Wrote {VENDORED}/{locked.name}/ ({_files(len(locked.files))}) and {LOCK}."
    if one.config is not None:
        yield f"bylaw.yaml names it: `packs:` holds {locked.name}."
    if one.is_first:
        yield "The pack `start` judges only where nothing is configured: name it too, to keep it."
    yield f"Next: `bylaw test {locked.name}`, then commit all of it."


def by_hand(name: str) -> str:
    """What to write where bylaw.yaml could not be edited."""
    return (
        "bylaw: bylaw.yaml could not be edited safely, so its rules do not run yet.\n"
        f"  Add this entry to `packs:` of bylaw.yaml: {name}"
    )


def update(one: Update) -> Iterator[str]:
    """What another version of a pack changes."""
    old, new = one.old, one.brought.locked
    if not one.is_changed:
        yield f"{_named(old)}: unchanged, {_from(new)}"
        return
    version = f"{old.version or 'no version'} → {new.version or 'no version'}"
    yield f"{old.name} {line(version)}" if old.version != new.version else _named(old)
    yield f"  was  {_from(old)}"
    yield f"  now  {_from(new)}"
    if one.brought.notice:
        yield f"  note: {line(one.brought.notice)}"
    if one.has_moved and old.source.revision:
        yield f"  {_reference(one.brought.reference, old)} names something else than it did"
    if not one.is_sound:
        yield f"  what is there is not what {LOCK} says; it is replaced"
    elif not one.others:
        yield "  no file differs"
    if one.changes:
        yield ""
    wide = max((len(each.subject) for each in one.changes), default=0)
    for each in one.changes:
        subject = f"{line(each.subject):<{wide}}"
        yield f"  {each.what:<9}  {subject}  {line(each.detail)}".rstrip()
    if one.difference:
        yield ""
    for text in one.difference[:_MOST_LINES]:
        yield f"  | {line(text)}".rstrip()
    if len(one.difference) > _MOST_LINES:
        more = len(one.difference) - _MOST_LINES
        yield f"  … and {more:,} more lines, which `git diff` shows once they are written"


def updated(changed: Sequence[Update]) -> Iterator[str]:
    """What was written."""
    folders = ", ".join(f"{VENDORED}/{one.name}/" for one in changed)
    yield ""
    yield f"Wrote {folders} and {LOCK}. Look at `git diff`, then commit it."


def verified(one: Locked) -> str:
    """A pack that is what the lock says."""
    return f"{_named(one)}: {_files(len(one.files))}, {one.digest}"


def compared(one: Comparison) -> Iterator[str]:
    """What a source gives, beside what is locked."""
    yield f"{_named(one.old)}: {'as locked' if one.is_same else 'NOT as locked'}, {_from(one.old)}"
    now = one.brought.locked
    if one.has_moved:
        source = now.source
        what = f"commit {source.commit[:10]}" if source.commit else f"sha256 {source.sha256[:16]}…"
        yield f"  {_reference(one.brought.reference, one.old)} gives {what} now"
    for path in one.others:
        yield f"  other: {line(path)}"


def table(packs: Sequence[Locked], runs: Collection[str]) -> Iterator[str]:
    """The packs of a lock, one a line."""
    if not packs:
        yield NONE
        return
    wide = max(len(_named(one)) for one in packs)
    for one in packs:
        note = "" if one.name in runs else "  (not in `packs:`: only `use` brings it in)"
        yield f"{_named(one):<{wide}}  {_from(one)}{note}"


def row(one: Locked, runs: bool) -> dict[str, Any]:
    """A pack of a lock, for programs."""
    from dataclasses import asdict

    source = {name: value for name, value in asdict(one.source).items() if value}
    return {
        "name": one.name, "version": one.version, "source": source, "digest": one.digest,
        "files": len(one.files), "runs": runs,
    }  # fmt: skip


def _named(one: Locked) -> str:
    return line(f"{one.name} {one.version}".rstrip())


def _from(one: Locked) -> str:
    from bylaw.gate.pack_source import said_of

    source = one.source
    text = f"{source.kind} {said_of(source)}"
    if source.commit and source.commit != source.revision:
        text += f", commit {source.commit[:10]}"
    if source.sha256:
        text += f", sha256 {source.sha256[:16]}…"
    return line(text)


def _reference(full: str, old: Locked) -> str:
    if full.startswith("refs/tags/"):
        return line(f"the tag {old.source.revision} was moved: it")
    if full.startswith("refs/heads/"):
        return line(f"the branch {old.source.revision}")
    return "the source"


def _files(count: int) -> str:
    return f"{count} file{'s'[: count != 1]}"
