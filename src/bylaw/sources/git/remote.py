"""The repository that a change is to land in, asked over the network.

Git asks it through the private directory: the clone gives objects, and of its configuration only
data that says how to be let in. Programs, such as a credential helper or the ssh to use, come from
the user's and the system's configuration and from the environment. Secrets reach git through its
environment, never through arguments, which everybody on the machine can read.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from base64 import b64encode
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urlsplit

from bylaw.dataclass import dataclass
from bylaw.sources.git.errors import NotJudged
from bylaw.sources.git.process import Answer, Git, environment

if TYPE_CHECKING:
    from bylaw.sources.git.repository import Repository

PROTOCOLS: Final = ("https", "http", "ssh", "git", "file")
NAME: Final = "bylaw-target"
"""What the remote is called in the private directory."""
WHOLE: Final = 2_147_483_647
"""The depth that git takes for all of a history."""
SILENT: Final = 60
"""Seconds after which a server that sends nothing is given up."""
LONGEST: Final = 900
"""Seconds that one call may take."""
KEPT: Final = re.compile(
    r"GIT_(ASKPASS|SSH|SSH_COMMAND|SSH_VARIANT|SSL_\w+|PROXY_\w+|HTTP_PROXY_AUTHMETHOD|EXEC_PATH"
    r"|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+))"
)
"""What the environment may say of how to reach a server: it is the user's, as PATH is."""
DATA: Final = r"^http\.(.*\.)?(extraheader|sslcainfo|sslcapath)$"
"""What is taken from the clone's configuration. None of it names a program or another host."""
SETTINGS: Final = (
    ("core.hooksPath", os.devnull),
    ("core.alternateRefsCommand", "true"),  # else git runs in the clone to list its references
    ("core.fsmonitor", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("fetch.prune", "false"),
    ("fetch.pruneTags", "false"),
    ("fetch.writeCommitGraph", "false"),
    ("fetch.showForcedUpdates", "false"),
    ("http.followRedirects", "false"),  # a header with a token would go along
    ("http.lowSpeedLimit", "1"),
    ("http.lowSpeedTime", str(SILENT)),
    ("credential.interactive", "false"),
    ("protocol.version", "2"),
    ("transfer.bundleURI", "false"),
)
FETCH: Final = (
    *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no"),
    *("--no-auto-gc", "--force", "--stdin"),
)


@dataclass(frozen=True, slots=True)
class Access:
    """What lets git in, beside the user's own configuration."""

    token: str = ""
    """A token of the forge, for https and for this machine alone."""
    user: str = ""
    """Who a token is said to belong to; forges look at the token alone."""


class Remote:
    """A repository by its address; each call is one conversation with the server."""

    def __init__(self, repo: Repository, url: str, access: Access) -> None:
        """Raises NotJudged for an address that git must not be given."""
        self.url = url
        self._repo = repo
        refuse_odd(url)
        self._settings = (
            *SETTINGS,
            (f"remote.{NAME}.url", url),
            *_let_in(repo, url, access),
        )
        self.is_partial = repo.store.is_partial
        """Whether the clone, and so what is fetched for it, does without contents."""
        self.is_treeless = self.is_partial and _lacks_folders(repo)
        """Whether it does without folders, too."""

    def tip(self, branch: str) -> str | None:
        """The commit that a branch of the server is at; None where it has none."""
        ref = f"refs/heads/{branch}"
        answer = self._ask(("ls-remote", "--quiet", NAME, ref), "")
        for line in answer.lines:
            oid, _, name = line.partition("\t")
            if name == ref:
                return oid
        return None

    def default_branch(self) -> str | None:
        """The branch that the server's HEAD is at."""
        answer = self._ask(("ls-remote", "--quiet", "--symref", NAME, "HEAD"), "")
        for line in answer.lines:
            if line.startswith("ref: refs/heads/") and line.endswith("\tHEAD"):
                return line.removeprefix("ref: refs/heads/").removesuffix("\tHEAD")
        return None

    def fetch(self, wanted: Iterable[str], depth: int | None = None) -> None:
        """Fetch commits and references, each a refspec, into the private directory.

        Args:
            wanted: `+refs/heads/main:refs/bylaw/target`, or the id of a commit.
            depth: So many commits from each; None: all that is not here.
        """
        deep = () if depth is None else (f"--depth={depth}",)
        # a server that thinks folders are here sends only what differs from them
        kind = "tree:0" if self.is_treeless else "blob:none"
        less = (f"--filter={kind}",) if self.is_partial else ()
        self._fetch((*deep, *less), wanted)
        self._repo.take_history()

    def fetch_objects(self, oids: Sequence[str]) -> None:
        """Fetch objects by id, all at once, as git itself does in a clone that lacks some.

        Nothing is said of what is here: the server would take it that what hangs on it is, too.
        """
        self._fetch(("--filter=blob:none",), oids, ("fetch.negotiationAlgorithm", "noop"))
        self._repo.store.objects.forget(oids)

    def _fetch(
        self, options: Sequence[str], wanted: Iterable[str], *settings: tuple[str, str]
    ) -> None:
        promised = (
            (
                (f"remote.{NAME}.promisor", "true"),
                (f"remote.{NAME}.partialCloneFilter", "blob:none"),
            )
            if self.is_partial
            else ()
        )
        data = "".join(f"{one}\n" for one in wanted)
        self._ask((*FETCH, *options, NAME), data, *promised, *settings)

    def _ask(self, words: Sequence[str], data: str, *settings: tuple[str, str]) -> Answer:
        private = self._repo.private
        git = private.git
        env = _environment(str(private.git_dir), (*self._settings, *settings))
        answer = _run(Git(git.argv, env, git.cwd), words, os.fsencode(data))
        if answer.code:
            from bylaw.sources.git.refusals import refused

            raise refused(self.url, answer.err)
        return answer


def _lacks_folders(repo: Repository) -> bool:
    words = ("config", "--local", "--get-regexp", r"^remote\..*\.partialclonefilter$")
    return any(not line.split(" ")[-1].startswith("blob:") for line in repo.git.ask(*words).lines)


def refuse_odd(url: str) -> None:
    """Raises NotJudged for what is no address of a repository over an allowed protocol."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    is_odd = any(ord(char) <= 32 or ord(char) == 127 for char in url) or host.startswith("-")
    if is_odd or parts.scheme not in PROTOCOLS or _has_secret(parts):
        raise NotJudged(
            "bad-remote",
            f"{_without_secret(url)!r} is not an address that bylaw fetches from.",
            f"Use {', '.join(PROTOCOLS)}, without a password in it.",
        )


def _has_secret(parts: SplitResult) -> bool:
    return "@" in parts.netloc and (parts.scheme != "ssh" or parts.password is not None)


def _without_secret(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//", url)


def _let_in(repo: Repository, url: str, access: Access) -> list[tuple[str, str]]:
    """Settings for a server that does not let everybody in; what actions/checkout left first."""
    from bylaw.sources.services.credentials import may_hear

    words = ("config", "--show-scope", "--includes", "--null", "--get-regexp", DATA)
    named = {name: value for name, value in os.environ.items() if KEPT.fullmatch(name)}
    fields = os.fsdecode(repo.git.ask(*words, data=None, **named).out).split("\0")[:-1]
    found = []
    is_known = False
    for scope, item in zip(fields[::2], fields[1::2], strict=False):
        key, _, value = item.partition("\n")
        if key.endswith("extraheader"):
            # any other header could speak to another server behind the same address
            if not value.lower().startswith("authorization:") or "\r" in value or "\n" in value:
                continue
            is_known = is_known or _is_for(key, url)
        if scope in ("local", "worktree"):  # git reads the others by itself
            found.append((key, value))
    if access.token and not is_known and may_hear(url):
        secret = b64encode(f"{access.user}:{access.token}".encode()).decode()
        parts = urlsplit(url)
        key = f"http.{parts.scheme}://{parts.netloc}/.extraHeader"
        found.append((key, f"Authorization: Basic {secret}"))
    return found


def _is_for(key: str, url: str) -> bool:
    """Whether a setting is about an address: git's own matching, for the forms that are in use."""
    scope = key[len("http.") : -len("extraheader")].rstrip(".")
    return not scope or f"{url}/".startswith(scope.rstrip("/") + "/")


def _environment(git_dir: str, settings: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Git's environment for one call; settings come last, so they win over the user's."""
    kept = {name: value for name, value in os.environ.items() if KEPT.fullmatch(name)}
    first = int(count) if (count := kept.get("GIT_CONFIG_COUNT", "0")).isdigit() else 0
    for number, (key, value) in enumerate(settings, first):
        kept[f"GIT_CONFIG_KEY_{number}"] = key
        kept[f"GIT_CONFIG_VALUE_{number}"] = value
    kept["GIT_CONFIG_COUNT"] = str(first + len(settings))
    kept.setdefault("GIT_ASKPASS", "")
    return environment(
        {
            **kept,
            "GIT_DIR": git_dir,
            "GIT_ALLOW_PROTOCOL": ":".join(PROTOCOLS),
            "GIT_ATTR_NOSYSTEM": "1",
        }
    )


def _run(git: Git, words: Sequence[str], data: bytes) -> Answer:
    """Run to the end, or end it and all that it started; no terminal, so nobody is asked."""
    try:
        process = subprocess.Popen(
            [*git.argv, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(git.env),
            cwd=git.cwd,
            start_new_session=True,
        )
    except OSError as error:
        raise NotJudged("git-failed", f"git could not be started: {error}.") from error
    try:
        out, err = process.communicate(data, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        raise NotJudged(
            "fetch-failed",
            f"git was not done after {LONGEST} s of fetching.",
            "Run the pipeline again.",
        ) from None
    finally:
        _end(process)
    return Answer(process.returncode, out, err.decode(errors="replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that still runs, with its helpers."""
    if process.poll() is not None:
        return
    with suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.communicate()


def access(token: str, variable: str, forge: str) -> Access:
    """How a forge's token is sent; `variable` is where it came from."""
    users = {"github": "x-access-token", "gitlab": "oauth2"}
    return Access(token, "gitlab-ci-token" if variable == "CI_JOB_TOKEN" else users[forge])
