"""Scripts inside of markup, as in the components of Vue and Svelte.

A `<script>` is read as if nothing else stood around it, so that each statement has the place that
it has in the file. JSON is left out; another `type` makes no difference, because compilers look at
`lang` alone. Code in the markup itself is not read.

Sources: https://vuejs.org/api/sfc-spec.html and https://svelte.dev/docs/svelte/svelte-files.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from bylaw.sources.imports.interface import Found

_RULE: Final = {"rule": {"any": [{"kind": "script_element"}, {"kind": "ERROR"}]}}
_PARSERS: Final = {"ts": "typescript", "typescript": "typescript", "tsx": "tsx"}


def collect_blocks(root: Any, found: Found, collect: Callable[[Any, str, Found], None]) -> None:
    """Adds what the scripts say.

    Args:
        root: The tree of the markup.
        found: Where to add it.
        collect: Adds what one script says, by its tree and its text.
    """
    from ast_grep_py import SgRoot

    for node in root.find_all(_RULE):
        is_error = node.kind() == "ERROR"
        if is_error and not node.text().startswith("<script"):
            if "<script" in node.text():
                found.error(node)
            continue
        tag = node if is_error else node.child(0)
        said = _attributes(tag) if tag is not None else {}
        source = said.get("src")
        if source is not None and (address := _text(source)) and "{" not in address:
            found.add(source, address)
        elif is_error:
            found.error(node)
        kind, language = said.get("type"), said.get("lang")
        is_data = kind is not None and "json" in _text(kind).lower()
        parser = _PARSERS.get(_text(language) if language is not None else "", "javascript")
        for inner in node.children():
            if inner.kind() == "raw_text":
                start = inner.range().start
                if is_data and _is_json(inner.text()):
                    continue
                text = "\n" * start.line + " " * start.column + inner.text()
                collect(SgRoot(text, parser).root(), text, found)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _attributes(tag: Any) -> dict[str, Any]:
    """The nodes of the values, by the names."""
    found = {}
    for attribute in tag.children():
        parts = attribute.children() if attribute.kind() == "attribute" else []
        if len(parts) == 3:
            found[parts[0].text().lower()] = parts[2]
    return found


def _text(value: Any) -> str:
    text: str = value.text()
    return text.strip("\"'").strip()
