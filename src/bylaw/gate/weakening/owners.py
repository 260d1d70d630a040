"""Who owns what governs: CODEOWNERS decides who may agree to a weakening."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaw.config.waivers import PATH as WAIVERS
from bylaw.gate.architecture import adapted
from bylaw.gate.baseline import DEFAULT as BASELINE
from bylaw.gate.governance import CONFIG
from bylaw.gate.weakening.calls import runs_bylaw
from bylaw.gate.weakening.catalog import sources as catalog_sources
from bylaw.gate.weakening.exceptions import files
from bylaw.gate.weakening.interface import Side, Sides, Weakening, at_either, at_head
from bylaw.gate.weakening.paths import OWNERS, governs
from bylaw.packs.text import LOCK
from bylaw.sources.owners.interface import Owners

_NEW: Final = (
    *(CONFIG, LOCK, WAIVERS, BASELINE, ".bylaw/packs/new/pack.yaml"),
    *("policies/new.bylaw", ".github/workflows/new.yml", ".github/actions/new/action.yml"),
    *(".gitlab-ci.yml", ".gitattributes", "architecture.yaml", "AGENTS.md", "CLAUDE.md"),
    *(".claude/settings.json", ".mcp.json", ".github/copilot-instructions.md", *sorted(OWNERS)),
)
"""Files that a later change could bring."""
_IN_FOLDER: Final = ("", "/settings.json", "/new.yml", "/new.md")
"""What of governance a new pattern may be about, beside what is there."""


def find(sides: Sides) -> Iterator[Weakening]:
    """Files of governance that others own after the change, or nobody."""
    changed = list(sides.of(lambda path: path in OWNERS))
    if not changed:
        return
    before = _owners(sides.base)
    if before is None:
        return
    where = at_either(*changed[0])
    after = _owners(sides.head)
    if after is None or after.unreadable:
        yield Weakening("owners", f"{where.path} no longer names owners", where)
        return
    for path in sorted({*_governing(sides), *_of_patterns(before, after), *_NEW}):
        old = {owner.name.lower() for owner in before.of(path)}
        new = {owner.name.lower() for owner in after.of(path)}
        if old and (not new or new - old):
            named = ", ".join(owner.name for owner in after.of(path)) or "nobody"
            said = f"{path} is owned by {named} after the change"
            yield Weakening("owners", said, at_head(after.path))
            return  # one of them says enough


def _governing(sides: Sides) -> Iterator[str]:
    """The files of governance after the change; exceptions also where there are none yet."""
    exceptions = {*files(sides.base), *files(sides.head)}
    config = {*exceptions, *catalog_sources(sides.base), *runs_bylaw(sides.base)}
    yield from exceptions
    yield from (path for path in sides.head.below("") if governs(path) or path in config)


def _of_patterns(before: Owners, after: Owners) -> Iterator[str]:
    """Files of governance that a new pattern names, and that are not there yet."""
    known = {(line.pattern, line.owners) for line in before.lines}
    for line in after.lines:
        if (line.pattern, line.owners) in known:
            continue
        path = line.pattern.strip("/").replace("**", "new").replace("*", "new")
        yield from (f"{path}{more}" for more in _IN_FOLDER if governs(f"{path}{more}"))


def _owners(side: Side) -> Owners | None:
    from bylaw.sources.owners.read import load

    return load(adapted(side), frozenset(side.below("")))
