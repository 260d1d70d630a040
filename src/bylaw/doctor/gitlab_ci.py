"""A pipeline of GitLab CI: its files joined, and the jobs of it that run bylaw."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, Final

from bylaw.config.document import Path
from bylaw.dataclass import dataclass
from bylaw.doctor.commands import Command, commands
from bylaw.doctor.yaml import Text, listed, load, mapping, words
from bylaw.packs.tree import Tree

ROOT: Final = ".gitlab-ci.yml"
MOST: Final = 100
"""Files that are included from the same repository."""
DEEPEST: Final = 10
"""Jobs that extend jobs; GitLab allows eleven levels."""
KEYWORDS: Final = frozenset(
    ("after_script", "before_script", "cache", "default", "image", "include", "pages", "services",
     "spec", "stages", "variables", "workflow")
)  # fmt: skip
_NAMED: Final = re.compile(r"bylaw", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A value and where it is written."""

    text: Text
    at: Path
    value: Any

    @property
    def line(self) -> int:
        """Of its key."""
        return self.text.line(self.at, key=True)

    @property
    def has_tag(self) -> bool:
        """Whether a tag stands in it, so that nobody knows all of it here."""
        return self.text.has_tag(self.at)


@dataclass(frozen=True, slots=True)
class Job:
    """A job, with what it extends."""

    name: str
    place: Part
    """Where its name is."""
    parts: Mapping[str, Part]
    """By keyword; the last one that says it counts."""
    extends_unknown: str = ""
    """A job that it extends and that no file here has."""

    def value(self, keyword: str) -> Any:
        """What it says of a keyword; None where it says nothing."""
        return self.parts[keyword].value if keyword in self.parts else None

    @property
    def scripts(self) -> list[str]:
        """Its commands, as one text a keyword."""
        return ["\n".join(words(self.value(key))) for key in ("before_script", "script")]

    @property
    def commands(self) -> list[Command]:
        """The runs of bylaw in it."""
        return [one for script in self.scripts for one in commands(script)]


@dataclass(frozen=True, slots=True)
class Include:
    """An `include:` of something from elsewhere that is named after bylaw."""

    part: Part
    """The entry."""
    kind: str
    """`project`, `remote`, `component` or `template`."""
    what: str

    @property
    def inputs(self) -> Mapping[str, Any]:
        """What it is given."""
        return mapping(mapping(self.part.value).get("inputs"))


@dataclass(slots=True)
class Pipeline:
    """All that the files of a repository say."""

    texts: list[Text] = field(default_factory=list)
    jobs: dict[str, Job] = field(default_factory=dict)
    includes: list[Include] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    foreign: bool = False
    """Files from elsewhere are included that are not called after bylaw."""

    @property
    def runs(self) -> list[Job]:
        """Jobs that run bylaw by a command of their own."""
        return [job for job in self.jobs.values() if not job.name.startswith(".") and job.commands]


def find(tree: Tree, root: str = ROOT) -> Pipeline:
    """Reads the pipeline of a tree."""
    found = Pipeline()
    _read(tree, root, found, set())
    raw: dict[str, Part] = {}
    for text in reversed(found.texts):  # what includes is later than what it includes
        for name, value in text.value.items():
            if name not in KEYWORDS and isinstance(value, dict):
                before = mapping(raw[name].value) if name in raw else {}
                raw[name] = Part(text, (name,), {**before, **value})
    found.jobs = {name: _job(name, raw, found) for name in raw}
    return found


def _read(tree: Tree, path: str, found: Pipeline, seen: set[str]) -> None:
    if path in seen:
        return
    seen.add(path)
    if len(seen) > MOST:
        found.unread.append((path, f"more than {MOST} files are included"))
        return
    text = load(tree, path)
    if isinstance(text, str):
        found.unread.append((path, text))
    if not isinstance(text, Text):
        return
    found.texts.append(text)
    said = text.value.get("include")
    for index, entry in enumerate(listed(said)):
        at: Path = ("include", index) if isinstance(said, list) else ("include",)
        _include(tree, Part(text, at, entry), found, seen)


def _include(tree: Tree, part: Part, found: Pipeline, seen: set[str]) -> None:
    entry = part.value
    if isinstance(entry, str):
        entry = {"remote" if "://" in entry else "local": entry}
    entry = mapping(entry)
    local = entry.get("local")
    if isinstance(local, str):
        if set(local) & set("*$"):
            found.unread.append((local, "its name has a wildcard or a variable"))
        else:
            _read(tree, local.lstrip("/"), found, seen)
        return
    for kind in ("project", "remote", "component", "template"):
        if kind in entry:
            files = " ".join(words(entry.get("file")))
            what = f"{entry[kind]} {files}".strip()
            if _NAMED.search(what):
                found.includes.append(Include(part, kind, what))
            else:
                found.foreign = True


def _job(name: str, raw: Mapping[str, Part], found: Pipeline) -> Job:
    parts: dict[str, Part] = {}
    missing = ""
    for one in _line_of(name, raw, 0):
        if one not in raw:
            missing = one
            continue
        for text in reversed(found.texts):
            for key, value in _merged(mapping(text.value.get(one))).items():
                parts[key] = Part(text, (one, key), value)
    return Job(name, raw[name], parts, missing)


def _line_of(name: str, raw: Mapping[str, Part], depth: int) -> Iterator[str]:
    """What a job extends, the farthest first, and the job itself."""
    if name in raw and depth < DEEPEST:
        for parent in words(mapping(raw[name].value).get("extends")):
            yield from _line_of(parent, raw, depth + 1)
    yield name


def _merged(value: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping with what its merge keys bring."""
    made: dict[str, Any] = {}
    for one in listed(value.get("<<")):
        made |= _merged(mapping(one))
    return made | {key: each for key, each in value.items() if key != "<<"}
