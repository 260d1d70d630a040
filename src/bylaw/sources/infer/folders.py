"""Which folders could be components.

From the root down, a folder is taken apart where it only holds other things together: the root,
folders that are named so (`src`, `packages`), folders with nothing in them but one more. Then the
largest one is taken apart as long as it is much of the whole and there are not too many; a member
of a workspace (`services/pay`) only where it is most of all. What stands right in a folder that was
taken apart is a component with the folder's name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from bylaw.dataclass import dataclass

MOST: Final = 24
"""Components, tests aside; more cannot be taken in at once."""
_MOST_TESTS: Final = 60
"""Folders of tests that are named; the others stay with what they test."""
_LONGEST: Final = 80
"""Characters of a folder's name, else it is no name for a component."""
_SHARE: Final = 8
"""A folder is taken apart where it has more than this part of all source files."""
_HOLDING: Final = frozenset(
    ("src", "source", "sources", "lib", "libs", "packages", "apps", "applications", "services",
     "crates", "cmd", "modules", "projects", "plugins", "internal", "pkg", "java", "kotlin",
     "scala", "main", "com", "org", "net", "io", "python", "js", "ts")
)  # fmt: skip
"""Names of folders that hold things together."""
_WORKSPACES: Final = frozenset(
    ("apps", "applications", "cmd", "crates", "libs", "modules", "packages", "plugins", "projects",
     "services")
)  # fmt: skip
"""Names of folders in which each folder is one thing, however it is built inside."""
_TESTS: Final = frozenset(
    ("test", "tests", "__tests__", "spec", "specs", "e2e", "testdata", "integration-tests")
)
_WEBSITES: Final = frozenset(("web", "website", "webapp", "frontend", "ui", "site"))
_WEB_FILES: Final = ("index.html", "next.config.", "nuxt.config.", "astro.config.", "angular.json")
"""Not vite.config: libraries are built and tested by it too, and a website has an index.html."""
_RUNNING: Final = frozenset(("services", "apps", "applications", "cmd"))
_SERVERS: Final = frozenset(("api", "server", "backend", "worker", "workers", "service"))
_SERVER_FILES: Final = ("Dockerfile", "Containerfile", "manage.py", "main.go")
_LARGE_ROOT: Final = 20
"""So many source files right in the root are a package of their own, as in many Go modules."""
_UNSAFE: Final = frozenset('*?[]{},\\"')


@dataclass(frozen=True, slots=True)
class Proposed:
    """A component that could be."""

    name: str
    paths: tuple[str, ...]
    """Its globs."""
    kind: str


@dataclass(slots=True)
class _Folder:
    """A folder with source files in it or below it."""

    path: str
    own: int
    """Source files right in it."""
    total: int
    """All of its source files."""
    inner: list[str]
    """The paths of the folders in it that have any and could be components."""


def propose(sources: Collection[str], files: Iterable[str]) -> tuple[Proposed, ...]:
    """Components for some source files, by name.

    Args:
        sources: The paths of the source files.
        files: The paths of all files.
    """
    tests = _test_folders(sources)
    tested = tuple(f"{folder}/" for folder in tests)
    own = sorted(path for path in sources if not path.startswith(tested))
    tree = _tree(own)
    chosen = _fewer(_chosen(tree), tree)
    names = _names([path for path in chosen if path])
    marks = _marks(files, set(chosen))
    found = [
        Proposed(names[path], (f"{path}/**",), _kind(path, marks.get(path, ())))
        for path in chosen
        if path
    ]
    if "" in chosen:
        endings = sorted({path.rpartition(".")[2] for path in own if "/" not in path})
        name = _free("root", set(names.values()))
        found.append(Proposed(name, tuple(f"*.{ending}" for ending in endings), "library"))
    if tests:
        name = _free("tests", {each.name for each in found})
        found.append(Proposed(name, tuple(f"{folder}/**" for folder in tests), "tests"))
    return tuple(sorted(found, key=lambda each: each.name))


def _test_folders(sources: Collection[str]) -> list[str]:
    """The outermost folders of tests; where there are too many, those with the most files."""
    counts: dict[str, int] = {}
    for path in sources:
        parts = path.split("/")[:-1]
        at = next((at for at, part in enumerate(parts) if part.lower() in _TESTS), None)
        if at is not None and all(map(is_plain, parts[: at + 1])):
            folder = "/".join(parts[: at + 1])
            counts[folder] = counts.get(folder, 0) + 1
    ranked = sorted(counts, key=lambda folder: (-counts[folder], folder))
    return sorted(ranked[:_MOST_TESTS])


def is_plain(part: str) -> bool:
    """Whether a folder's name can stand in a glob as it is, and be a component's name."""
    return (
        part.isprintable()
        and part == part.strip()
        and len(part) <= _LONGEST
        and _UNSAFE.isdisjoint(part)
    )


