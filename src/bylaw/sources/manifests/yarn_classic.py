"""The lock of Yarn 1: blocks under the requirements that they answer.

It looks like YAML and is none. What the projects ask for, and members of the workspace, are not in
it; an entry's key is the first requirement that it answers.

Source: `@yarnpkg/lockfile`, `src/parse.js` and `src/stringify.js`.
"""

from __future__ import annotations

import json
import re
from posixpath import dirname
from typing import Final

from bylaw.sources.manifests.interface import Entry, Origin, Problem, Reading, Source
from bylaw.sources.manifests.npm_archives import archive_source
from bylaw.sources.manifests.npm_git import git_location
from bylaw.sources.manifests.npm_specs import Spec, spec_of, split_name

_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
_HEADER: Final = re.compile(
    rf"(?:{_QUOTED}|[^\s\",:][^\",]*)(?:, (?:{_QUOTED}|[^\s\",:][^\",]*))*:\Z"
)
_ONE: Final = re.compile(rf"{_QUOTED}|[^\s\",][^\",]*")
_FIELD: Final = re.compile(rf"( +)({_QUOTED}|[^\s\":]+)(?:(:)| ({_QUOTED}|[^\s\"]+))\Z")
_SHA_1: Final = re.compile(r"#([0-9a-f]{40})\Z")
_SECTIONS: Final = ("dependencies", "optionalDependencies")
_MOST: Final = 100
"""Lines that are no part of the format, after which the rest is given up."""


class _Block:
    """What stands below one header."""

    __slots__ = ("brings", "fields", "line", "patterns")

    def __init__(self, patterns: list[str], line: int) -> None:
        self.patterns = patterns
        self.line = line
        self.fields: dict[str, str] = {}
        self.brings: list[tuple[str, str]] = []


def read_classic(text: str, file: Source) -> Reading:
    """The packages of a lock of Yarn 1."""
    problems: list[Problem] = []
    blocks: dict[str, _Block] = {}
    """By requirement."""
    named: dict[str, list[str]] = {}
    """The keys of the blocks, by the name that they are asked for by."""
    kept: list[_Block] = []
    for block in _blocks(text, problems):
        patterns = [each for each in block.patterns if each not in blocks]
        if len(patterns) < len(block.patterns):
            shown = next(each for each in block.patterns if each in blocks)[:80]
            problems.append(Problem(f"`{shown}` stands here twice", block.line))
        is_named = all(split_name(each)[0] and "@" in each[1:] for each in patterns)
        if not patterns or not is_named or "version" not in block.fields:
            message = f"`{block.patterns[0][:80]}` has no name and version that are known"
            problems.append(Problem(message, block.line))
            continue
        block.patterns = patterns
        kept.append(block)
        for pattern in patterns:
            blocks[pattern] = block
        for name in {split_name(pattern)[0] for pattern in patterns}:
            named.setdefault(name, []).append(patterns[0])
    folder = dirname(file.path)
    entries = tuple(_entry(block, _requires(block, blocks, named), folder) for block in kept)
    problems.sort(key=lambda each: each.line)
    return Reading(entries, tuple(problems))


def _blocks(text: str, problems: list[Problem]) -> list[_Block]:
    blocks: list[_Block] = []
    block: _Block | None = None
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line[0] == "#" or not line.strip():
            continue
        if line[0] != " ":
            block, section = None, ""
            if _HEADER.match(line):
                patterns = [_plain(each) for each in _ONE.findall(line[:-1])]
                block = _Block(patterns, number)
                blocks.append(block)
                continue
        elif (found := _FIELD.match(line)) is not None and block is not None:
            indent, key, opens, value = found.groups()
            if len(indent) == 2:
                section = key if opens else ""
                if not opens:
                    if _plain(key) in block.fields:
                        problems.append(Problem(f"`{key[:80]}` stands here twice", number))
                    block.fields[_plain(key)] = _plain(value)
                continue
            if len(indent) == 4 and section and not opens:
                if section in _SECTIONS:
                    block.brings.append((_plain(key), _plain(value)))
                continue
        if len(problems) >= _MOST:
            problems.append(Problem("the rest is no lock of Yarn 1 either", number))
            break
        problems.append(Problem("this is no part of a lock of Yarn 1", number))
    return blocks


def _plain(written: str) -> str:
    if written[0] != '"':
        return written
    if "\\" not in written:
        return written[1:-1]
    try:
        return str(json.loads(written))
    except ValueError:
        return written[1:-1]


def _requires(
    block: _Block, blocks: dict[str, _Block], named: dict[str, list[str]]
) -> tuple[str, ...]:
    """The keys of what a block brings in; a range that was put in another's place is not noted."""
    keys: dict[str, None] = {}
    for name, requirement in block.brings:
        found = blocks.get(f"{name}@{requirement}")
        if found is not None:
            keys[found.patterns[0]] = None
        elif len(candidates := named.get(name, [])) == 1:
            keys[candidates[0]] = None
    return tuple(keys)


def _entry(block: _Block, requires: tuple[str, ...], folder: str) -> Entry:
    specs = [spec_of(*split_name(each), folder) for each in block.patterns]
    first = next((each for each in specs if each.source != "registry"), specs[0])
    version, resolved = block.fields["version"], block.fields.get("resolved", "")
    source, location = _source(first, resolved, version, folder)
    integrity = block.fields.get("integrity")
    if integrity is None and resolved.startswith("http"):
        integrity = found[1] if (found := _SHA_1.search(resolved)) is not None else None
    return Entry(
        first.name,
        line=block.line,
        version=version,
        source=source,
        location=location,
        integrity=None if source == "git" else integrity,
        key=block.patterns[0],
        requires=requires,
        answers=tuple(dict.fromkeys(each.requirement for each in specs)),
    )


def _source(asked: Spec, resolved: str, version: str, folder: str) -> tuple[Origin, str]:
    if not resolved:
        return asked.source, asked.location
    if asked.source == "git":
        return "git", git_location(resolved) or asked.location
    return archive_source(resolved, asked.name, version, folder)
