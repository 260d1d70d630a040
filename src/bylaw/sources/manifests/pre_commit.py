"""pre-commit's configuration: the repositories of its hooks, and what is installed beside them.

A repository is a package of its host's purl type. What a hook has as `additional_dependencies` is a
package of the hook's language; where the file does not say it, `name@version` is npm's way to write
one, and all of a list with such an entry are npm's, all others Python's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import field, replace
from posixpath import dirname
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.git_addresses import repository
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Source
from bylaw.sources.manifests.load import load_text, load_yaml
from bylaw.sources.manifests.references import placed, plain_address
from bylaw.sources.manifests.regions import Region, value_region
from bylaw.sources.manifests.revisions import is_commit, release_behind, version_of

_NO_REPOSITORIES: Final = frozenset(("local", "meta", "builtin"))
_NPM: Final = re.compile(r"((?:@[\w.~-]+/)?[\w.~-]+)@([^@\s]*)\Z")
_PYTHON: Final = re.compile(r"\s*[\w.-]+\s*(?:\[[^\]]*\])?")
_EXACT: Final = re.compile(r"v?\d+\.\d+\.\d+[\w.+-]*\Z")
_EXACT_PYTHON: Final = re.compile(r"===?([^*,]+)\Z")
LONGEST: Final = 1024
"""Characters of what names a package."""


@dataclass(slots=True)
class _State:
    file: Source
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lines: list[str] | None = None

    def wrong(self, message: str, node: Node) -> None:
        """Reports what cannot be read, at a node."""
        self.problems.append(Problem(message, node.line, node.column))


def read(file: Source) -> Reading:
    """The repositories, each from its address to its revision, and the packages beside hooks.

    Raises:
        Unreadable: it is not YAML.
    """
    roots, problems = load_yaml(file)
    state = _State(file, problems=list(problems))
    for root in roots:
        repos = root.get("repos") if isinstance(root.value, dict) else root
        if repos is None or (repos.value is not None and not isinstance(repos.value, list)):
            state.wrong("`repos` is a list", repos or root)
            continue
        for repo in repos.elements():
            _repo(repo, state)
    return Reading(tuple(state.entries), tuple(state.problems))


def _repo(node: Node, state: _State) -> None:
    address, rev = node.get("repo"), node.get("rev")
    if address is None or not address.text:
        state.wrong("what stands in `repos` has a `repo`", node)
        return
    if address.text not in _NO_REPOSITORIES:
        _repository(address, rev, state)
    hooks = node.get("hooks")
    for hook in hooks.elements() if hooks else ():
        more = hook.get("additional_dependencies")
        if more is None or more.value is None:
            continue
        if not isinstance(more.value, list):
            state.wrong("`additional_dependencies` is a list", more)
        _packages(more.elements(), hook.string("language") or "", state)


def _repository(address: Node, rev: Node | None, state: _State) -> None:
    text, wanted = address.text or "", (rev.written or "") if rev is not None else ""
    nodes = sorted([address, rev] if rev is not None else [address], key=lambda node: node.line)
    first, last = nodes[0], nodes[-1]
    place = Region(
        first.line,
        first.column,
        last.end_line if last.end_line > first.line else 0,
        last.end_column,
    )._asdict()
    found = repository(text)
    if found is None:
        location = placed(dirname(state.file.path), text)
        entry = Entry(text, "generic", requirement=wanted, source="path", location=location)
    else:
        release = _remarked(rev, state) if rev is not None and is_commit(wanted) else None
        entry = Entry(
            found.name,
            found.ecosystem,
            version=release or version_of(wanted),
            requirement=wanted,
            source="git",
            location=found.location,
            integrity=wanted if release else None,
            pinned=is_commit(wanted),
        )
    state.entries.append(replace(entry, **place, scope="development"))


def _remarked(rev: Node, state: _State) -> str | None:
    if state.lines is None:
        state.lines = load_text(state.file).split("\n")
    if rev.end_line > len(state.lines):
        return None
    return release_behind(state.lines[rev.end_line - 1], rev.end_column - 1)


def _packages(nodes: Sequence[Node], language: str, state: _State) -> None:
    is_npm = any(_NPM.match((node.text or "")[:LONGEST]) for node in nodes)
    reader = _READERS.get(language or ("node" if is_npm else "python"))
    for node in nodes:
        text = node.text or ""
        if reader is None:
            message = f"what hooks of the language `{language[:40]}` install is not read"
            state.wrong(message, node)
            return
        found = reader(text) if 0 < len(text) <= LONGEST else None
        if found is None:
            state.wrong("this is no package that a hook's language can install", node)
            continue
        place = value_region(node)._asdict()
        state.entries.append(replace(found, **place, scope="development"))


def _python(text: str) -> Entry | None:
    from packaging.requirements import InvalidRequirement, Requirement

    if text.startswith("."):
        return Entry(text, "pypi", source="path", location=text)
    try:
        wanted = Requirement(text)
    except InvalidRequirement:
        return None
    address = plain_address(wanted.url or "")
    said = "" if address else str(_PYTHON.sub("", text, count=1)).partition(";")[0].strip()
    exact = _EXACT_PYTHON.match(said)
    return Entry(
        wanted.name,
        "pypi",
        version=exact[1] if exact else None,
        requirement=said,
        source="git" if address.startswith("git+") else "url" if address else "registry",
        location=address,
    )


def _node(text: str) -> Entry | None:
    found = _NPM.match(text) or _NPM.match(f"{text}@")
    return _versioned("npm", found[1], found[2]) if found else None


def _go(text: str) -> Entry | None:
    name, _, wanted = text.partition("@")
    return _versioned("golang", name, wanted)


def _colon(ecosystem: str) -> Callable[[str], Entry | None]:
    def read_one(text: str) -> Entry | None:
        name, _, wanted = text.removeprefix("cli:").partition(":")
        return _versioned(ecosystem, name, wanted)

    return read_one


def _versioned(ecosystem: str, name: str, wanted: str) -> Entry | None:
    if not name or {" ", "\n"} & set(name):
        return None
    version = wanted if _EXACT.match(wanted) else None
    return Entry(name, ecosystem, version=version, requirement=wanted)


_READERS: Final[dict[str, Callable[[str], Entry | None]]] = {
    "python": _python,
    "python_venv": _python,
    "node": _node,
    "golang": _go,
    "ruby": _colon("gem"),
    "rust": _colon("cargo"),
    "dart": _colon("pub"),
}
"""By language: who reads a package as the language's installer takes it."""
