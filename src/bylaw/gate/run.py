"""The flow: governance, change, facts, engine, verdict."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from bylaw.dataclass import dataclass
from bylaw.engine.result import RuleResult
from bylaw.facts.place import Unknown
from bylaw.facts.readers import Facts
from bylaw.gate import clock, pipeline, projects, sources
from bylaw.gate.acceptances import Accepting
from bylaw.gate.asked import Asked
from bylaw.gate.errors import Wrong
from bylaw.gate.governance import Governance
from bylaw.gate.judges import judges
from bylaw.gate.judging import Judging, next_command
from bylaw.gate.policies import Policies, prepare
from bylaw.gate.request import Request
from bylaw.gate.waivers.join import refuse_wrong
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.cache import Cache, user_folder
from bylaw.sources.git.errors import BadPatch, NotJudged
from bylaw.sources.git.limits import Limits
from bylaw.sources.git.repository import Repository
from bylaw.verdict.model import ChangeSummary, Verdict
from bylaw.verdict.settings import Settings

if TYPE_CHECKING:
    from bylaw.gate.waivers.break_glass import Said
    from bylaw.sources.git.selection import Begun, Selection

Progress: TypeAlias = Callable[[str], None]
"""Told what goes on now: `reading the change`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, and what should be said beside it."""

    verdict: Verdict
    warnings: tuple[Diagnostic, ...] = ()
    results: tuple[RuleResult, ...] = ()
    trace: Any = None
    """How the rule of `--explain` was decided, an engine.trace.Trace."""


@dataclass(slots=True)
class _State:
    """What is known so far, so that a run that stops can still say what it knows."""

    request: Request
    now: int
    repo: Repository | None = None
    policies: Policies | None = None
    parts: tuple[projects.Part, ...] = ()
    """The projects that the change touches, once it is read."""
    asked: Asked | None = None
    """What rules ask for, once the change is read."""
    found: pipeline.Found | None = None
    """What the pipeline told of the change, where nobody named it."""
    notices: tuple[str, ...] = ()
    source: str = ""

    @property
    def said(self) -> tuple[str, ...]:
        """What finding the change has to say."""
        return () if self.found is None else self.found.notices

    def of_projects(self, path: str) -> object:
        """What the rules of projects ask of a path."""
        return tuple(part.policies.guard(path) for part in self.parts)

    def component(self, path: str) -> str | None:
        """The component that a path belongs to: a rename into another one counts as all new."""
        return None if self.asked is None else self.asked.component(path)


def run(request: Request, progress: Progress = lambda stage: None) -> Answer:
    """Judges a change.

    A change that cannot be had is a verdict too: inconclusive, whatever the weight.

    Raises:
        Wrong: The policy, the configuration or the request is wrong.
    """
    state = _State(request, clock.moment(request.now))
    try:
        return _run(state, progress)
    except NotJudged as error:
        return Answer(_not_judged(state, error))
    except BadPatch as error:
        raise Wrong(
            (Diagnostic("bad-patch", error.message, request.patch_name, error.line),)
        ) from None
    finally:
        if state.repo is not None:
            state.repo.close()


def _run(state: _State, progress: Progress) -> Answer:
    request = state.request
    progress("reading policies")
    try:
        state.repo = Repository.open(request.repo)
    except NotJudged:
        if request.patch is None or request.profile == "ci":
            raise
    progress("finding the change")
    if state.repo is not None and (found := pipeline.find(state.repo, request, os.environ)):
        state.found, state.request = found, found.request
        request = state.request
    begun = _begun(state)
    cache = Cache(None) if request.profile == "ci" else open_cache(state.repo)
    at = _target(state)
    judged_by = judges(state.repo, request, cache, at)
    governance = judged_by.governance
    state.source, state.notices = governance.source, (*state.said, *judged_by.notices)
    branch = at.branch if at else None
    state.policies = policies = prepare(governance, request, cache, state.now, branch)
    progress("reading the change")
    change = _change(state, begun, policies, governance, at)
    state.parts = projects.parts(
        governance,
        request,
        cache,
        state.now,
        branch,
        change.files,
        policies,
        proposed=judged_by.own is None,
    )
    with ExitStack() as stack:
        state.asked = asked = Asked(stack, change, state.repo, request, governance, at, state.now)
        every = projects.of_all(policies, state.parts)
        refuse_wrong(governance, every, request)
        facts = asked.joined(_facts(change), every)
        progress(f"judging {len(change.files):,} files by {len(every.cards):,} rules")
        state.notices = (*state.notices, *projects.idle(governance, request, change, every))
        if len(asked.group) > 1:
            every, results, judging = _each(state, asked, policies, facts, cache)
        else:
            judging = _judging(state, change)
            every, results = judging.results(policies, state.parts, governance, facts)
        accepting = Accepting(asked, facts)
        verdict = _weighed(state, judging, accepting, every, results, governance)
        verdict = asked.shown(verdict, facts, every)
        if judged_by.own is not None and at is not None:
            from bylaw.gate.advice import Own, advise

            joined = partial(asked.joined, facts)
            own = Own(judging, accepting, judged_by.own, cache, at, joined, progress)
            advice = advise(own, governance, verdict, policies)
            verdict = replace(verdict, notices=(*verdict.notices, *advice))
        trace = _trace(policies, state, facts, change)
    return Answer(verdict, every.warnings, results, trace)


def _judging(state: _State, change: Any) -> Judging:
    return Judging(state.repo, state.request, change, state.now, state.notices, state.source)


def _each(
    state: _State, asked: Asked, policies: Policies, facts: Facts, cache: Cache
) -> tuple[Policies, tuple[RuleResult, ...], Judging]:
    """What rules say of a merge group's requests, each by its own review."""
    from bylaw.gate import group_judging
    from bylaw.sources.git.selection import Selection

    request, governance, at = state.request, asked.governance, asked.at
    state.notices = (*state.notices, group_judging.notice(asked.group))

    def change(base: str, head: str) -> Any:
        selection = Selection("range", base, head, hidden=True)
        return _range(state, selection, policies, governance, at)

    def parts(files: Sequence[Any]) -> Sequence[projects.Part]:
        branch = at.branch if at else None
        return projects.parts(
            governance, request, cache, state.now, branch, files, policies, proposed=False
        )

    judging = _judging(state, asked.change)
    reading = group_judging.Reading(change, _facts, parts)
    every, said = group_judging.results(judging, asked, policies, state.parts, facts, reading)
    return every, said, judging


