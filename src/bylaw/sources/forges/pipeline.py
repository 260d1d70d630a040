"""The pipeline that a run is part of: which change it is about, and where it is to land.

What a forge says of itself comes from the environment, which the runner makes; what GitHub says of
the change comes from the event's file. Names and commits in it are data of strangers: a text that
is no commit id or no branch name is refused, so that nothing else ever reaches git.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from bylaw.dataclass import dataclass
from bylaw.sources.git.errors import NotJudged

NAME_BOTH: Final = "Name both ends of the change: --base REV --head REV."
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NO_BRANCH: Final = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(/|$)|^[/.]|[/.]$")
"""What git's check-ref-format(1) refuses in a name below refs/heads/."""
_REPOSITORY: Final = re.compile(r"[\w.-]+(/[\w.-]+)+", re.ASCII)
_QUEUE: Final = re.compile(r"refs/heads/gh-readonly-queue/.+/pr-([1-9][0-9]{0,17})-[0-9a-f]{40,64}")
_SQUASHED: Final = re.compile(r"\(#([1-9][0-9]{0,17})\)$")
_MERGED: Final = re.compile(r"Merge pull request #([1-9][0-9]{0,17}) from ")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A run of GitHub Actions or GitLab CI."""

    forge: Literal["github", "gitlab"]
    event: str
    """GitHub's GITHUB_EVENT_NAME. GitLab's: `merge_request`, `merged_result`, `merge_train`,
    `branch` or `tag`."""
    number: int | None
    """Of the pull or merge request; None in a merge group and where there is none."""
    repository: str
    """The path of the repository that the change is to land in: `owner/name`, `group/sub/name`."""
    api_url: str
    """Without a slash at the end."""
    server_url: str
    """Without a slash at the end."""
    branch: str
    """The branch that it runs on; empty for a pull or merge request, a merge group and a tag."""
    target_branch: str
    """Where the change is to land; empty where only the remote knows its default branch."""
    base: str | None
    """The commit to measure from, where the event is about it: a merge group's, a train's, and what
    a push to the default branch found there. None: the target branch, resolved now."""
    head: str | None
    """The commit to judge; None: what is checked out."""
    remote_url: str
    """Where `repository` is fetched from."""
    is_fork: bool
    """The change comes from another repository than it is to land in."""
    merge_group_pulls: tuple[int, ...]
    """The pull requests of a merge group, as far as the event names them: see `queued`."""
    default_branch: str
    """Empty where the event does not tell it."""
    token_variable: str
    """The environment variable that holds a token for the forge, where there is one."""
    entry_base: str | None = None
    """The commit that a merge group's last entry was built on, where its reference tells."""

    @property
    def has_landed(self) -> bool:
        """Whether its branch holds the change already, so that `base`, what was there, governs."""
        return self.base is not None and self.event in ("push", "branch")

    @property
    def head_refs(self) -> tuple[str, ...]:
        """References of the repository that hold the head, where it may not be asked for by id."""
        if self.number is None:
            return ()
        if self.forge == "github":
            return (f"refs/pull/{self.number}/head",)
        return (f"refs/merge-requests/{self.number}/head",)


def detect(environ: Mapping[str, str]) -> Pipeline | None:
    """The pipeline that an environment is of; None outside of GitHub Actions and GitLab CI.

    Raises:
        NotJudged: The environment or the event's file is not what the forge makes.
    """
    if environ.get("GITHUB_ACTIONS") == "true":
        from bylaw.sources.forges.github_event import github

        return github(environ)
    if environ.get("GITLAB_CI") == "true":
        from bylaw.sources.forges.gitlab_variables import gitlab

        return gitlab(environ)
    return None


def queued(head_ref: str, subjects: Iterable[str] = ()) -> tuple[int, ...]:
    """The pull requests of a merge group, the one that its reference names last.

    Args:
        head_ref: `merge_group.head_ref`: `refs/heads/gh-readonly-queue/BRANCH/pr-NUMBER-COMMIT`.
        subjects: First lines of the messages of the commits on the group's first-parent line, which
            GitHub writes: `Merge pull request #N from …` or `TITLE (#N)`, oldest first. A queue
            that rebases writes no numbers.
    """
    found = [match for one in subjects if (match := _MERGED.match(one) or _SQUASHED.search(one))]
    found += [match] if (match := _QUEUE.fullmatch(head_ref)) else []
    numbers = [int(match[1]) for match in found]
    return tuple(dict.fromkeys(one for one in numbers if one != numbers[-1])) + (
        (numbers[-1],) if numbers else ()
    )


def queued_on(head_ref: str) -> str | None:
    """The commit that the last entry of a merge group was built on, as its reference names it."""
    return head_ref.rpartition("-")[2] if _QUEUE.fullmatch(head_ref) else None


def commit_id(value: object, what: str) -> str | None:
    """A commit id in full; None for the zeros that stand for none. Raises NotJudged."""
    if not isinstance(value, str) or not _COMMIT.fullmatch(value):
        raise broken(f"{what} is not a commit id")
    return value if value.strip("0") else None


def branch_name(value: object, what: str) -> str:
    """The name of a branch as git allows one. Raises NotJudged."""
    if not isinstance(value, str) or not is_branch_name(value):
        raise broken(f"{what} is not the name of a branch")
    return value


def is_branch_name(name: str) -> bool:
    """Whether git allows a name below refs/heads/, by check-ref-format(1)."""
    return 0 < len(name) <= 1024 and not _NO_BRANCH.search(name) and name != "@"


def repository_path(value: str, what: str) -> str:
    """The path of a repository at its forge. Raises NotJudged."""
    if not _REPOSITORY.fullmatch(value) or any(part in (".", "..") for part in value.split("/")):
        raise broken(f"{what} is not the path of a repository")
    return value


def broken(what: str) -> NotJudged:
    """The error for a pipeline that says what its forge never would."""
    return NotJudged(
        "bad-event", f"The pipeline does not tell which change it is about: {what}.", NAME_BOTH
    )
