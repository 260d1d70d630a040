"""Making a baseline, shrinking it, and comparing it with what stands."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bylaw.dataclass import dataclass
from bylaw.gate import disk
from bylaw.gate.baseline import (
    DEFAULT,
    Compared,
    baseline_of,
    compared,
    shrunk,
    unjudged,
    whole,
    written,
)
from bylaw.gate.errors import Wrong, wrong_request
from bylaw.gate.governance import CONFIG, read_config
from bylaw.gate.request import Request
from bylaw.gate.sources import change_tree
from bylaw.packs.cache import Cache
from bylaw.packs.tree import Folder
from bylaw.sources.git.repository import Repository
from bylaw.verdict.baseline import Baseline, entries_of

if TYPE_CHECKING:
    from bylaw.config.model import Config


@dataclass(frozen=True, slots=True)
class Created:
    """A baseline that was written."""

    baseline: Baseline
    config: str
    """The configuration that was made to name it; empty where it did already."""
    unjudged: int
    """Rules that could not be judged."""


@dataclass(frozen=True, slots=True)
class Updated:
    """A baseline that was shrunk."""

    baseline: Baseline
    fixed: int
    moved: int
    new: int
    """Findings that are not tolerated."""
    unjudged: int


def create(request: Request) -> Created:
    """Writes the first baseline. Raises Wrong where there is one, and NotJudged."""
    root, config = _here(request)
    path = (config and config.baseline) or DEFAULT
    target = root / path
    disk.inside(root, target)
    if os.path.lexists(target):
        raise wrong_request(
            f"{path} is there already",
            help="`bylaw baseline update` takes out what is fixed; remove the file to begin anew",
        )
    named = _named(root, path) if config is None or config.baseline is None else b""
    verdict = whole(request)
    baseline = Baseline(
        path, entries_of(verdict.findings, {card.id: card for card in verdict.rules})
    )
    disk.put(target, written(baseline).encode())
    if named:
        disk.put(root / CONFIG, named)
    return Created(baseline, CONFIG if named else "", unjudged(verdict))


def update(request: Request) -> Updated:
    """Takes out what is fixed. Raises Wrong where there is no baseline, and NotJudged."""
    root, _ = _here(request)
    baseline = held(request)
    found = compared(baseline, whole(request))
    left, moved = shrunk(baseline, found)
    if left.entries != baseline.entries:
        disk.inside(root, root / left.path)
        disk.put(root / left.path, written(left).encode())
    fixed = sum(entry.count for entry in found.fixed) - moved
    new = sum(entry.count for entry in found.new) - moved
    return Updated(left, fixed, moved, new, found.unjudged)


def standing(request: Request) -> Compared:
    """What is new, fixed and old. Raises Wrong where there is no baseline, and NotJudged."""
    return compared(held(request), whole(request))


def held(request: Request) -> Baseline:
    """The baseline of the work tree. Raises Wrong where there is none."""
    root, config = _here(request)
    baseline = baseline_of(Folder(root), config)
    if baseline is None:
        raise wrong_request(
            f"{CONFIG} names no baseline", help="`bylaw baseline create` writes the first one"
        )
    return baseline


def _here(request: Request) -> tuple[Path, Config | None]:
    with Repository.open(request.repo) as repo:
        if repo.work_tree is None:
            raise wrong_request("a baseline is made in a work tree, and this repository has none")
        config, _ = read_config(change_tree(repo, request), Cache(None))
        return Path(repo.work_tree), config


def _named(root: Path, path: str) -> bytes:
    """The configuration with the key, as text; one that is there keeps every byte of its own."""
    from bylaw.gate.governance import parse

    file = root / CONFIG
    try:
        old = file.read_bytes()
    except FileNotFoundError:
        old = b"bylaw: 1\n"
    newline = b"" if not old or old.endswith(b"\n") else b"\n"
    new = old + newline + f"baseline: {path}\n".encode()
    try:
        if parse(CONFIG, new, Cache(None)).baseline == path:
            return new
    except Wrong:
        pass
    raise wrong_request(f"{CONFIG} cannot be added to", help=f"add `baseline: {path}` to it")
