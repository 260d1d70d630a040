"""A case of imports: one text file that holds a small tree, and the edges that are read from it.

A line `--- PATH` begins a file. The last part, `--- edges`, has a line for each edge:
`PATH:LINE KIND MODULE -> TARGET`, where the target is a path, `[PACKAGE]`, `[]` for the language's
own library, or `? why`; and a line `PATH:LINE broken` for what cannot be parsed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from bylaw.sources.imports.edges import edges
from bylaw.sources.imports.files import TreeFiles
from bylaw.sources.imports.interface import Reading, Target
from bylaw.sources.imports.languages import extension_of, language_of
from bylaw.sources.imports.parse import readings


def read_case(text: str) -> tuple[dict[str, str], str]:
    """The files of a case, and the edges that it expects."""
    files: dict[str, list[str]] = {}
    for line in text.splitlines(keepends=True):
        if line.startswith("--- "):
            lines = files.setdefault(line[4:].strip(), [])
        else:
            lines.append(line)
    tree = {path: "".join(lines) for path, lines in files.items()}
    return tree, tree.pop("edges", "")


def shown(tree: Mapping[str, str | bytes]) -> str:
    """The edges of a tree, as a case writes them."""
    data = {path: text.encode() if isinstance(text, str) else text for path, text in tree.items()}
    sources = [(path, path, text) for path, text in data.items() if language_of(path) is not None]
    said = readings(sources, few=True)
    known = {path: one for path, one in said.items() if isinstance(one, Reading)}

    def of(extensions: Collection[str]) -> dict[str, Reading]:
        return {path: one for path, one in known.items() if extension_of(path) in extensions}

    found = edges(TreeFiles(data, data.get, of), known)
    lines = [
        f"{path}:{each.statement.line} {each.statement.kind} {each.target.module}"
        f" -> {_target(each.target)}\n"
        for path in sorted(found)
        for each in found[path]
    ]
    lines += [f"{path}:{one[0]} broken\n" for path in sorted(known) for one in known[path].broken]
    lines += [f"{path} {one}\n" for path, one in sorted(said.items()) if isinstance(one, str)]
    return "".join(lines)


def _target(target: Target) -> str:
    if target.path is not None:
        return target.path
    return f"? {target.unknown}" if target.unknown else f"[{target.package or ''}]"


def write_again(path: Path) -> None:
    """Replace what a case expects by what is read now."""
    text = path.read_text("utf-8")
    head = text.split("--- edges\n")[0]
    path.write_text(head + "--- edges\n" + shown(read_case(text)[0]), "utf-8")
