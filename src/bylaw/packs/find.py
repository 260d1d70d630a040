"""Finding policy files in a tree, and the packs that they make up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs import builtin
from bylaw.packs.glob import fixed_folder, matcher
from bylaw.packs.text import LOCAL, MANIFEST, VENDORED, PackText
from bylaw.packs.tree import Tree, Unreadable

DEFAULT: Final = "policies/**/*.bylaw"
SUFFIX: Final = ".bylaw"


@dataclass(frozen=True, slots=True)
class Found:
    """Packs, and what kept others from being read."""

    packs: tuple[PackText, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    unmatched: tuple[str, ...] = ()
    """Globs that match no policy file."""


def find(tree: Tree, globs: Iterable[str], show: str = "") -> Found:
    """The packs that the policy files matching the globs make up.

    A file belongs to the pack of the nearest pack.yaml in a folder above it, and to the pack
    `local` where there is none. `show` stands before every path that a person sees.
    """
    chosen: dict[str, None] = {}
    unmatched = []
    behind_links = []
    for glob in globs:
        try:
            paths = _matching(tree, glob)
        except Unreadable as error:
            message = f"{show}{glob} cannot be read: {error}"
            behind_links.append(Diagnostic("policy-unreadable", message, show + glob))
            continue
        if not paths:
            unmatched.append(glob)
        chosen.update(dict.fromkeys(paths))
    contents, diagnostics = _read(tree, sorted(chosen), show)
    diagnostics = [*behind_links, *diagnostics]
    grouped, manifests, more = _grouped(tree, contents, show)
    packs = tuple(
        PackText(
            name,
            tuple((show + path, contents[path]) for path in paths),
            version=manifests.get(name, ("", ""))[0],
            description=manifests.get(name, ("", ""))[1],
        )
        for name, paths in grouped.items()
    )
    return Found(packs, (*diagnostics, *more), tuple(unmatched))


def paths_of(tree: Tree, globs: Iterable[str]) -> list[str]:
    """The policy files that are there, of those that match the globs."""
    every = {path for glob in globs for path in _matching(tree, glob)}
    return sorted(path for path in every if tree.read(path) is not None)


def _matching(tree: Tree, glob: str) -> list[str]:
    """The policy files that a glob matches; a path without wildcards is a file or a folder."""
    text = glob.removeprefix("./")
    if text.endswith(SUFFIX) and not set(text) & set("*?[{"):
        return [text]
    folder = "" if text in ("", ".") else fixed_folder(text)
    try:
        matches = matcher([text]) if folder or text not in ("", ".") else lambda path: True
    except ValueError:  # no glob, so it is the name of a file
        return [text]
    # A pack from elsewhere judges where `packs:` names it, not where a wide glob meets its files.
    apart = "\0" if f"{folder}/".startswith(f"{VENDORED}/") else f"{VENDORED}/"
    return [
        path
        for path in tree.below(folder)
        if path.endswith(SUFFIX) and not path.startswith(apart) and matches(path)
    ]


def _read(tree: Tree, paths: Iterable[str], show: str) -> tuple[dict[str, bytes], list[Diagnostic]]:
    contents, diagnostics = {}, []
    for path in paths:
        try:
            data = tree.read(path)
        except Unreadable as error:
            message = f"{show}{path} cannot be read: {error}"
            diagnostics.append(Diagnostic("policy-unreadable", message, show + path))
            continue
        if data is None:
            message = f"there is no policy file {show}{path}"
            diagnostics.append(Diagnostic("policy-missing", message, show + path))
        else:
            contents[path] = data
    return contents, diagnostics


def _grouped(
    tree: Tree, paths: Iterable[str], show: str
) -> tuple[dict[str, list[str]], dict[str, tuple[str, str]], list[Diagnostic]]:
    """Paths by the name of their pack; version and description of the packs that have them."""
    names: dict[str, str] = {}
    manifests: dict[str, tuple[str, str]] = {}
    owners: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    grouped: dict[str, list[str]] = {}
    for path in paths:
        folder = path.rpartition("/")[0]
        if folder not in names:
            names[folder] = _pack_of(tree, folder, show, manifests, owners, diagnostics)
        grouped.setdefault(names[folder], []).append(path)
    return grouped, manifests, diagnostics


def _pack_of(
    tree: Tree,
    folder: str,
    show: str,
    manifests: dict[str, tuple[str, str]],
    owners: dict[str, str],
    diagnostics: list[Diagnostic],
) -> str:
    for at in _upwards(folder):
        path = f"{at}/{MANIFEST}" if at else MANIFEST
        try:
            data = tree.read(path)
        except Unreadable as error:
            message = f"{show}{path} cannot be read: {error}"
            diagnostics.append(Diagnostic("policy-unreadable", message, show + path))
            return LOCAL
        if data is None:
            continue
        from bylaw.packs.manifest import read

        manifest, wrong = read(show + path, data)
        if path not in owners.values():
            diagnostics += wrong
        if manifest is None:
            owners.setdefault(path, path)
            return LOCAL
        if manifest.name in builtin.names():
            if path not in owners:
                message = f"`{manifest.name}` is the name of a built-in pack"
                help = "give your pack a name of its own"
                diagnostics.append(Diagnostic("pack-name", message, show + path, help=help))
            owners[path] = path
        elif owners.setdefault(manifest.name, path) != path:
            message = f"two packs are called `{manifest.name}`: {owners[manifest.name]} and {path}"
            diagnostics.append(Diagnostic("pack-name", message, show + path))
        manifests[manifest.name] = (manifest.version, manifest.description)
        return manifest.name
    return LOCAL


def _upwards(folder: str) -> Sequence[str]:
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:end]) for end in range(len(parts), -1, -1)]
