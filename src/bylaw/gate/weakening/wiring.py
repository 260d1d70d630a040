"""Files that run bylaw in a pipeline: the pipeline itself, and what it calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bylaw.gate.weakening.calls import LISTS, lines_of, may_run, names_bylaw, runs_bylaw, twins
from bylaw.gate.weakening.interface import Sides, Weakening, at_either
from bylaw.gate.weakening.paths import is_pipeline


def find(sides: Sides) -> Iterator[Weakening]:
    """Changes to a file that runs bylaw or leads to it, and a second pipeline that names it.

    What a condition, a trigger or a step before it does to the run, nobody can tell from the text:
    each change of such a file counts. The first one that names bylaw weakens nothing.
    """
    if not _is_of_pipelines(sides):
        return
    runs = runs_bylaw(sides.base)
    added = []
    for before, after in sides.paths:
        path = before or after or ""
        if before is None and (hidden := runs & twins(path)):
            said = f"{path} may be read instead of {min(hidden)}, which runs bylaw"
            yield Weakening("wiring", said, at_either(before, after))
        if path not in runs and not is_pipeline(path):
            continue
        old = sides.base.texts([path]).get(path, "")
        new = sides.head.texts([path]).get(path, "")
        where = at_either(before, after)
        if before is not None and (path in runs or names_bylaw(old, path)):
            is_list = path.endswith(LISTS)
            if Counter(lines_of(old)) - Counter(lines_of(new)) if is_list else old != new:
                verb = "removed" if after is None else "changed"
                yield Weakening("wiring", f"{path}, which runs bylaw, is {verb}", where)
        elif after is not None and names_bylaw(new, path):
            added.append(where)
    for where in added if runs else ():
        said = f"{where.path} names bylaw now, beside what runs it already"
        yield Weakening("wiring", said, where)


def _is_of_pipelines(sides: Sides) -> bool:
    """Whether what changes can have to do with pipelines at all; most changes cannot.

    A file that is gone or altered counts where it names bylaw or calls another one, a new one where
    it is a pipeline, or is read instead of a file that is there.
    """
    if any(is_pipeline(path) or twins(path) for path in sides.touched):
        return True
    changed = [before for before, _ in sides.paths if before is not None]
    return may_run(sides.base, changed)
