"""`gradle.lockfile`: the modules that Gradle resolved, with the configurations that hold them.

`group:name:version=configuration,…` a line; `empty=…` names the configurations without any. Before
Gradle 7 there was a file for each configuration, with `group:name:version` alone. The scope follows
from the names that the plugins for Java, Kotlin and Android give their configurations.

Source: "Locking versions" of the Gradle user manual.
"""

from __future__ import annotations

import re
from posixpath import basename
from typing import Final

from bylaw.sources.manifests.interface import Entry, Problem, Reading, Scope, Source
from bylaw.sources.manifests.load import load_text

_TEST: Final = re.compile(r"(?<![A-Za-z])test(?![a-z])|Test(?![a-z])")
_RUNTIME: Final = re.compile(r"(?:\A|[a-z0-9])[rR]untimeClasspath\Z|\Aruntime\Z")
_COMPILE: Final = re.compile(r"(?:\A|[a-z0-9])[cC]ompileClasspath\Z|\Acompile\Z")
_BUILD: Final = re.compile(
    r"\Aclasspath\Z|[aA]nnotationProcessor|\Akapt|\Aksp|[cC]ompilerPlugin|kotlinBuildTools"
)
_RANK: Final[dict[Scope, int]] = {"runtime": 0, "build": 1, "test": 2, "development": 3}


def read(file: Source) -> Reading:
    """The modules of a Gradle lock."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    known: dict[str, Scope] = {}
    alone = basename(file.path).removesuffix(".lockfile")
    for number, line in enumerate(load_text(file).split("\n"), 1):
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        key, equals, configurations = said.partition("=")
        if key == "empty":
            continue
        parts = key.split(":")
        if len(parts) != 3 or not all(parts) or " " in key:
            problems.append(Problem("this is not `group:name:version=configurations`", number))
            continue
        if key in seen:
            problems.append(Problem(f"`{key[:80]}` stands in line {seen[key]} too", number))
            continue
        seen[key] = number
        if not equals:
            configurations = alone
        scope = known.get(configurations)
        if scope is None:
            scope = known[configurations] = _scope(configurations)
        group, name, version = parts
        entries.append(
            Entry(f"{group}:{name}", line=number, version=version, scope=scope, key=key)
        )  # fmt: skip
    return Reading(tuple(entries), tuple(problems))


def _scope(configurations: str) -> Scope:
    """The nearest to what is shipped of the scopes of these configurations."""
    if not configurations:
        return "runtime"
    return min((_scope_of(each) for each in configurations.split(",")), key=_RANK.__getitem__)


def _scope_of(configuration: str) -> Scope:
    if _BUILD.search(configuration):
        return "test" if _TEST.search(configuration) else "build"
    if _TEST.search(configuration):
        return "test"
    if _RUNTIME.search(configuration):
        return "runtime"
    return "build" if _COMPILE.search(configuration) else "development"
