"""`environment.yml`: the packages of a conda environment, and those that pip adds to it.

`=1.2` means any version that begins so; `==1.2` and one with a build (`=1.2=py39_0`) mean one. The
channels that a package can come from are its `location`.

Source: "Package match specifications" and "Managing environments" of conda's documentation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from posixpath import dirname
from typing import Final

from bylaw.sources.documents.node import Node
from bylaw.sources.manifests.interface import Entry, Origin, Problem, Reading, Source
from bylaw.sources.manifests.load import load_yaml
from bylaw.sources.manifests.pip_files import PipReader
from bylaw.sources.manifests.python_sources import is_address, local
from bylaw.sources.manifests.references import plain_address
from bylaw.sources.manifests.regions import region_of

_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+")
_OPTION: Final = re.compile(r"""(\w+)\s*=\s*(?:'([^']*)'|"([^"]*)"|([^\s,'"\]]+))""")
_VERSION: Final = re.compile(r"[0-9A-Za-z_.!+-]+")
_RANGE: Final = re.compile(r"[0-9A-Za-z_.!+*<>=~,|^$() \t-]*")
_OPERATOR: Final = re.compile(r"[<>=!~,|]")
_TOKEN: Final = re.compile(r"(?<=/t/)[^/\s]+")
_ARCHIVES: Final = (".conda", ".tar.bz2")
_LONGEST: Final = 1024


def read(file: Source) -> Reading:
    """The packages of a conda environment."""
    documents, flaws = load_yaml(file)
    problems = list(flaws)
    entries: list[Entry] = []
    reader = PipReader(file)
    for root in documents:
        channels = " ".join(_channels(root))
        for node in _elements(root.get("dependencies"), "dependencies", problems):
            if node.text is not None:
                entry = _entry(node, node.text, channels, dirname(file.path))
                if entry is None:
                    message = f"`{plain_address(node.text)[:120]}` is no package that can be read"
                    problems.append(Problem(message, node.line, node.column))
                else:
                    entries.append(entry)
                continue
            listed = node.get("pip")
            if listed is None:
                problems.append(Problem("this is no package and no list", node.line, node.column))
            for each in _elements(listed, "pip", problems):
                if each.text is None:
                    problems.append(Problem("this is no requirement", each.line, each.column))
                else:
                    reader.text(each.text, each.line, each.column, "runtime")
    reading = reader.reading()
    entries += [_of_pip(each) for each in reading.entries]
    return Reading(tuple(entries), (*problems, *reading.problems), includes=reading.includes)


def _elements(node: Node | None, name: str, problems: list[Problem]) -> Sequence[Node]:
    if node is not None and node.value is not None and not isinstance(node.value, list):
        problems.append(Problem(f"`{name}` is no list", node.start_line))
    return () if node is None else node.elements()


def _channels(root: Node) -> list[str]:
    listed = root.get("channels")
    return [_channel(each.text) for each in (listed.elements() if listed else ()) if each.text]


def _channel(written: str) -> str:
    return _TOKEN.sub("…", plain_address(written))


def _entry(node: Node, written: str, channels: str, folder: str) -> Entry | None:
    """The entry of a match specification; None where it is none."""
    text = written.partition(" #")[0].strip()
    if len(text) > _LONGEST:
        return None
    if text.endswith(_ARCHIVES):
        return _archive(node, text, folder)
    text, bracket, options = text.partition("[")
    said = {found[1]: found[2] or found[3] or found[4] for found in _OPTION.finditer(options)}
    channel, _, text = text.rpartition("::")
    name = _NAME.match(text)
    if name is None or (bracket and not options.endswith("]")):
        return None
    requirement = text[name.end() :].strip()
    is_range = _OPERATOR.search(requirement) is not None
    if not _RANGE.fullmatch(requirement) or (not is_range and len(requirement.split()) > 2):
        return None
    if requirement and requirement[0] not in "=<>!~" and text[name.end()] not in " \t":
        return None
    asked = requirement or said.get("version", "")
    version = _exact(asked)
    location = _channel(channel or said.get("channel") or "") or channels
    return _made(node, name[0].lower(), version, asked, location)


def _exact(asked: str) -> str | None:
    """The one version that a range allows."""
    if asked.startswith(("<", ">", "!", "~")):
        return None
    fuzzy = asked.startswith("=") and not asked.startswith("==")
    version, equals, _ = asked.lstrip("=").strip().partition("=")
    version, _, build = version.partition(" ")
    if _VERSION.fullmatch(version) is None or (fuzzy and not equals and not build.strip()):
        return None
    return version


def _archive(node: Node, text: str, folder: str) -> Entry:
    """A package that is named by its file: `name-version-build.conda`."""
    file = text.rpartition("/")[2]
    parts = file.removesuffix(".conda").removesuffix(".tar.bz2").rsplit("-", 2)
    version = parts[1] if len(parts) == 3 else None
    if is_address(text):
        return _made(node, parts[0].lower() or file, version, "", _channel(text), "url")
    return _made(node, parts[0].lower() or file, version, "", local(text, folder).location, "path")


def _made(
    node: Node, name: str, version: str | None, requirement: str, location: str,
    source: Origin = "registry",
) -> Entry:  # fmt: skip
    line, column, end_line, end_column = region_of(node)
    return Entry(
        name,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        version=version,
        requirement=requirement,
        source=source,
        location=location,
        direct=True,
        pinned=version is not None,
    )


def _of_pip(entry: Entry) -> Entry:
    return replace(entry, ecosystem="pypi")
