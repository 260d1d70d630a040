"""Cases of readers: a folder of files, and what each of them holds.

`tests/manifests/<module>/<case>/tree/` holds the files, `reading.json` beside it what is read from
each that a format is for: the fields of `Reading` that are not empty, or `{"unreadable": …}`.
`python tests/manifests/readings.py CASE…` writes the answers of cases that have none yet (`--again`
also of others); read them before you commit them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from bylaw.sources.manifests.formats import format_of, read
from bylaw.sources.manifests.interface import Source, Unreadable

CASES = Path(__file__).parent


class Folder:
    """A folder as a tree of files."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> bytes | None:
        file = self.root / path
        return file.read_bytes() if file.is_file() and not file.is_symlink() else None

    def paths(self) -> Sequence[str]:
        return sorted(p.relative_to(self.root).as_posix() for p in self.root.rglob("*")
                      if p.is_file())  # fmt: skip


def shown(value: Any) -> Any:
    """A dataclass as JSON, without the fields that have their defaults."""
    if isinstance(value, tuple):
        return [shown(each) for each in value]
    if not hasattr(value, "__dataclass_fields__"):
        return value
    return {
        field.name: shown(getattr(value, field.name))
        for field in fields(value)
        if field.default is MISSING or getattr(value, field.name) != field.default
    }


def readings(tree: Path) -> dict[str, Any]:
    """What is read from each file of a tree that a format is for."""
    folder = Folder(tree)
    answer = {}
    for path in folder.paths():
        format_ = format_of(path)
        if format_ is None:
            continue
        data = folder.read(path)
        assert data is not None
        try:
            answer[path] = shown(read(format_, Source(path, data, folder)))
        except Unreadable as error:
            answer[path] = {"unreadable": [error.message, error.line, error.column]}
    return answer


def cases() -> list[Path]:
    """Every case that has an answer or should have one."""
    return sorted(tree.parent for tree in CASES.glob("*/*/tree"))


def written(answer: Any) -> str:
    """The answer as it stands in the file: an entry a line, so that it can be read."""
    blocks = []
    for path, reading in answer.items():
        parts = []
        for key, value in reading.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                rows = ",\n".join(f"      {json.dumps(row, ensure_ascii=False)}" for row in value)
                parts.append(f"    {json.dumps(key)}: [\n{rows}\n    ]")
            else:
                parts.append(f"    {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
        body = ",\n".join(parts)
        blocks.append(f"  {json.dumps(path)}: {{\n{body}\n  }}" if parts else
                      f"  {json.dumps(path)}: {{}}")  # fmt: skip
    return "{\n" + ",\n".join(blocks) + "\n}\n"


if __name__ == "__main__":
    names = [name for name in sys.argv[1:] if not name.startswith("-")]
    for case in [Path(name) for name in names] or cases():
        file = case / "reading.json"
        if "--again" in sys.argv or not file.exists():
            file.write_text(written(readings(case / "tree")), "utf-8")
            print(file)
