"""Which approvals count: each way of having had a part in a change, and each doubt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaw.facts.place import Unknown
from bylaw.sources.forges import approvals
from bylaw.sources.forges.approvals import Approvals, Makers
from bylaw.sources.forges.model import PullCommit, Review, State, Who

HEAD, OLD = "1" * 40, "0" * 40
ANA = Who("ana", "ana@example.org", id=1)
COMMIT = PullCommit(HEAD, ANA, ANA)
MAKERS = Makers(author=ANA, commits=(COMMIT,), pusher=ANA)
UNKNOWN = Unknown("review.pusher", "unknown-pusher", "Nobody tells.")


def review(
    by: str | Who = "ben",
    state: State = "approved",
    at: int = 10,
    commit: str | Unknown = HEAD,
) -> Review:
    return Review(by if isinstance(by, Who) else Who(by), state, at, commit)


def judged(
    head: str, reviews: Iterable[Review], makers: Makers, strangers: tuple[str, ...] = ()
) -> Approvals:
    return approvals.judged(head, reviews, makers, lambda who: who.login not in strangers)


def names(found: Approvals) -> tuple[list[str], list[str], list[str]]:
    """Who counts, who may, and who does not."""
    return (
        [one.review.by.login for one in found.counting],
        [one.review.by.login for one, _ in found.doubtful],
        [one.review.by.login for one in found.disregarded],
    )


def test_somebody_else_approved_the_newest_commit() -> None:
    found = judged(HEAD, [review("ben"), review("cleo")], MAKERS)
    assert names(found) == (["ben", "cleo"], [], [])
    assert all(one.reason == "" and not one.is_stale for one in found.counting)


MADE = {
    "opened it": (replace(MAKERS, author=Who("ben")), "@ben opened the request"),
    "wrote a commit": (
        replace(MAKERS, commits=(COMMIT, PullCommit(OLD, Who("ben"), ANA))),
        "@ben wrote 0000000000",
    ),
    "is a co-author": (
        replace(MAKERS, commits=(replace(COMMIT, co_authors=(Who("ben"),)),)),
        "@ben is a co-author of 1111111111",
    ),
    "committed": (
        replace(MAKERS, commits=(PullCommit(HEAD, ANA, Who("ben")),)),
        "@ben committed to it",
    ),
    "pushed last": (replace(MAKERS, pusher=Who("ben")), "@ben pushed last"),
    "asked the agent": (
        replace(MAKERS, author=Who("copilot[bot]"), requesters=(Who("ben"),)),
        "@ben asked the agent for the change",
    ),
}


@pytest.mark.parametrize("how", MADE)
def test_who_had_a_part_in_the_change_does_not_approve_it(how: str) -> None:
    makers, reason = MADE[how]
    found = judged(HEAD, [review("ben"), review("cleo")], makers)
    assert names(found) == (["cleo"], [], ["ben"])
    assert [one.reason for one in found.disregarded] == [reason]


@pytest.mark.parametrize("how", MADE)
@pytest.mark.parametrize("login", ["BEN", "@Ben"])
def test_upper_and_lower_case_are_one(how: str, login: str) -> None:
    assert names(judged(HEAD, [review(login)], MADE[how][0]))[2] == [login]


@pytest.mark.parametrize("how", MADE)
def test_one_account_that_was_renamed(how: str) -> None:
    def renamed(who: Who) -> Who:
        return Who("benjamin", id=7) if who.login == "ben" else who

    makers = MADE[how][0]
    commits = tuple(
        PullCommit(
            one.id, renamed(one.author), renamed(one.committer), tuple(map(renamed, one.co_authors))
        )
        for one in makers.commits  # type: ignore[union-attr]
    )
    makers = Makers(
        renamed(makers.author),
        commits,
        renamed(makers.pusher),  # type: ignore[arg-type]
        tuple(map(renamed, makers.requesters)),  # type: ignore[arg-type]
    )
    assert names(judged(HEAD, [review(Who("ben", id=7))], makers))[2] == ["ben"]


@pytest.mark.parametrize("how", ["wrote a commit", "is a co-author", "committed"])
@pytest.mark.parametrize(
    "address", ["7+ben@users.noreply.github.com", "7-Ben@users.noreply.gitlab.example"]
)
def test_an_address_that_the_forge_gave_out_tells_the_account(how: str, address: str) -> None:
    makers = MADE[how][0]

    def told(who: Who) -> Who:
        return Who(email=address) if who.login == "ben" else who

    commits = tuple(
        PullCommit(one.id, told(one.author), told(one.committer), tuple(map(told, one.co_authors)))
        for one in makers.commits  # type: ignore[union-attr]
    )
    found = judged(HEAD, [review("ben"), review("cleo")], replace(makers, commits=commits))
    assert names(found) == (["cleo"], [], ["ben"])


def test_an_address_of_the_approver_is_the_approver() -> None:
    ben = Who("ben", "Ben@Example.org")
    makers = replace(MAKERS, commits=(PullCommit(HEAD, ANA, Who(email="ben@example.org")),))
    assert names(judged(HEAD, [review(ben)], makers)) == ([], [], ["ben"])


def test_an_address_of_nobody_could_be_anybodys() -> None:
    makers = replace(MAKERS, commits=(PullCommit(HEAD, ANA, Who(email="x@laptop.example")),))
    found = judged(HEAD, [review("ben"), review("ana")], makers)
    assert names(found) == ([], ["ben"], ["ana"])
    [(_, doubt)] = found.doubtful
    assert (doubt.fact, doubt.reason) == ("review.approvals", "unlinked-address")
    assert "x@laptop.example" in doubt.detail


@pytest.mark.parametrize(
    "who",
    [
        Who("web-flow", "noreply@github.com"),
        Who(email="noreply@github.com"),
        Who(email="noreply@anthropic.com"),
        Who("copilot-swe-agent[bot]", "198982749+Copilot@users.noreply.github.com"),
        Who(email="49699333+dependabot[bot]@users.noreply.github.com"),
        Who("ghost"),
    ],
)
def test_programs_and_the_forge_itself_are_nobody(who: Who) -> None:
    makers = replace(MAKERS, commits=(PullCommit(HEAD, ANA, who, (who,)),))
    assert names(judged(HEAD, [review("ben")], makers)) == (["ben"], [], [])


@pytest.mark.parametrize("part", ["commits", "pusher", "requesters"])
def test_what_is_not_known_of_the_makers_leaves_doubt(part: str) -> None:
    makers = Makers(
        ANA,
        UNKNOWN if part == "commits" else (),
        UNKNOWN if part == "pusher" else ANA,
        UNKNOWN if part == "requesters" else (),
    )
    found = judged(HEAD, [review("ben"), review("ana"), review("cleo", commit=OLD)], makers)
    assert names(found) == ([], ["ben"], ["ana", "cleo"])
    [(_, doubt)] = found.doubtful
    assert (doubt.fact, doubt.reason) == ("review.approvals", "unknown-pusher")


def test_an_approval_before_the_newest_commit_is_stale() -> None:
    found = judged(HEAD, [review("ben", commit=OLD), review("cleo", commit="")], MAKERS)
    assert names(found) == ([], [], ["ben", "cleo"])
    assert all(one.is_stale for one in found.disregarded)
    assert found.disregarded[0].reason == "a commit came after it"


def test_an_approval_of_who_knows_which_commit_is_in_doubt() -> None:
    unknown = Unknown("x", "unknown-commit")
    found = judged(HEAD, [review("ben", commit=unknown), review("ana", commit=unknown)], MAKERS)
    assert names(found) == ([], ["ben"], ["ana"])


WORDS: dict[tuple[State, ...], bool] = {
    ("approved",): True,
    ("commented",): False,
    ("changes-requested",): False,
    ("dismissed",): False,
    ("approved", "commented"): True,
    ("commented", "approved"): True,
    ("approved", "changes-requested"): False,
    ("changes-requested", "approved"): True,
    ("approved", "dismissed"): False,
    ("dismissed", "approved"): True,
    ("approved", "changes-requested", "commented"): False,
    ("approved", "changes-requested", "dismissed"): False,
    ("changes-requested", "approved", "commented"): True,
    ("approved", "approved"): True,
}


@pytest.mark.parametrize("states", WORDS)
def test_the_last_word_counts_and_a_comment_is_none(states: tuple[State, ...]) -> None:
    said = [review("ben", state, at) for at, state in enumerate(states)]
    expected: tuple[list[str], list[str], list[str]] = (["ben"] if WORDS[states] else [], [], [])
    for order in permutations(said):
        assert names(judged(HEAD, order, MAKERS)) == expected


def test_the_last_word_of_one_takes_nothing_from_another() -> None:
    said = [review("ben", at=1), review("cleo", "changes-requested", 2), review("BEN", at=3)]
    assert names(judged(HEAD, said, MAKERS)) == (["BEN"], [], [])


def test_of_two_words_in_one_second_the_later_in_the_list_counts() -> None:
    said = [review("ben", "approved"), review("ben", "changes-requested")]
    assert names(judged(HEAD, said, MAKERS)) == ([], [], [])


@pytest.mark.parametrize(
    "login", ["renovate[bot]", "project_12_bot_0af3", "group_9_bot", "Copilot"]
)
def test_programs_do_not_approve(login: str) -> None:
    found = judged(HEAD, [review(Who(login, is_bot=True)), review(login)], MAKERS)
    assert names(found) == ([], [], [login])
    assert found.disregarded[0].reason == f"@{login} is a program"


def test_accounts_that_are_gone_do_not_approve() -> None:
    found = judged(HEAD, [review(Who()), review(Who()), review("ghost")], MAKERS)
    assert names(found) == ([], [], ["", "", "ghost"])


def test_strangers_do_not_approve() -> None:
    said = [review("ben"), review("cleo"), replace(review("dan"), may_write=False)]
    found = judged(HEAD, [*said, replace(review("eve"), may_write=True)], MAKERS, ("ben", "eve"))
    assert names(found) == (["cleo", "eve"], [], ["ben", "dan"])
    assert found.disregarded[0].reason == "@ben may not write to the repository"


def test_whose_rights_are_not_known_leaves_doubt() -> None:
    unknown = Unknown("x", "forbidden")
    found = approvals.judged(HEAD, [review("ben"), review("ana")], MAKERS, lambda who: unknown)
    assert names(found) == ([], ["ben"], ["ana"])


def test_nobody_asks_for_the_rights_of_those_who_do_not_count_anyway() -> None:
    asked: list[str] = []
    said = [review("ana"), review("ben", commit=OLD), review("cleo", "dismissed"), review("dan")]

    def may_write(who: Who) -> bool:
        asked.append(who.login)
        return True

    approvals.judged(HEAD, said, MAKERS, may_write)
    assert asked == ["dan"]


PEOPLE = ("ana", "ben", "cleo", "dan")
whos = st.sampled_from([*map(Who, PEOPLE), Who(email="x@laptop.example")])
reviews = st.builds(
    review,
    st.sampled_from(PEOPLE),
    st.sampled_from(("approved", "changes-requested", "commented", "dismissed")),
    st.integers(0, 3),
    st.sampled_from((HEAD, OLD)),
)
makers_ = st.builds(
    Makers,
    st.sampled_from([*map(Who, PEOPLE)]),
    st.lists(st.builds(PullCommit, st.just(HEAD), whos, whos, st.lists(whos).map(tuple)))
    | st.just(UNKNOWN),
    whos | st.just(UNKNOWN),
    st.lists(whos) | st.just(UNKNOWN),
)


@settings(deadline=None)
@given(st.lists(reviews), makers_)
def test_nobody_who_may_have_had_a_part_counts(said: list[Review], makers: Makers) -> None:
    found = judged(HEAD, said, makers)
    known, unlinked = {makers.author.login}, False
    commits = [] if isinstance(makers.commits, Unknown) else makers.commits
    for who in [
        *(each for one in commits for each in (one.author, one.committer, *one.co_authors)),
        *([] if isinstance(makers.pusher, Unknown) else [makers.pusher]),
        *([] if isinstance(makers.requesters, Unknown) else makers.requesters),
    ]:
        known.add(who.login)
        unlinked = unlinked or not who.login
    parts = (makers.commits, makers.pusher, makers.requesters)
    if unlinked or any(isinstance(part, Unknown) for part in parts):
        assert not found.counting
    for one in found.counting:
        assert one.review.by.login not in known
        assert one.review.commit == HEAD
        later = [each for each in said if each.by == one.review.by and each.at > one.review.at]
        assert all(each.state in ("approved", "commented") for each in later)
    every = [*found.counting, *(one for one, _ in found.doubtful), *found.disregarded]
    assert len({one.review.by.login for one in every}) == len(every)


def test_names_of_any_length_are_cut_in_sentences() -> None:
    long = "x" * 1_000_000
    makers = replace(MAKERS, commits=(PullCommit(HEAD, ANA, Who(email=long)),))
    found = judged(HEAD, [review("ben"), review(Who(long, is_bot=True))], makers)
    [(_, doubt)] = found.doubtful
    [lost] = found.disregarded
    assert len(doubt.detail) < 400
    assert len(lost.reason) < 200
