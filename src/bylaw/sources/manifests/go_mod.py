"""`go.mod`: the modules that a Go module is built of.

Since Go 1.17 it names all modules that its packages come from, the indirect ones too, and a build
takes the versions that stand there: they are pinned without a lock. A replaced module is the one
that replaces it, and stands where that is said. A module that only a `tool` comes from is one for
development. What `exclude` rules out has no version, since another one is built. `go.work` above
counts where it uses the module: what it replaces, and its other modules.

Source: the Go modules reference, "go.mod files" and "Workspaces".
"""

from __future__ import annotations

import re
from posixpath import dirname, join
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.documents.node import Malformed
from bylaw.sources.documents.text import decode
from bylaw.sources.manifests.go_directives import Directive, directives
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Scope, Source, Tree
from bylaw.sources.manifests.load import load_text
from bylaw.sources.manifests.references import placed, within

_VERSION: Final = re.compile(r"v\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_GO: Final = re.compile(r"(\d+)\.(\d+)")
_LOCAL: Final = re.compile(r"\.\.?(?:[/\\]|\Z)|[/\\]|[A-Za-z]:")
_LISTS_ALL: Final = (1, 17)
"""The version of the `go` line from which on indirect modules are listed."""
_LONGEST: Final = 4096
"""Characters of a package's path."""
_OTHER: Final = frozenset(("go", "toolchain", "godebug", "retract", "ignore", "module"))


@dataclass(frozen=True, slots=True)
class _Replacement:
    """What stands right of `=>`, and where."""

    path: str
    version: str
    said: Directive
    place: str = ""
    """Where a local one is, from the root."""
    file: str = ""


_Replacements = dict[tuple[str, str], _Replacement]


@dataclass(frozen=True, slots=True)
class _Workspace:
    """What `go.work` says to a module that it uses."""

    members: dict[str, str]
    """The folder of each module, from the root."""
    replaced: _Replacements
    problems: tuple[Problem, ...] = ()
    includes: tuple[str, ...] = ()


def read(file: Source) -> Reading:
    """The modules that a `go.mod` requires."""
    said, problems = directives(load_text(file))
    required: list[Directive] = []
    replaced: _Replacements = {}
    excluded: set[tuple[str, ...]] = set()
    tools: list[str] = []
    name, lists_all, folder = "", False, dirname(file.path)
    for each in said:
        words = each.words
        if each.verb == "require" and len(words) == 2:
            required.append(each)
        elif each.verb == "replace" and _replacement(each, replaced, folder):
            pass
        elif each.verb == "exclude" and len(words) == 2:
            excluded.add(words)
        elif each.verb == "tool" and len(words) == 1 and len(words[0]) <= _LONGEST:
            tools.append(words[0])
        elif each.verb in _OTHER and words:
            if each.verb == "module":
                name = words[0]
            elif each.verb == "go" and (found := _GO.match(words[0])):
                lists_all = (int(found[1]), int(found[2])) >= _LISTS_ALL
        else:
            problems.append(_not_understood(each))
    space = _workspace(file)
    replaced.update(space.replaced)
    modules = {each.words[0] for each in required}
    made_by = {module for tool in tools if (module := _module_of(tool, modules))}
    entries: list[Entry] = []
    for each in required:
        module, version = each.words
        indirect = each.comment == "indirect" or each.comment.startswith("indirect;")
        scope: Scope = "development" if indirect and module in made_by else "runtime"
        direct = not indirect or module in made_by
        other = replaced.get((module, version)) or replaced.get((module, ""))
        member = space.members.get(module)
        if member is None and other is not None:
            entries.append(_replacing(module, other, scope, direct))
            continue
        known = (
            member is None
            and (module, version) not in excluded
            and _VERSION.fullmatch(version) is not None
        )
        entries.append(_required(each, scope, direct, known, member))
    if not lists_all:
        entries += (
            _replacing(module, other, "runtime", False)
            for (module, _), other in replaced.items()
            if module not in modules and not other.file
        )
    problems.sort(key=lambda each: each.line)
    return Reading(tuple(entries), (*problems, *space.problems), name=name, includes=space.includes)


def _not_understood(each: Directive) -> Problem:
    shown = " ".join((each.verb, *each.words))[:80]
    return Problem(f"`{shown}` cannot be understood here", each.line)


def _required(
    each: Directive, scope: Scope, direct: bool, known: bool, member: str | None
) -> Entry:
    module, version = each.words
    return Entry(
        module,
        line=each.line,
        column=each.tokens[0].column,
        end_column=each.tokens[1].end_column,
        version=version if known else None,
        requirement=version,
        scope=scope,
        source="registry" if member is None else "workspace",
        location="" if member is None else member or ".",
        direct=direct,
        pinned=known if member is None else None,
    )


def _replacing(module: str, other: _Replacement, scope: Scope, direct: bool) -> Entry:
    first, last = other.said.tokens[0], other.said.tokens[-1]
    local = not other.version
    known = not local and _VERSION.fullmatch(other.version) is not None
    return Entry(
        module if local else other.path,
        line=other.said.line,
        column=first.column,
        end_column=last.end_column,
        version=other.version if known else None,
        requirement=other.version,
        scope=scope,
        source="path" if local else "registry",
        location=other.place,
        direct=direct,
        pinned=None if local else known,
        path=other.file,
    )


def _replacement(each: Directive, into: _Replacements, folder: str, file: str = "") -> bool:
    """Notes `old [version] => new [version]`; False where it is something else."""
    words = each.words
    if "=>" not in words:
        return False
    arrow = words.index("=>")
    old, new = words[:arrow], words[arrow + 1 :]
    if not 1 <= len(old) <= 2 or not 1 <= len(new) <= 2:
        return False
    if (len(new) == 1) != (_LOCAL.match(new[0]) is not None):
        return False
    place = placed(folder, new[0]) if len(new) == 1 else ""
    into[old[0], "".join(old[1:])] = _Replacement(new[0], "".join(new[1:]), each, place, file)
    return True


def _module_of(tool: str, modules: set[str]) -> str:
    """The module that a tool's package is in: the longest path that it begins with, or none."""
    while tool and tool not in modules:
        tool = tool.rpartition("/")[0]
    return tool


def _workspace(file: Source) -> _Workspace:
    """What the nearest `go.work` says, if it uses this module."""
    folder = home = dirname(file.path)
    while (data := file.tree.read(join(folder, "go.work"))) is None:
        if not folder:
            return _Workspace({}, {})
        folder = dirname(folder)
    path = join(folder, "go.work")
    try:
        said, problems = directives(decode(data))
    except Malformed as error:
        return _Workspace({}, {}, (Problem(error.message, error.line, error.column, path),))
    replaced: _Replacements = {}
    used: dict[str, Directive] = {}
    for each in said:
        if each.verb == "use" and len(each.words) == 1:
            used[each.words[0]] = each
        elif each.verb not in _OTHER and not (
            each.verb == "replace" and _replacement(each, replaced, folder, path)
        ):
            problems.append(_not_understood(each))
    members: dict[str, str] = {}
    includes = [path]
    used_here = False
    for where, each in used.items():
        target = within(folder, where)
        if target is None:
            problems.append(Problem(f"`{where[:80]}` leads out of the repository", each.line))
        elif target == home:
            used_here = True
        elif (name := _name_at(file.tree, join(target, "go.mod"))) is not None:
            members[name] = target
            includes.append(join(target, "go.mod"))
    if not used_here:
        return _Workspace({}, {})
    problems.sort(key=lambda each: each.line)
    placed = tuple(Problem(each.message, each.line, each.column, path) for each in problems)
    return _Workspace(members, replaced, placed, tuple(includes))


def _name_at(tree: Tree, path: str) -> str | None:
    data = tree.read(path)
    if data is None:
        return None
    try:
        said, _ = directives(decode(data))
    except Malformed:
        return None
    return next((each.words[0] for each in said if each.verb == "module" and each.words), None)
