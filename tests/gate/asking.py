"""`bylaw check` as a process of its own, whose services are a server on this machine."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.advisories.osv import serve
from tests.gate.conftest import ENV, Repo
from tests.services.server import Reply, Server

NOW = "2026-11-25T12:00:00Z"
OLD = "2015-03-01T12:00:00Z"
FORMATS = ("console", "sarif", "json", "junit", "github", "gitlab-codequality", "markdown")
WEAK = {
    "id": "GHSA-1111-2222-3333",
    "modified": "2026-01-01T00:00:00Z",
    "aliases": ["CVE-2026-1"],
    "summary": "It runs what it is sent.",
    "database_specific": {"severity": "HIGH"},
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "jinja2"},
            "ranges": [
                {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.1.6"}]}
            ],
        }
    ],
}  # fmt: skip
_OURS = ("GIT_", "CI", "BYLAW_", "NO_COLOR", "FORCE_COLOR", "XDG_")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")
BARE = {
    name: value
    for name, value in ENV.items()
    if name.startswith("GIT_CONFIG_")
    or (not name.startswith(_OURS) and name.lower() not in _PROXIES)
}
"""The environment, without what could alter a run."""


@dataclass(frozen=True)
class Said:
    """What a run answered."""

    code: int
    out: str
    err: str

    @property
    def verdict(self) -> Any:
        """The JSON report on standard output."""
        return json.loads(self.out)

    @property
    def findings(self) -> list[tuple[str, str, int]]:
        """Rules by name, and where they found something."""
        return [
            (one["rule"].partition("/")[2], one["place"]["path"], one["place"]["line"])
            for one in self.verdict["findings"]
        ]

    @property
    def reasons(self) -> dict[str, set[str]]:
        """Why something was not known, by fact."""
        found: dict[str, set[str]] = {}
        for one in self.verdict["inconclusive"]:
            found.setdefault(one["fact"], set()).add(one["reason"])
        return found


class Gate:
    """A repository that is judged, and a home of its own."""

    def __init__(self, repo: Repo, home: Path) -> None:
        self.repo = repo
        self.home = home
        self.env = {
            **BARE, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "COLUMNS": "120"
        }  # fmt: skip

    def check(self, *args: str, report: str = "json", most: int = 0) -> Said:
        """`bylaw check` of the branch `change` against `main`, at NOW."""
        said = ("--base", "main", "--head", "change", "--now", NOW, "--report", report)
        return self.run("check", *said, *args, most=most)

    def run(self, *args: str, data: str | None = None, most: int = 0) -> Said:
        """`bylaw ARGS`, with at most so many bytes of memory where that is said."""
        return self._process(("-m", "bylaw", *args), data, most)

    def hurried(self, setting: str) -> Said:
        """`check` in profile ci with a shorter limit: no test waits for the real one."""
        program = (
            "import sys; from bylaw.sources.services import http, transport\n"
            f"{setting}\n"
            "from bylaw.cli.exit import guarded; sys.exit(guarded(sys.argv[1:]))"
        )
        said = ("--base", "main", "--head", "change", "--now", NOW, "--report", "json")
        return self._process(("-c", program, "check", *said, "--profile", "ci"), None, 0)

    def _process(self, args: tuple[str, ...], data: str | None, most: int) -> Said:
        def bound() -> None:
            if most:
                resource.setrlimit(resource.RLIMIT_AS, (most, most))

        done = subprocess.run(
            [sys.executable, "-I", *args],
            cwd=self.repo.root, env=self.env, capture_output=True, text=True, input=data,
            timeout=240, preexec_fn=bound,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        return Said(done.returncode, done.stdout, done.stderr)

    def kept(self) -> list[Path]:
        """All files below the home, the cache among them."""
        return [file for file in self.home.rglob("*") if file.is_file()]


def package(
    server: Server, name: str, *versions: str, license: str = "MIT", system: str = "pypi"
) -> None:
    """deps.dev knows an old package."""
    base = f"/v3/systems/{system}/packages/{name}"
    listed = [{"versionKey": {"version": one}, "publishedAt": OLD} for one in versions]
    server.say(base, Reply({"versions": listed}))
    for one in versions:
        said = {"versionKey": {"version": one}, "publishedAt": OLD, "licenses": [license]}
        server.say(f"{base}/versions/{one}", Reply(said))


def config(server: Server, more: str = "") -> str:
    """A bylaw.yaml whose services are one server; `more` stands in line 7."""
    return f"""\
bylaw: 1
packs: [dependencies]
ai: {{unmarked: human}}
dependencies:
  registries: [{{url: "{server.url}", protocol: deps.dev}}]
  advisories: {{source: api, url: "{server.url}"}}
{more}"""


def flask_and(gate: Gate, server: Server, line: str, more: str = "", **records: Any) -> None:
    """The branch `change` adds a line to a requirements file that has flask; all is well known."""
    serve(server, *records.values())
    package(server, "flask", "3.1.0")
    gate.repo.commit({"bylaw.yaml": config(server, more), "requirements.txt": "flask==3.1.0\n"})
    gate.repo.branch({"requirements.txt": f"flask==3.1.0\n{line}\n"})


def leaked(server: Server, word: str) -> list[str]:
    """What a server was told that holds a word, in an address, a header or a body."""
    return [
        asked.path
        for asked in server.asked
        if word in asked.path
        or word.encode() in asked.body
        or any(word in value for value in asked.headers.values())
    ]