def _weighed(
    state: _State,
    judging: Judging,
    accepting: Accepting,
    policies: Policies,
    results: tuple[RuleResult, ...],
    governance: Governance,
) -> Verdict:
    """The verdict; once more where it is not passed, and somebody may let it pass."""
    asked, request, repo = accepting.asked, state.request, state.repo
    owed = asked.approvers(results, accepting.facts, policies)

    def judged(comments: tuple[Said, ...] = ()) -> Verdict:
        accepted = accepting.by(governance, policies, comments)
        answer = accepted.told(judging.verdict(policies, results, accepted.sources, owed))
        return replace(answer, next_command=next_command(answer, governance, request))

    verdict = judged()
    if request.profile != "ci":
        return verdict
    from bylaw.gate import emergency

    if not emergency.is_possible(verdict, governance):
        return verdict
    comments, unknown = emergency.comments(governance, repo, request, asked)
    if unknown:
        said = f"Whether somebody used break-glass is not known: {unknown}"
        return replace(verdict, notices=(*verdict.notices, said))
    return judged(comments) if comments else verdict


def _trace(policies: Policies, state: _State, facts: Facts, change: Any) -> Any:
    """How the rule of `--explain` was decided: in the whole repository, else in a project."""
    if policies.explained is not None:
        return policies.program.explain(policies.explained, facts, now=state.now)
    for part in state.parts:
        if (rule := part.policies.explained) is not None:
            return part.policies.program.explain(rule, part.facts(facts, change), now=state.now)
    return None


def open_cache(repo: Repository | None) -> Cache:
    """The repository's cache, in its git directory; the user's where there is no repository.

    Never for profile ci: a runner that keeps its folders from job to job would judge one change by
    what the tests of another wrote there.
    """
    if repo is not None:
        return Cache(Path(repo.common_dir) / "bylaw" / "cache")
    folder = user_folder()
    return Cache(folder / "packs" if folder else None)


