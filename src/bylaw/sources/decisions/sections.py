"""What sections say: `## Status` with a state a line, and its like."""

from __future__ import annotations

import re
from typing import Final

from bylaw.sources.decisions.fields import part_of, statement
from bylaw.sources.decisions.interface import Header, Statement
from bylaw.sources.decisions.page import Heading, Page
from bylaw.sources.decisions.status import understood

_LINK: Final = re.compile(r"\]\([^()\s]*\.md[)#]")
_LONGEST: Final = 300
"""Characters of a line that says a state."""
_MARK: Final = re.compile(r"(?:[*+>-]|[0-9]+\.)[ \t]+")


def section(page: Page, name: str) -> Header:
    """Of the section of this name, in lower case, each line of prose."""
    found = page.section(name)
    return Header() if found is None else _header(page, found)


def sections(page: Page) -> Header:
    """Of every section of the second level that is named like a part."""
    found = [
        header
        for each in page.headings
        if each is not page.title and (header := _header(page, each)).statements
    ]
    return Header(
        tuple(each for header in found for each in header.statements),
        (),
        tuple(each for header in found for each in header.spans),
    )


def joined(one: Header, other: Header) -> Header:
    """What both say."""
    return Header(
        one.statements + other.statements, one.flaws + other.flaws, one.spans + other.spans
    )


def _header(page: Page, found: Heading) -> Header:
    part = part_of(found.text)
    if part is None or part in ("id", "title", "scope", "paths"):
        return Header()
    made = []
    # Whatever else stands in such a section is part of the text, which is not to change unseen.
    spans = [(found.line, found.start)] if part == "status" else []
    for number, text in page.prose(found.start, found.end):
        mark = _MARK.match(text)
        each = statement(part, text[mark.end() :] if mark else text, number)
        if each is not None:
            made.append(each)
            if part == "status" and _is_state(each.values[0]):
                spans.append((number, number + 1))
    if part != "status" and made:
        values = tuple(value for each in made for value in each.values)
        made = [Statement(part, values, made[0].line)]
    return Header(tuple(made), (), tuple(spans))


def _is_state(text: str) -> bool:
    """A state, or a link to another decision, and not a sentence about something else."""
    said = understood(text)
    is_known = said.status is not None or bool(said.supersedes)
    return len(text) <= _LONGEST and (is_known or _LINK.search(text) is not None)