def _tree(sources: Iterable[str]) -> dict[str, _Folder]:
    """The folders that could be components, by path; the root is empty."""
    tree = {"": _Folder("", 0, 0, [])}
    for path in sources:
        at = ""
        tree[""].total += 1
        for part in path.split("/")[:-1]:
            if not is_plain(part):
                break
            inner = f"{at}/{part}" if at else part
            if inner not in tree:
                tree[inner] = _Folder(inner, 0, 0, [])
                tree[at].inner.append(inner)
            at = inner
            tree[at].total += 1
        tree[at].own += 1
    return tree


def _chosen(tree: Mapping[str, _Folder]) -> list[str]:
    """The folders that are components, where others may be within them."""
    found: set[str] = set()
    waiting = [""]
    while waiting:
        folder = tree[waiting.pop()]
        name = folder.path.rpartition("/")[2]
        is_chain = not folder.own and len(folder.inner) == 1 and not _is_one_thing(folder.path)
        if folder.inner and (not folder.path or name in _HOLDING or is_chain):
            waiting += folder.inner
            if _is_worth_it(folder, tree):
                found.add(folder.path)
        elif folder.path or _is_worth_it(folder, tree):
            found.add(folder.path)
    taken: set[str] = set()
    while True:
        fits = [path for path in found - taken if _can_part(tree[path], found, tree)]
        if not fits:
            return sorted(found)
        largest = tree[max(fits, key=lambda path: (tree[path].total, path))]
        taken.add(largest.path)
        found.update(_worthy(largest, tree))
        if not largest.own and len(_worthy(largest, tree)) == len(largest.inner):
            found.discard(largest.path)


def _is_worth_it(folder: _Folder, tree: Mapping[str, _Folder]) -> bool:
    """Whether what stands right in a folder is a component beside those below it."""
    if folder.path:
        return folder.own > 0
    return folder.own >= max(3, min(tree[""].total // 4, _LARGE_ROOT))


def _is_one_thing(path: str) -> bool:
    return path.rpartition("/")[0].rpartition("/")[2] in _WORKSPACES


def _can_part(folder: _Folder, found: set[str], tree: Mapping[str, _Folder]) -> bool:
    inner = _worthy(folder, tree)
    is_taken = any(path in found for path in folder.inner)
    share = 2 if _is_one_thing(folder.path) else _SHARE
    is_large = folder.total > max(tree[""].total // share, 3)
    parts = len(inner) + (folder.own > 0)
    return bool(
        folder.path and not is_taken and is_large and parts > 1 and len(found) + len(inner) <= MOST
    )


def _worthy(folder: _Folder, tree: Mapping[str, _Folder]) -> list[str]:
    """The folders in one that are large enough to be components."""
    least = 2 if tree[""].total >= 40 else 1
    return [path for path in folder.inner if tree[path].total >= least]


def _fewer(chosen: list[str], tree: Mapping[str, _Folder]) -> list[str]:
    """At most MOST beside the root: the smallest go into the folder that holds them."""
    found = set(chosen)
    root = found & {""}
    found -= root
    while len(found) > MOST:
        smallest = min(found, key=lambda path: (tree[path].total, path))
        found.discard(smallest)
        above = smallest.rpartition("/")[0]
        if above:
            found.add(above)
    return sorted(found | root)


def _names(paths: list[str]) -> dict[str, str]:
    """A name for each folder: its own, with as many of those above it as tell it apart."""
    names: dict[str, str] = {}
    for path in paths:
        parts = path.split("/")
        for count in range(1, len(parts) + 1):
            name = "/".join(parts[-count:])
            alike = [each for each in paths if f"/{each}".endswith(f"/{name}")]
            if len(alike) == 1:
                break
        names[path] = name[-200:]
    return names


def _free(name: str, taken: Collection[str]) -> str:
    while name in taken:
        name += "-2"
    return name


def _marks(files: Iterable[str], folders: Collection[str]) -> dict[str, list[str]]:
    """The names of the files that stand right in some folders."""
    found: dict[str, list[str]] = {}
    for path in files:
        folder, _, name = path.rpartition("/")
        if folder in folders:
            found.setdefault(folder, []).append(name)
    return found


def _kind(path: str, files: Collection[str]) -> str:
    """What a folder seems to be, by its name, the one above it, and the files right in it."""
    *above, name = path.lower().split("/")
    if name in _WEBSITES or any(each.startswith(_WEB_FILES) for each in files):
        return "website"
    if name in _SERVERS or (above and above[-1] in _RUNNING) or set(files) & set(_SERVER_FILES):
        return "service"
    return "library"
