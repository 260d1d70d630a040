"""GitHub with a merge queue: several pull requests, and the entries that were built of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.forges.reviewed_github import ReviewedGitHub
from tests.forges.server import Call, Said, gone, serving


class Pull:
    """One pull request, with the state that `ReviewedGitHub` has of its only one."""

    def __init__(self, head: str, author: str, branch: str) -> None:
        self.head, self.author, self.branch = head, author, branch
        self.commits: list[dict[str, Any]] = []
        self.given_reviews: list[dict[str, Any]] = []
        self.pushes: list[dict[str, Any]] = []


class QueuedGitHub(ReviewedGitHub):
    """Pull requests of `acme/shop` by their numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.pulls: dict[int, Pull] = {}
        self.entries: list[tuple[int, str, str]] = []
        """Number, base and head of what is in the queue."""
        self.has_queue = True
        self.queries: list[dict[str, Any]] = []
        """Variables of the queries for the queue."""

    def open(self, number: int, author: str, branch: str, commits: list[str]) -> None:
        """A pull request that its author made and pushed."""
        pull = self.pulls[number] = Pull(commits[-1], author, branch)
        with self._of(number):
            for sha in commits:
                self.commit(sha, author)
            self.push(pull.head, author)

    def approve(self, number: int, login: str, **more: Any) -> None:
        with self._of(number):
            self.review(login, self.pulls[number].head, **more)

    @contextmanager
    def _of(self, number: int) -> Iterator[None]:
        pull = self.pulls[number]
        self.pull, self.head, self.author = number, pull.head, pull.author
        self.commits, self.given_reviews = pull.commits, pull.given_reviews
        self.pushes = pull.pushes
        yield

    def _pull(self, call: Call, pull_number: str) -> Said:
        if int(pull_number) not in self.pulls:
            return gone()
        with self._of(int(pull_number)):
            said = super()._pull(call, pull_number)
        said.value["head"]["ref"] = self.pulls[int(pull_number)].branch
        return said

    def _reviews(self, call: Call, pull_number: str) -> Said:
        with self._of(int(pull_number)):
            return super()._reviews(call, pull_number)

    def _listed(self, call: Call, pull_number: str) -> Said:
        with self._of(int(pull_number)):
            return super()._listed(call, pull_number)

    def _activity(self, call: Call) -> Said:
        branch = call.query["ref"].removeprefix("refs/heads/")
        [pull] = [one for one in self.pulls.values() if one.branch == branch]
        return self.paged(call, pull.pushes)

    def _graphql(self, call: Call) -> Said:
        if "mergeQueue(branch:$branch)" not in call.body["query"]:
            return super()._graphql(call)
        self.queries.append(call.body["variables"])
        nodes = [
            {
                "baseCommit": {"oid": base},
                "headCommit": {"oid": head},
                "pullRequest": {"number": number},
            }
            for number, base, head in self.entries
        ]
        # what waits in the queue and is not built yet has no commits
        nodes.append({"baseCommit": None, "headCommit": None, "pullRequest": {"number": 99}})
        queue = {"entries": {"nodes": nodes}} if self.has_queue else None
        return Said({"data": {"repository": {"mergeQueue": queue}}})


@contextmanager
def queued() -> Iterator[QueuedGitHub]:
    """GitHub behind a free port; no request broke its API."""
    forge = QueuedGitHub()
    with serving(forge):
        yield forge
    assert forge.breaches == []
