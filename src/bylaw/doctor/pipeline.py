"""Which pipeline runs bylaw here, whatever forge it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.doctor import github, gitlab, gitlab_ci, workflows
from bylaw.doctor.gitlab_ci import ROOT, Pipeline
from bylaw.doctor.interface import Check
from bylaw.doctor.place import Place
from bylaw.doctor.workflows import Workflows
from bylaw.packs.tree import Tree, Unreadable
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.owners.interface import Forge

OTHERS: Final = (
    "azure-pipelines.yml", "bitbucket-pipelines.yml", ".circleci/config.yml", "Jenkinsfile",
    ".buildkite/pipeline.yml", ".drone.yml", ".woodpecker.yml", ".travis.yml",
)  # fmt: skip
"""Pipelines that are not looked into; bylaw may be run by them."""
_NAMED: Final = re.compile(rb"\bbylaw\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pipelines:
    """What a tree has of pipelines."""

    github: Workflows
    gitlab: Pipeline
    others: tuple[str, ...]
    """Files of other systems that name bylaw."""

    @property
    def forge(self) -> Forge | None:
        """Whose pipelines there are; None where both or neither are."""
        has_github, has_gitlab = bool(self.github.texts), bool(self.gitlab.texts)
        if has_github == has_gitlab:
            return None
        return "github" if has_github else "gitlab"

    @property
    def files(self) -> Sequence[str]:
        """The files that run bylaw."""
        found = [job.text.path for run in self.github.runs for job in run.jobs]
        found += [job.place.text.path for job in self.gitlab.runs]
        found += [one.part.text.path for one in self.gitlab.includes]
        return tuple(dict.fromkeys((*found, *self.others)))


def find(tree: Tree) -> Pipelines:
    """Reads the pipelines of a tree."""
    others = tuple(path for path in OTHERS if _names(tree, path))
    return Pipelines(workflows.find(tree), gitlab_ci.find(tree), others)


def check(here: Place, found: Pipelines, forge: Forge | None) -> Iterator[Check]:
    """What they say; of one forge, where it is known.

    Args:
        here: The tree and its branch.
        found: Its pipelines.
        forge: Where the repository is.
    """
    before = 0
    if forge in (None, "github"):
        for one in github.check(found.github, here.branch):
            before += 1
            yield one
    if forge in (None, "gitlab"):
        for one in gitlab.check(found.gitlab):
            before += 1
            yield one
    if before:
        return
    if found.others:
        yield Check(
            "pipeline", "pipeline", "unknown",
            f"{found.others[0]} names bylaw; what it does is not looked into.",
            "It may judge each change, or none.",
            "Hold it against docs/pipelines.md.", found.others[0],
        )  # fmt: skip
        return
    if found.gitlab.foreign and forge in (None, "gitlab"):
        yield Check(
            "pipeline", "pipeline", "unknown",
            "The pipeline includes files from elsewhere, and nothing here runs bylaw.",
            "They may judge each change, or none.",
            "Run `bylaw doctor` where they are, or include bylaw's template.", ROOT, decides=True,
        )  # fmt: skip
        return
    yield missing()


def missing() -> Check:
    """What is said where no file runs bylaw."""
    return Check(
        "pipeline", "pipeline", "fail", "No pipeline of this repository runs bylaw.",
        "Nothing judges a change, unless an organisation's required workflow does "
        "(`bylaw doctor --forge` looks).",
        "Add a workflow with the action, or include the template: see README.md.",
    )  # fmt: skip


def _names(tree: Tree, path: str) -> bool:
    try:
        data = tree.read(path)
    except (Unreadable, NotJudged, OSError, ValueError):
        return False
    return data is not None and _NAMED.search(data) is not None
