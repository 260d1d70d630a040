"""Who is asked about packages in a run: made from configuration, and finished with the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from bylaw.config.dependencies import DependencySettings
from bylaw.gate.errors import Wrong, wrong_request
from bylaw.gate.governance import Governance
from bylaw.gate.request import Request
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.cache import user_folder
from bylaw.packs.tree import Tree, Unreadable
from bylaw.sources.git.repository import Repository

if TYPE_CHECKING:
    from bylaw.sources.dependencies.said import Services
    from bylaw.sources.services.answers import Answers
    from bylaw.sources.services.interface import Client
    from bylaw.sources.stated_licenses.snapshot import File

_FILES: Final = frozenset((".yaml", ".yml", ".json", ".xml", ".spdx"))
"""Ends of names of files that say licenses; anything else is a folder of installed packages."""


@contextmanager
def services(
    request: Request,
    governance: Governance,
    tree: Tree,
    repo: Repository | None,
    now: int,
    answers: Answers | None,
) -> Iterator[Services]:
    """Who is asked. Nothing is asked before a rule needs it.

    Args:
        request: With `--offline`.
        governance: Its configuration says whom to ask.
        tree: Where files that the configuration names are read from.
        repo: Where the change is.
        now: Seconds since 1970.
        answers: What `recorded` gave.

    Raises:
        Wrong: The configuration names a file that cannot be used.
    """
    from bylaw.sources.services.http import HttpClient

    settings = governance.dependencies
    folder = user_folder()
    # A runner that keeps its folders would judge one change by what another's tests wrote there.
    kept = folder / "services" if folder and request.profile == "local" else None
    offline = request.offline
    with HttpClient(now=now, folder=kept, offline=offline, answers=answers) as client:
        root = Path(repo.work_tree or repo.root) if repo else Path(request.repo)
        licenses = _licenses(settings, request, tree, root, governance)
        yield _made(settings, licenses, client, folder)


@contextmanager
def recorded(request: Request, repo: Repository | None) -> Iterator[Answers | None]:
    """The answers of `--facts`, of all that is asked in a run; what was asked is saved at the end.

    Raises:
        Wrong: `--facts` names a file that cannot be used.
    """
    answers = _answers(request, repo)
    yield answers
    if answers is not None:
        try:
            answers.save()
        except OSError as error:
            raise wrong_request(f"--facts {request.facts}: {error.strerror or error}") from None


def _answers(request: Request, repo: Repository | None) -> Answers | None:
    """The record to fill or to replay. A tracked one could be part of the change."""
    from bylaw.sources.services.answers import Answers, BadAnswers

    if request.facts is None:
        return None
    if repo is not None and repo.is_tracked(request.facts):
        raise wrong_request(
            f"--facts {request.facts} is tracked by git",
            help="a change could bring its own answers; keep the file outside of the repository",
        )
    try:
        return Answers.at(Path(request.facts))
    except BadAnswers as error:
        raise wrong_request(f"--facts {error}") from None


def _made(
    said: DependencySettings,
    known: tuple[tuple[File, ...], tuple[Path, ...]],
    client: Client,
    folder: Path | None,
) -> Services:
    from bylaw.sources.advisories.choose import Settings as AdvisorySettings
    from bylaw.sources.advisories.choose import advisories
    from bylaw.sources.dependencies.said import Services
    from bylaw.sources.registries.choose import DEPS_DEV, Settings, Source, registries
    from bylaw.sources.stated_licenses.choose import Settings as LicenseSettings
    from bylaw.sources.stated_licenses.choose import licenses

    sources: tuple[Source, ...] = (DEPS_DEV,)
    if said.registries is not None:
        sources = tuple(Source(one.url, one.protocol, one.packages) for one in said.registries)
    deps_dev = next((one for one in sources if one.protocol == "deps.dev"), Source("", "deps.dev"))
    default = AdvisorySettings()
    files, folders = known
    stated = licenses(LicenseSettings(files=files, url=""), client) if files else None
    return Services(
        registries=registries(Settings(sources, said.private, said.not_lookalikes), client),
        advisories=advisories(
            AdvisorySettings(
                said.advisories,
                said.advisories_url or default.url,
                said.advisories_max_age or default.max_age,
                said.private,
            ),
            client,
            folder,
        ),
        known_licenses=stated,
        licenses=licenses(
            LicenseSettings((), folders, deps_dev.url, deps_dev.packages, said.private), client
        ),
        now=client.now,
    )


def _licenses(
    said: DependencySettings, request: Request, tree: Tree, root: Path, governance: Governance
) -> tuple[tuple[File, ...], tuple[Path, ...]]:
    """Files of the governing tree, and folders of installed packages of the work tree.

    In profile ci the change's own code may have written what is installed, so no folder counts.
    """
    from bylaw.sources.stated_licenses.snapshot import File

    files: list[File] = []
    folders: list[Path] = []
    wrong: list[Diagnostic] = []
    for index, name in enumerate(said.licenses):
        problem = ""
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            problem = "it leads out of the repository"
        elif path.suffix not in _FILES:
            if request.profile == "local":
                folders.append(root / path)
            continue
        else:
            try:
                data = tree.read(str(path))
            except Unreadable as error:
                problem = str(error)
            else:
                problem = "there is no such file" if data is None else ""
                files.append(File(name, data or b""))
        if problem and governance.config is not None:
            document = governance.config.document
            at = ("dependencies", "licenses", index)
            wrong.append(document.complaint("config-value", f"`{name}`: {problem}", at))
    if wrong:
        raise Wrong(tuple(wrong))
    return tuple(files), tuple(folders)
