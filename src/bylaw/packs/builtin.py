"""The packs that ship with bylaw."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from bylaw.packs.text import CHECKED, MANIFEST, PackText


@cache
def folder() -> Path:
    """Where they are: in the package once installed, at the top level in a checkout."""
    here = Path(__file__).resolve()
    installed = here.parents[1] / "policies"
    return installed if installed.is_dir() else here.parents[3] / "policies"


@cache
def names() -> tuple[str, ...]:
    """Their names; no other pack may use one of them."""
    at = folder()
    found = at.iterdir() if at.is_dir() else ()
    return tuple(sorted(one.name for one in found if (one / MANIFEST).is_file()))


def load(name: str) -> PackText | None:
    """The files of a built-in pack; None where there is none of that name."""
    if name not in names():
        return None
    at = folder() / name
    files = tuple(
        (f"{name}/{path.relative_to(at).as_posix()}", path.read_bytes())
        for path in sorted(at.rglob("*.bylaw"))
    )
    checked = at / CHECKED
    shipped = checked.read_bytes() if checked.is_file() else None
    return PackText(name, files, "built-in", checked=shipped)


def about(name: str) -> tuple[str, str]:
    """Version and description of a built-in pack."""
    at = folder() / name
    try:
        shipped = json.loads((at / CHECKED).read_bytes())
        return shipped["version"], shipped["description"]
    except (OSError, ValueError, KeyError, TypeError):
        from bylaw.packs.manifest import read

        manifest, _ = read(f"{name}/{MANIFEST}", (at / MANIFEST).read_bytes())
        return (manifest.version, manifest.description) if manifest else ("", "")
