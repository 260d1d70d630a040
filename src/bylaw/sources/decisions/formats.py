"""The formats of decision records, and one record from what they find in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.decisions import (
    adr_tools,
    cosmos,
    front_matter,
    log4brains,
    madr,
    names,
    plain,
)
from bylaw.sources.decisions.interface import (
    LARGEST,
    Draft,
    Header,
    Kind,
    Owner,
    Part,
    Problem,
    Reading,
    Record,
    Statement,
    Status,
    Unreadable,
)
from bylaw.sources.decisions.page import Page, page_of
from bylaw.sources.decisions.status import WORDS, is_template, understood


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, how a text is read, and how a new record is written."""

    name: str
    said: Callable[[Page], Header]
    written: Callable[[Draft], str]


FORMATS: Final = (
    Format("front matter", front_matter.said, front_matter.written),
    Format("log4brains", log4brains.said, log4brains.written),
    Format("MADR 2", madr.said, madr.written),
    Format("adr-tools", adr_tools.said, adr_tools.written),
    Format("Cosmos", cosmos.said, cosmos.written),
    Format("plain", plain.said, adr_tools.written),
)
"""In order: of each part, the first that says it counts."""

LONGEST_TITLE: Final = 300
"""Characters of a title that are kept."""

_ASIDE: Final = re.compile(
    r"readme|index|summary|toc|contributing|changelog|_.*"
    r"|(?:(?:adr|madr|decision|record|long|short|bare|minimal|full|0+|n+|x+)[-_ ]?)*"
    r"template(?:[-_ .].*)?",
    re.IGNORECASE,
)
_ENDINGS: Final = (".md", ".markdown")
_DAY: Final = re.compile(r"(?<![0-9])([12][0-9]{3})[-/.]([01]?[0-9])[-/.]([0-3]?[0-9])(?![0-9])")


def is_candidate(path: str) -> bool:
    """Whether a file of a folder of decisions should be one: Markdown, no index, no template."""
    name = path.rpartition("/")[2]
    stem, _, ending = name.rpartition(".")
    return f".{ending.lower()}" in _ENDINGS and bool(stem) and not _ASIDE.fullmatch(stem)


def read(path: str, data: bytes) -> Reading:
    """One file as a record. Nothing is raised: what cannot be read is a problem."""
    try:
        text = _text(data)
    except Unreadable as error:
        return Reading(None, (Problem("unreadable", error.message, path, error.line),))
    page = page_of(path, text)
    headers = [(each.name, each.said(page)) for each in FORMATS]
    chosen: dict[Part, list[Statement]] = {}
    format_ = ""
    for name, header in headers:
        parts = {each.part for each in header.statements}
        if parts and (not format_ or ("status" in parts and "status" not in chosen)):
            format_ = name
        for part in sorted(parts - chosen.keys()):
            chosen[part] = [each for each in header.statements if each.part == part]
    flaws = [flaw for _, header in headers for flaw in header.flaws]
    return _reading(page, text, chosen, flaws, _body(page, headers), format_)


def _text(data: bytes) -> str:
    from bylaw.sources.documents.node import Malformed
    from bylaw.sources.documents.text import decode

    if len(data) > LARGEST:
        raise Unreadable("it is larger than 1 MiB")
    try:
        return decode(data)
    except Malformed as error:
        raise Unreadable(error.message, error.line) from None


def _body(page: Page, headers: Sequence[tuple[str, Header]]) -> str:
    """The lines that no header takes, without empty ones and spaces at their ends."""
    hidden: set[int] = set()
    for _, header in headers:
        for start, end in header.spans:
            hidden.update(range(start, end))
    kept = (line.rstrip() for at, line in enumerate(page.lines, 1) if at not in hidden)
    return "\n".join(line for line in kept if line)


