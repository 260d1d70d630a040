"""Lines of requirements files as pip splits them: continued lines, comments, options.

Source: "Requirements File Format" of pip's documentation, and `pip/_internal/req/req_file.py`,
which ends lines also at the rarer characters that Unicode has for that: what stands behind a form
feed in a comment is a requirement.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from bylaw.sources.manifests.references import plain_address

_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#.*", re.DOTALL)
_QUOTING: Final = re.compile(r"""["'\\]""")
_HASH: Final = re.compile(r"sha(?:256|384|512):")
_LONGEST: Final = 16384
"""Characters of options with quotation marks, which are split one by one."""
_SHORT: Final[Mapping[str, str]] = {
    "-i": "--index-url", "-c": "--constraint", "-r": "--requirement", "-e": "--editable",
    "-f": "--find-links", "-C": "--config-settings",
}  # fmt: skip
_WITH_VALUE: Final = frozenset((
    "--index-url", "--pypi-url", "--extra-index-url", "--constraint", "--requirement",
    "--editable", "--find-links", "--no-binary", "--only-binary", "--trusted-host",
    "--use-feature", "--global-option", "--hash", "--config-settings", "--config-setting",
    "--all-releases", "--only-final",
))  # fmt: skip
_FLAGS: Final = frozenset(
    ("--no-index", "--no-require-hashes", "--prefer-binary", "--require-hashes", "--pre")
)


class Line(NamedTuple):
    """What pip takes for one line."""

    number: int
    """Of its first line in the file, from 1."""
    column: int
    end_number: int
    text: str
    """Without its comment."""
    comment: str
    """With its mark; empty where there is none."""


class Options(NamedTuple):
    """The options of a line."""

    values: tuple[tuple[str, str], ...]
    """By their long names, in the order in which they stand; flags have an empty value."""
    problems: tuple[str, ...]

    def all(self, *names: str) -> list[str]:
        """The values of one option."""
        return [value for name, value in self.values if name in names]


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a requirements file that are not blank."""
    begin, column, parts = 0, 1, list[str]()
    number = 0
    for number, row in enumerate(text.split("\n"), 1):
        at = 0
        for kept in f"{row}\n".splitlines(keepends=True):
            line = kept.splitlines()[0]
            said = line.lstrip()
            is_comment = said.startswith("#")
            if not parts:
                begin, column = number, at + len(line) - len(said) + 1
            at += len(kept)
            if line.endswith("\\") and not is_comment:
                parts.append(line.strip("\\"))
                continue
            parts.append(f" {line}" if is_comment else line)
            if (made := _line(begin, column, number, "".join(parts))) is not None:
                yield made
            parts.clear()
    if parts and (made := _line(begin, column, number, "".join(parts))) is not None:
        yield made


def _line(number: int, column: int, end_number: int, text: str) -> Line | None:
    found = _COMMENT.search(text) if "#" in text else None
    comment = "" if found is None else found[0]
    text = (text if found is None else text[: found.start()]).strip()
    return Line(number, column, end_number, text, comment) if text or comment else None


def split(text: str) -> tuple[str, str]:
    """The requirement of a line, and its options."""
    if text.startswith("-"):
        return "", text
    before, mark, after = text.partition(" -")
    return before.strip(), mark.strip() + after


def options_of(text: str) -> Options:
    """The options that stand in a text."""
    is_quoted = _QUOTING.search(text) is not None
    if is_quoted and len(text) > _LONGEST:
        return Options((), (f"these options have more than {_LONGEST} characters",))
    try:
        words = shlex.split(text) if is_quoted else text.split()
    except ValueError:
        return Options((), ("a quotation mark is not closed",))
    values: list[tuple[str, str]] = []
    problems: list[str] = []
    rest = iter(words)
    for word in rest:
        if not word.startswith("-") or word == "-":
            problems.append(f"pip does not read `{_shown(word)}` behind an option")
            continue
        name, equals, value = word.partition("=")
        if not word.startswith("--"):
            name, value = word[:2], word[2:]
            equals = value
        long = _long(name)
        if long is None:
            problems.append(f"pip has no option `{_shown(name)}` in such a file")
        elif long in _FLAGS and equals:
            problems.append(f"`{name[:80]}` takes no value")
        elif long in _FLAGS:
            values.append((long, ""))
        elif equals or (next_word := next(rest, None)) is not None:
            said = value if equals else next_word or ""
            if long == "--hash" and not _HASH.match(said):
                problems.append(f"`{_shown(said)}` is no hash that pip takes")
            else:
                values.append((long, said))
        else:
            problems.append(f"`{name[:80]}` lacks its value")
    return Options(tuple(values), tuple(problems))


def _shown(word: str) -> str:
    return plain_address(word)[:80]


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(_WITH_VALUE | _FLAGS))


def _long(name: str) -> str | None:
    """An option by its short or long name or the beginning of that; None where it is unknown."""
    if name in _SHORT:
        return _SHORT[name]
    if name in _WITH_VALUE or name in _FLAGS:
        return name
    if len(name) > 40:
        return None
    found = [each for each in _names() if len(name) > 2 and each.startswith(name)]
    return found[0] if len(found) == 1 else None
