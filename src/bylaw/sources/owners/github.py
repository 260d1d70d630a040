r"""CODEOWNERS as GitHub reads it.

Source: docs.github.com, "About code owners". Patterns are those of .gitignore without `!`, `[ ]`
and a leading `\#`; a pattern that ends in `/*` does not reach below that folder. A line that is
wrong anywhere is passed over as a whole.
"""

from __future__ import annotations

import re
from typing import Final

from bylaw.facts.globs import escaped
from bylaw.facts.place import Place
from bylaw.sources.catalog.documents import shown
from bylaw.sources.catalog.interface import Owner, Problem, owner
from bylaw.sources.owners.interface import LONGEST, NOTHING, Line
from bylaw.sources.owners.lines import Written, written

_OWNER: Final = re.compile(
    r"@[A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9][\w.-]*)?|[^@\s]+@[^@\s]+\.[^@\s.]+", re.ASCII
)


def read(path: str, text: str) -> tuple[list[Line], list[Problem]]:
    """The lines that GitHub follows, and why it passes over the others."""
    lines, problems = [], []
    for one in written(path, text):
        wrong, place = "", one.place
        owners: list[Owner] = []
        for said, at in _without_remark(one):
            if _OWNER.fullmatch(said):
                owners.append(owner(said))
            elif not wrong:
                wrong, place = f"`{shown(said)}` is no @user, @org/team or address", at
        wrong_pattern = _wrong(one.pattern)
        if wrong_pattern:
            wrong, place = wrong_pattern, one.place
        if wrong:
            message = f"{wrong}, and GitHub passes over the line"
            problems.append(Problem("unreadable", message, place))
        else:
            lines.append(Line(one.pattern, regex_of(one.pattern), tuple(owners), one.place))
    return lines, problems


def _without_remark(line: Written) -> list[tuple[str, Place]]:
    """What stands behind the pattern, up to a remark."""
    found = []
    for said, at in line.rest:
        if said.startswith("#"):
            break
        found.append((said, at))
    return found


def _wrong(pattern: str) -> str:
    if len(pattern) > LONGEST:
        return f"a pattern has at most {LONGEST:,} characters"
    if pattern.startswith("!"):
        return "`!` does not exclude anything here"
    if pattern.startswith("\\#"):
        return "a pattern cannot begin with `#`"
    if "[" in pattern or "]" in pattern:
        return "`[ ]` is no range of characters here"
    if "***" in pattern:
        return "`***` means nothing"
    return ""


def regex_of(pattern: str) -> str:
    """The regex of a pattern; it has to meet a whole path from the root.

    A pattern with a `/` before its end begins at the root, any other one anywhere; one that is a
    folder's means all below it.
    """
    if pattern == "/":
        return NOTHING
    parts = pattern.split("/")
    if parts[0] == "":
        parts = parts[1:]
    elif len(parts) == 1 or (len(parts) == 2 and parts[1] == ""):
        parts = ["**", *parts]
    if parts[-1] == "":
        # `**/` is any folder, so that something has to stand for it.
        parts[-1:] = ["*", "**"] if parts[-2:-1] == ["**"] else ["**"]
    regex, last = "", len(parts) - 1
    for at, part in enumerate(parts):
        if part == "**":
            regex += ".+" if at == last else "(?:.+/)?"
            continue
        regex += "[^/]+" if part == "*" else _part(part)
        if at < last:
            regex += "/"
        elif part != "*":
            regex += "(?:/.*)?"
    return f"(?s:{regex})"


def _part(part: str) -> str:
    """The regex of a part of a pattern between slashes."""
    regex, is_escaped = "", False
    for char in part:
        if is_escaped:
            regex, is_escaped = regex + escaped(char), False
        elif char == "\\":
            is_escaped = True
        else:
            regex += {"*": "[^/]*", "?": "[^/]"}.get(char) or escaped(char)
    return regex
