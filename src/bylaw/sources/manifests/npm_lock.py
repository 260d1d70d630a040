"""`package-lock.json` and `npm-shrinkwrap.json`, versions 1 to 3.

The key of an entry is the path where npm installs it, and what an entry brings in is found as Node
finds it: in its own `node_modules`, then in those of the folders above. What version 2 keeps for
old npms (`dependencies`) is not read beside its `packages`.

Source: "package-lock.json" of npm's documentation, and `@npmcli/arborist`, which reads it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from posixpath import dirname
from typing import Any, Final

from bylaw.sources.manifests.interface import Ask, Entry, Origin, Problem, Reading, Scope, Source
from bylaw.sources.manifests.load import load_json, load_text
from bylaw.sources.manifests.npm_archives import archive_source
from bylaw.sources.manifests.npm_specs import asked_for, spec_of
from bylaw.sources.manifests.npm_workspaces import members, patterns_of
from bylaw.sources.manifests.references import placed

MODULES: Final = "node_modules/"
_OPENED: Final = re.compile(r'^[ \t]*"([^"\\\n]*node_modules/[^"\\\n]*)": \{$', re.MULTILINE)
_NAMED: Final = re.compile(r'node_modules/[^"\n]*"\s*:')
LONGEST: Final = 1000
"""Characters of a path in `node_modules`; npm stays below some hundred."""
DEEPEST: Final = 40
"""Packages in packages; npm stays below a dozen."""
_VERSIONS: Final = (1, 2, 3)
_BELOW: Final = ("dependencies", "optionalDependencies", "peerDependencies")


def read(file: Source) -> Reading:
    """The packages of npm's lock."""
    text = load_text(file)
    root, lines = _quickly(text)
    problems: list[Problem] = []
    if root is None:
        node, flaws = load_json(file)
        problems += flaws
        if not isinstance(node.value, dict):
            return Reading(problems=(*problems, Problem("it is no object", node.line)))
        packages, version = node.get("packages"), node.get("lockfileVersion")
        if version is not None and version.value not in _VERSIONS:
            message = f"its `lockfileVersion` is `{str(version.written)[:20]}`; 1 to 3 are known"
            problems.append(Problem(message, version.start_line, version.key_column or 1))
        if packages is None:
            from bylaw.sources.manifests.npm_lock_v1 import read_v1

            return read_v1(file, node, problems)
        lines = {key: each.key_line for key, each in packages.items()}
        root = node.plain()
    if not isinstance(root["packages"], dict):
        return Reading(problems=(*problems, Problem("`packages` is no object", 1)))
    return _Lock(root["packages"], lines, dirname(file.path), problems).reading()


