"""The requests of a merge group that is judged as one change, each with its own review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown
from bylaw.facts.readers import Facts
from bylaw.gate.pipeline import MOST_COMMITS
from bylaw.gate.request import Request
from bylaw.gate.review import Found, Run, asking_of, at_forge
from bylaw.sources.forges.merge_group import Entry, Landed, Step, entries, several, split
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.repository import Repository

if TYPE_CHECKING:
    from bylaw.sources.forges.model import PullRequest
    from bylaw.sources.forges.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Member:
    """One request of a group."""

    step: Step
    found: Found | Unknown
    """Where it is looked up."""

    def facts(self) -> Facts:
        """The facts about its review."""
        from bylaw.sources.forges.facts import review_facts

        if isinstance(self.found, Unknown):
            return Facts({"review": self.found})
        return review_facts(self.found.forge, self._other)

    def _other(self, pull: PullRequest) -> Unknown | None:
        """Why what landed is not the request as it was reviewed; squashed, nothing tells."""
        step = self.step
        if step.merged and step.merged != pull.head:
            return Unknown(
                "review",
                "moved-on",
                f"The newest commit of request {pull.number} is {pull.head[:10]}, and the group "
                f"merges {step.merged[:10]}.",
                "Let the queue build the group once more.",
            )
        if step.commits == 1:
            return None
        assert isinstance(self.found, Found)
        commits = self.found.forge.commits()
        if isinstance(commits, Unknown):
            return commits
        if len(commits) < step.commits:
            return several(
                f"Request {pull.number} has fewer commits than the {step.commits} that are said to "
                "be its own."
            )
        return None


def members(
    change: Any, repo: Repository, request: Request, run: Run, environ: Mapping[str, str]
) -> Sequence[Member] | Unknown:
    """The requests of a group of GitHub's merge queue, oldest first.

    Empty where the change is none, or is one commit, which is one request's.

    Raises:
        Wrong: `--facts` names a file that cannot be used.
    """
    from bylaw.sources.forges.pipeline import detect

    try:
        pipeline = detect(environ)
    except NotJudged as error:
        return Unknown("review", error.reason, error.message, error.remedy)
    if pipeline is None or pipeline.event != "merge_group" or pipeline.head != change.head:
        return ()
    line = _line(repo, change.base, change.head)
    if len(line) <= 1:
        return ()
    if len(line) > MOST_COMMITS:
        return several(f"It has more than {MOST_COMMITS:,} commits.")

    def ask() -> Sequence[Entry] | Unknown:
        asking = asking_of(pipeline, request, run, environ)
        if isinstance(asking, Unknown):
            return asking
        return entries(asking, pipeline.repository, pipeline.target_branch)

    steps = split(line, change.base, _last(pipeline, line), ask)
    if isinstance(steps, Unknown):
        return steps
    return [Member(step, at_forge(pipeline, step.number, request, run, environ)) for step in steps]


def _last(pipeline: Pipeline, line: Sequence[Landed]) -> Entry | None:
    """The entry that the event is about: it is no longer than the event says that the group is."""
    if pipeline.entry_base is None or pipeline.head is None:
        return None
    ids = [one.id for one in line]
    if pipeline.base in ids and pipeline.entry_base not in ids[ids.index(pipeline.base) :]:
        return None
    return Entry(pipeline.merge_group_pulls[-1], pipeline.entry_base, pipeline.head)


def _line(repo: Repository, base: str | None, head: str) -> list[Landed]:
    """The commits from a base to a head along first parents, oldest first."""
    if base is None:
        return []
    words = ("log", "--first-parent", "--reverse", f"--max-count={MOST_COMMITS + 1}")
    said = repo.private.git.run(*words, "--format=%H%x09%P%x09%s", f"{base}..{head}")
    found = []
    for each in said.decode(errors="replace").split("\n")[:-1]:
        commit, parents, subject = each.split("\t", 2)
        found.append(Landed(commit, tuple(parents.split()), subject))
    return found
