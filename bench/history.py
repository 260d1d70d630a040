"""A repository that anybody can rebuild: the same seed gives the same commits, ids included."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

COMMITS = 900
FILES = 800
VERSION = 1
"""Goes up when the history below changes, so that an old one on disk is not taken for it."""

WORDS = """
account address amount balance batch branch buffer cache catalog channel charge client column config
context counter cursor customer digest domain event field filter format gate handler header index
invoice item ledger level limit line manifest message metric notice number offset option order
packet page parser path payment payload period policy price query queue range rate reader record
region request result review role route rule scope section session setting shard signal source
stage state store stream table target tenant text token total trace unit update user value vector
version view window worker
""".split()  # noqa: SIM905
FOLDERS = (
    "src/api",
    "src/core",
    "src/store",
    "lib/ledger",
    "lib/gate",
    "web/app",
    "deploy",
    "docs",
)
KINDS = {"py": 5, "js": 3, "yaml": 1, "md": 1}


def build(folder: Path) -> Path:
    """The repository in this folder; made when it is not there yet. Returns its git directory."""
    repo = folder / f"history-{VERSION}.git"
    if (repo / "done").exists():
        return repo
    repo.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(repo)], check=True)
    with subprocess.Popen(
        ["git", "-C", str(repo), "fast-import", "--quiet", "--force"], stdin=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        for piece in stream(random.Random(20_240_229)):
            process.stdin.write(piece)
    if process.returncode:
        raise SystemExit("git fast-import failed")
    subprocess.run(["git", "-C", str(repo), "gc", "-q"], check=True)
    (repo / "done").touch()
    return repo


def stream(dice: random.Random) -> Iterator[bytes]:
    """The history in the form that `git fast-import` reads."""
    files = {path: [line(dice, path) for _ in range(dice.randint(20, 300))] for path in paths(dice)}
    yield commit(0, "Begin", files)
    names = list(files)
    for number in range(1, COMMITS):
        touched = dice.sample(names, min(1 + int(dice.expovariate(0.3)), 40))
        for path in touched:
            edit(dice, path, files[path])
        yield commit(number, sentence(dice), {path: files[path] for path in touched})


def paths(dice: random.Random) -> list[str]:
    """The files there are, each once."""
    kinds = list(KINDS)
    weights = list(KINDS.values())
    found: dict[str, None] = {}
    while len(found) < FILES:
        name = f"{dice.choice(WORDS)}_{dice.choice(WORDS)}"
        found[f"{dice.choice(FOLDERS)}/{name}.{dice.choices(kinds, weights)[0]}"] = None
    return list(found)


def edit(dice: random.Random, path: str, lines: list[str]) -> None:
    """Two or three hunks, as a person makes them."""
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(lines))
        removed = dice.randint(0, 6)
        lines[at : at + removed] = [line(dice, path) for _ in range(dice.randint(1, 30))]


def line(dice: random.Random, path: str) -> str:
    """A line that looks like the kind of file it is in."""
    a, b, c = dice.choices(WORDS, k=3)
    indent = "    " * dice.randint(0, 3)
    if path.endswith(".md"):
        return sentence(dice)
    if path.endswith(".yaml"):
        return f"{indent}{a}_{b}: {c}-{dice.randint(1, 99)}"
    end = ";" if path.endswith(".js") else ""
    mark = "//" if end else "#"
    return indent + dice.choice(
        (
            f"{a} = {b}.{c}({a}, {dice.randint(0, 999)}){end}",
            f'{a}_{b} = "{sentence(dice)}"{end}',
            f"return {a}_{b}({c}, {a}={b}.{c}){end}",
            f"{mark} {sentence(dice)}",
            f"{a}.{b}[{c}] = {{'{a}': {b}, '{c}': {dice.randint(0, 9999)}}}{end}",
            "",
        )
    )


def sentence(dice: random.Random) -> str:
    """A few words."""
    return " ".join(dice.choices(WORDS, k=dice.randint(3, 9))).capitalize()


def commit(number: int, subject: str, files: dict[str, list[str]]) -> bytes:
    """One commit, with the whole text of each file it touches."""
    when = 1_700_000_000 + 3_600 * number
    author = f"Bench <bench@example.org> {when} +0000"
    parts = [
        b"commit refs/heads/main\nmark :%d\n" % (number + 1),
        f"author {author}\ncommitter {author}\n".encode(),
        data(subject.encode()),
    ]
    for path, lines in files.items():
        text = "".join(f"{one}\n" for one in lines).encode()
        parts += [f"M 100644 inline {path}\n".encode(), data(text)]
    parts.append(b"\n")
    return b"".join(parts)


def data(text: bytes) -> bytes:
    """A counted text of a fast-import stream."""
    return b"data %d\n%s\n" % (len(text), text)
