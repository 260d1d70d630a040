"""Where git dependencies of the npm world come from: one address for one repository.

Package managers reach one repository in many ways: by `git+ssh`, by a shorthand, or as the archive
that a host makes of a commit. Written alike, a move from one to another is no change of source.

Sources: `hosted-git-info` of npm, `@pnpm/git-resolver` and Yarn's `gitUtils`.
"""

from __future__ import annotations

import re
from typing import Final

from bylaw.sources.manifests.references import plain_address

_HOSTS: Final = {
    "github": "https://github.com/",
    "gitlab": "https://gitlab.com/",
    "bitbucket": "https://bitbucket.org/",
    "gist": "https://gist.github.com/",
}
_HOSTED: Final = re.compile(
    r"(?:git\+)?(?:https?|ssh|git)://(?:[^/@]*@)?(?:www\.|codeload\.)?"
    r"(github\.com|gitlab\.com|bitbucket\.org)(?::\d+)?[/:]([^?#\s]+)(\?[^#\s]*)?(#[^\n]*)?\Z"
)
_SCP: Final = re.compile(r"(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+):(?!//)(\S+)\Z")
_COMMIT: Final = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})(?:&[^\n]*)?\Z")
_QUERY: Final = re.compile(r"[?&](?:ref|sha)=([^&#]+)")
_LONGEST: Final = 2048
"""Characters of an address."""


def git_location(written: str) -> str | None:
    """Where a git requirement, or an archive that a host makes of a commit, comes from.

    The commit, tag or branch follows a `#`. None: it is no git.
    """
    if len(written) > _LONGEST:
        return None
    scheme, _, rest = written.partition(":")
    if scheme in _HOSTS and not rest.startswith("//"):
        path, mark, reference = rest.partition("#")
        plain = plain_address(f"x://{path}")[4:].removesuffix(".git")
        return f"{_HOSTS[scheme]}{plain}{mark}{reference}"
    if (hosted := _HOSTED.match(written)) is not None:
        host, path, query, reference = hosted.groups("")
        location = _hosted(host, path.strip("/"), query, _reference(reference))
        if location is not None or written.startswith("http"):
            return location
    address, mark, reference = written.partition("#")
    is_git = scheme in ("git", "ssh") or scheme.startswith("git+")
    if is_git or (scheme in ("http", "https") and address.partition("?")[0].endswith(".git")):
        return plain_address(address.removeprefix("git+")) + _reference(mark + reference)
    if (scp := _SCP.match(written)) is not None:
        return git_location(f"ssh://{scp[1]}/{scp[2]}")
    return None


def is_commit(location: str) -> bool:
    """Whether a git location names one commit."""
    return _COMMIT.match(location.partition("#")[2]) is not None


def _hosted(host: str, path: str, query: str, reference: str) -> str | None:
    """The repository that a path of a host is of; None where it is a file or a page."""
    parts = path.split("/")
    site = f"https://{host}/"
    if host == "gitlab.com":
        return _gitlab(site, path, query, reference)
    if len(parts) == 2:
        return site + path.removesuffix(".git") + reference
    repository, rest = "/".join(parts[:2]), parts[2:]
    if rest[0] == "tree" and len(rest) > 1:
        return f"{site}{repository}#{'/'.join(rest[1:])}"
    if rest[0] == "legacy.tar.gz" or (rest[0] == "tar.gz" and host == "github.com"):
        return f"{site}{repository}#{'/'.join(rest[1:])}"
    if host == "bitbucket.org" and rest[0] == "get" and path.endswith(".tar.gz"):
        return f"{site}{repository}#{'/'.join(rest[1:]).removesuffix('.tar.gz')}"
    return None


def _gitlab(site: str, path: str, query: str, reference: str) -> str | None:
    """GitLab's repositories may stand in groups of groups."""
    asked = _QUERY.search(query)
    if path.startswith("api/"):
        project = path.partition("/projects/")[2].partition("/")[0]
        if asked is None or not path.endswith("/repository/archive.tar.gz"):
            return None
        return f"{site}{project.replace('%2F', '/').replace('%2f', '/')}#{asked[1]}"
    if path.endswith("/archive.tar.gz") and asked is not None:
        project = path.removesuffix("/archive.tar.gz").removesuffix("/repository")
        return f"{site}{project.removesuffix('/-')}#{asked[1]}"
    project, mark, archive = path.partition("/-/archive/")
    if mark and archive.endswith(".tar.gz") and "/" in archive:
        return f"{site}{project}#{archive.rpartition('/')[0]}"
    if "/-/" in path or path.endswith((".tgz", ".gz", ".zip")):
        return None
    return site + path.removesuffix(".git") + reference


def _reference(fragment: str) -> str:
    """The fragment of an address; Yarn writes `commit=` where a commit is meant."""
    return f"#{fragment[8:]}" if fragment.startswith("#commit=") else fragment
