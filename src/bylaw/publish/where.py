"""Where a verdict goes: forge, repository, number, commit. From the event, never from a report."""

from __future__ import annotations

from bylaw.dataclass import dataclass
from bylaw.sources.forges.address import Kind
from bylaw.sources.forges.api import Api
from bylaw.sources.forges.pipeline import Pipeline
from bylaw.sources.services.interface import Failed


@dataclass(frozen=True, slots=True)
class Where:
    """A change at a forge."""

    forge: Kind
    api_url: str
    repository: str
    """`owner/name`, `group/sub/name`."""
    number: int | None
    """Of the pull or merge request; None where there is none to write to."""
    head: str | None
    """The commit that statuses are for; None: the one that is judged."""
    target: str
    """The branch that the change is to land in; empty where nobody says."""
    branch: str = ""
    """The branch that the head is at, where it is no pull request; empty where nobody says."""
    is_train: bool = False
    """The commit is a merge that the forge made: no comment is about it."""
    may_have_pull: bool = False
    """The event is about a commit, and the pull request of it can be looked for."""
    is_event: bool = False
    """A forge's event says so; it may be about no pull or merge request."""

    @property
    def ref(self) -> str:
        """Where code scanning files an analysis; empty where there is no such place."""
        if self.number is not None:
            return f"refs/pull/{self.number}/head"
        return f"refs/heads/{self.branch}" if self.branch else ""

    @property
    def shown(self) -> str:
        """For messages: `acme/shop#7`."""
        sign = "#" if self.forge == "github" else "!"
        return self.repository + (f"{sign}{self.number}" if self.number else "")


def from_pipeline(pipeline: Pipeline) -> Where:
    """Where a pipeline's event says that the change is."""
    return Where(
        forge=pipeline.forge,
        api_url=pipeline.api_url,
        repository=pipeline.repository,
        number=pipeline.number,
        head=pipeline.head,
        target=pipeline.target_branch,
        branch=pipeline.branch,
        is_train=pipeline.event in ("merge_group", "merge_train"),
        may_have_pull=pipeline.event == "workflow_run",
        is_event=True,
    )


def find_pull(api: Api, where: Where) -> int | None:
    """The number of the one open pull request whose head is the commit.

    For a run that follows another one (`workflow_run`): GitHub does not tell it the pull requests
    of forks. None where there is no such one.

    Raises:
        Failed: The forge does not answer; `ambiguous`: several have this head.
    """
    found = []
    for one in api.pages(f"/repos/{where.repository}/pulls", {"state": "open"}):
        try:
            if one["head"]["sha"] == where.head:
                found.append(int(one["number"]))
        except (KeyError, TypeError, ValueError):
            raise Failed("bad-answer", f"{api.host} lists what is no pull request.") from None
    if len(found) > 1:
        raise Failed(
            "ambiguous",
            f"{len(found)} open pull requests have the same commit at their head.",
            "Name one with --number.",
        )
    return found[0] if found else None
