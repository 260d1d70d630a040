"""`[tool.uv]`: where uv gets packages from, and which versions it holds them to.

What the root of a workspace says holds for its members, whose own word comes first.

Source: "Managing dependencies", "Using workspaces" and "Package indexes" of uv's documentation.
"""

from __future__ import annotations

from collections.abc import Callable
from posixpath import dirname, join

from bylaw.facts.globs import regex_of
from bylaw.sources.documents.node import Malformed, Node
from bylaw.sources.documents.text import decode
from bylaw.sources.documents.toml import read_toml
from bylaw.sources.manifests.interface import Source, Tree, Unreadable
from bylaw.sources.manifests.pyproject_entries import Project
from bylaw.sources.manifests.python_lock import MOST_ALIKE
from bylaw.sources.manifests.python_names import normal
from bylaw.sources.manifests.python_sources import Provenance, git, is_address, local
from bylaw.sources.manifests.references import placed, plain_address


def note_uv(project: Project) -> None:
    """Notes sources, indexes, constraints and overrides of uv's tables."""
    root = _root_of(project)
    if root is not None:
        _note(root)
        project.named_indexes |= root.named_indexes
        project.indexes |= root.indexes
        project.sources |= root.sources
        project.constraints |= root.constraints
        project.overrides |= root.overrides
    _note(project)


def _note(project: Project) -> None:
    for node in project.listed("tool", "uv", "index"):
        _note_index(project, node)
    for key in ("index-url", "extra-index-url"):
        found = project.found("tool", "uv", key)
        for node in () if found is None else found.elements() or (found,):
            if node.text:
                project.indexes[plain_address(node.text)] = None
    for name, node in project.table("tool", "uv", "sources"):
        places = (_source(project, each) for each in node.elements() or (node,))
        known = dict.fromkeys(each for each in places if each is not None)
        if known:
            project.sources[normal(name)] = list(known)[:MOST_ALIKE]
    for key, versions in (
        ("constraint-dependencies", project.constraints),
        ("override-dependencies", project.overrides),
    ):
        for node in project.listed("tool", "uv", key):
            asked = None if isinstance(node.value, dict) else project.asked(node)
            if asked is None:
                continue
            if asked.provenance.source != "registry":
                project.sources[asked.name] = [asked.provenance]
            elif asked.version is not None:
                versions[asked.name] = asked.version


def _note_index(project: Project, node: Node) -> None:
    url, name, explicit = node.string("url"), node.string("name"), node.get("explicit")
    if not url:
        project.wrong(node, "this index has no `url`")
        return
    address = plain_address(url) if is_address(url) else placed(project.folder, url)
    if name:
        project.named_indexes[name] = address
    if explicit is None or explicit.value is not True:
        project.indexes[address] = None


def _source(project: Project, node: Node) -> Provenance | None:
    """Where a package comes from; None where that is nothing that uv knows, which is noted."""
    subdirectory = node.string("subdirectory") or ""
    if address := node.string("git"):
        revision = node.string("rev") or node.string("tag") or node.string("branch") or ""
        return git(address, revision, subdirectory)
    if address := node.string("url"):
        suffix = f"?subdirectory={subdirectory}" if subdirectory else ""
        return Provenance("url", plain_address(address) + suffix)
    if path := node.string("path"):
        return local(path, project.folder)
    if (member := node.get("workspace")) is not None and isinstance(member.value, bool):
        return Provenance("workspace") if member.value else Provenance()
    if index := node.string("index"):
        return Provenance("registry", project.named_indexes.get(index, index))
    project.wrong(node, "this is no source that uv knows: git, url, path, workspace or index")
    return None


def _root_of(project: Project) -> Project | None:
    """The root of the workspace that a project is a member of; None where it is the root itself."""
    if project.root.get("tool", "uv", "workspace") is not None:
        return None
    folder = project.folder
    while folder:
        folder = dirname(folder)
        path = join(folder, "pyproject.toml")
        try:
            data = project.file.tree.read(path)
            if data is None or b"workspace" not in data:
                continue
            root = read_toml(decode(data)).root
        except (Malformed, Unreadable):  # which is said where that file is read itself
            continue
        if root.get("tool", "uv", "workspace") is None:
            continue
        if not _is_member(project.folder, folder, root):
            return None
        project.includes[path] = None
        return Project(Source(path, data, project.file.tree), root)
    return None


def uv_members(tree: Tree, root_folder: str) -> Callable[[str], bool]:
    """Tells the folders of the members of the workspace whose root is a folder.

    Raises:
        Malformed: The root's manifest is no TOML.
        Unreadable: It cannot be read.
    """
    data = tree.read(join(root_folder, "pyproject.toml"))
    root = read_toml(decode(data)).root if data is not None and b"workspace" in data else None
    if root is None or root.get("tool", "uv", "workspace") is None:
        return lambda _: False
    return lambda folder: _is_member(folder, root_folder, root)


def _is_member(folder: str, root_folder: str, root: Node) -> bool:
    """Whether a workspace's globs mean a folder."""
    below = folder.removeprefix(f"{root_folder}/") if root_folder else folder

    def meant(key: str) -> bool:
        listed = root.get("tool", "uv", "workspace", key)
        globs = (each.text for each in (listed.elements() if listed is not None else ()))
        return any(_meets(glob, below) for glob in globs if glob)

    return meant("members") and not meant("exclude")


def _meets(glob: str, path: str) -> bool:
    import re2

    try:
        return re2.fullmatch(regex_of(glob.removeprefix("./").rstrip("/")), path) is not None
    except (ValueError, re2.error):
        return False
