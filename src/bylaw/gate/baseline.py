"""The baseline of a repository: read from what governs, made and shrunk on the desk."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bylaw.dataclass import dataclass
from bylaw.gate.errors import Wrong
from bylaw.gate.request import Request
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.tree import Tree, Unreadable
from bylaw.verdict.baseline import Baseline, Entry, Tolerance, entries_of
from bylaw.verdict.identity import oldest_id
from bylaw.verdict.model import RuleCard, Verdict

if TYPE_CHECKING:
    from bylaw.config.model import Config

DEFAULT: Final = ".bylaw/baseline.json"
FORMAT: Final = 1
_ENTRY: Final = {"rule": str, "path": str, "subject": str, "count": int}
"""What the file says of a finding. It quotes nothing, or rules would find the quotation again."""


def baseline_of(tree: Tree, config: Config | None) -> Baseline | None:
    """The baseline that the configuration names; None where it names none.

    Raises:
        Wrong: It is missing or unreadable: what it tolerates would be denied, or worse, nobody
            would know that it is gone.
    """
    if config is None or config.baseline is None:
        return None
    path = config.baseline
    try:
        data = tree.read(path)
    except Unreadable as error:
        raise _unreadable(path, f"{path} cannot be read: {error}") from None
    if data is None:
        where = f" at {tree.name}" if tree.name else ""
        message = f"there is no baseline {path}{where}"
        at = config.document.complaint("baseline-missing", message, ("baseline",))
        help = "write it with `bylaw baseline create`, or take the key out"
        raise Wrong((replace(at, help=help),))
    return parsed(path, data)


def parsed(path: str, data: bytes) -> Baseline:
    """A baseline from its bytes. Raises Wrong."""
    from bylaw.sources.services.strict import read_strict

    try:
        return Baseline(path, _entries(read_strict(data)))
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, f"{path} is no baseline: {error}") from None


def _entries(document: Any) -> tuple[Entry, ...]:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f"its `format` is not {FORMAT}")
    found = document.get("findings")
    if not isinstance(found, list):
        raise ValueError("it has no list of `findings`")
    entries = []
    for number, one in enumerate(found, 1):
        fits = isinstance(one, dict) and one.keys() <= _ENTRY.keys()
        if not fits or not all(type(one.get(key)) is kind for key, kind in _ENTRY.items()):
            raise ValueError(f"finding {number} is malformed")
        if one["count"] < 1:
            raise ValueError(f"finding {number} counts less than one")
        entries.append(Entry(**one))
    if len({entry.key for entry in entries}) != len(entries):
        raise ValueError("a finding is named twice")
    return tuple(entries)


def _unreadable(path: str, message: str) -> Wrong:
    help = "take the file of the target branch; `bylaw baseline create` begins anew"
    return Wrong((Diagnostic("baseline-unreadable", message, path, help=help),))


def tolerance(baseline: Baseline, cards: Sequence[RuleCard], change: Any) -> Tolerance:
    """What accepts findings of a change by the baseline."""
    moved = {
        file.path: file.old_path
        for file in change.files
        if file.old_path is not None and file.old_path != file.path
    }
    return Tolerance(baseline, cards, _is_new(change), moved)


def _is_new(change: Any) -> Callable[[str, int], bool]:
    """Whether the change wrote a line; a file that was not read in full is all new."""
    if change.kind == "all":
        return lambda path, line: False
    files: Mapping[str, Any] = {file.path: file for file in change.files}
    known: dict[str, frozenset[int] | None] = {}

    def is_new(path: str, line: int) -> bool:
        if path not in files:
            return False
        if path not in known:
            block = files[path].added_lines
            known[path] = None if block.gaps else frozenset(each.number for each in block)
        numbers = known[path]
        return numbers is None or line in numbers

    return is_new


@dataclass(frozen=True, slots=True)
class Compared:
    """What stands now, against the baseline."""

    old: tuple[Entry, ...]
    """Tolerated, and still there; `count` is how many of it are."""
    new: tuple[Entry, ...]
    """There, and not tolerated."""
    fixed: tuple[Entry, ...]
    """Tolerated, and gone."""
    unjudged: int
    """Rules that could not be judged: what they would find is in none of these."""


def compared(baseline: Baseline, verdict: Verdict) -> Compared:
    """Compares a baseline with a verdict of the whole tree.

    What something else accepts is not gone, and is not new either. Of a verdict that was judged
    with the baseline, `old` and `fixed` alone tell something.
    """
    cards = {card.id: card for card in verdict.rules}
    now = {one.key: one for one in entries_of(verdict.findings, cards)}
    there = {one.key: one for one in entries_of((*verdict.findings, *verdict.suppressed), cards)}
    known = {entry.key: entry for entry in baseline.entries}
    old, new, fixed = [], [], []
    for key, one in there.items():
        held = known[key].count if key in known else 0
        if kept := min(one.count, held):
            old.append(replace(one, count=kept))
        if key in now and now[key].count > held:
            new.append(replace(now[key], count=now[key].count - held))
    unsure = {oldest_id(card) for card in verdict.rules if card.id not in verdict.judged}
    for key, entry in known.items():
        here = there[key].count if key in there else 0
        # What a rule did not see is not gone.
        if entry.count > here and entry.rule not in unsure:
            fixed.append(replace(entry, count=entry.count - here))
        elif entry.count > here:
            old.append(replace(entry, count=entry.count - here))
    return Compared(tuple(old), tuple(new), tuple(fixed), unjudged(verdict))


def unjudged(verdict: Verdict) -> int:
    """How many rules could not be judged, whether somebody accepted that or not."""
    return len({one.rule for one in (*verdict.inconclusive, *verdict.accepted_unknowns)})


def shrunk(baseline: Baseline, found: Compared) -> tuple[Baseline, int]:
    """The baseline without what is gone, and how many entries moved to another path.

    A finding that is gone in one file and stands in another one, word for word, has moved with its
    code: then the entry follows, and the baseline does not grow.
    """
    counts = {entry.key: entry for entry in baseline.entries}
    for entry in found.fixed:
        left = counts[entry.key].count - entry.count
        if left:
            counts[entry.key] = replace(counts[entry.key], count=left)
        else:
            del counts[entry.key]
    gone = {(entry.rule, entry.subject): entry.count for entry in found.fixed}
    moved = 0
    for entry in found.new:
        kin = (entry.rule, entry.subject)
        count = min(entry.count, gone.get(kin, 0))
        if count:
            gone[kin] -= count
            held = counts[entry.key].count if entry.key in counts else 0
            counts[entry.key] = replace(entry, count=held + count)
            moved += count
    ordered = sorted(counts.values(), key=lambda entry: entry.key)
    return Baseline(baseline.path, tuple(ordered)), moved


def written(baseline: Baseline) -> str:
    """The text of its file: one line for each entry, so that a difference can be read."""
    rows = [
        json.dumps({name: getattr(entry, name) for name in _ENTRY}, ensure_ascii=True)
        for entry in baseline.entries
    ]
    listed = "[\n    " + ",\n    ".join(rows) + "\n  ]" if rows else "[]"
    return f'{{\n  "format": {FORMAT},\n  "findings": {listed}\n}}\n'


def whole(request: Request) -> Verdict:
    """The verdict on all that is there, as if there were no baseline.

    Raises:
        Wrong: A policy or the configuration is wrong, or nothing could be judged at all.
    """
    from bylaw.gate.run import run

    verdict = run(replace(request, whole=True, without_baseline=True)).verdict
    fatal = next((one for one in verdict.inconclusive if one.fatal and not one.rule), None)
    if fatal is not None:
        from bylaw.sources.git.errors import NotJudged

        raise NotJudged(fatal.reason, fatal.detail, fatal.remedy)
    return verdict
