"""Naming a pack in a bylaw.yaml, and taking it out, without touching anything else of the text.

An edit counts only where the text that it makes says what was meant, read as any configuration is.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any, Final

from bylaw.config.document import Document
from bylaw.config.document import read as read_document

NEW: Final = "bylaw: 1\n\npacks:\n  - {name}\n"


def with_pack(path: str, data: bytes | None, name: str) -> bytes | None:
    """The bytes of a configuration that names a pack; None where nobody but a person can say how.

    The same bytes where it is named already.
    """
    if data is None:
        return NEW.format(name=name).encode()
    document = _document(path, data)
    if document is None:
        return None
    value = document.value or {}
    packs = value.get("packs")
    if packs is not None and name in packs:
        return data
    wanted = {**value, "packs": [*(packs or ()), name]}
    return _first(path, data.startswith(BOM_UTF8), _added(document, name), wanted)


def without_pack(path: str, data: bytes, name: str) -> bytes | None:
    """The bytes of a configuration that does not name a pack; None as for `with_pack`."""
    document = _document(path, data)
    if document is None:
        return None
    value = document.value or {}
    packs = value.get("packs") or []
    if name not in packs:
        return data
    wanted = {**value, "packs": [one for one in packs if one != name]}
    return _first(path, data.startswith(BOM_UTF8), _removed(document, name), wanted)


def _document(path: str, data: bytes) -> Document | None:
    document, wrong = read_document(path, data)
    if document is None or wrong or not isinstance(document.value, dict | None):
        return None
    packs = (document.value or {}).get("packs")
    return document if packs is None or isinstance(packs, list) else None


def _first(path: str, has_mark: bool, texts: Iterator[str], wanted: dict[str, Any]) -> bytes | None:
    mark = "\ufeff" if has_mark else ""
    for text in texts:
        data = (mark + text).encode()
        made, wrong = read_document(path, data)
        if made is not None and not wrong and made.value == wanted:
            return data
    return None


def _added(document: Document, name: str) -> Iterator[str]:
    """Texts that may be the wanted one, the one that reads best first."""
    text, lines = document.text, _lines(document)
    end = "\r\n" if "\r\n" in text else "\n"
    packs = (document.value or {}).get("packs")
    if packs is None and ("packs",) not in document.keys:
        tail = "" if not text or text.endswith("\n") else end
        gap = end if text.strip() else ""
        yield f"{text}{tail}{gap}packs:{end}  - {name}{end}"
        return
    if ("packs",) not in document.keys:
        return
    if not packs:  # `packs:` or `packs: []`
        number = document.keys["packs",][0] - 1
        yield _with_line(
            lines, number, re.sub(r"packs:\s*\[\s*\]", f"packs: [{name}]", lines[number])
        )
        yield _with_line(lines, number, f"{lines[number].rstrip()}{end}  - {name}{end}")
        return
    last = document.spans["packs", len(packs) - 1]
    line = lines[last[0] - 1]
    if found := re.match(r"(\s*-\s+)", line):
        ended = line if line.endswith("\n") else line + end
        yield _with_line(lines, last[0] - 1, f"{ended}{found[1]}{name}{end}")
    closing = line.find("]", last[3] - 1)
    if closing >= 0:
        yield _with_line(lines, last[0] - 1, f"{line[: last[3] - 1]}, {name}{line[last[3] - 1 :]}")


def _removed(document: Document, name: str) -> Iterator[str]:
    lines = _lines(document)
    packs = (document.value or {})["packs"]
    span = document.spans["packs", packs.index(name)]
    line = lines[span[0] - 1]
    if re.match(r"\s*-\s", line):
        without = _with_line(lines, span[0] - 1, "")
        yield without
        number = document.keys["packs",][0] - 1
        if number != span[0] - 1 and len(packs) == 1:
            head = re.sub(r"packs:", "packs: []", lines[number], count=1)
            yield _with_line([*lines[: span[0] - 1], "", *lines[span[0] :]], number, head)
    before, after = line[: span[1] - 1], line[span[3] - 1 :]
    yield _with_line(lines, span[0] - 1, re.sub(r",\s*\Z", "", before) + after)
    yield _with_line(lines, span[0] - 1, before + re.sub(r"\A\s*,\s*", "", after))


def _lines(document: Document) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", document.text)


def _with_line(lines: list[str], number: int, line: str) -> str:
    return "".join([*lines[:number], line, *lines[number + 1 :]])
