"""Cases of changes to dependencies: two trees, and what the change between them does.

`tests/dependencies/<ecosystem>/<case>/` holds the trees `base/` and `head/`, and `expected.json`
with what the change between them does. A dependency is one line; what is left out is the common
case: scope `runtime`, direct, from the registry. What differs stands as `old → new`.
`python tests/dependencies/cases.py CASE…` writes the answers of cases that have none yet
(`--again` also of others); read them before you commit them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bylaw.facts.place import Listing, Place, Unknown
from bylaw.sources.dependencies.change import Dependencies, root
from bylaw.sources.dependencies.model import Dependency, Manifest
from bylaw.sources.git.change import Change
from bylaw.sources.git.repository import Repository
from bylaw.sources.git.selection import Selection, read_change

CASES = Path(__file__).parent
_NOBODY = {
    "GIT_AUTHOR_NAME": "Ana",
    "GIT_AUTHOR_EMAIL": "ana@example.org",
    "GIT_COMMITTER_NAME": "Ana",
    "GIT_COMMITTER_EMAIL": "ana@example.org",
    "GIT_AUTHOR_DATE": "1767225600 +0000",
    "GIT_COMMITTER_DATE": "1767225600 +0000",
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder: Path, *words: str) -> str:
    """Git in a repository of the tests, without the settings of whoever runs them."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    env = {**kept, **_NOBODY, "HOME": str(folder.parent)}
    done = subprocess.run(
        ["git", *words], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def built(repo: Path, *trees: Path) -> list[str]:
    """A repository with a commit of each tree; their ids."""
    repo.mkdir(parents=True)
    git(repo, "init", "-q", "-b", "main", "--template=")
    commits = []
    for tree in trees:
        for each in repo.iterdir():
            if each.name != ".git":
                shutil.rmtree(each) if each.is_dir() else each.unlink()
        if tree.is_dir():
            shutil.copytree(tree, repo, symlinks=True, dirs_exist_ok=True)
        git(repo, "read-tree", "--empty")  # two files of one size and moment are not the same
        git(repo, "add", "-A", "-f")
        git(repo, "commit", "-q", "--allow-empty", "-m", "Change")
        commits.append(git(repo, "rev-parse", "HEAD"))
    return commits


@contextmanager
def opened(repo: Path, base: str, head: str) -> Iterator[Change]:
    """The change between two commits, as the gate opens it."""
    with Repository.open(repo) as repository:
        yield read_change(repository, Selection("range", base, head), env={})


@contextmanager
def change_of(base: Path, head: Path, where: Path) -> Iterator[Dependencies]:
    """What the change from one tree to another does."""
    commits = built(where / "repo", base, head)
    with opened(where / "repo", *commits) as change:
        found = root(change)
        assert isinstance(found, Dependencies)
        yield found


def _arrow(old: Any, new: Any) -> Any:
    return new if old == new else f"{_text(old)} → {_text(new)}"


def _text(value: Any) -> str:
    return "-" if value in (None, "") else str(value)


def _where(place: Place) -> str:
    side = "" if place.side == "head" else f" ({place.side})"
    return f"{place.path}:{place.line}{side}"


def _row(dependency: Dependency) -> dict[str, Any]:
    """One line of an answer."""
    new = dependency.package
    old = new if dependency.is_removed or dependency.old is None else dependency.old
    row = {
        "name": new.name,
        "ecosystem": new.ecosystem,
        "version": _arrow(old.version, new.version),
        "requirement": _arrow(old.requirement, new.requirement),
        "bump": dependency.bump,
        "scope": _arrow(old.scope, new.scope),
        "direct": _arrow(old.direct, new.direct),
        "via": " > ".join(new.via),
        "source": _arrow(old.source, new.source),
        "location": _arrow(old.location, new.location),
        "integrity": _arrow(old.integrity, new.integrity) if old.integrity != new.integrity else "",
        "at": _where(dependency.place),
        "manifest": new.path,
        "lock": new.lock,
    }
    usual = {"scope": "runtime", "direct": True, "source": "registry"}
    return {
        key: value
        for key, value in row.items()
        if value not in (None, "") and (key not in usual or value != usual[key])
    }


def _manifest(manifest: Manifest) -> dict[str, Any]:
    row: dict[str, Any] = {"path": manifest.path, "kind": manifest.format.kind}
    if manifest.lock:
        row["lock"] = manifest.lock
    if manifest.is_alone:
        row["is_alone"] = True
    if manifest.missing:
        row["missing"] = list(manifest.missing)
    return row


def _gaps(listing: object) -> Iterable[Unknown]:
    return listing.gaps if isinstance(listing, Listing) else ()


def shown(dependencies: Dependencies) -> dict[str, Any]:
    """What a change does, as its case's file has it; empty lists are left out."""
    gaps = {f"{_at(each)}: {each.detail}" for each in _gaps(dependencies.added)}
    more = {f"{_at(each)}: {each.detail}" for each in _gaps(dependencies.removed)} - gaps
    answer = {
        "added": [_row(each) for each in dependencies.added],
        "removed": [_row(each) for each in dependencies.removed],
        "changed": [_row(each) for each in dependencies.changed],
        "manifests": [_manifest(each) for each in dependencies.manifests],
        "problems": [
            {"at": _where(each.place), "message": each.message}
            | ({} if each.is_added else {"is_added": False})
            for each in dependencies.problems
        ],
        "gaps": sorted(gaps),
        "gaps of removed": sorted(more),
    }
    return {key: value for key, value in answer.items() if value}


def _at(gap: Unknown) -> str:
    return _where(gap.place) if gap.place is not None else "?"


def cases() -> list[Path]:
    """Every case that has an answer or should have one."""
    return sorted({path.parent for path in CASES.glob("*/*/*") if path.name in ("base", "head")})


def written(answer: dict[str, Any]) -> str:
    """The answer as it stands in the file: a dependency a line, so that it can be read."""
    blocks = []
    for key, rows in answer.items():
        body = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in rows)
        blocks.append(f"  {json.dumps(key)}: [\n{body}\n  ]")
    return "{\n" + ",\n".join(blocks) + "\n}\n" if blocks else "{}\n"


if __name__ == "__main__":
    names = [name for name in sys.argv[1:] if not name.startswith("-")]
    for case in [Path(name) for name in names] or cases():
        file = case / "expected.json"
        if "--again" in sys.argv or not file.exists():
            with (
                tempfile.TemporaryDirectory() as folder,
                change_of(case / "base", case / "head", Path(folder)) as dependencies,
            ):
                file.write_text(written(shown(dependencies)), "utf-8")
            print(file)
