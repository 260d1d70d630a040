"""A commit of a git repository as a bundle, fetched into a private git directory.

No configuration, hook, filter or submodule of the repository has a part in it: nothing is checked
out, and the address, the protocol and what is fetched are named on each call. ssh runs as the
person who calls has set it up; GIT_SSH_COMMAND counts.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic
from typing import IO, Final, Literal
from urllib.parse import urlsplit

from bylaw.sources.git.private import PrivateDirectory
from bylaw.sources.git.process import Git
from bylaw.sources.packs.address import GIT as PROTOCOLS
from bylaw.sources.packs.interface import (
    LARGEST_CLONE,
    LARGEST_FILE,
    Asked,
    Bundle,
    Entry,
    Refused,
    too_large,
)
from bylaw.sources.services.credentials import authorization
from bylaw.sources.services.interface import Failed

TIME_LIMIT: Final = 300.0
"""Seconds for one call of git."""
_REF: Final = "refs/bylaw/pack"
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_PART: Final = re.compile(r"[0-9a-f]{7,63}")
_LARGEST_LISTING: Final = 64 << 20
_BEAT: Final = 0.05


@contextmanager
def commit(asked: Asked, environment: Mapping[str, str]) -> Iterator[Bundle]:
    """The files of the commit that a revision names now.

    Args:
        asked: Its address and revision.
        environment: Where credentials come from.

    Raises:
        Refused: There is no such revision, or what came is too large.
        Failed: The repository could not be reached.
        NotJudged: There is no git.
    """
    wanted, length = asked.revision, len(asked.revision)
    if not _COMMIT.fullmatch(wanted):
        with PrivateDirectory() as private:
            wanted, length = _resolved(_talking(private, asked, environment), private.folder, asked)
    with PrivateDirectory("sha256" if length == 64 else "sha1") as private:
        talking = _talking(private, asked, environment)
        _watched(
            talking, private.folder, asked.address,
            "fetch", "--quiet", "--no-tags", "--depth=1", "--no-recurse-submodules",
            "--no-write-fetch-head", "--no-auto-maintenance", "--",
            asked.address, f"+{wanted}:{_REF}",
        )  # fmt: skip
        answer = private.git.ask("rev-parse", "--verify", "--quiet", f"{_REF}^{{commit}}")
        if answer.code:
            raise Refused(f"{asked.revision} of {asked.address} is no commit")
        id_ = answer.lines[0]
        found = {entry.path: (entry, oid) for entry, oid in _listed(private.git, id_)}

        def read(paths: Sequence[str]) -> dict[str, bytes]:
            return {path: _blob(private.git, *found[path], asked.address) for path in paths}

        entries = tuple(entry for entry, _ in found.values())
        yield Bundle(entries, read, commit=id_, reference="" if wanted == id_ else wanted)


def _talking(private: PrivateDirectory, asked: Asked, environment: Mapping[str, str]) -> Git:
    """A git that may reach this one address."""
    parts = urlsplit(asked.address)
    settings = {
        "http.followRedirects": "initial", "http.lowSpeedLimit": "1000", "http.lowSpeedTime": "30",
        "gc.auto": "0", "core.hooksPath": os.devnull, "credential.helper": "",
        "fetch.recurseSubmodules": "false", "submodule.recurse": "false",
    }  # fmt: skip
    if parts.scheme == "https" and (said := authorization(asked.address, environment)):
        # A redirect would carry the header to whoever it names.
        settings["http.followRedirects"] = "false"
        settings[f"http.{asked.address}.extraHeader"] = f"Authorization: {_basic(said)}"
    env = {
        **private.git.env,
        "GIT_ALLOW_PROTOCOL": parts.scheme if parts.scheme in PROTOCOLS else "",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
        "GIT_SSH_COMMAND": environment.get("GIT_SSH_COMMAND") or "ssh -oBatchMode=yes",
        # Not in the arguments, which every process of the machine can read.
        "GIT_CONFIG_COUNT": str(len(settings)),
    }
    for number, (name, value) in enumerate(settings.items()):
        env[f"GIT_CONFIG_KEY_{number}"] = name
        env[f"GIT_CONFIG_VALUE_{number}"] = value
    if bundle := environment.get("GIT_SSL_CAINFO") or environment.get("REQUESTS_CA_BUNDLE"):
        env["GIT_SSL_CAINFO"] = bundle
    return replace(private.git, env=env)


def _basic(said: str) -> str:
    """Git servers take a token as the password of anybody, and few of them as a bearer's."""
    scheme, _, token = said.partition(" ")
    if scheme == "Basic":
        return said
    return "Basic " + b64encode(f"x-access-token:{token}".encode()).decode()