def _quickly(text: str) -> tuple[dict[str, Any] | None, dict[str, int]]:
    """The lock as plain values, and the lines of its packages, of a lock as npm writes it.

    That is quicker by far than to give each value its place. Of a text that could mean something
    else, such as one with a key twice or with escapes, nothing is returned.
    """
    if "\\u" in text:
        return None, {}
    try:
        root = json.loads(text, object_pairs_hook=_without_twins, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None, {}
    packages = root.get("packages") if isinstance(root, dict) else None
    if not isinstance(packages, dict) or root.get("lockfileVersion") not in _VERSIONS:
        return None, {}
    lines: dict[str, int] = {}
    line, seen, count = 1, 0, 0
    for found in _OPENED.finditer(text):
        line += text.count("\n", seen, found.start())
        seen = found.start()
        lines[found[1]] = line
        count += 1
    is_sure = count == len(lines) == sum(1 for _ in _NAMED.finditer(text))
    if not is_sure or any(MODULES in key and key not in lines for key in packages):
        return None, {}
    return root, lines


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made


def _refuse(name: str) -> Any:
    raise ValueError(name)


class _Lock:
    """The packages of a lock of version 2 or 3."""

    def __init__(
        self,
        packages: Mapping[str, Any],
        lines: Mapping[str, int],
        folder: str,
        problems: list[Problem],
    ) -> None:
        self.lines = lines
        self.folder = folder
        self.problems = problems
        self.packages: dict[str, Mapping[str, Any]] = {}
        """By path; without those that cannot be understood, and those that are not installed."""
        for key, said in packages.items():
            problem = _problem(key, said)
            if problem:
                self.problems.append(Problem(problem, lines.get(key) or 1))
            elif not (problem is None and MODULES in key):
                self.packages[key] = said
        self.places: dict[str, set[str]] = {}
        """The folders whose `node_modules` have a package of this name."""
        for key in self.packages:
            folder, modules, name = key.rpartition(MODULES)
            if modules:
                self.places.setdefault(name, set()).add(folder)
        self.is_member = members(patterns_of(self.packages.get("", {}).get("workspaces")))

    def reading(self) -> Reading:
        """What stands in the lock."""
        asks = tuple(
            ask
            for folder, said in self.packages.items()
            if MODULES not in folder
            for ask in self._asks(folder, said)
        )
        return Reading(
            tuple(self._entry(key, said) for key, said in self.packages.items() if MODULES in key),
            tuple(self.problems),
            asks=asks if "" in self.packages else None,
        )

    def _entry(self, key: str, said: Mapping[str, Any]) -> Entry:
        resolved, requires = said.get("resolved"), tuple(self._requires(key, said))
        real = said.get("name")
        source: Origin = "registry"
        location = ""
        if said.get("link") is True:
            folder = str(resolved)
            said = self.packages.get(folder, {})
            real = real or said.get("name")
            source = "workspace" if not folder or self.is_member(folder) else "path"
            location = placed(self.folder, folder)
        name = real if isinstance(real, str) and real else key.rpartition(MODULES)[2]
        version, integrity = said.get("version"), said.get("integrity")
        version = version if isinstance(version, str) else None
        if source == "registry" and isinstance(resolved, str) and resolved:
            source, location = archive_source(resolved, name, version, self.folder)
        return Entry(
            name,
            line=self.lines.get(key) or 1,
            version=version,
            scope=scope_of(said),
            source=source,
            location=location,
            integrity=integrity if isinstance(integrity, str) else None,
            license=license_of(said),
            key=key,
            requires=requires,
            unhashed=said.get("inBundle") is True and not resolved,
        )

    def _requires(self, key: str, said: Mapping[str, Any]) -> list[str]:
        """The keys of what a package brings in."""
        if said.get("link") is True:
            key = str(said.get("resolved"))
            said = self.packages.get(key, {})
        names: dict[str, None] = {}
        for section in _BELOW:
            listed = said.get(section)
            if isinstance(listed, dict):
                names.update(dict.fromkeys(listed))
        found = (self._found(key, name) for name in names)
        return [each for each in dict.fromkeys(found) if each is not None]

    def _found(self, folder: str, name: str) -> str | None:
        """Where Node finds a package, seen from a folder."""
        places = self.places.get(name)
        if places is None:
            return None
        while True:
            if (above := f"{folder}/" if folder else "") in places:
                return f"{above}{MODULES}{name}"
            if not folder:
                return None
            at = folder.rfind("/" + MODULES)
            if at >= 0:
                folder = folder[:at]
            else:
                folder = "" if folder.startswith(MODULES) else dirname(folder)

    def _asks(self, folder: str, said: Mapping[str, Any]) -> Iterator[Ask]:
        """What a project asks for."""
        for name, written, scope in asked_for(said):
            key = self._found(folder, name)
            if isinstance(written, str) and name and key is not None:
                spec = spec_of(name, written)
                yield Ask(spec.name, key, spec.requirement, scope, folder)


def _problem(key: str, said: Any) -> str | None:
    """What is wrong with a package; empty for nothing, None for one that is not installed."""
    shown = f"`{key[:80]}`" if key else "the project"
    if not isinstance(said, dict):
        return f"{shown} is no package"
    if len(key) > LONGEST or key.count(MODULES) > DEEPEST:
        return f"{shown} is too deep for a path"
    if MODULES not in key:
        return ""
    resolved, version = said.get("resolved"), said.get("version")
    if said.get("link") is True:
        return "" if isinstance(resolved, str) else f"{shown} is a link that leads nowhere"
    if version is None and not resolved:  # npm notes it, and installs nothing for it
        is_left_out = said.get("optional") or said.get("peer") or said.get("extraneous")
        return None if is_left_out else f"{shown} has no version"
    if key.endswith(MODULES) or not isinstance(version, str | None):
        return f"{shown} has no name and version that are known"
    return ""


def scope_of(said: Mapping[str, Any]) -> Scope:
    """What npm's flags say a package is needed for."""
    if said.get("dev") is True:
        return "development"
    is_optional = said.get("optional") is True or said.get("devOptional") is True
    return "optional" if is_optional else "runtime"


def license_of(said: Mapping[str, Any]) -> str | None:
    """The license that a package states; of a list, nobody knows how its parts go together."""
    stated = said.get("license")
    if isinstance(stated, dict):
        stated = stated.get("type")
    return stated if isinstance(stated, str) and stated else None
