"""A forge on this machine: bare repositories over HTTP by git's own server, and its pipelines."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.gate.conftest import ENV

POLICY = """bylaw 1
rule no-evil {
  title "Nothing evil enters the source"
  for file in change.files
  for line in file.added_lines
  where line.text matches /EVIL/
  deny line "This is evil."
}
"""
BACKEND = Path(
    subprocess.run(["git", "--exec-path"], capture_output=True, check=True, text=True)
    .stdout.strip()
) / "git-http-backend"  # fmt: skip


def git(folder: Path, *args: str, data: bytes | None = None, code: int = 0, **env: str) -> str:
    """Git as a person would run it."""
    done = subprocess.run(
        ["git", *args],
        cwd=folder,
        input=data,
        env={**ENV, **env},
        capture_output=True,
        check=False,
    )
    assert done.returncode == code, (args, done.stderr.decode(errors="replace"))
    return done.stdout.decode(errors="surrogateescape").strip()


@dataclass
class Project:
    """A repository `acme/shop` at a forge, and the folder in which its people work."""

    root: Path
    served: Path = field(init=False)
    work: Path = field(init=False)
    first: str = field(init=False)

    def __post_init__(self) -> None:
        self.work = self.root / "work"
        self.served = self.work / ".git"
        self.work.mkdir(parents=True)
        git(self.work, "init", "-q", "-b", "main", "--template=")
        with (self.served / "config").open("a") as config:
            config.write("[uploadpack]\nallowFilter = true\n[advice]\ndetachedHead = false\n")
        (self.root / "acme").mkdir()
        for name in ("shop", "shop.git"):
            (self.root / "acme" / name).symlink_to(self.served)
        self.first = self.commit({"bylaw.yaml": "{}\n", "policies/a.bylaw": POLICY}, "Begin")

    @property
    def url(self) -> str:
        """What GITHUB_SERVER_URL would say."""
        return self.root.as_uri()

    def commit(self, files: dict[str, str | None], message: str = "Change") -> str:
        """A commit on the branch that is checked out, which is the forge's at once."""
        for name, text in files.items():
            path = self.work / name
            if text is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        git(self.work, "add", "-A")
        git(self.work, "commit", "-q", "--allow-empty", "-m", message)
        return self.rev("HEAD")

    def merge(self, branch: str) -> str:
        """Merge a branch into the one that is checked out."""
        git(self.work, "merge", "-q", "--no-edit", "--no-ff", branch)
        return self.rev("HEAD")

    def rev(self, name: str) -> str:
        """The commit of a name."""
        return git(self.work, "rev-parse", name)

    def on(self, branch: str, start: str | None = None) -> None:
        """Check a branch out; a new one where it begins somewhere."""
        new = ("-B", branch, start) if start else (branch,)
        git(self.work, "checkout", "-q", *new)

    def pull(self, number: int, commit: str) -> str:
        """What the forge keeps of a pull request."""
        git(self.work, "update-ref", f"refs/pull/{number}/head", commit)
        return commit

    def checkout(self, name: str, *options: str, url: str = "", ref: str = "main") -> Path:
        """A runner's checkout of a branch or commit."""
        clone = self.root / name
        clone.mkdir()
        git(clone, "init", "-q", "-b", "none", "--template=")
        git(clone, "remote", "add", "origin", url or f"{self.url}/acme/shop")
        git(clone, "fetch", "-q", "--no-tags", *options, "origin", f"+{ref}:refs/x")
        git(clone, "checkout", "-q", "--detach", "refs/x")
        git(clone, "update-ref", "-d", "refs/x")
        return clone

    def github(self, event: str, payload: Any, **more: str) -> dict[str, str]:
        """The environment of a step in GitHub Actions."""
        path = self.root / "event.json"
        if payload is not None:
            path.write_text(payload if isinstance(payload, str) else json.dumps(payload))
        return {
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(path),
            "GITHUB_REPOSITORY": "acme/shop",
            "GITHUB_SERVER_URL": self.url,
            "GITHUB_SHA": self.rev("HEAD"),
            **more,
        }

    def pull_request(self, head: str, target: str = "main", **more: str) -> dict[str, str]:
        """The environment of a pull request whose `base.sha` is an old one, as they are."""
        repo = {"full_name": "acme/shop"}
        ends = {
            "head": {"ref": "x", "sha": head, "repo": repo},
            "base": {"ref": target, "sha": self.first, "repo": repo},
        }
        payload = {"pull_request": {"number": 7, **ends}, "repository": REPOSITORY}
        return self.github("pull_request", payload, **more)

    def gitlab(self, **more: str) -> dict[str, str]:
        """The environment of a job in GitLab CI."""
        return {
            "GITLAB_CI": "true",
            "CI_SERVER_URL": self.url,
            "CI_PROJECT_PATH": "acme/shop",
            "CI_PROJECT_URL": f"{self.url}/acme/shop",
            "CI_DEFAULT_BRANCH": "main",
            **more,
        }


REPOSITORY = {"full_name": "acme/shop", "default_branch": "main"}


@dataclass
class Http:
    """A server of git over HTTP, and what it was asked."""

    url: str
    asked: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    sends_to: str = ""
    """Another server, to which everybody who was let in is sent."""

    def packs(self) -> int:
        """How often somebody asked for objects."""
        return sum(one == "fetch" for one in self.asked)


@contextmanager
def served(root: Path, token: str = "", protocol: str = "version=2") -> Iterator[Http]:
    """Git's own server for the repositories below a folder; with a token, for its bearers alone.

    Without `protocol` it speaks the first one, in which commits have to be named by a reference.
    """
    http = Http("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def _answer(self, body: bytes) -> None:
            said = self.headers.get_all("Authorization") or [""]
            http.hosts.add(self.headers.get("Host", ""))
            wanted = b64encode(f"x-access-token:{token}".encode()).decode()
            scheme, _, secret = said[0].partition(" ")
            if len(said) > 1:  # as GitHub does
                self.send_error(400, "Duplicate header: Authorization")
                return
            if token and (scheme.lower(), secret) != ("basic", wanted):
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="git"')
                self.end_headers()
                return
            if http.sends_to:
                self.send_response(302)
                self.send_header("Location", http.sends_to + self.path)
                self.end_headers()
                return
            is_packed = self.headers.get("Content-Encoding") == "gzip"
            told = re.search(rb"command=([a-z-]+)", gzip.decompress(body) if is_packed else body)
            http.asked.append(told[1].decode() if told else "refs")
            path, _, query = self.path.partition("?")
            done = subprocess.run(
                [str(BACKEND)],
                input=body,
                env={
                    **ENV,
                    "GIT_PROJECT_ROOT": str(root),
                    "GIT_HTTP_EXPORT_ALL": "1",
                    "PATH_INFO": path,
                    "QUERY_STRING": query,
                    "REQUEST_METHOD": self.command,
                    "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                    "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                    "GIT_PROTOCOL": protocol and self.headers.get("Git-Protocol", ""),
                },
                capture_output=True,
                check=False,
            )
            head, _, data = done.stdout.partition(b"\r\n\r\n")
            lines = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line)
            self.send_response(int(lines.pop("Status", "200").split(" ")[0]))
            for name, value in lines.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield http
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def without_pipelines(environ: dict[str, str] | os._Environ[str]) -> list[str]:
    """The names of an environment that would make a run part of a pipeline."""
    ours = ("GITHUB_", "GITLAB_", "CI", "GH_", "GIT_")
    return [name for name in environ if name.startswith(ours)]
