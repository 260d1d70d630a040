"""What is to do, so that what should stand at a forge stands there. Pure.

Planned once more after all of it was done, nothing is left but the upload of SARIF, which a forge
does not show again.
"""

from __future__ import annotations

from collections.abc import Iterator

from bylaw.publish.model import (
    Action,
    Comment,
    Content,
    CreateNote,
    DeleteNote,
    DeleteThread,
    EditNote,
    SetStatus,
    State,
    Status,
    Upload,
    Wanted,
    WriteCheck,
)


def plan(content: Content, state: State, wanted: Wanted) -> tuple[Action, ...]:
    """The actions, in the order in which they matter: what gates a merge comes first."""
    return (
        *_statuses(content, state),
        *_check(content, state),
        *_note(content, state, wanted),
        *_inline(content, state, wanted),
        *([Upload(content.sarif)] if content.sarif else []),
    )


def _statuses(content: Content, state: State) -> Iterator[Action]:
    # The forge folds letters of contexts, and the newest counts.
    known = {one.context.lower(): one for one in state.statuses}
    for status in content.statuses:
        found = known.get(status.context.lower())
        if found is None or not _is_same(found, status):
            yield SetStatus(status)


def _is_same(found: Status, status: Status) -> bool:
    return (found.state, found.description) == (status.state, status.description)


def _check(content: Content, state: State) -> Iterator[Action]:
    check, run = content.check, state.run
    if check is None:
        return
    if run is None or run.digest != check.digest:
        yield WriteCheck(check)
    elif not run.conclusion:
        # It broke off: annotations are only ever added, in order.
        yield WriteCheck(check, run.id, min(run.annotations, len(check.annotations)))
    elif run.conclusion != check.conclusion:
        yield WriteCheck(check)


def _note(content: Content, state: State, wanted: Wanted) -> Iterator[Action]:
    if content.note is None:
        return
    first, *others = state.notes or (None,)
    for one in others:
        if one is not None:
            yield DeleteNote(one.id)
    if content.is_quiet and wanted.when_passed == "delete":
        if first is not None:
            yield DeleteNote(first.id)
    elif first is None:
        if not content.is_quiet or wanted.when_passed == "create":
            yield CreateNote(content.note)
    elif _plain(first.body) != _plain(content.note):
        yield EditNote(first.id, content.note)


def _plain(body: str) -> str:
    """A body as two of them are compared: forges may alter line ends and the end of the text."""
    return body.replace("\r\n", "\n").rstrip()


def _inline(content: Content, state: State, wanted: Wanted) -> Iterator[Action]:
    if content.inline is None:
        return
    known = set()
    for thread in state.threads:
        is_stale = thread.fingerprint not in content.present and not (
            content.unsure is None or thread.rule in content.unsure
        )
        is_second = thread.fingerprint in known
        if (is_stale or is_second) and not thread.has_answer:
            yield DeleteThread(thread.id)
        else:
            known.add(thread.fingerprint)
    new = []
    for one in content.inline[: wanted.most_inline]:
        if one.fingerprint not in known:
            known.add(one.fingerprint)
            new.append(one)
    if new:
        yield Comment(tuple(new))
