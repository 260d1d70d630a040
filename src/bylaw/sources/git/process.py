"""Running the git program: found once, with an environment that nothing else has shaped."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from typing import IO

from bylaw.dataclass import dataclass
from bylaw.sources.git.errors import NotJudged

LEAST = (2, 31)
"""The oldest git that does: `%(trailers:key_value_separator=…)` is of 2.31, `rev-parse
--show-object-format` of 2.25, object formats of 2.29. `merge-tree --write-tree`, of 2.38, is used
where it is there."""
MISSING = ("unable to read tree", "bad tree object", "Could not read ", "unable to read ")
FULL = "No space left on device"
REFUSED = ("usage: ", "unknown option", "unrecognized argument", "unknown switch")

KEPT = ("GIT_EXEC_PATH",)
"""Where git's own programs are, in an installation that was moved."""

FIXED = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_PAGER": "cat",
    "PAGER": "cat",
}


def program() -> str:
    """The git on PATH; relative entries are skipped, because they could be the change's own."""
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        if os.path.isabs(folder):  # noqa: PTH117
            for name in ("git", "git.exe") if os.name == "nt" else ("git",):
                path = os.path.join(folder, name)  # noqa: PTH118
                if os.access(path, os.X_OK) and not os.path.isdir(path):  # noqa: PTH112
                    return path
    raise NotJudged(
        "no-git",
        "The git program was not found on PATH, so there is no change to read.",
        f"Install git {'.'.join(map(str, LEAST))} or newer, or judge a patch file with --patch.",
    )


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """The process's environment without what steers git, and with what keeps it quiet."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k in KEPT}
    return {**kept, **FIXED, **extra}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a finished git said."""

    code: int
    out: bytes
    err: str

    @property
    def lines(self) -> list[str]:
        """Its output in lines, undecodable bytes as surrogate escapes."""
        return os.fsdecode(self.out).split("\n")[:-1] if self.out else []


@dataclass(frozen=True, slots=True)
class Git:
    """How git is called: program with fixed arguments, environment, current directory."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: str

    def ask(self, *args: str, data: bytes | None = None, **env: str) -> Answer:
        """Run to the end, whatever it answers."""
        try:
            done = subprocess.run(
                [*self.argv, *args],
                input=data,
                stdin=subprocess.DEVNULL if data is None else None,
                capture_output=True,
                env={**self.env, **env},
                cwd=self.cwd,
                check=False,
            )
        except OSError as error:
            raise NotJudged("git-failed", f"git could not be started: {error}.") from error
        return Answer(done.returncode, done.stdout, done.stderr.decode(errors="replace"))

    def run(self, *args: str, data: bytes | None = None, **env: str) -> bytes:
        """Run to the end; anything but success stops the run."""
        answer = self.ask(*args, data=data, **env)
        if answer.code:
            raise failed(args[0], answer.err, self.argv[0])
        return answer.out

    def start(self, *args: str, data: bytes | None = None, pipe: bool = False) -> Stream:
        """Start a git whose output is read while it runs; `data` has to fit its input at once."""
        return Stream(self, args, data, pipe)


def failed(command: str, err: str, program: str = "") -> NotJudged:
    """The error for a git call that went wrong, with its cause or git's own first sentence."""
    if any(mark in err for mark in MISSING):
        return NotJudged(
            "missing-object",
            "An object that the change needs is not in this clone: it is partial, or broken.",
            "Fetch it: git fetch --refetch; or clone with --filter=blob:none, or without --filter.",
        )
    if FULL in err:
        import tempfile

        return NotJudged(
            "no-space",
            f"The folder for temporary files is full: {tempfile.gettempdir()}.",
            "Make room there, or set TMPDIR to another folder.",
        )
    if any(mark in err for mark in REFUSED) and (version := _old(program)):
        return old_git(version)
    said = next((line for line in err.splitlines() if line.strip()), "it gave no reason")
    return NotJudged("git-failed", f"git {command} failed: {said.removeprefix('fatal: ')}.")


def old_git(version: str) -> NotJudged:
    """The error for a git that does not know what is asked of it. `version` is a noun."""
    least = ".".join(map(str, LEAST))
    return NotJudged("old-git", f"{version} is too old.", f"Install git {least} or newer.")


def _old(program: str) -> str | None:
    """What a git says of its version, where it is older than the least; asked only in need."""
    try:
        done = subprocess.run([program, "version"], capture_output=True, check=False)
    except OSError:
        return None
    said = done.stdout.decode(errors="replace").strip()
    numbers = said.removeprefix("git version ").split(".")[:2]
    if len(numbers) < 2 or not all(number.isdigit() for number in numbers):
        return None
    return said if tuple(map(int, numbers)) < LEAST else None


class Stream:
    """A running git: read from `out`, and `finish()` or `close()` it."""

    def __init__(
        self, git: Git, args: Iterable[str], data: bytes | None = None, pipe: bool = False
    ) -> None:
        import tempfile

        self.command = next(iter(args))
        self._program = git.argv[0]
        # Output and messages never share the reader: a full pipe of messages would stop git.
        self._err: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        source: int | IO[bytes] = subprocess.DEVNULL
        if data is not None:
            source = tempfile.TemporaryFile()  # noqa: SIM115
            source.write(data)
            source.seek(0)
        elif pipe:
            source = subprocess.PIPE
        try:
            self._process = subprocess.Popen(
                [*git.argv, *args],
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=self._err,
                env=dict(git.env),
                cwd=git.cwd,
                bufsize=0,
            )
        except OSError as error:
            self._err.close()
            raise NotJudged("git-failed", f"git could not be started: {error}.") from error
        finally:
            if not isinstance(source, int):
                source.close()
        assert self._process.stdout is not None
        self.out: IO[bytes] = self._process.stdout
        self.inp: IO[bytes] | None = self._process.stdin
        _widen(self.out.fileno())

    def rest(self) -> bytes:
        """All its output, to the end; raises NotJudged where git failed."""
        pieces = []
        while piece := self.out.read(1 << 20):
            pieces.append(piece)
        self.finish()
        return b"".join(pieces)

    def finish(self) -> None:
        """Wait for the end after all output was read; raises NotJudged where git failed."""
        self.out.close()
        code = self._process.wait()
        self._err.seek(0)
        said = self._err.read(10_000).decode(errors="replace")
        self._err.close()
        if code:
            raise failed(self.command, said, self._program)

    def close(self) -> None:
        """End it, wherever it is."""
        if self.inp is not None:
            self.inp.close()
        self.out.close()
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._err.close()


def _widen(descriptor: int) -> None:
    """Let git run ahead while its output is being worked on; only Linux can."""
    try:
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, 1 << 20)
    except (ImportError, AttributeError, OSError):
        pass
