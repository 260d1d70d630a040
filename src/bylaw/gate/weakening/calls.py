"""Which files pipelines call: scripts, included files, other workflows, local actions, task files.

Texts are only read for what looks like a path of the tree, or for the command of a task runner. So
a name that a pipeline puts together while it runs is not seen.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
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
LISTS: Final = (".json", ".toml", ".cfg", ".ini", ".txt", ".lock")
"""Ends of names of files that call nothing: only their lines that name bylaw have to do with it."""
_DEEPEST: Final = 4
"""Files that are called one by another."""
_MOST: Final = 500
"""Files that are read at one depth; of more, each is taken to run bylaw."""
_LONGEST: Final = 1 << 17
"""Characters of a file whose calls are followed."""
_FEW: Final = 50
"""Changed files that are read to see whether they can have to do with pipelines."""
_MOST_FOLDERS: Final = 10
"""Folders that a file enters."""
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


def runs_bylaw(side: Side) -> frozenset[str]:
    """The files that run bylaw in pipelines, and those that lead to them from a pipeline."""
    waiting = pipelines(side)
    found, leads = {*waiting}, dict[str, frozenset[str]]()
    named = {path for path, text in waiting.items() if names_bylaw(text, path)}
    for _ in range(_DEEPEST):
        more = calls(side, waiting)
        leads |= more
        called = sorted(frozenset[str]().union(*more.values()) - found)
        waiting = side.texts(called[:_MOST])
        found.update(called)
        named |= {path for path, text in waiting.items() if names_bylaw(text, path)}
        named.update(called[_MOST:])  # what is not read may name it
    while further := {path for path, to in leads.items() if path not in named and to & named}:
        named |= further
    return frozenset(named)


def twins(path: str) -> frozenset[str]:
    """The files that a task runner reads too, beside one of them: only one of them counts."""
    folder, slash, name = path.rpartition("/")
    names = {each for family in _TASKS.values() if name in family for each in family}
    return frozenset(f"{folder}{slash}{each}" for each in names - {name})


def may_run(side: Side, paths: Sequence[str]) -> bool:
    """Whether one of some files names bylaw, or another file: no other one can lead to it.

    Of many or long files it is taken to be so, because asking the pipelines costs less then.
    """
    if len(paths) > _FEW:
        return True
    texts = side.texts(paths)
    if sum(map(len, texts.values())) > _LONGEST:
        return True
    if any(names_bylaw(text, path) for path, text in texts.items()):
        return True
    return any(calls(side, texts).values())


def calls(side: Side, texts: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The files that each of some files calls, by the path of the caller."""
    named = {at: frozenset(_named(at, text)) for at, text in texts.items()}
    there = side.there(path for paths in named.values() for path in paths)
    return {at: paths & there for at, paths in named.items()}


def _named(at: str, text: str) -> Iterator[str]:
    """What a file may name: from the root, from its own folder, and from folders it enters.

    Documents are left out, because a pipeline names them to pass over them; and so is what governs
    otherwise, which is compared by what it means.
    """
    if at.endswith(LISTS) or len(text) > _LONGEST:
        return
    words = dict.fromkeys(_WORD.findall(text)).keys()
    folders = {"", posixpath.dirname(at), *_FOLDER.findall(text)[:_MOST_FOLDERS]}
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
                if each and not each.startswith("../") and (is_pipeline(each) or not governs(each))
            )


def lines_of(text: str) -> list[str]:
    """The lines of a text that name bylaw."""
    return [line.strip() for line in text.split("\n") if _NAME.search(line)]


def _unescaped(found: re.Match[str]) -> str:
    code = int(next(each for each in found.groups() if each), 16)
    return chr(code) if code < 0x110000 else ""