def _target(state: _State) -> sources.Target | None:
    """The target branch. Locally it is only compared with, so it may be missing."""
    repo, request = state.repo, state.request
    if repo is None:
        return None
    if state.found is not None and request.policy_ref is None:
        return state.found.target
    try:
        return sources.target(repo, request)
    except NotJudged:
        if request.profile == "ci" or request.policy_ref is not None:
            raise
        return None


def _begun(state: _State) -> Selection | Begun | None:
    """The change, at which git works while policies are read. What is wrong is said in its turn."""
    request = state.request
    if state.repo is None or request.kind == "patch":
        return None
    from bylaw.sources.git.selection import Selection, begin

    hidden = request.profile == "ci"
    selection = Selection(request.kind, request.base, request.head, hidden, request.written)
    try:
        return begin(state.repo, selection)
    except NotJudged:
        return selection


def _change(
    state: _State,
    begun: Selection | Begun | None,
    policies: Policies,
    governance: Governance,
    at: sources.Target | None,
) -> Any:
    request, limits = state.request, _limits(governance)
    if request.patch is not None:
        from bylaw.sources.git.patch import read_patch

        if not request.patch.strip():
            _note_empty_patch(state)
        return read_patch(
            request.patch,
            limits,
            agent=request.agent,
            unmarked=governance.unmarked,
            guards=_guards(state, policies, governance),
        )
    assert begun is not None
    return _range(state, begun, policies, governance, at)


def _guards(
    state: _State, policies: Policies, governance: Governance
) -> tuple[Callable[[str], object], ...]:
    if not projects.projects_of(governance, state.request):
        return (policies.guard, state.component)
    belongs = projects.belongs(governance, state.request)
    return (policies.guard, state.component, belongs, state.of_projects)


def _range(
    state: _State,
    selected: Selection | Begun,
    policies: Policies,
    governance: Governance,
    at: sources.Target | None,
) -> Any:
    from bylaw.sources.git.selection import read_change

    request = state.request
    assert state.repo is not None
    return read_change(
        state.repo,
        selected,
        _limits(governance),
        agent=request.agent,
        attributes_from=at.commit if at and request.profile == "ci" else None,
        unmarked=governance.unmarked,
        guards=_guards(state, policies, governance),
        env=os.environ if request.profile == "local" else None,
    )


def _note_empty_patch(state: _State) -> None:
    """Says that there was nothing to judge: what was to write the patch may have failed.

    Raises NotJudged in profile ci, where nobody reads a notice.
    """
    if state.request.patch_name == "-":
        said = "The patch on standard input is empty"
        help_ = (
            "Say `set -o pipefail` before the pipe, so that a `git diff` that fails ends the step"
        )
    else:
        said, help_ = "The patch is empty", "See that the command which wrote it succeeded"
    if state.request.profile == "ci":
        raise NotJudged(
            "empty-patch",
            f"{said}, and an empty comparison is not a pass.",
            f"{help_}; do not run bylaw where nothing changed, or name commits with --base.",
        )
    state.notices = (*state.notices, f"{said}, so nothing was judged. {help_}.")


def _limits(governance: Governance) -> Limits:
    said = governance.config.limits if governance.config else {}
    names = {"file": "added_text", "line": "line", "diff": "diff"}
    return Limits(**{names[key]: value for key, value in said.items() if key in names})


def _facts(change: Any) -> Any:
    from bylaw.sources.code.readers import code_readers
    from bylaw.sources.git.readers import facts as git_facts
    from bylaw.sources.values import VALUES

    read = git_facts(change)
    return read.joined(code_readers(read)).joined(VALUES)


def _not_judged(state: _State, error: NotJudged) -> Verdict:
    """The verdict on a change that could not be had."""
    from bylaw import __version__
    from bylaw.verdict.judge import judge

    request, policies = state.request, state.policies
    settings = (
        policies.settings
        if policies
        else Settings(
            fail_on=request.fail_on or "deny", profile=request.profile, now=clock.shown(state.now)
        )
    )
    return judge(
        (),
        policies.cards if policies else (),
        settings,
        ChangeSummary(request.kind, request.base, request.head, 0, 0, 0, str(request.repo)),
        lambda path, side: None,
        unknowns=(
            Unknown("change", error.reason, error.message, error.remedy, bound=True, fatal=True),
        ),
        notices=state.notices,
        policy_source=state.source,
        version=__version__,
    )