def _resolved(git: Git, folder: Path, asked: Asked) -> tuple[str, int]:
    """The full name of the reference that is meant, and how long ids are there."""
    named = asked.revision
    wanted = [named]
    if named != "HEAD" and not named.startswith("refs/"):
        wanted = [f"refs/tags/{named}", f"refs/heads/{named}"]
    out = _watched(git, folder, asked.address, "ls-remote", "--quiet", "--", asked.address, *wanted)
    found = {}
    for line in out.decode("utf-8", "replace").split("\n"):
        id_, _, name = line.partition("\t")
        if name in wanted and _COMMIT.fullmatch(id_):
            found[name] = id_
    if len(found) > 1:
        raise Refused(
            f"{named} of {asked.address} is a tag and a branch",
            f"write refs/tags/{named} or refs/heads/{named}",
        )
    if not found:
        remedy = "write the whole id of a commit" if _PART.fullmatch(named) else ""
        raise Refused(f"{asked.address} has no tag and no branch {named}", remedy)
    [(name, id_)] = found.items()
    return name, len(id_)


def _watched(git: Git, folder: Path, address: str, *args: str) -> bytes:
    """Runs git, and ends it where it takes too long or too much room; its output."""
    host = urlsplit(address).hostname or address
    with TemporaryFile() as out, TemporaryFile() as err:
        process = subprocess.Popen(
            [*git.argv, *args], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            env=dict(git.env), cwd=git.cwd, start_new_session=True,
        )  # fmt: skip
        ends = monotonic() + TIME_LIMIT
        try:
            while _is_running(process):
                if monotonic() > ends:
                    raise Failed("timeout", f"{host} did not answer git in {TIME_LIMIT:.0f} s.")
                _check_room(folder, out, address)
            _check_room(folder, out, address)
        finally:
            if process.poll() is None:
                _end(process)
        if process.returncode:
            raise _failed(err, address)
        out.seek(0)
        return out.read()


def _is_running(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_BEAT)
    except subprocess.TimeoutExpired:
        return True
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a git, and the programs that it started."""
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _check_room(folder: Path, out: IO[bytes], address: str) -> None:
    size = os.fstat(out.fileno()).st_size
    if size > _LARGEST_LISTING:
        raise Refused(f"{address} says more than {_LARGEST_LISTING >> 20} MiB of its references")
    for at, _, names in os.walk(folder / "git" / "objects"):
        for name in names:
            with suppress(OSError):  # a temporary file of git that is gone
                size += os.lstat(Path(at, name)).st_size
    if size > LARGEST_CLONE:
        raise Refused(
            f"one commit of {address} has more than {LARGEST_CLONE >> 20} MiB",
            "publish the pack in a repository of its own, or as an archive",
        )


def _failed(err: IO[bytes], address: str) -> Failed:
    err.seek(0)
    said = [
        line for line in err.read(20_000).decode("utf-8", "replace").split("\n") if line.strip()
    ]
    # The cause stands in the first line that is an error, or is the last word of ssh.
    cause = next((one for one in said if one.startswith(("fatal:", "error:", "ERROR:"))), "")
    cause = (cause or (said[-1] if said else "it gave no reason")).removeprefix("fatal: ")[:300]
    return Failed(
        "unreachable",
        f"git could not fetch from {address}: {cause.rstrip('.')}.",
        "Look whether the address and revision are right, and whether you may read them: "
        "over https by BYLAW_TOKEN_<host>, over ssh by your key.",
    )


def _listed(git: Git, id_: str) -> Iterator[tuple[Entry, str]]:
    stream = git.start("ls-tree", "-r", "-l", "-z", "--full-tree", id_)
    try:
        out = stream.out.read(_LARGEST_LISTING + 1)
        while len(out) <= _LARGEST_LISTING and (more := stream.out.read(1 << 20)):
            out += more
        if len(out) > _LARGEST_LISTING:
            raise Refused(f"commit {id_[:10]} has too many files to look through")
        stream.finish()
    finally:
        stream.close()
    for line in os.fsdecode(out).split("\0")[:-1]:
        about, _, path = line.partition("\t")
        mode, _, oid, size = about.split()
        yield Entry(path, _kind(mode), int(size) if size.isdigit() else 0), oid


def _kind(mode: str) -> Literal["file", "link", "other"]:
    if mode == "120000":
        return "link"
    return "file" if mode.startswith("100") else "other"


def _blob(git: Git, entry: Entry, oid: str, address: str) -> bytes:
    if entry.size > LARGEST_FILE:
        raise too_large(entry.path, address)
    return git.run("cat-file", "blob", oid)
