"""The one place where the families of checks are put together."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field

from bylaw.dataclass import dataclass
from bylaw.doctor import owners, pipeline, place, remote, repository
from bylaw.doctor.interface import REQUIRED, Check, Examined, examined
from bylaw.sources.forges.address import Kind
from bylaw.sources.git.repository import Repository


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be looked at: the options of `bylaw doctor`."""

    repo: str = "."
    ref: str | None = None
    """A commit instead of the work tree."""
    branch: str | None = None
    """The target branch, as its forge calls it."""
    asks_forge: bool = False
    forge: Kind | None = None
    repository: str | None = None
    api_url: str | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))


def run(asked: Asked) -> Examined:
    """Looks at a repository, and at its forge where that is wanted.

    Raises:
        Wrong: Nobody can tell where its forge is.
        NotJudged: There is no repository, no commit of that name, or git is too old.
    """
    with Repository.open(asked.repo) as repo:
        here = place.place(repo, asked.ref, asked.branch)
        found = pipeline.find(here.tree)
        at = _at(repo, asked)
        if at is not None and at.branch and asked.branch is None:
            here = place.Place(repo, here.tree, here.at, at.branch)
        kind = at.forge if at is not None else found.forge
        judging, wrong = repository.judging(here)
        checks = [
            *repository.check(here, judging, wrong),
            *owners.check(here, judging.files, found.files, kind),
            *pipeline.check(here, found, kind),
        ]
        if at is not None and asked.asks_forge:
            checks = _with_forge(here, found, at, asked, checks)
        return examined(checks)


def _at(repo: Repository, asked: Asked) -> remote.At | None:
    """Where the repository is at; it has to be known where the forge is asked."""
    from bylaw.gate.errors import Wrong

    try:
        return remote.at(
            repo, asked.environ, forge=asked.forge, repository=asked.repository,
            api_url=asked.api_url,
        )  # fmt: skip
    except Wrong:
        if asked.asks_forge:
            raise
        return None


def _with_forge(
    here: place.Place,
    found: pipeline.Pipelines,
    at: remote.At,
    asked: Asked,
    checks: list[Check],
) -> list[Check]:
    from bylaw.doctor import forge

    said = list(forge.check(here, found, at, asked.environ))
    if any(one.name == REQUIRED and one.state == "ok" for one in said):
        # What an organisation runs needs no file here.
        checks = [one for one in checks if one != pipeline.missing()]
    return [*checks, *said]
