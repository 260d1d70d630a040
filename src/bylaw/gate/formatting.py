"""Formatting policy files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bylaw.gate.errors import wrong_request
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.tree import Folder, Unreadable, read_file


@dataclass(frozen=True, slots=True)
class Formatted:
    """One file, before and after."""

    path: Path
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether it was not formatted."""
        return self.before != self.after

    def diff(self) -> Iterator[str]:
        """A unified diff from before to after."""
        from difflib import unified_diff

        old, new = (text.splitlines(keepends=True) for text in (self.before, self.after))
        for line in unified_diff(old, new, str(self.path), str(self.path)):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def own_files(folder: str = ".") -> list[Path]:
    """The repository's own policy files, from any folder of it. Raises Wrong where there are none.

    They are where bylaw.yaml says, packs that it names by their folder and those of projects
    included.
    """
    from bylaw.gate.governance import read_config
    from bylaw.gate.run import open_cache
    from bylaw.packs.find import DEFAULT, paths_of
    from bylaw.sources.git.errors import NotJudged
    from bylaw.sources.git.repository import Repository

    try:
        repo = Repository.open(folder)
    except NotJudged:
        root, cache = Path(folder), open_cache(None)
    else:
        root, cache = Path(repo.work_tree or folder), open_cache(repo)
        repo.close()
    tree = Folder(root)
    config, _ = read_config(tree, cache)
    globs = [DEFAULT] if config is None or config.policies is None else [*config.policies]
    for scope in config.scopes if config else ():
        globs += scope.policies or () if scope.at else ()
        globs += [name for name in scope.packs or () if "/" in name]
    found = [root / path for path in paths_of(tree, globs)]
    if not found:
        where = ", ".join("policies/" if glob == DEFAULT else glob for glob in globs)
        raise wrong_request(f"there is no policy file to format in {where}")
    return [Path(os.path.relpath(path)) for path in found]


def files_of(paths: Sequence[str]) -> list[Path]:
    """The policy files that arguments name; folders mean all below them. Raises Wrong."""
    found: dict[Path, None] = {}
    for name in paths:
        path = Path(name)
        if path.is_dir():
            below = [path / one for one in Folder(path).below("") if one.endswith(".bylaw")]
            found.update(dict.fromkeys(below))
        elif path.exists():
            found[path] = None
        else:
            raise wrong_request(f"there is no file {name}")
    return list(found)


def format_files(paths: Iterable[Path]) -> tuple[list[Formatted], tuple[Diagnostic, ...]]:
    """Each file formatted; those with syntax errors are left out and told."""
    from bylaw.lang.format import format_module
    from bylaw.lang.parse import parse
    from bylaw.packs.source import source_of

    formatted, diagnostics = [], []
    for path in paths:
        try:
            data = read_file(path)
        except (Unreadable, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            message = f"{path} cannot be read: {why}"
            diagnostics.append(Diagnostic("policy-unreadable", message, str(path)))
            continue
        source = source_of(str(path), data)
        if isinstance(source, Diagnostic):
            diagnostics.append(source)
            continue
        module, found = parse(source)
        errors = [one for one in found if one.severity == "error"]
        diagnostics += errors
        if not errors:
            formatted.append(Formatted(path, data.decode(), format_module(module)))
    return formatted, tuple(diagnostics)


def write(one: Formatted) -> None:
    """Writes a file beside its place and renames it there; its mode stays. Raises OSError."""
    target = one.path.resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(one.after.encode())
        beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
