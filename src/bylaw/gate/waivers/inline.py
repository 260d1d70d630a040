"""Findings that a comment in the code accepts, and comments that do not count.

The change may have written the comment itself. So one that is new accepts warnings and notes alone;
a denial needs one that stood with this very line at the base, as often as it stands here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bylaw.config.moments import DAY
from bylaw.dataclass import dataclass
from bylaw.facts.lines import Line, LineBlock
from bylaw.facts.place import Unknown
from bylaw.gate.waivers.check import Names, is_beyond
from bylaw.gate.waivers.limits import Limits, allows
from bylaw.verdict.model import Inconclusive, JudgedFinding, Suppression

if TYPE_CHECKING:
    from bylaw.facts.readers import Facts
    from bylaw.gate.waivers.comments import Allow

MARK: Final = b"bylaw:"
"""A line without these bytes holds no such comment."""
_MOST: Final = 2_000
"""Comments of one file that are looked at."""


_Stretches: TypeAlias = dict[tuple[str, ...], list[int]]
"""By some lines: the numbers of the lines at which they begin, ascending."""


@dataclass(slots=True)
class _Comment:
    """An allow, and where it stands."""

    allow: Allow
    path: str
    line: int
    is_alone: bool
    """Nothing but comments is in its line, so it speaks of the next one."""
    used: bool = False
    refused: str = ""
    """Why it did not accept a finding that it stands at."""


@dataclass(slots=True)
class Allows:
    """The comments of the files that findings stand in; an Acceptance."""

    change: Any
    facts: Facts
    before: Callable[[str], Sequence[str] | None]
    """The lines of a path at the base, by its path at the head."""
    names: Names
    limits: Limits
    now: int
    ended: dict[str, Suppression] = field(default_factory=dict)
    """By fingerprint: what accepted a finding before."""
    _known: dict[str, list[_Comment]] = field(default_factory=dict)
    _stretches: dict[tuple[str, int], tuple[_Stretches, _Stretches]] = field(default_factory=dict)
    """By path and number of lines: where each text stands at the head, and at the base."""

    def of_finding(self, finding: JudgedFinding) -> Suppression | None:
        """See verdict.accept.Acceptance."""
        place = finding.place
        if place.scope != "region" or place.side != "head":
            return None
        for one in self.of_file(place.path):
            if not self._is_about(one, finding):
                continue
            problem = self.problem(one)
            if problem == "it has ended":
                self.ended[finding.fingerprint] = self._suppression(one)
            problem = problem or self._too_grave(one, finding)
            if not problem:
                one.used = True
                return self._suppression(one)
            one.refused = problem
        return None

    def of_unknown(self, unknown: Inconclusive) -> Suppression | None:
        """See verdict.accept.Acceptance. A comment speaks of what was found, never of a gap."""
        del unknown
        return None

    def lapsed(self, finding: JudgedFinding) -> Suppression | None:
        """The comment that accepted a finding and has ended."""
        return self.ended.get(finding.fingerprint)

    def of_file(self, path: str) -> list[_Comment]:
        """The comments of a file at the head that begin so."""
        if path not in self._known:
            self._known[path] = list(self._read(path))
        return self._known[path]

    def problem(self, one: _Comment) -> str:
        """Why a comment counts for nothing, as a clause; empty where it may count."""
        allow, until = one.allow, one.allow.until
        if allow.problem or until is None:
            return allow.problem
        if not self._rules(allow.rule):
            from bylaw.lang.suggest import nearest

            near = nearest(allow.rule, self.names.rules)
            meant = f"; `{near}` may be meant" if near else ""
            return f"there is no rule `{allow.rule}`{meant}"
        if is_beyond(allow.rule):
            return "its rule keeps what judges"
        if until.end <= self.now:
            return "it has ended"
        if until.start > self.now + self.limits.max_days * DAY:
            return f"it ends more than {self.limits.max_days} days from now"
        if self.limits.inline == "off":
            return "`waivers.inline` is off"
        return ""

    def noteworthy(self, accepted: Iterable[JudgedFinding]) -> Iterator[tuple[_Comment, str]]:
        """Comments that a reader has to hear of, and why, in the order of paths and lines.

        All that the change adds, and those that a finding stands at. `accepted` are findings that
        something else may have accepted before a comment was asked.
        """
        new = {
            file.path: {line.number for line in _marked(file.added_lines)}
            for file in self.change.files
            if _adds_mark(file)
        }
        for finding in accepted:
            for one in self.of_file(finding.place.path) if finding.place.path in new else ():
                one.used |= self._is_about(one, finding)
        for path in sorted({*new, *self._known}):
            for one in self.of_file(path):
                is_new = one.line in new.get(path, ())
                why = one.refused or (self.problem(one) if is_new else "")
                if why or (is_new and not one.used):
                    yield one, why

    def _is_about(self, one: _Comment, finding: JudgedFinding) -> bool:
        line = finding.place.line
        is_near = one.line == line or (one.is_alone and one.line == line - 1)
        return is_near and finding.rule in self._rules(one.allow.rule)

    def _rules(self, name: str) -> frozenset[str]:
        return self.names.rules.get(name, frozenset())

    def _too_grave(self, one: _Comment, finding: JudgedFinding) -> str:
        if not allows(self.limits, finding.level):
            return f"`waivers.inline` lets a comment accept {_upto(self.limits)} alone"
        if finding.level == "deny" and not self._stood(one, finding):
            return "it did not stand there before the change, so it cannot accept a denial"
        return ""

    def _stood(self, one: _Comment, finding: JudgedFinding) -> bool:
        """Whether comment and line stood together at the base, as often as here up to this one."""
        size = finding.place.line - one.line + 1
        head = self.change.lines_of(one.path, "head")
        if not head:
            return False
        if (one.path, size) not in self._stretches:
            found = (_stretches(head, size), _stretches(self.before(one.path) or (), size))
            self._stretches[one.path, size] = found
        here, there = self._stretches[one.path, size]
        text = tuple(head[one.line - 1 : finding.place.line])
        return len(there.get(text, ())) > bisect_left(here.get(text, ()), one.line)

    def _suppression(self, one: _Comment) -> Suppression:
        until = one.allow.until
        return Suppression(
            kind="allow",
            reason=one.allow.reason,
            expires=until.shown if until else "",
            path=one.path,
            line=one.line,
        )

    def _read(self, path: str) -> Iterator[_Comment]:
        file = self.change.file_on(path, "head")
        if file is None:
            return
        block = file.lines
        if isinstance(block, Unknown):
            block = file.added_lines
        for line in _marked(block):
            found, is_alone = self._allows(line)
            for allow in found:
                yield _Comment(allow, path, line.number, is_alone)

    def _allows(self, line: Line) -> tuple[list[Allow], bool]:
        """What a line allows, and whether all of it is comment."""
        from bylaw.gate.waivers.comments import allows_in, allows_of_raw

        readers = self.facts.readers
        comment, code = readers["Line.comment"](line), readers["Line.code"](line)
        if isinstance(comment, Unknown) or isinstance(code, Unknown):
            # Where a parser gives up, a string may look like a comment.
            reason = comment.reason if isinstance(comment, Unknown) else ""
            return allows_of_raw(line.text) if reason == "no-parser" else ([], False)
        if not comment and code == line.text and self._is_text(line):
            return allows_of_raw(line.text)
        return allows_in(comment), not code.strip()

    def _is_text(self, line: Line) -> bool:
        from bylaw.sources.code.languages import is_text

        language = self.facts.readers["File.language"](line.file)
        return not isinstance(language, Unknown) and is_text(language)


def _adds_mark(file: Any) -> bool:
    """Whether an added line holds the mark; no lines are made of a text that holds none."""
    texts = file.texts
    if isinstance(texts, Unknown):
        return False
    if texts.added and file.status not in ("renamed", "copied"):
        return MARK in texts.added
    return MARK in file.added_lines.data


def _stretches(lines: Sequence[str], size: int) -> _Stretches:
    """Where each stretch of so many lines begins."""
    found: _Stretches = {}
    for at in range(len(lines) - size + 1):
        found.setdefault(tuple(lines[at : at + size]), []).append(at + 1)
    return found


def _marked(block: LineBlock) -> Iterator[Line]:
    """The first lines of a block that hold the mark."""
    data, at = block.data, 0
    for _ in range(_MOST):
        at = data.find(MARK, at)
        if at < 0:
            return
        line = block.line_at(at)
        yield line
        at = data.index(b"\n", at)


def _upto(limits: Limits) -> str:
    return {"off": "nothing", "note": "notes", "warn": "warnings and notes"}.get(limits.inline, "")
