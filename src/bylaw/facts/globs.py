"""Globs over paths, as the rule language has them, as regexes that RE2 takes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

_SPECIAL = frozenset("*?[{},")
_ESCAPED = {
    code: f"\\x{{{code:x}}}"
    for code in range(128)
    if not (chr(code).isalnum() or chr(code) in "/_-")
}


@lru_cache(maxsize=4096)
def regex_of(glob: str) -> str:
    """The regex of one glob. It has to meet a whole path.

    `*` and `?` stay in one folder, `**` between slashes is any number of folders, `[a-z]` and
    `[!a-z]` are one character, `{a,b}` is either. A glob without any of these means the path itself
    and all below it, and one that ends in `/` means what stands below.

    Raises:
        ValueError: It is empty, or a bracket or brace in it is not closed.
    """
    text = glob.rstrip("/")
    if not text:
        raise ValueError("a glob must not be empty")
    below = "/.*" if text != glob else "" if set(text) & set("*?[{") else "(?:/.*)?"
    return f"(?s:{''.join(_pieces(text))}{below})"


def escaped(text: str) -> str:
    """The regex that matches this text alone; any character that could mean more is escaped."""
    return text.translate(_ESCAPED)


def _pieces(glob: str) -> Iterator[str]:
    at, depth = 0, 0
    while at < len(glob):
        end = at
        while end < len(glob) and glob[end] not in _SPECIAL:
            end += 1
        if end > at:
            yield escaped(glob[at:end])
            at = end
            continue
        char = glob[at]
        before = glob[at - 1] if at else "/"
        if char == "*" and glob.startswith("**", at):
            if glob.startswith("/", at + 2) and before in "/{,":
                yield "(?:.*/)?"
                at += 1
            else:
                yield ".*"
            at += 2
            continue
        if char == "[":
            end = glob.find("]", at + (3 if glob[at + 1 : at + 2] in ("!", "^") else 2))
            if end < 0:
                raise ValueError(f"`[` is not closed in `{glob}`")
            yield _one_of(glob[at + 1 : end])
            at = end + 1
            continue
        if char == "{":
            depth += 1
            yield "(?:"
        elif char == "}" and depth:
            depth -= 1
            yield ")"
        elif char == "," and depth:
            yield "|"
        else:
            yield {"*": "[^/]*", "?": "[^/]"}.get(char) or escaped(char)
        at += 1
    if depth:
        raise ValueError(f"`{{` is not closed in `{glob}`")


def _one_of(members: str) -> str:
    negated = members[:1] in ("!", "^")
    inner = members[1:] if negated else members
    text, at = "", 0
    while at < len(inner):
        if inner[at + 1 : at + 2] == "-" and at + 2 < len(inner):
            if inner[at] > inner[at + 2]:
                raise ValueError(f"`{inner[at : at + 3]}` runs backwards")
            text += f"{_member(inner[at])}-{_member(inner[at + 2])}"
            at += 3
        else:
            text += _member(inner[at])
            at += 1
    return f"[^/{text}]" if negated else f"[{text}]"


def _member(char: str) -> str:
    return "\\-" if char == "-" else escaped(char)
