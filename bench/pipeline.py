"""What finding the base costs: `python -m bench.pipeline [FILES] [ROUNDS]`.

A repository of 200,000 files is served over HTTP by git's own server on this machine. Measured is
`bylaw check --profile ci` of a pull request of one commit in a blobless clone without work tree,
where the target branch has not moved and where it has, with what the server was asked for; beside
it, the same change in a clone that has everything, with both ends named.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.jobs import JUDGED
from bench.measure import Command, medians, run
from tests.gate.forge import Http, served

FILES = 200_000
ROUNDS = 5
WORKFLOW = """on: pull_request
jobs:
  it:
    runs-on: ubuntu-latest
    steps:
      - {}
"""
POLICY = """bylaw 1
rule no-todo {
  title "Nothing is left to do"
  for file in change.files
  for line in file.added_lines
  where line.text matches /TODO/
  deny line "This is left to do."
}
"""


def main() -> None:
    """Measure and print."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else FILES
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{files:,} files, one commit changes one; medians of {rounds}\n")
    with tempfile.TemporaryDirectory(prefix="bylaw-bench-") as scratch:
        root = Path(scratch)
        build(root / "acme" / "shop", files)
        with served(root) as http:
            for name, command in commands(root, http):
                http.asked.clear()
                run(command)
                asked = ", ".join(http.asked) or "nothing"
                [taken] = medians([command], rounds)
                print(f"{name:<36} {taken.clock:.2f} s, CPU {taken.cpu:.2f} s; asked: {asked}")


def commands(root: Path, http: Http) -> Iterator[tuple[str, Command]]:
    """What is measured, each in its clone."""
    served_from = root / "acme" / "shop"
    url = f"{http.url}/acme/shop"
    head = git(served_from, "rev-parse", "change")
    event = root / "event.json"
    ends = {"head": {"sha": head, "repo": None}, "base": {"ref": "main", "repo": None}}
    event.write_text(json.dumps({"pull_request": {"number": 1, **ends}}))
    env = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_REPOSITORY": "acme/shop",
        "GITHUB_SERVER_URL": http.url,
    }
    bylaw = (str(Path(sys.executable).with_name("bylaw")), "check", "--profile", "ci", "--quiet")
    bare = root / "blobless"
    git(root, "clone", "-q", "--no-checkout", "-b", "change", "--filter=blob:none", url, str(bare))
    yield "blobless clone", Command(bylaw, bare, env, allowed=JUDGED)
    whole = root / "whole"
    git(root, "clone", "-q", "--no-checkout", "-b", "change", url, str(whole))
    named = ("--base", "refs/remotes/origin/main", "--head", head)
    yield "whole clone", Command(bylaw, whole, env, allowed=JUDGED)
    yield "whole clone, both ends named", Command((*bylaw, *named), whole, allowed=JUDGED)
    shallow = root / "shallow"
    git(root, "clone", "-q", "--no-checkout", "-b", "change", "--depth=1", url, str(shallow))
    yield "one commit deep", Command(bylaw, shallow, env, allowed=JUDGED)
    moved = git(served_from, "commit-tree", "-p", "main", "-m", "Move on", "change^{tree}")
    git(served_from, "update-ref", "refs/heads/main", moved)
    yield "blobless clone, the target has moved", Command(bylaw, bare, env, allowed=JUDGED)
    yield "whole clone, the target has moved", Command(bylaw, whole, env, allowed=JUDGED)


def build(repo: Path, files: int) -> None:
    """A bare repository of so many files, and a branch that changes one of them."""
    repo.mkdir(parents=True)
    git(repo, "init", "-q", "--bare", "-b", "main")
    git(repo, "config", "uploadpack.allowFilter", "true")
    who = "committer Ana <ana@example.org> 1767225600 +0000"
    governing = {
        "bylaw.yaml": "{}\n",
        "policies/a.bylaw": POLICY,
        ".github/CODEOWNERS": "* @acme/platform\n",
        ".github/workflows/bylaw.yml": WORKFLOW.format("uses: acme/bylaw@0123456"),
        ".github/workflows/build.yml": WORKFLOW.format("run: make test && bash scripts/build.sh"),
        "Makefile": "test:\n\tbash scripts/test.sh\n",
        "scripts/build.sh": "#!/bin/sh\npython src/00/00/0.py\n",
        "scripts/test.sh": "#!/bin/sh\npython src/00/00/2.py\n",
    }

    def stream() -> Iterator[str]:
        for number in range(100):
            text = f"{number}\n" * 20
            yield f"blob\nmark :{number + 1}\ndata {len(text)}\n{text}\n"
        yield f"commit refs/heads/main\nmark :1000\n{who}\ndata 5\nBegin\n"
        for path, text in governing.items():
            yield f"M 100644 inline {path}\ndata {len(text)}\n{text}\n"
        for number in range(files):
            folder = f"src/{number // 4000:02}/{number // 40 % 100:02}"
            yield f"M 100644 :{number % 100 + 1} {folder}/{number}.py\n"
        yield f"\ncommit refs/heads/change\n{who}\ndata 6\nChange\nfrom :1000\n"
        yield "M 100644 inline src/00/00/1.py\ndata 5\nTODO\n\n"

    data = "".join(stream()).encode()
    words = ["git", "-C", str(repo), "fast-import", "--quiet"]
    subprocess.run(words, input=data, check=True)


def git(folder: Path, *words: str) -> str:
    """What git prints."""
    who = {f"GIT_{one}_{two}": "ana@example.org" for one in ("AUTHOR", "COMMITTER")
           for two in ("NAME", "EMAIL")}  # fmt: skip
    done = subprocess.run(
        ["git", *words],
        cwd=folder,
        env={**os.environ, **who},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


if __name__ == "__main__":
    main()
