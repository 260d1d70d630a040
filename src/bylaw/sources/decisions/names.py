"""The ids of decisions: from names of files, titles and links, and how people write them."""

from __future__ import annotations

import re
from typing import Final

_NUMBERED: Final = re.compile(r"(?:adr[-_ ]?)?0*([0-9]{1,6})(?:[-_. ]|$)", re.IGNORECASE)
_DATED: Final = re.compile(r"(?:[12][0-9]{7}|[12][0-9]{3}-[0-9]{2}-[0-9]{2})[-_]", re.ASCII)
_WRITTEN: Final = re.compile(r"(?:adr[-_ ]?)?#?0*([0-9]{1,6})$", re.IGNORECASE)
_LINK: Final = re.compile(r"\[[^\]\[\n]{0,300}\]\(([^()\[\]\s]{1,300})(?:[ \t][^()\n]{0,100})?\)")
_NAMED: Final = re.compile(r"(?<![A-Za-z0-9])ADR[-_ ]?0*([0-9]{1,6})(?![0-9A-Za-z])", re.IGNORECASE)
_SLUG: Final = re.compile(r"(?<![A-Za-z0-9-])([12][0-9]{7}-[a-z0-9][a-z0-9_-]{0,200})")
_FILE: Final = re.compile(r"(?<![A-Za-z0-9./-])([0-9]{1,6}-[A-Za-z0-9][A-Za-z0-9_-]{0,200})\.md\b")
_BARE: Final = re.compile(r"[\s,;&]*#?0*([0-9]{1,6})(?=$|[\s,;.&)])")
_TITLE: Final = re.compile(
    r"\[?(?:ADR[-_ #]{0,2}0*([0-9]{1,6})\]?\s*(?:[:.)\u2013\u2014-]+\s*|$|\s)"
    r"|0*([0-9]{1,6})(?:[.:)]\s+|\s+[-\u2013\u2014]\s+))",
    re.IGNORECASE,
)


def numbered(number: int) -> str:
    """The id of a number: `ADR-0007`."""
    return f"ADR-{number:04d}"


def number_of(name: str) -> int | None:
    """The number at the beginning of a file's name; None where it has none, or is a date."""
    if _DATED.match(name):
        return None
    found = _NUMBERED.match(name)
    return int(found[1]) if found else None


def is_dated(name: str) -> bool:
    """Whether a file's name begins with a date, as log4brains has it."""
    return _DATED.match(name) is not None


def id_of(name: str) -> str:
    """The id of a file, by its name without extension."""
    number = number_of(name)
    return name if number is None else numbered(number)


def in_title(title: str) -> tuple[int | None, str]:
    """The number that a title begins with, and what is left of it: `7. Use queues`, `ADR 7: …`."""
    found = _TITLE.match(title)
    if found is None:
        return None, title
    return int(found[1] or found[2]), title[found.end() :].strip() or title


def key(text: str) -> str:
    """Alike for all ways to write one id: `ADR-7`, `adr-0007`, `0007` and `7`."""
    text = text.strip().removesuffix(".md")
    found = _WRITTEN.match(text)
    return str(int(found[1])) if found else text.lower()


def referred(text: str, is_list: bool = False) -> tuple[str, ...]:
    """The ids that a text names, in its order, each once: links, `ADR-7`, names of files.

    Args:
        text: One line.
        is_list: It names decisions and nothing else, so that a plain number is one.
    """
    found: dict[int, str] = {}
    for link in _LINK.finditer(text):
        target = link[1].partition("#")[0].rpartition("/")[2]
        stem = target.rpartition(".")[0] or target
        if number_of(stem) is not None or is_dated(stem):
            found[link.start()] = id_of(stem)
        else:
            found.update({link.start() + at: each for at, each in _plain(link[0])})
    rest = _LINK.sub(lambda link: " " * len(link[0]), text)
    found.update(_plain(rest))
    if is_list and not found and (bare := _BARE.match(rest)):
        found[bare.start()] = numbered(int(bare[1]))
        at = bare.end()
        while bare := _BARE.match(rest, at):
            found[bare.start()], at = numbered(int(bare[1])), bare.end()
    return tuple(dict.fromkeys(found[at] for at in sorted(found)))


def _plain(text: str) -> list[tuple[int, str]]:
    return [
        *((one.start(), numbered(int(one[1]))) for one in _NAMED.finditer(text)),
        *((one.start(), one[1]) for one in _SLUG.finditer(text)),
        *((one.start(), id_of(one[1])) for one in _FILE.finditer(text)),
    ]


def slug(name: str) -> str:
    """A file's name without the number or date that it begins with."""
    found = _DATED.match(name) or _NUMBERED.match(name)
    return name[found.end() :] or name if found else name


def shown(text: str) -> str:
    """An id as it is shown, however somebody wrote it."""
    wanted = key(text)
    return numbered(int(wanted)) if wanted.isdecimal() and len(wanted) <= 6 else text
