"""What can be told of a regex, a glob or a code pattern before it meets any text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_METAVARIABLE: Final = re.compile(r"(?<!\$)\$(?:\$\$)?([A-Z][A-Z0-9_]*)")
_CLASS: Final = re.compile(r"\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]?", re.DOTALL)
_GROUP: Final = re.compile(r"\((?:\?(?:P?<([^>]*)>?|[a-zA-Z-]*:?))?")
_MIN_ZERO: Final = re.compile(r"[*?]|\{0[,}]")

LOOKAROUND: Final = "RE2 has no lookaround: match more, and test the rest in a condition of its own"
BACKREFERENCE: Final = "RE2 has no back references: write the text out, or compare two groups"


class Mistake(NamedTuple):
    """What is wrong in a pattern, and where, as offsets into it."""

    message: str
    start: int
    end: int
    help: str = ""


class Group(NamedTuple):
    """A named group of a regex."""

    name: str
    optional: bool
    start: int
    """Offset of its name."""


def _tokens(pattern: str) -> Iterator[tuple[str, int, re.Match[str] | None]]:
    """The parts of a regex that groups hang on: `(`, `)`, `|`, escapes and everything else."""
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            if pattern.startswith("\\Q", at):
                end = pattern.find("\\E", at)
                at = len(pattern) if end < 0 else end + 2
                continue
            yield pattern[at : at + 2], at, None
            at += 2
        elif char == "[" and (found := _CLASS.match(pattern, at)):
            at = found.end()
        elif char == "(" and (found := _GROUP.match(pattern, at)):
            yield "(", at, found
            at = found.end()
        else:
            if char in ")|":
                yield char, at, None
            at += 1


def named_groups(pattern: str) -> tuple[Group, ...]:
    """The named groups of a regex that compiles, and whether each may take no part in a match.

    A group may take no part when it, or a group around it, can be repeated zero times, or stands in
    one branch of several. The answer errs to the side of optional.
    """
    if "<" not in pattern:
        return ()
    frames: list[tuple[list[int], str | None]] = [([], None)]
    alternatives = [False]
    found: list[Group] = []

    def close(indices: list[int]) -> None:
        for index in indices:
            found[index] = found[index]._replace(optional=True)

    for part, at, group in _tokens(pattern):
        if group is not None:
            inside: list[int] = []
            if group[1] is not None:
                inside.append(len(found))
                found.append(Group(group[1], False, group.start(1)))
            frames.append((inside, group[1]))
            alternatives.append(False)
        elif part == "|":
            alternatives[-1] = True
        elif part == ")" and len(frames) > 1:
            indices, own = frames.pop()
            if alternatives.pop():
                close(indices[1:] if own is not None else indices)
            if _MIN_ZERO.match(pattern, at + 1):
                close(indices)
            frames[-1][0].extend(indices)
    if alternatives[0]:
        close(frames[0][0])
    return tuple(found)


def regex_mistake(pattern: str, flags: str) -> Mistake | None:
    """What is wrong with a regex: for RE2, and for bylaw (half characters, names of groups)."""
    import re2

    for part, at, _ in _tokens(pattern):
        if part == "\\C":
            return Mistake("`\\C` matches half a character", at, at + 2, "use `.`")
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(f"(?{flags}){pattern}" if flags else pattern, options)
    except re2.error as error:
        return _explained(pattern, error)
    names: set[str] = set()
    for group in named_groups(pattern):
        end = group.start + len(group.name)
        if not group.name.isidentifier() or not group.name.isascii():
            help_ = "letters, digits and `_`, and no digit first"
            return Mistake(f"`{group.name}` is not a name", group.start, end, help_)
        if group.name in names:
            return Mistake(f"two groups are named `{group.name}`", group.start, end)
        names.add(group.name)
    return None


def _explained(pattern: str, error: Exception) -> Mistake:
    raw = error.args[0] if error.args else ""
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
    reason, _, fragment = text.partition(": ")
    start = pattern.find(fragment) if fragment else -1
    end = start + len(fragment)
    if start < 0:
        start, end = 0, len(pattern)
    if fragment in ("(?=", "(?!", "(?<=", "(?<!", "(?<"):
        return Mistake("lookaround is not supported", start, end, LOOKAROUND)
    if re.fullmatch(r"\\[1-9]", fragment):
        return Mistake("back references are not supported", start, end, BACKREFERENCE)
    if reason in ("missing )", "unexpected )"):
        start = _unbalanced(pattern)
        end = start + 1
        reason = "this `(` is never closed" if reason == "missing )" else "this `)` closes nothing"
    elif reason == "missing ]":
        reason, end = "this `[` is never closed", start + 1
    elif reason == "no argument for repetition operator":
        reason = f"`{fragment}` has nothing to repeat"
    elif reason == "bad repetition operator":
        reason = f"`{fragment}` repeats a repetition"
    elif reason == "trailing \\":
        start, end = len(pattern) - 1, len(pattern)
    elif fragment and start + len(fragment) <= len(pattern):
        reason = f"{reason} `{fragment}`"
    return Mistake(reason, start, end)


def _unbalanced(pattern: str) -> int:
    opened: list[int] = []
    for part, at, group in _tokens(pattern):
        if group is not None:
            opened.append(at)
        elif part == ")":
            if not opened:
                return at
            opened.pop()
    return opened[-1] if opened else 0


def glob_mistake(text: str) -> Mistake | None:
    """What is wrong with a glob: `**`, `*`, `?`, `[a-z]`, `{a,b}`; `/`-separated from the root."""
    if not text:
        return Mistake("an empty glob matches nothing", 0, 0, 'every file is `"**"`')
    if text.startswith(("/", "./")):
        end = text.index("/") + 1
        return Mistake("a glob starts at the root already", 0, end, f'write `"{text[end:]}"`')
    if text.startswith("!"):
        return Mistake("a glob cannot exclude", 0, 1, "say `not in` with a glob of its own")
    for wrong, message, help_ in (
        ("\\", "a glob has no escapes", "folders are separated by `/`; `[*]` is a star itself"),
        ("//", "no folder has an empty name", "write one `/`"),
    ):
        if (at := text.find(wrong)) >= 0:
            return Mistake(message, at, at + len(wrong), help_)
    for part in re.finditer(r"[^/]+", text):
        if part[0] in (".", ".."):
            return Mistake(f"`{part[0]}` is not a folder's name", part.start(), part.end())
    for star in re.finditer(r"\*{2,}", text):
        before, after = text[: star.start()][-1:], text[star.end() :][:1]
        if star[0] != "**" or before not in ("", "/", "{", ",") or after not in ("", "/", "}", ","):
            help_ = "`**` stands alone between slashes, for any number of folders; `*` stays in one"
            return Mistake("`**` is part of a name here", star.start(), star.end(), help_)
    return _glob_brackets(text)


def _glob_brackets(text: str) -> Mistake | None:
    at, braces = 0, list[int]()
    while at < len(text):
        if text[at] == "[":
            end = text.find("]", at + (3 if text[at + 1 : at + 2] in ("!", "^") else 2))
            if end < 0:
                return Mistake(
                    "this `[` is never closed", at, at + 1, "`[[]` is the bracket itself"
                )
            start = at + 1 + (text[at + 1] in "!^")
            for between in re.finditer(r"(?s)(.)-(.)|.", text[start:end]):
                if between[1] and between[1] > between[2]:
                    first = start + between.start()
                    help_ = f"write `{between[2]}-{between[1]}`"
                    message = f"`{between[0]}` runs backwards"
                    return Mistake(message, first, first + 3, help_)
            at = end
        elif text[at] == "{":
            braces.append(at)
        elif text[at] == "}":
            if not braces:
                return Mistake("this `}` closes nothing", at, at + 1, "`[}]` is the brace itself")
            braces.pop()
        at += 1
    if braces:
        return Mistake("this `{` is never closed", braces[-1], braces[-1] + 1)
    return None


def metavariables(pattern: str) -> tuple[str, ...]:
    """The names of `$X` and `$$$XS` in a code pattern, each once."""
    return tuple(dict.fromkeys(_METAVARIABLE.findall(pattern)))
