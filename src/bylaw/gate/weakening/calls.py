"""Which files pipelines call: scripts, included files, other workflows, local actions, task files.

Texts are only read for what looks like a path of the tree, or for the command of a task runner. So
a name that a pipeline puts together while it runs is not seen.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final

from bylaw.gate.weakening.interface import Side
from bylaw.gate.weakening.paths import PIPELINE_PLACES, governs, is_pipeline

_NAME: Final = re.compile(r"\bbylaw\b", re.IGNORECASE)
_ESCAPE: Final = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U000([0-9A-Fa-f]{5}))")
_BROKEN: Final = re.compile(r"\\\n[ \t]*|\$\{\{[^}]*\}\}")
"""What stands in the middle of a name and is gone when the name is used."""
_WORD: Final = re.compile(r"[\w@.+/-]+")
_FOLDER: Final = re.compile(
    r"(?:\bcd\s+|\bpushd\s+|working-directory:\s*|\bmake\s+-C\s+)[\"']?([\w@.+/-]+)"
)
_TASKS: Final[Mapping[str, tuple[str, ...]]] = {
    "make": ("Makefile", "makefile", "GNUmakefile"),
    "just": ("justfile", "Justfile", ".justfile"),
    "task": ("Taskfile.yml", "Taskfile.yaml"),
    "rake": ("Rakefile",),
    "invoke": ("tasks.py",),
    "nox": ("noxfile.py",),
    "tox": ("tox.ini",),
    **dict.fromkeys(("npm", "npx", "yarn", "pnpm", "bun"), ("package.json",)),
}
"""The files that task runners read."""
_INSIDE: Final = ("action.yml", "action.yaml")
"""What is called where a folder is named."""
_DOCUMENTS: Final = (".md", ".rst", ".adoc", ".svg", ".png")
"""Ends of names of files that nothing runs."""


def names_bylaw(text: str, path: str) -> bool:
    """Whether a pipeline or script names bylaw; a pipeline that cannot be read may.

    In YAML and shell a name can be written with escapes, or broken by what is nothing.
    """
    if _NAME.search(text) or (text.startswith("\0") and is_pipeline(path)):
        return True
    if "\\" not in text and "${{" not in text:
        return False
    return bool(_NAME.search(_ESCAPE.sub(_unescaped, _BROKEN.sub("", text))))


def pipelines(side: Side) -> dict[str, str]:
    """The texts of the pipelines at the places where forges look for them."""
    return side.texts(filter(is_pipeline, side.listed(PIPELINE_PLACES)))


def called(side: Side, starts: Mapping[str, str]) -> dict[str, str]:
    """The texts of what some files call, themselves or through others, and their own."""
    found, waiting = dict(starts), dict(starts)
    while waiting:
        asked = {path for at, text in waiting.items() for path in _named(at, text)} - found.keys()
        waiting = side.texts(sorted(asked))
        found |= waiting
    return found


def runs_bylaw(side: Side) -> frozenset[str]:
    """The files that run bylaw in pipelines, and those that lead to them from a pipeline."""
    every = called(side, pipelines(side))
    leads = {path: frozenset(_named(path, text)) for path, text in every.items()}
    found = {path for path, text in every.items() if names_bylaw(text, path)}
    while more := {path for path, to in leads.items() if path not in found and to & found}:
        found |= more
    return frozenset(found)


def _named(at: str, text: str) -> Iterator[str]:
    """Paths that a file may name: from the root, from its own folder, and from folders it enters.

    Documents are left out, because a pipeline names them to pass over them; and so is what governs
    otherwise, which is compared by what it means.
    """
    words = {*_WORD.findall(text)}
    folders = {"", posixpath.dirname(at), *_FOLDER.findall(text)}
    names = {word for word in words if "." in word or "/" in word}
    names |= {name for word in words & _TASKS.keys() for name in _TASKS[word]}
    for name in names:
        if name.endswith(_DOCUMENTS):
            continue
        for folder in folders:
            path = posixpath.normpath(posixpath.join(folder, name.lstrip("/"))).lstrip("/")
            inside = [f"{path}/{each}" for each in _INSIDE] if "/" in name else []
            yield from (
                each
                for each in (path, *inside)
                if not each.startswith("..") and (is_pipeline(each) or not governs(each))
            )


def lines_of(text: str) -> list[str]:
    """The lines of a text that name bylaw."""
    return [line.strip() for line in text.split("\n") if _NAME.search(line)]


def _unescaped(found: re.Match[str]) -> str:
    code = int(next(each for each in found.groups() if each), 16)
    return chr(code) if code < 0x110000 else ""
