"""YAML front matter: MADR 3 and 4 (https://adr.github.io/madr/), and headers like it.

```
---
status: accepted
date: 2024-09-17
decision-makers: "@ana, @ben"
---
```

What is not YAML, as a template that nobody filled in, is read line by line.
"""

from __future__ import annotations

import re
from typing import Final

from bylaw.sources.decisions.fields import MOST, part_of, statement
from bylaw.sources.decisions.interface import Draft, Header, Statement
from bylaw.sources.decisions.madr import BODY
from bylaw.sources.decisions.page import Page
from bylaw.sources.documents.node import Malformed, Node

_KEY: Final = re.compile(r"([A-Za-z][A-Za-z _-]{0,39}?)[ \t]*:(?:[ \t]+(.*))?$")
_ITEM: Final = re.compile(r"[ \t]*-[ \t]+(.+)$")
_DEEPEST: Final = 3
LARGEST: Final = 64 << 10
"""Characters of front matter that is read as YAML."""


def said(page: Page) -> Header:
    """What the front matter says."""
    if page.front is None:
        return Header()
    start, end = page.front
    span = ((start - 1, end + 1),)
    try:
        if len(page.front_text) > LARGEST:
            raise Malformed(f"it has more than {LARGEST >> 10} KiB")
        return Header(*_by_yaml(page.front_text, start), span)
    except Malformed as error:
        line = min(start + error.line - 1, end - 1 if end > start else start)
        message = f"its front matter is read line by line: {error.message}"
        return Header(_by_lines(page, start, end), ((line, message),), span)


def written(draft: Draft) -> str:
    """A record in the shape of MADR 4."""
    old = [each.id for each in draft.supersedes]
    ids = old[0] if len(old) == 1 else f"[{', '.join(old)}]"
    more = f"supersedes: {ids}\n" if old else ""
    head = f"---\nstatus: {draft.status}\ndate: {draft.day}\n{more}---\n\n# {draft.title}\n\n"
    return head + BODY


def _by_yaml(text: str, start: int) -> tuple[tuple[Statement, ...], tuple[tuple[int, str], ...]]:
    from bylaw.sources.documents.yaml import read_yaml

    parsed = read_yaml(text)
    if not parsed:
        return (), ()
    root = parsed[0].root
    if not isinstance(root.value, dict):
        raise Malformed("it is no mapping of keys to values", root.line)
    flaws = tuple((start + flaw.line - 1, flaw.message) for flaw in parsed[0].flaws)
    return tuple(_statements(root, start)), flaws


def _statements(mapping: Node, start: int) -> list[Statement]:
    found = []
    for name, node in mapping.items():
        part = part_of(name)
        if part is None:
            continue
        if part == "scope" and isinstance(node.value, dict):
            found += [
                each for each in _statements(node, start) if each.part in ("scope", "paths", "tags")
            ]
            continue
        made = statement(part, _values(node), start + node.start_line - 1)
        if made is not None:
            found.append(made)
    return found


def _values(node: Node, depth: int = 0) -> list[str] | str:
    """A scalar as a text, a list as texts; of a mapping its keys, or the name that it has."""
    if depth > _DEEPEST:
        return ""
    if isinstance(node.value, dict):
        named = node.string("name") or node.string("github") or node.string("id")
        return named or "{" + " | ".join(node.value)[:200] + "}"
    if isinstance(node.value, list):
        texts: list[str] = []
        for each in node.value:
            inner = _values(each, depth + 1)
            texts += [inner] if isinstance(inner, str) else inner
            if len(texts) > MOST:
                break
        return texts
    if node.value is None:
        return ""
    return node.written if node.written is not None else str(node.value)


def _by_lines(page: Page, start: int, end: int) -> tuple[Statement, ...]:
    found: list[Statement] = []
    at = start
    while at < end:
        key = _KEY.match(page.lines[at - 1].rstrip())
        line, at = at, at + 1
        part = part_of(key[1]) if key else None
        if key is None or part is None:
            continue
        text = re.sub(r"(?:^|[ \t])#(?: .*)?$", "", key[2] or "").strip()
        items = []
        while at < end and (item := _ITEM.match(page.lines[at - 1].rstrip())):
            items.append(item[1])
            at += 1
        made = statement(part, text or items, line)
        if made is not None:
            found.append(made)
    return tuple(found)
