"""Running commands and looking at the clock. The programs that are compared take turns."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MEMORY = """
import atexit, resource, sys
def tell():
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    with open({told!r}, "w") as file:
        file.write(str(peak))
atexit.register(tell)
from bylaw.cli import main
sys.argv[0] = "bylaw"
sys.exit(main())
"""


@dataclass(frozen=True, slots=True)
class Command:
    """What to run."""

    words: Sequence[str]
    folder: Path
    env: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], None] | None = None
    """Done before each run, off the clock: a cache is emptied."""
    allowed: tuple[int, ...] = (0,)
    """Exit codes of a run that did its work."""


@dataclass(frozen=True, slots=True)
class Time:
    """Seconds that a command took: by the clock, and of all cores together."""

    clock: float
    cpu: float
    """With the processes that it started; says more than the clock where others are at work."""


def environment(command: Command) -> dict[str, str]:
    """Ours and the command's. Python may keep its bytecode, as it does wherever bylaw is installed.

    Without it every run compiles all modules of an editable checkout anew: some 90 ms.
    """
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**ours, **command.env}


def used() -> float:
    """CPU seconds of all processes that ended below this one."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(command: Command) -> Time:
    """Run it once."""
    if command.before:
        command.before()
    cpu, start = used(), time.perf_counter()
    done = subprocess.run(
        command.words,
        cwd=command.folder,
        env=environment(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    taken = Time(time.perf_counter() - start, used() - cpu)
    if done.returncode not in command.allowed:
        said = done.stderr.decode(errors="replace").strip()[-2000:]
        raise SystemExit(f"{' '.join(command.words)}\nended with {done.returncode}:\n{said}")
    return taken


def medians(commands: Sequence[Command], rounds: int) -> list[Time]:
    """The medians of each command, in turns; one run before the first that counts."""
    for command in commands:
        run(command)
    taken: list[list[Time]] = [[] for _ in commands]
    for _ in range(rounds):
        for times, command in zip(taken, commands, strict=True):
            times.append(run(command))
    return [
        Time(
            statistics.median(time.clock for time in times),
            statistics.median(time.cpu for time in times),
        )
        for times in taken
    ]


def peak_memory(command: Command, scratch: Path) -> int:
    """Bytes that the Python process itself held at its peak; git's processes are not in it."""
    told = scratch / "peak"
    script = scratch / "launch.py"
    script.write_text(MEMORY.format(told=str(told)), encoding="utf-8")
    run(
        Command(
            (sys.executable, "-I", str(script), *command.words[1:]),
            command.folder,
            command.env,
            command.before,
            command.allowed,
        )
    )
    return int(told.read_text())


def imports(command: Command) -> list[tuple[str, int]]:
    """Packages that a run imports, with the microseconds of each and all it alone brings in."""
    words = (sys.executable, "-X", "importtime", "-m", "bylaw", *command.words[1:])
    done = subprocess.run(
        words,
        cwd=command.folder,
        env=environment(command),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, int] = {}
    for text in done.stderr.splitlines():
        parts = text.removeprefix("import time:").split("|")
        if len(parts) == 3 and parts[0].strip().isdigit():
            package = parts[2].strip().split(".")[0]
            found[package] = found.get(package, 0) + int(parts[0])
    return sorted(found.items(), key=lambda item: -item[1])
