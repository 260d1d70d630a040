"""This repository: git, configuration, policies, baseline, and the branch that governs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bylaw.doctor.interface import Check
from bylaw.doctor.place import Judging, Place
from bylaw.gate import clock, guarded, projects
from bylaw.gate.baseline import baseline_of
from bylaw.gate.errors import Wrong
from bylaw.gate.governance import CONFIG, Governance
from bylaw.gate.policies import prepare
from bylaw.gate.request import Request
from bylaw.gate.sources import governance_of
from bylaw.gate.trees import Commit
from bylaw.gate.weakening.paths import is_pipeline
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.cache import Cache
from bylaw.packs.text import LOCK
from bylaw.packs.tree import Tree, Unreadable
from bylaw.reports.summary import plural
from bylaw.sources.git.errors import NotJudged

MOST: Final = 10
"""Errors that are shown one by one."""


def check(here: Place, judging: Judging, wrong: Wrong | None) -> Iterator[Check]:
    """Everything that this clone can tell by itself."""
    yield _git(here)
    yield from _policies(here, judging, wrong)
    yield from _baseline(here, judging)
    yield from _waivers(judging)
    yield from _lock(judging)
    yield from _branch(here, judging)


def judging(here: Place) -> tuple[Judging, Wrong | None]:
    """What judges in the tree, and what is wrong with it."""
    try:
        found = governance_of(here.tree, here.repo, Request(), Cache(None))
    except Wrong as wrong:
        return Judging(None, (CONFIG,)), wrong
    files = [path for path, _ in found.files]
    if found.config is not None and found.config.baseline is not None:
        files.append(found.config.baseline)
    return Judging(found, tuple(dict.fromkeys((CONFIG, *files)))), None


def _git(here: Place) -> Check:
    """Opening the repository has refused a git that is too old."""
    answer = here.repo.git.ask("version")
    version = answer.lines[0] if answer.lines else "git"
    return Check("repository", "git", "ok", f"{version} is new enough.")


def _policies(here: Place, judging: Judging, wrong: Wrong | None) -> Iterator[Check]:
    if wrong is not None or judging.governance is None:
        yield from _wrong(wrong.diagnostics if wrong else ())
        return
    found = judging.governance
    request = Request(profile="ci")
    now, branch = clock.moment(None), here.branch or None
    try:
        whole = prepare(found, request, Cache(None), now, branch)
        parts = projects.every(found, request, Cache(None), now, branch)
    except Wrong as error:
        yield from _wrong(error.diagnostics)
        return
    own = {
        (name, card.id): policies.settings.levels.get(card.id, card.verb)
        for name, policies in (("", whole), *((each.name, part) for each, part in parts))
        for card in policies.cards
        if not guarded.is_on(card.id, request)
    }
    denying = sum(level == "deny" for level in own.values())
    if not found.own:
        yield Check(
            "repository", "policies", "warn",
            f"There is no {CONFIG} and no policy: the pack `start` judges, and only warns.",
            "Nothing that it finds stops a change.",
            f"Write {CONFIG} with `packs:`, or a policy below policies/.",
        )  # fmt: skip
    elif not denying:
        yield Check(
            "repository", "policies", "warn", f"None of {len(own)} rules denies a change today.",
            "What they find is shown, and stops nothing.",
            f"Raise levels in {CONFIG}, or write rules that `deny`.", _path(found),
        )  # fmt: skip
    else:
        count = f"{len(own)} rules judge, {denying} of them deny"
        yield Check(
            "repository", "policies", "ok", f"{count}, by {found.source}.", path=_path(found)
        )
    config = found.config
    if config is not None and config.requires:
        from bylaw import __version__

        yield Check(
            "repository", "requires", "ok",
            f"`requires: {config.requires}` takes bylaw {__version__}.", path=config.path,
            line=config.document.spans.get(("requires",), (0,))[0],
        )  # fmt: skip


def _path(found: Governance) -> str:
    return found.config.path if found.config is not None else ""


def _wrong(diagnostics: Iterable[Diagnostic]) -> Iterator[Check]:
    """Errors, as `bylaw check` says them: it ends with 2 for each of them."""
    every = list(diagnostics)
    for one in every[:MOST]:
        yield Check(
            "repository", "policies", "fail", f"{one.message}.",
            "Nothing is judged while the policies or their configuration are wrong: `bylaw check` "
            "ends with 2.",
            one.help or one.label or f"`bylaw explain {one.code}` says more.", one.path, one.line,
        )  # fmt: skip
    if len(every) > MOST:
        yield Check(
            "repository", "policies", "fail", f"{len(every) - MOST} more errors.",
            do="`bylaw rules` shows them all.",
        )  # fmt: skip


def _baseline(here: Place, judging: Judging) -> Iterator[Check]:
    config = judging.config
    if config is None or config.baseline is None:
        return
    try:
        baseline = baseline_of(here.tree, config)
    except Wrong as wrong:
        yield from _wrong(wrong.diagnostics)
        return
    if baseline is not None:
        yield Check(
            "repository", "baseline", "ok",
            f"The baseline tolerates {plural(baseline.count, 'finding')}.", path=baseline.path,
        )  # fmt: skip


def _waivers(judging: Judging) -> Iterator[Check]:
    """The file loads, or the policies do not: what is left to see is what has ended."""
    found = judging.governance.waivers if judging.governance is not None else None
    if found is None:
        return
    now = clock.moment(None)
    ended = [one for one in found.waivers if one.expires.end <= now]
    if ended:
        yield Check(
            "repository", "waivers", "warn",
            f"{plural(len(ended), 'waiver')} of {len(found.waivers)} ended, the first "
            f"{ended[0].name}.",
            "What it accepted denies changes again, or is gone and nobody took the entry out.",
            "Take it out, or renew it for a reason.", found.path, ended[0].line,
        )  # fmt: skip
        return
    yield Check(
        "repository", "waivers", "ok",
        f"{plural(len(found.waivers), 'waiver')}, and none has ended.", path=found.path,
    )  # fmt: skip


def _lock(judging: Judging) -> Iterator[Check]:
    packs = judging.governance.elsewhere.packs if judging.governance is not None else ()
    if packs:
        yield Check(
            "repository", "lock", "ok",
            f"{plural(len(packs), 'pack')} from elsewhere, file by file as {LOCK} says.",
            path=LOCK,
        )  # fmt: skip


def _branch(here: Place, judging: Judging) -> Iterator[Check]:
    """The target branch: whether it is known, and whether it says what this tree says."""
    if here.at is None:
        yield Check(
            "repository", "target", "warn", "No target branch was found in this clone.",
            "In profile ci its tip judges; a pipeline names it, a desk does not.",
            "Run `git remote set-head origin --auto`, or name it with --branch.",
        )  # fmt: skip
        return
    target = Commit(here.repo, here.at.commit, here.at.shown)
    if isinstance(here.tree, Commit) and here.tree.commit == here.at.commit:
        yield Check("repository", "target", "ok", f"{here.at.shown} is what is looked at.")
        return
    names = {*judging.files, *_pipelines(here.tree), *_pipelines(target)}
    unlike = sorted(path for path in names if _bytes(here.tree, path) != _bytes(target, path))
    if not unlike:
        yield Check("repository", "target", "ok", f"{here.at.shown} judges by the same files.")
        return
    shown = ", ".join(unlike[:5]) + (f" and {len(unlike) - 5} more" if len(unlike) > 5 else "")
    yield Check(
        "repository", "target", "warn", f"Not the same at {here.at.shown}: {shown}.",
        "What is there judges, and not what is looked at here.",
        f"Bring it there, or look at it with `bylaw doctor --ref {here.at.branch}`.",
    )  # fmt: skip


def _pipelines(tree: Tree) -> list[str]:
    """The files of pipelines that bylaw reads."""
    from bylaw.doctor.gitlab_ci import ROOT
    from bylaw.doctor.workflows import FOLDER

    try:
        return [path for path in (*tree.below(FOLDER), ROOT) if is_pipeline(path)]
    except Unreadable:
        return []


def _bytes(tree: Tree, path: str) -> bytes | str | None:
    try:
        return tree.read(path)
    except (Unreadable, NotJudged) as error:
        return str(error)
    except (OSError, ValueError):
        return None
