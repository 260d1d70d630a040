"""Dockerfiles and Containerfiles: the images that they build on and copy from.

The format is that of BuildKit's Dockerfile frontend: parser directives, continued lines with
comments between them, here-documents, stages, and arguments before the first `FROM`. The frontend
that `# syntax=` names is an image that runs, so it is one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field, replace
from itertools import islice
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.manifests.container_images import image
from bylaw.sources.manifests.dockerfile_lines import Instruction, Word, instructions
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Source
from bylaw.sources.manifests.load import load_text
from bylaw.sources.manifests.variables import expand

_INSTRUCTIONS: Final = frozenset(
    ("add", "arg", "cmd", "copy", "entrypoint", "env", "expose", "from", "healthcheck", "label",
     "maintainer", "onbuild", "run", "shell", "stopsignal", "user", "volume", "workdir")
)  # fmt: skip
_FOREIGN: Final = re.compile(r"/?(?:Docker|Container)file\.[^/]+\Z")
"""Names that other files have, too: `Dockerfile.dockerignore`, `Dockerfile.tmLanguage`."""
_MOUNT: Final = re.compile(r"(?:^--mount=|,)from=([^,]*)")
_ARGUMENT: Final = re.compile(r"([A-Za-z_]\w*)=(.*)\Z", re.DOTALL)
_MOST_STAGES: Final = 100
"""Stages that a name with a variable is compared with; real files have a dozen."""
_MOST_ARGUMENTS: Final = 10_000
"""Arguments whose values are kept."""


@dataclass(slots=True)
class _State:
    """What the lines above have said."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)
    """Arguments before the first stage."""
    own: dict[str, str] = field(default_factory=dict)
    """Arguments of the stage."""
    stages: dict[str, int] = field(default_factory=dict)
    """Their numbers by their names."""
    bases: list[tuple[int, int]] = field(default_factory=list)
    """Of each stage: the number of the entry, or else of the stage, that it builds on, or -1."""
    unknown: Problem | None = None
    """The first line that is no instruction."""
    is_dockerfile: bool = False
    """Some line is an instruction."""


def read(file: Source) -> Reading:
    """The images of a Dockerfile, at the words that name them.

    What the last stage builds on is needed at run time, all else for the build. An image that is
    named by an argument without a default keeps the argument in its name or requirement.

    Raises:
        Unreadable: It is no text.
    """
    state = _State()
    for each in instructions(load_text(file), state.problems):
        _instruction(each, state)
    _find_last_base(state)
    if state.unknown is not None:
        if not state.is_dockerfile and _FOREIGN.search(file.path):
            return Reading()
        # One is enough to say that it is a template, or broken.
        state.problems.append(state.unknown)
    return Reading(tuple(state.entries), tuple(state.problems))


def _instruction(each: Instruction, state: _State) -> None:
    words = each.words()
    first = next(words, None)
    name = first.text.lower() if first else ""
    if name == "onbuild":
        first = next(words, None)
        name = first.text.lower() if first else ""
    if name == "syntax=":
        for word in words:
            _image(word, word.text, state)
    elif name == "from":
        _stage(words, first, state)
    elif name == "arg":
        _argument(words, state)
    elif name in ("copy", "add", "run"):
        for word in words:
            if not word.text.startswith("--"):
                break
            if name == "run" and word.text.startswith("--mount="):
                if found := _MOUNT.search(word.text):
                    _copied(word.part(found.start(1), found.end(1)), state)
            elif name == "copy" and word.text.startswith("--from="):
                _copied(word.part(len("--from="), len(word.text)), state)
    elif first and name not in _INSTRUCTIONS and state.unknown is None:
        message = f"a Dockerfile has no instruction `{first.text[:40]}`"
        state.unknown = Problem(message, first.line, first.column)
    state.is_dockerfile |= name in _INSTRUCTIONS


def _stage(words: Iterator[Word], keyword: Word | None, state: _State) -> None:
    rest = [word for word in islice(words, 8) if not word.text.startswith("--")]
    if not rest:
        if keyword:
            state.problems.append(
                Problem("`FROM` names no image", keyword.line, keyword.column)
            )  # fmt: skip
        return
    text = _unquoted(expand(rest[0].text, state.given))
    parent, entry = _stage_of(text, state), -1
    if parent < 0 and text != "scratch" and _image(rest[0], text, state):
        entry = len(state.entries) - 1
    if len(rest) >= 3 and rest[1].text.lower() == "as":
        state.stages[rest[2].text.lower()] = len(state.bases)
    state.bases.append((entry, parent))
    state.own = {}


def _stage_of(text: str, state: _State) -> int:
    """The number of the stage that a name stands for; -1 where it is none.

    `FROM base-${TARGETARCH}` is one of the stages whose names begin like that.
    """
    found = state.stages.get(text.lower())
    if found is None and (at := text.find("$")) > 0:
        start = text[:at].lower()
        some = islice(state.stages.items(), _MOST_STAGES)
        found = next((number for name, number in some if name.startswith(start)), None)
    return -1 if found is None else found


def _argument(words: Iterator[Word], state: _State) -> None:
    for word in words:
        found = _ARGUMENT.match(word.text)
        if len(state.given) + len(state.own) >= _MOST_ARGUMENTS:
            return
        if not state.bases:
            if found:
                state.given[found[1]] = expand(_unquoted(found[2]), state.given)
        elif found:
            state.own[found[1]] = expand(_unquoted(found[2]), state.own)
        elif word.text in state.given:
            state.own[word.text] = state.given[word.text]


def _copied(word: Word, state: _State) -> None:
    text = _unquoted(expand(word.text, state.own))
    is_number = text.isascii() and text.isdigit() and len(text) < 6
    if text and _stage_of(text, state) < 0 and not (is_number and int(text) < len(state.bases)):
        _image(word, text, state)


def _image(word: Word, text: str, state: _State) -> bool:
    entry = image(text, word.line, word.column, word.end_column, scope="build")
    if entry is None:
        message = f"`{text[:80]}` is no reference to an image"
        state.problems.append(Problem(message, word.line, word.column))
        return False
    state.entries.append(entry)
    return True


def _find_last_base(state: _State) -> None:
    """Stages only name earlier ones, so that this ends."""
    number, entry = len(state.bases) - 1, -1
    while number >= 0:
        entry, number = state.bases[number]
    if entry >= 0:
        state.entries[entry] = replace(state.entries[entry], scope="runtime")


def _unquoted(text: str) -> str:
    return text.replace('"', "").replace("'", "")
