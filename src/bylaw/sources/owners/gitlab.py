"""CODEOWNERS as GitLab reads it.

Source: docs.gitlab.com, "CODEOWNERS syntax" and "Advanced CODEOWNERS configuration": patterns are
those of Ruby's `File.fnmatch` with FNM_PATHNAME and FNM_DOTMATCH; one without a leading `/` begins
anywhere, one that ends in `/` means all below that folder, any other one means no folder.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.facts.globs import escaped
from bylaw.facts.place import Place
from bylaw.sources.catalog.documents import shown
from bylaw.sources.catalog.interface import Owner, Problem
from bylaw.sources.catalog.interface import owner as owner_of
from bylaw.sources.owners.interface import LONGEST, NOTHING, Line
from bylaw.sources.owners.lines import Written, tokens, written

_OWNER: Final = re.compile(
    r"@@(?:developer|maintainer|owner)s?|@[A-Za-z0-9_][\w.-]*(?:/[A-Za-z0-9_][\w.-]*)*"
    r"|[^@\s]+@[^@\s]+\.[^@\s.]+",
    re.ASCII | re.IGNORECASE,
)
_HEADER: Final = re.compile(
    r"(?P<optional>\^)?\[(?P<name>[^\]]*)\](?:\[(?P<approvals>[^\]]*)\])?(?P<rest>.*)", re.DOTALL
)
_LIKE_A_HEADER: Final = re.compile(r"\^?\[")
_SET: Final = re.compile(r"\[(?P<not>[!^])?(?P<members>\]?(?:\\.|[^\]\\])*)\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Section:
    """The heading above a line."""

    name: str = ""
    optional: bool = False
    approvals: int = 1
    owners: tuple[Owner, ...] = ()


def read(path: str, text: str) -> tuple[list[Line], list[Problem]]:
    """The lines that GitLab follows, section by section, and what it cannot make sense of."""
    problems: list[Problem] = []
    section = _Section()
    names = {"": ""}
    kept: dict[tuple[str, str], Line] = {}
    for one in written(path, text):
        if _LIKE_A_HEADER.match(one.text):
            heading = _heading(one, names, problems)
            section = heading or section
            continue
        line = _line(one, section, problems)
        if line is not None:
            # As in GitLab, a pattern that is repeated stays where it stood first.
            key = section.name, line.regex
            kept[key] = line
    return _as_one(list(kept.values())), problems


def _as_one(lines: list[Line]) -> list[Line]:
    """The lines with sections that stand in several places brought to agree.

    A section is optional where all of its lines are.
    """
    required = {line.section for line in lines if not line.optional}
    return [
        replace(line, optional=False) if line.optional and line.section in required else line
        for line in lines
    ]


def _heading(one: Written, names: dict[str, str], problems: list[Problem]) -> _Section | None:
    """The section that a line opens; None where it cannot be told which."""
    found = _HEADER.match(one.text)
    if found is None:
        problems.append(Problem("unreadable", "the heading is not closed by `]`", one.place))
        return None
    name = found["name"].strip()
    if not name:
        problems.append(Problem("unreadable", "a section has a name", one.place))
    said = found["approvals"]
    approvals = 1
    if said is not None and said.strip().isdecimal() and said.isascii():
        approvals = int(said.strip()[:4])
        if approvals == 0:
            problems.append(Problem("unreadable", "a section needs an approval", one.place))
    elif said is not None:
        message = f"`{shown(said)}` is no number of approvals"
        problems.append(Problem("unreadable", message, one.place))
    optional = found["optional"] is not None
    if optional and said is not None and said.strip() not in ("", "0"):
        message = "a section that is optional asks for no approvals"
        problems.append(Problem("unreadable", message, one.place))
    rest = tokens(one.place, one.text, found.start("rest"))
    owners = _owners(rest, problems)
    # A nameless section is one of its own, which no heading can name.
    known = names.setdefault(name.casefold() or "\0", name or "\0")
    return _Section(known, optional, max(approvals, 1), owners)


def _owners(said: list[tuple[str, Place]], problems: list[Problem]) -> tuple[Owner, ...]:
    found: list[Owner] = []
    for text, place in said:
        if not _OWNER.fullmatch(text):
            message = f"`{shown(text)}` is no @user, @group, @@role or address"
            problems.append(Problem("unreadable", message, place))
        else:
            is_role = text.startswith("@@")
            found.append(Owner(text, "team") if is_role else owner_of(text))
    return tuple(found)


def _line(one: Written, section: _Section, problems: list[Problem]) -> Line | None:
    excludes = one.pattern.startswith("!")
    pattern = one.pattern.removeprefix("!")
    regex = regex_of(pattern) if len(pattern) <= LONGEST else None
    if not pattern or regex is None:
        message = f"`{shown(one.pattern)}` is no pattern of paths"
        problems.append(Problem("unreadable", message, one.place))
        return None
    if excludes:
        if one.rest:
            message = "what is excluded has no owners"
            problems.append(Problem("unreadable", message, one.rest[0][1]))
        return Line(pattern, regex, (), one.place, section.name, section.optional, excludes=True)
    owners = _owners(one.rest, problems) if one.rest else section.owners
    if not owners:
        message = "the line names no owner, and GitLab asks nobody for what it matches"
        problems.append(Problem("unreadable", message, one.place))
    return Line(
        pattern, regex, owners, one.place, section.name, section.optional, section.approvals
    )


def regex_of(pattern: str) -> str | None:
    """The regex of a pattern; it has to meet a whole path from the root. None where it is none."""
    if pattern == "*":
        return "(?s:.*)"
    text = re.sub(r"\\\s+", " ", pattern.removeprefix("\\") if pattern[:2] == "\\#" else pattern)
    text = text.removeprefix("/") if text.startswith("/") else f"**/{text}"
    if text.endswith("/") or not text:
        text += "**/*"
    regex, at = "", 0
    while at < len(text):
        char = text[at]
        if text.startswith("**/", at) and text[at - 1 : at] in ("", "/"):
            regex, at = regex + "(?:.*/)?", at + 3
            continue
        if char == "[":
            found = _SET.match(text, at)
            if found is None:
                return None
            regex, at = regex + _set(found), found.end()
            continue
        if char == "\\" and at + 1 < len(text):
            at += 1
            regex += escaped(text[at])
        else:
            regex += {"*": "[^/]*", "?": "[^/]"}.get(char) or escaped(char)
        at += 1
    return f"(?s:{regex})"


def _set(found: re.Match[str]) -> str:
    """The regex of a set of characters; a range that runs backwards holds none."""
    members = [
        part.removeprefix("\\") or "\\"
        for part in re.findall(r"\\.|[^\\]|\\$", found["members"], re.DOTALL)
    ]
    inner, at = "", 0
    while at < len(members):
        is_range = members[at + 1 : at + 2] == ["-"] and at + 2 < len(members)
        if is_range and members[at] <= members[at + 2]:
            inner += f"{_member(members[at])}-{_member(members[at + 2])}"
        elif not is_range:
            inner += _member(members[at])
        at += 3 if is_range else 1
    if found["not"]:
        return f"[^/{inner}]"
    return f"[{inner}]" if inner else NOTHING


def _member(char: str) -> str:
    return "\\-" if char == "-" else escaped(char)
