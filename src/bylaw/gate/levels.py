"""The level of each rule in this run, from the steps of bylaw.yaml or an organisation's file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Protocol

from bylaw.config.document import Document, Path
from bylaw.config.levels import Levels as Written
from bylaw.config.levels import place_of
from bylaw.dataclass import dataclass
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.glob import matcher
from bylaw.verdict.model import Level

if TYPE_CHECKING:
    from bylaw.config.model import Step

_WILD = frozenset("*?[{")


class Saying(Protocol):
    """What says levels: a configuration, a project of it, an organisation's file."""

    @property
    def document(self) -> Document:
        """Where it stands."""

    @property
    def levels(self) -> Written:
        """What it says."""

    @property
    def at(self) -> Path:
        """Where the key `levels` stands in the document."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels by rule id, and those that depend on a finding's path."""

    levels: dict[str, Level] = field(default_factory=dict)
    at: Callable[[str, str], Level | None] | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    said: dict[str, tuple[tuple[Level, Path], ...]] = field(default_factory=dict)
    """By rule: each level that can apply to a finding of today, and where it was said."""


def resolve(
    config: Saying, rules: Sequence[str], packs: Iterable[str], today: str, branch: str | None
) -> Levels:
    """What applies today on a target branch.

    Steps are taken from the rule's own key, then from globs in the order written, then from its
    pack; the first that applies wins. Args: `today` is an ISO date in UTC.
    """
    steps: dict[str, list[tuple[Step, Path]]] = {rule: [] for rule in rules}
    known, diagnostics = set(packs), []
    for key, said in sorted(config.levels, key=_specific):
        try:
            found = meant(key, rules, known)
        except ValueError as error:
            at = (*config.at, "levels", key)
            diagnostics.append(config.document.complaint("config-value", str(error), at, key=True))
            continue
        if not found and key not in known:
            diagnostics.append(_unknown(config, key, rules, known))
        placed = [
            (step, place_of(config.document, config.at, key, index))
            for index, step in enumerate(said)
        ]
        for rule in found:
            steps[rule] += placed
    levels: dict[str, Level] = {}
    by_path: dict[str, list[tuple[Callable[[str], bool], Level]]] = {}
    applying: dict[str, tuple[tuple[Level, Path], ...]] = {}
    for rule, said_of in steps.items():
        live = [each for each in said_of if _holds(each[0], today, branch)]
        always = next((index for index, (step, _) in enumerate(live) if not step.paths), len(live))
        paths = [(matcher(step.paths), step.level) for step, _ in live[:always]]
        if live:
            applying[rule] = tuple((step.level, at) for step, at in live[: always + 1])
        if always < len(live):
            levels[rule] = live[always][0].level
        if paths:
            by_path[rule] = paths
            _keep_loud(rule, levels, paths)
    return Levels(levels, _at(by_path) if by_path else None, tuple(diagnostics), applying)


def _keep_loud(
    rule: str, levels: dict[str, Level], paths: list[tuple[Callable[[str], bool], Level]]
) -> None:
    """A rule that is off but for some paths must run: off becomes the level of every other path."""
    loud = next((level for _, level in paths if level != "off"), None)
    if levels.get(rule) == "off" and loud:
        levels[rule] = loud
        paths.append((lambda path: True, "off"))


def _specific(entry: tuple[str, tuple[Step, ...]]) -> int:
    key = entry[0]
    return 1 if set(key) & _WILD else 0 if "/" in key else 2


def meant(key: str, rules: Sequence[str], packs: set[str]) -> list[str]:
    """The rules that a key of `levels:` speaks of. ValueError where it is a glob, and none."""
    if set(key) & _WILD:
        matches = matcher([key])
        return [rule for rule in rules if matches(rule)]
    if "/" in key:
        return [key] if key in rules else []
    return [rule for rule in rules if rule.startswith(f"{key}/")] if key in packs else []


def _unknown(config: Saying, key: str, rules: Sequence[str], packs: set[str]) -> Diagnostic:
    from bylaw.lang.suggest import nearest

    near = nearest(key, rules if "/" in key else packs)
    what = "matches no rule" if set(key) & _WILD else "is no rule" if "/" in key else "is no pack"
    return config.document.complaint(
        "unknown-rule", f"`{key}` {what} of this run", (*config.at, "levels", key), key=True,
        label=f"did you mean `{near}`?" if near else "", help="`bylaw rules` lists them",
    )  # fmt: skip


def _holds(step: Step, today: str, branch: str | None) -> bool:
    if step.until is not None and today > step.until:
        return False
    if step.since is not None and today < step.since:
        return False
    if not step.branches:
        return True
    if branch is None:
        return False
    matches = matcher(step.branches)
    return matches(branch) or matches(branch.partition("/")[2])


def _at(
    by_path: dict[str, list[tuple[Callable[[str], bool], Level]]],
) -> Callable[[str, str], Level | None]:
    def level_at(rule: str, path: str) -> Level | None:
        return next((level for matches, level in by_path.get(rule, ()) if matches(path)), None)

    return level_at
