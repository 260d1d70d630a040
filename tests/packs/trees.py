"""Packs from elsewhere, as a test keeps them on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bylaw.packs.digest import hashes
from bylaw.packs.lock import Lock, Locked, Source

POLICY = """bylaw 1

rule no-todo {
  title "No TODO is left"

  for line in change.added_lines
  where line.text contains "TODO"

  deny line "A TODO."
}
"""


def pack(name: str = "pay", **more: str) -> dict[str, bytes]:
    """The files of a pack; `more` has them by path, with `__` for `.`."""
    files = {"pack.yaml": f'name: {name}\nversion: "1.0.0"\n', "a.bylaw": POLICY}
    files |= {path.replace("__", "."): text for path, text in more.items()}
    return {path: text.encode() for path, text in files.items()}


def locked(name: str, files: Mapping[str, bytes]) -> Locked:
    return Locked(name, "1.0.0", Source("directory", f"../{name}"), hashes(files))


def keep(root: Path, packs: Mapping[str, Mapping[str, bytes]]) -> Lock:
    """Writes packs and their lock."""
    lock = Lock({name: locked(name, files) for name, files in packs.items()})
    for name, files in packs.items():
        put(root / ".bylaw/packs" / name, files)
    (root / "bylaw.lock").write_text(lock.text())
    return lock


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder
