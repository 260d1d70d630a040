"""The plan: done once, there is nothing left to do; and what is somebody else's stays."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bylaw.publish.model import (
    Action,
    Check,
    Comment,
    Content,
    CreateNote,
    DeleteNote,
    DeleteThread,
    EditNote,
    Inline,
    Note,
    Run,
    SetStatus,
    Spot,
    State,
    Status,
    Thread,
    Wanted,
    WriteCheck,
)
from bylaw.publish.plan import plan

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PRINTS = [letter * 32 for letter in "abcdef"]
RULES = ["p/one", "p/two"]
SPOT = Spot("a.txt", "a.txt", 1, None)

texts = st.sampled_from(["one", "two", "two\n", "one\r\nmore", "one\nmore"])
statuses = st.lists(
    st.builds(
        Status,
        st.sampled_from(["bylaw (main)", "Bylaw (main)", "bylaw/review"]),
        st.sampled_from(["success", "failure", "pending"]),
        st.sampled_from(["", "x"]),
    ),
    max_size=3,
    unique_by=lambda one: one.context.lower(),
).map(tuple)
checks = st.builds(
    lambda digest, conclusion: Check("bylaw (main)", conclusion, "t", "s", (), digest),
    st.sampled_from(["d1", "d2"]),
    st.sampled_from(["success", "failure"]),
)
inlines = st.lists(
    st.builds(Inline, st.sampled_from(PRINTS), st.sampled_from(RULES), st.just(SPOT), texts),
    max_size=6,
    unique_by=lambda one: one.fingerprint,
).map(tuple)
contents = st.builds(
    Content,
    note=st.none() | texts,
    is_quiet=st.booleans(),
    inline=st.none() | inlines,
    present=st.frozensets(st.sampled_from(PRINTS)),
    unsure=st.none() | st.frozensets(st.sampled_from(RULES)),
    check=st.none() | checks,
    statuses=statuses,
).map(
    lambda one: replace(one, present=one.present | {each.fingerprint for each in one.inline or ()})
)
states = st.builds(
    State,
    notes=st.lists(texts, max_size=3).map(
        lambda bodies: tuple(Note(f"n{at}", body) for at, body in enumerate(bodies))
    ),
    threads=st.lists(
        st.tuples(st.sampled_from(PRINTS), st.sampled_from(RULES), st.booleans()), max_size=6
    ).map(lambda found: tuple(Thread(f"t{at}", *one) for at, one in enumerate(found))),
    run=st.none()
    | st.builds(
        Run,
        st.just("r"),
        st.sampled_from(["d1", "d2"]),
        st.sampled_from(["", "success", "failure"]),
        st.integers(0, 3),
    ),
    statuses=statuses,
)
wishes = st.builds(
    Wanted,
    when_passed=st.sampled_from(["update", "create", "delete"]),
    most_inline=st.integers(0, 7),
)


def done(state: State, actions: tuple[Action, ...]) -> State:
    """What stands there after the actions: a forge in a few lines."""
    numbers = count()
    for action in actions:
        match action:
            case CreateNote(body):
                state = replace(state, notes=(*state.notes, Note(f"new{next(numbers)}", body)))
            case EditNote(id, body):
                assert id in {one.id for one in state.notes}
                notes = (Note(id, body) if one.id == id else one for one in state.notes)
                state = replace(state, notes=tuple(notes))
            case DeleteNote(id):
                state = replace(state, notes=tuple(one for one in state.notes if one.id != id))
            case Comment(comments):
                more = (
                    Thread(f"new{next(numbers)}", one.fingerprint, one.rule, False)
                    for one in comments
                )
                state = replace(state, threads=(*state.threads, *more))
            case DeleteThread(id):
                threads = tuple(one for one in state.threads if one.id != id)
                state = replace(state, threads=threads)
            case WriteCheck(check):
                run = Run("r2", check.digest, check.conclusion, len(check.annotations))
                state = replace(state, run=run)
            case SetStatus(status):
                rest = (
                    one for one in state.statuses if one.context.lower() != status.context.lower()
                )
                state = replace(state, statuses=(*rest, status))
    return state


@patient
@given(contents, states, wishes)
def test_nothing_is_left_to_do(content: Content, state: State, wanted: Wanted) -> None:
    assert plan(content, done(state, plan(content, state, wanted)), wanted) == ()


@patient
@given(contents, states, wishes)
def test_a_thread_with_an_answer_is_kept(content: Content, state: State, wanted: Wanted) -> None:
    after = {one.id for one in done(state, plan(content, state, wanted)).threads}
    assert {one.id for one in state.threads if one.has_answer} <= after


@patient
@given(contents, states, wishes)
def test_what_could_not_be_judged_takes_nothing_back(
    content: Content, state: State, wanted: Wanted
) -> None:
    after = {one.fingerprint for one in done(state, plan(content, state, wanted)).threads}
    unsure = content.unsure
    for one in state.threads:
        if unsure is None or one.rule in unsure or one.fingerprint in content.present:
            assert one.fingerprint in after


@patient
@given(contents, states, wishes)
def test_no_more_comments_on_lines_than_are_wanted(
    content: Content, state: State, wanted: Wanted
) -> None:
    for action in plan(content, state, wanted):
        if isinstance(action, Comment):
            assert 0 < len(action.comments) <= wanted.most_inline
            known = {one.fingerprint for one in action.comments}
            assert len(known) == len(action.comments)


@patient
@given(contents, states, wishes)
def test_what_is_not_wanted_is_left_alone(content: Content, state: State, wanted: Wanted) -> None:
    content = replace(content, note=None, inline=None, check=None, statuses=())
    assert plan(content, state, wanted) == ()
