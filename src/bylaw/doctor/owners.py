"""Who has to agree when the gate itself is changed: CODEOWNERS of what governs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bylaw.doctor.interface import Check
from bylaw.doctor.place import Place, owners
from bylaw.gate.governance import CONFIG
from bylaw.sources.owners.interface import Forge

_WHY = (
    "The pack `governance` waits for an owner of each file that weakens the gate: with none, "
    "nobody can agree, and such a change is never passed."
)
_ELSEWHERE = (".bylaw/waivers.yaml", "bylaw.lock", "architecture.yaml", ".gitattributes")


def check(
    here: Place, governs: Sequence[str], pipelines: Sequence[str], forge: Forge | None
) -> Iterator[Check]:
    """Whether each file that governs has an owner.

    Args:
        here: The tree.
        governs: Configuration, policies, baseline.
        pipelines: Files that run bylaw.
        forge: Whose CODEOWNERS counts, where that is known.
    """
    found = owners(here, forge)
    if found is None:
        yield Check(
            "owners", "codeowners", "warn", "There is no CODEOWNERS.", _WHY,
            "Write .github/CODEOWNERS (GitLab: CODEOWNERS) that names owners for "
            f"{CONFIG}, policies/, the pipeline and itself.",
        )  # fmt: skip
        return
    if found.unreadable:
        yield Check(
            "owners", "codeowners", "fail", f"It cannot be read: {found.unreadable}.",
            "Nobody knows who owns what, and forges ask for nobody's review.", "Mend the file.",
            found.path,
        )  # fmt: skip
        return
    for problem in found.problems[:5]:
        yield Check(
            "owners", "codeowners", "warn", f"{problem.message}.",
            "Forges skip such a line, so its owners are not asked.", "Mend the line.",
            found.path, problem.place.line,
        )  # fmt: skip
    wanted = [found.path, *governs, *pipelines]
    wanted += [path for path in _ELSEWHERE if here.has(path)]
    bare = [path for path in dict.fromkeys(wanted) if not found.of(path)]
    if bare:
        shown = ", ".join(bare[:6]) + (f" and {len(bare) - 6} more" if len(bare) > 6 else "")
        yield Check(
            "owners", "owned", "warn", f"It names nobody for {shown}.", _WHY,
            "Add a line with their owners behind all others that match them.", found.path,
        )  # fmt: skip
        return
    yield Check(
        "owners", "owned", "ok", f"Each of {len(set(wanted))} files that govern has an owner.",
        path=found.path,
    )  # fmt: skip
