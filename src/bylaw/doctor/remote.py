"""At which forge a repository is: by the pipeline that runs, else by its remote's address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.gate.errors import wrong_request
from bylaw.sources.forges.address import Kind
from bylaw.sources.forges.pipeline import detect, repository_path
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.repository import Repository
from bylaw.sources.services.credentials import PREFIX

_PUBLIC: Final[dict[str, Kind]] = {"github.com": "github", "gitlab.com": "gitlab"}
_SCP: Final = re.compile(r"(?:[\w.-]+@)?(?P<host>[\w.-]+):(?!//)(?P<path>[\w./-]+)", re.ASCII)
_URL: Final = re.compile(
    r"(?P<scheme>https?|ssh|git)://(?:[^\s/@]*@)?(?P<host>[\w.-]+)(?::(?P<port>[0-9]{1,5}))?/(?P<path>[\w./-]+)",
    re.ASCII,
)
_HIDDEN: Final = ("GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN")


@dataclass(frozen=True, slots=True)
class At:
    """A repository at its forge."""

    forge: Kind
    repository: str
    """`owner/name`, `group/sub/name`."""
    api_url: str
    """Of the forge or its API; empty means the public one."""
    branch: str
    """The target branch; empty where nobody says."""
    is_named: bool
    """Its host is public, the pipeline's, or named on the command line. Otherwise the clone alone
    says so, and hears no token but the one of its own host."""

    def environment(self, environ: Mapping[str, str]) -> Mapping[str, str]:
        """Where the token for it may come from."""
        if self.is_named:
            return environ
        return {key: value for key, value in environ.items() if key.upper() not in _HIDDEN}

    @property
    def hint(self) -> str:
        """How to let it hear the usual token; empty where it does."""
        if self.is_named:
            return ""
        return f"Name it with --api-url {self.api_url}, or set {PREFIX}<host>."


def at(
    repo: Repository,
    environ: Mapping[str, str],
    *,
    forge: Kind | None,
    repository: str | None,
    api_url: str | None,
) -> At:
    """Where the repository is. Raises Wrong where nobody can tell."""
    found = _of_pipeline(environ, forge) or _of_remote(repo, forge)
    if found is None and forge is not None and repository is not None:
        found = At(forge, repository, api_url or "", "", is_named=True)
    if found is None:
        raise wrong_request(
            "nobody can tell at which forge this repository is",
            help="name it: --forge github --repository OWNER/NAME, and --api-url for one of "
            "your own",
        )
    if repository is not None:
        found = replace(found, repository=repository)
    if api_url is not None:
        found = replace(found, api_url=api_url, is_named=True)
    try:
        repository_path(found.repository, "--repository")
    except NotJudged:
        raise wrong_request("--repository is not the path of a repository: OWNER/NAME") from None
    return found


def _of_pipeline(environ: Mapping[str, str], forge: Kind | None) -> At | None:
    try:
        pipeline = detect(environ)
    except NotJudged:
        return None
    if pipeline is None or forge not in (None, pipeline.forge):
        return None
    branch = pipeline.target_branch or pipeline.default_branch
    return At(pipeline.forge, pipeline.repository, pipeline.api_url, branch, is_named=True)


def _of_remote(repo: Repository, forge: Kind | None) -> At | None:
    answer = repo.git.ask("config", "--get", "remote.origin.url")
    address = answer.lines[0].strip() if answer.lines else ""
    found = _URL.fullmatch(address) or _SCP.fullmatch(address)
    if found is None:
        return None
    host = found["host"].lower()
    public = _PUBLIC.get(host.removeprefix("www.").removeprefix("ssh."))
    guessed = next((kind for name, kind in _PUBLIC.items() if name.split(".")[0] in host), None)
    kind = forge or public or guessed
    if kind is None:
        return None
    path = found["path"].strip("/").removesuffix(".git")
    if public == kind:
        return At(kind, path, "", "", is_named=True)
    parts = found.groupdict()
    is_web = parts.get("scheme") in ("http", "https")
    port = f":{parts['port']}" if is_web and parts.get("port") else ""
    scheme = parts["scheme"] if is_web else "https"
    return At(kind, path, f"{scheme}://{host}{port}", "", is_named=False)
