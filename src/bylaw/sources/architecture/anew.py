"""Which languages a change leads elsewhere, so that an import that stays may be a new one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from fnmatch import fnmatchcase

from bylaw.sources.git.files import SYMLINK, File
from bylaw.sources.imports.languages import LANGUAGES, language_of


def led_elsewhere(files: Iterable[File], leads_elsewhere: Callable[[File], bool]) -> frozenset[str]:
    """Languages that the change resolves otherwise: any import of them may lead elsewhere.

    Args:
        files: The files of the change.
        leads_elsewhere: Whether one that says how names are resolved says something else.
    """
    found = set()
    for file in files:
        if _is_led_elsewhere(file):
            return frozenset(language.module for language in LANGUAGES)
        name, old = _name(file.path), _name(file.old_path or "")
        for language in LANGUAGES:
            if language.module in found:
                continue
            globs = language.configs
            if any(fnmatchcase(each, glob) for each in (name, old) for glob in globs) and (
                leads_elsewhere(file)
            ):
                found.add(language.module)
    return frozenset(found)


def _is_led_elsewhere(file: File) -> bool:
    """Whether a symbolic link that was there leads elsewhere now, or is none any more."""
    return file.old_mode == SYMLINK and file.status != "deleted" and file.old_oid != file.oid


def led_along(files: Iterable[File], zone: Callable[[str], Hashable]) -> frozenset[str]:
    """Languages of files that go to another zone: an import that stays may follow them.

    Where git sees no rename, a file that goes and one of its name that comes are one.

    Args:
        files: The files of the change.
        zone: A component, and what rules ask of a path.
    """
    listed = list(files)
    gone: dict[str, set[Hashable]] = {}
    for file in listed:
        if file.status == "deleted":
            gone.setdefault(_name(file.path), set()).add(zone(file.path))
    found = set()
    for file in listed:
        language = language_of(file.path)
        if language is None or file.status not in ("added", "renamed"):
            continue
        before = set(gone.get(_name(file.path), ()))
        if file.status == "renamed" and file.old_path is not None:
            before.add(zone(file.old_path))
        if before - {zone(file.path)}:
            found.add(language.module)
    return frozenset(found)


def _name(path: str) -> str:
    return path.rpartition("/")[2]
