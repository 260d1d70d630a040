"""Writes the checked trees that ship with the built-in packs: `python -m bylaw.packs.generate`."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs import builtin
from bylaw.packs.cache import Cache
from bylaw.packs.load import entry_of, load, salt
from bylaw.packs.manifest import read
from bylaw.packs.text import CHECKED, MANIFEST, PackText


def generate() -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """The text of each pack's checked.json, by name, and what is wrong with the packs."""
    schema = (Path(__file__).parents[1] / "facts" / "schema.json").read_bytes()
    texts: dict[str, str] = {}
    loaded = load(
        [text for name in builtin.names() if (text := _text(name))], schema, Cache(None), _text
    )
    diagnostics = [*loaded.diagnostics]
    checked = {pack["pack"]: pack for pack in loaded.packs}
    for name, pack in checked.items():
        text = _text(name)
        assert text is not None
        path = builtin.folder() / name / MANIFEST
        manifest, wrong = read(f"{name}/{MANIFEST}", path.read_bytes())
        diagnostics += wrong
        if manifest is None:
            continue
        used = {one: checked[one] for one in pack["uses"]}
        own = [one for one in loaded.diagnostics if one.path.startswith(f"{name}/")]
        entry = {
            "version": manifest.version,
            "description": manifest.description,
            **entry_of(text.digest(salt(schema)), pack, used, own),
        }
        texts[name] = in_lines(entry)
    return texts, tuple(diagnostics)


def in_lines(entry: dict[str, Any]) -> str:
    """JSON with a line for each rule and declaration, so that a difference can be read."""
    text = json.dumps(entry, separators=(",", ":"), sort_keys=True)
    for part in ("rules", "lets", "defs", "params"):
        held = entry["pack"][part]
        pieces = (
            [json.dumps(one, separators=(",", ":"), sort_keys=True) for one in held]
            if isinstance(held, list)
            else [
                f"{json.dumps(name)}:{json.dumps(one, separators=(',', ':'), sort_keys=True)}"
                for name, one in sorted(held.items())
            ]
        )
        if pieces:
            text = text.replace(",".join(pieces), "\n" + ",\n".join(pieces) + "\n")
    return text + "\n"


def _text(name: str) -> PackText | None:
    text = builtin.load(name)
    return replace(text, checked=None) if text else None


def main() -> int:
    """Writes the files; 1 where a pack is wrong."""
    texts, diagnostics = generate()
    if diagnostics:
        from bylaw.lang.render import render_all

        sys.stderr.write(render_all(diagnostics))
    for name, text in texts.items():
        (builtin.folder() / name / CHECKED).write_text(text, "utf-8")
    return int(any(one.severity == "error" for one in diagnostics))


if __name__ == "__main__":
    sys.exit(main())
