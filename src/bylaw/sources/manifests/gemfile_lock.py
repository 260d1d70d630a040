"""`Gemfile.lock` and `gems.locked`: the gems that Bundler resolved.

A gem that is there for several platforms is one entry, at its first line, with the hashes of all.
What lies in the lock's own folder (`remote: .`) is the project itself. A gem that is asked for and
that no platform of the lock needs is in its `DEPENDENCIES` alone.

Source: `lockfile_parser.rb` and `lockfile_generator.rb` of Bundler.
"""

from __future__ import annotations

import re
from dataclasses import field
from posixpath import dirname
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.manifests.interface import Ask, Entry, Origin, Problem, Reading, Source
from bylaw.sources.manifests.load import load_text
from bylaw.sources.manifests.references import placed, plain_address
from bylaw.sources.manifests.revisions import is_commit

_SOURCES: Final = frozenset(("GIT", "GEM", "PATH", "PLUGIN SOURCE"))
_OTHERS: Final = frozenset(
    ("DEPENDENCIES", "CHECKSUMS", "PLATFORMS", "RUBY VERSION", "BUNDLED WITH")
)
_SPEC: Final = re.compile(r"    ([^\s()]+) \(([^()\s-]+)(?:-([^()\s]+))?\)\Z")
_BELOW: Final = re.compile(r"      ([^\s()!]+)(?: \(([^()]*)\))?!?\Z")
_ASKED: Final = re.compile(r"  ([^\s()!]+)(?: \(([^()]*)\))?!?\Z")
_SUM: Final = re.compile(r"  ([^\s()]+) \(([^()\s-]+)(?:-[^()\s]+)?\)(?: (\S+))?\Z")
_OPTION: Final = re.compile(r"  ([a-z_]+):(?: (.*))?\Z")
_MOST_ALIKE: Final = 50
"""Gems of one name that a reference can mean; real locks have one for each platform."""


@dataclass(slots=True)
class _Section:
    """A place that gems come from."""

    kind: str
    options: dict[str, list[str]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        """The first value of an option; empty where there is none."""
        return self.options.get(name, [""])[0]


@dataclass(slots=True)
class _Gem:
    """A gem, of all its platforms."""

    name: str
    version: str
    line: int
    section: _Section
    platforms: set[str]
    requires: dict[str, None] = field(default_factory=dict)
    sums: dict[str, None] = field(default_factory=dict)


def read(file: Source) -> Reading:
    """The gems of a Bundler lock.

    Raises:
        Unreadable: it is no text, or holds a merge conflict.
    """
    lock = _Lock(dirname(file.path))
    for number, line in enumerate(load_text(file).split("\n"), 1):
        if line.strip():
            lock.line(number, line.rstrip())
    return lock.reading()


class _Lock:
    """Collects what stands in a lock, line by line."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.gems: dict[str, _Gem] = {}
        self.by_name: dict[str, list[str]] = {}
        self.asked: dict[str, str] = {}
        self._section = _Section("")
        self._gem: _Gem | None = None
        """The gem whose requirements follow; None where it is none that is known."""
        self._has_asked = False

    def wrong(self, line: int, message: str) -> None:
        """Notes what cannot be understood."""
        self.problems.append(Problem(message, line))

    def line(self, number: int, line: str) -> None:
        """Takes one line that is not blank."""
        kind = self._section.kind
        if not line[0].isspace():
            self._section, self._gem = _Section(line), None
            self._has_asked |= line == "DEPENDENCIES"
            if line not in _SOURCES and line not in _OTHERS:
                self.wrong(number, f"`{line[:80]}` is no section of a lock that is known")
        elif kind in _SOURCES:
            self._of_source(number, line)
        elif kind == "DEPENDENCIES":
            if (found := _ASKED.match(line)) is None:
                self.wrong(number, "this is not `name (requirement)`")
            else:
                self.asked[found[1]] = found[2] or ""
        elif kind == "CHECKSUMS":
            self._sum(number, line)
        elif not kind:
            self.wrong(number, "this stands in no section")

    def _of_source(self, number: int, line: str) -> None:
        if (below := _BELOW.match(line)) is not None:
            if self._gem is not None:
                self._gem.requires[below[1]] = None
        elif (spec := _SPEC.match(line)) is not None:
            self._gem = self._spec(number, *spec.groups(""))
        elif (option := _OPTION.match(line)) is not None:
            self._section.options.setdefault(option[1], []).append(option[2] or "")
        else:
            self._gem = None
            self.wrong(number, "this is neither an option nor a gem, as `name (version)`")

    def _spec(self, number: int, name: str, version: str, platform: str) -> _Gem | None:
        key = f"{name} ({version})"
        gem = self.gems.get(key)
        if gem is None:
            gem = self.gems[key] = _Gem(name, version, number, self._section, {platform})
            self.by_name.setdefault(name, []).append(key)
        elif gem.section is not self._section or platform in gem.platforms:
            self.wrong(number, f"`{key[:80]}` stands in line {gem.line} too")
            return None
        gem.platforms.add(platform)
        return gem

    def _sum(self, number: int, line: str) -> None:
        found = _SUM.match(line)
        gem = self.gems.get(f"{found[1]} ({found[2]})") if found else None
        if found is None:
            self.wrong(number, "this is not `name (version) hash`")
        elif gem is not None and found[3]:
            gem.sums[found[3]] = None

    def keys(self, name: str) -> list[str]:
        """The keys of all gems that a name can mean."""
        return self.by_name.get(name, [])[:_MOST_ALIKE]

    def reading(self) -> Reading:
        """What stands in the lock."""
        asks = [
            Ask(name, key, requirement)
            for name, requirement in self.asked.items()
            for key in self.keys(name) or [""]
        ]
        return Reading(
            tuple(self._entry(key, gem) for key, gem in self.gems.items()),
            tuple(self.problems),
            asks=tuple(asks) if self._has_asked else None,
        )

    def _entry(self, key: str, gem: _Gem) -> Entry:
        source, location, pinned = self._source(gem.section)
        requires = {each: None for name in gem.requires for each in self.keys(name)}
        requires.pop(key, None)
        return Entry(
            gem.name,
            line=gem.line,
            column=5,
            version=gem.version,
            source=source,
            location=location,
            integrity=" ".join(gem.sums) or None,
            direct=gem.name in self.asked if self._has_asked else None,
            key=key,
            requires=tuple(requires),
            pinned=pinned,
        )

    def _source(self, section: _Section) -> tuple[Origin, str, bool | None]:
        remote = section.first("remote")
        if section.kind == "GIT":
            revision = section.first("revision")
            mark = "#" if revision else ""
            return "git", f"{plain_address(remote)}{mark}{revision}", is_commit(revision)
        if section.kind == "PATH":
            is_own = remote.rstrip("/") in (".", "")
            return "workspace" if is_own else "path", placed(self.folder, remote or "."), None
        if section.kind == "GEM":
            remotes = section.options.get("remote", [])
            location = plain_address(remote).rstrip("/") if len(remotes) == 1 else ""
            return "registry", location, None
        return "url", plain_address(remote), None
