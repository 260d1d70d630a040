"""Text as markup: every value on the page goes through one of these."""

from __future__ import annotations

from typing import Final

from bylaw.reports.escape import is_web_address, line, xml

_MOST: Final = 8_000
"""Characters of a text that are shown."""
_LONGEST: Final = 400
"""Characters of a line of source."""
_BEFORE: Final = 60
"""Characters of a long line that stand before what is meant."""


def text(value: str, most: int = _MOST) -> str:
    """One line of text or an attribute's value."""
    return xml(line(value if len(value) <= most else value[:most] + "…"))


def prose(value: str, most: int = _MOST) -> str:
    """Text in which what stands between backquotes is code."""
    value = value if len(value) <= most else value[:most] + "…"
    parts = value.split("`")
    if len(parts) % 2 == 0:  # one of them has no partner
        return text(value)
    return "".join(
        f"<code>{text(part)}</code>" if number % 2 else text(part)
        for number, part in enumerate(parts)
    )


def code(value: str) -> str:
    """A name, a path or a command."""
    return f"<code>{text(value)}</code>"


def link(address: str, words: str) -> str:
    """A link out of the page; only words where it is no web address."""
    if not is_web_address(address):
        return text(words)
    rel = "external noopener noreferrer"
    return f'<a href="{text(address)}" rel="{rel}">{text(words)}</a>'


def source(value: str, first: int = 0, last: int = 0) -> str:
    """A line of source; what lies from `first` to before `last` is marked.

    Of a very long line a stretch is shown, and what is marked begins in it.
    """
    start = max(first - _BEFORE, 0) if len(value) > _LONGEST and first > _LONGEST // 2 else 0
    end = start + _LONGEST
    first, last = min(first, end), min(last, end)
    pieces = ["…" if start else ""]
    if first < last:
        pieces += [_raw(value[start:first]), f"<mark>{_raw(value[first:last])}</mark>"]
        pieces.append(_raw(value[last:end]))
    else:
        pieces.append(_raw(value[start:end]))
    pieces.append("…" if end < len(value) else "")
    return "".join(pieces) or " "


def _raw(value: str) -> str:
    return xml(line(value))