def _reading(
    page: Page,
    text: str,
    chosen: dict[Part, list[Statement]],
    flaws: list[tuple[int, str]],
    body: str,
    format_: str,
) -> Reading:
    heading = page.title
    written = heading.text if heading else ""
    in_title, title = names.in_title(written)
    number = names.number_of(page.name)
    is_dated = names.is_dated(page.name)
    said_id = _first(chosen, "id")
    if number is None and not is_dated:
        number = in_title if in_title is not None else names.number_of(said_id)
    if number is None and not is_dated and "status" not in chosen:
        message = "it has neither a number nor a status, as decisions have"
        return Reading(None, (Problem("not-a-decision", message, page.path),))
    id_ = page.name if number is None else names.numbered(number)
    found: list[Problem] = []

    def complain(kind: Kind, message: str, line: int) -> None:
        found.append(Problem(kind, message, page.path, line, id_))

    lines: dict[str, int] = {part: each[0].line for part, each in chosen.items()}
    if heading is not None:
        lines["title"] = heading.line
    title = (title or _first(chosen, "title"))[:LONGEST_TITLE]
    for line, message in flaws:
        complain("unreadable", message, line)
    if number is None and not is_dated:
        complain("no-number", "neither its file's name nor its title has a number", 1)
    if not title:
        complain("no-title", "it has no title", 1)
    has_outcome = page.section("decision outcome") is not None
    title_line = lines.get("title", 1)
    status, superseded_by, supersedes = _state(chosen, complain, title_line, has_outcome)
    owners = _values(chosen, "owners") or _values(chosen, "authors")
    record = Record(
        id=id_,
        number=number,
        title=title or page.name,
        status=status,
        date=_day(_first(chosen, "date")),
        owners=tuple(dict.fromkeys(map(_owner, owners))),
        supersedes=supersedes,
        superseded_by=superseded_by,
        scope=_values(chosen, "scope"),
        paths=_values(chosen, "paths"),
        tags=_values(chosen, "tags"),
        path=page.path,
        text=text,
        body=body,
        said=_first(chosen, "status"),
        format=format_ or "plain",
        lines=lines,
        mentions=frozenset(names.referred(text)),
    )
    return Reading(record, tuple(found))


def _referred(said: Iterable[Statement]) -> list[str]:
    """The ids of the decisions that a field names."""
    values = (value for each in said for value in each.values)
    return [one for value in values for one in names.referred(value, is_list=True)]


def _state(
    chosen: dict[Part, list[Statement]],
    complain: Callable[[Kind, str, int], None],
    title: int,
    has_outcome: bool,
) -> tuple[Status, tuple[str, ...], tuple[str, ...]]:
    """The state, by whom it is superseded, and what it supersedes."""
    by = _referred(chosen.get("superseded_by", ()))
    replaces = _referred(chosen.get("supersedes", ()))
    said = [(each, understood(each.values[0])) for each in chosen.get("status", ())]
    for _, one in said:
        by += one.superseded_by
        replaces += one.supersedes
    known = [one.status for _, one in said if one.status is not None]
    status: Status = "draft"
    if known:
        status = "superseded" if "superseded" in known else known[0]
    elif by:
        status = "superseded"
    elif not said or all(one.is_link for _, one in said):
        message = "it does not say its status"
        if has_outcome:
            # MADR 1, and many after it, say no more than that something was chosen
            status, message = (
                "accepted",
                f"{message}; an outcome is there, so it counts as accepted",
            )
        complain("no-status", message, title)
    else:
        first = said[0][0]
        shown = first.values[0][:60]
        if is_template(first.values[0]):
            message = "its status is still that of a template"
        else:
            message = f"`{shown}` is no status; it is one of {', '.join(WORDS)}"
        complain("unknown-status", message, first.line)
    return status, tuple(dict.fromkeys(by)), tuple(dict.fromkeys(replaces))


def _values(chosen: dict[Part, list[Statement]], part: Part) -> tuple[str, ...]:
    found = (value for each in chosen.get(part, ()) for value in each.values)
    return tuple(dict.fromkeys(found))


def _first(chosen: dict[Part, list[Statement]], part: Part) -> str:
    return next(iter(_values(chosen, part)), "")


def _day(text: str) -> int | None:
    from datetime import UTC, datetime

    found = _DAY.search(text)
    if found is None:
        return None
    try:
        day = datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
    except ValueError:
        return None
    return int(day.timestamp())


def _owner(text: str) -> Owner:
    if not text.startswith("@"):
        return Owner(text, "email" if "@" in text and " " not in text else "user")
    return Owner(text, "team" if "/" in text else "user")
