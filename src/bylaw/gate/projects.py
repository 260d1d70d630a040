"""The projects of a monorepo: which of them a change touches, and what their packs say of it.

Each project is a program of its own over the facts of its part. The rules of the whole repository
run beside them, over all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from bylaw.dataclass import dataclass
from bylaw.engine.result import Anchor, Finding, Missing, RuleResult
from bylaw.facts.readers import Facts
from bylaw.gate import guarded
from bylaw.gate.errors import Wrong
from bylaw.gate.governance import Governance, packs_of
from bylaw.gate.policies import Piece, Policies, no_rule, prepare
from bylaw.gate.request import Request
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.cache import Cache
from bylaw.packs.glob import fixed_folder, matcher
from bylaw.packs.text import PackText
from bylaw.verdict.model import Level, RuleCard, Weight
from bylaw.verdict.weigh import WEIGHTS, heavier

if TYPE_CHECKING:
    from bylaw.config.projects import Project

_FROM_ABOVE: Final = frozenset(("Dependencies", "Imports", "Cycles"))
"""What files above a project decide too: locks and workspaces, and how names are resolved."""
_FOR_PEOPLE: Final = (".md", ".rst", ".adoc", ".svg", ".png")
"""Ends of names of files that decide nothing of what stands below them."""
_MOST_PLACES: Final = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A project that a change touches, ready to judge."""

    project: Project
    policies: Policies
    matches: Callable[[str], bool]
    hides: Callable[[str], bool]
    """Whether a file that cannot be read may hide something of it: its own, and those above."""

    def facts(self, facts: Facts, change: Any) -> Facts:
        """Those of the part."""
        from bylaw.sources.part import part_of

        return part_of(facts, change, self.matches, self.hides)


def projects_of(governance: Governance, request: Request) -> tuple[Project, ...]:
    """The projects that judge; `--policy` names what judges instead of them."""
    config = governance.config
    return () if config is None or request.policies else config.projects


def belongs(governance: Governance, request: Request) -> Callable[[str], object]:
    """Tells which projects a path belongs to: what is moved from one to another is new there."""
    known = projects_of(governance, request)

    @cache
    def borders() -> tuple[Callable[[str], bool], ...]:
        return tuple(matcher(project.paths) for project in known)

    return lambda path: tuple(matches(path) for matches in borders())


def parts(
    governance: Governance,
    request: Request,
    cache: Cache,
    now: int,
    branch: str | None,
    files: Sequence[Any],
    whole: Policies,
    *,
    proposed: bool,
) -> tuple[Part, ...]:
    """The projects that a change of these files touches. Others cost nothing. Raises Wrong.

    All are loaded where the command line may name one of their rules, and where the change
    proposes this very configuration, so that whoever writes it sees what is wrong with it.
    """
    known = projects_of(governance, request)
    if not known:
        return ()
    from bylaw.sources.part import paths_of

    paths = [path for file in files for path in paths_of(file)]
    assert governance.config is not None
    is_every = bool(request.rules or request.params or request.explain)
    is_every = is_every or (proposed and governance.config.path in paths)
    below = {"", *(each for path in paths for each in _upwards(path))}
    folders = {
        path.rpartition("/")[0]
        for path in paths
        if path != governance.config.path and not path.endswith(_FOR_PEOPLE)
    }
    found, idle, wrong = list[Part](), list[Part](), list[Diagnostic]()
    for project in known:
        starts = [fixed_folder(glob) for glob in project.paths]
        above = {"", *(each for start in starts for each in _upwards(start))}
        may, near = not below.isdisjoint(starts), not folders.isdisjoint(above)
        if not may and not near and not is_every:
            continue
        matches = matcher(project.paths)
        touched = may and any(map(matches, paths))
        if not touched and not near and not is_every:
            continue
        narrow = (_is_from_above,) if near and not touched else ()
        try:
            policies = prepared(governance, project, request, cache, now, branch, *narrow)
        except Wrong as error:
            wrong += error.diagnostics
            continue
        hides = _hiding(matches, frozenset(above))
        into = found if (touched or near) and policies.cards else idle
        into.append(Part(project, policies, matches, hides))
    wrong += _namesakes([whole, *(part.policies for part in (*found, *idle))])
    if wrong:
        raise Wrong(dict.fromkeys(wrong))
    if is_every:
        _refuse_missing(request, [whole, *(part.policies for part in (*found, *idle))])
    return tuple(found)


def every(
    governance: Governance, request: Request, cache: Cache, now: int, branch: str | None
) -> tuple[tuple[Project, Policies], ...]:
    """All projects, for who asks which rules there are. Raises Wrong."""
    return tuple(
        (project, prepared(governance, project, request, cache, now, branch))
        for project in projects_of(governance, request)
    )


def idle(
    governance: Governance, request: Request, change: Any, policies: Policies
) -> tuple[str, ...]:
    """Says where projects do not do what somebody may count on.

    The files of the whole repository are looked at where the change is to the configuration.
    """
    known = projects_of(governance, request)
    if not known:
        return ()
    found = []
    if change.files and all(card.pack == guarded.PACK for card in policies.cards):
        found.append(
            "Nothing was judged: no project of bylaw.yaml has a file of this change, and there is "
            "no rule for the whole repository."
        )
    assert governance.config is not None
    is_about = governance.config.path in {file.path for file in change.files}
    if change.store is not None and (is_about or request.whole):
        from bylaw.gate.architecture import listed

        found += without_files(known, listed(change, "head"))
    return tuple(found)


def without_files(known: Sequence[Project], paths: Sequence[str]) -> Iterator[str]:
    """A notice for each project that none of these files belongs to."""
    for project in known:
        if not any(map(matcher(project.paths), paths)):
            yield f"The project `{project.name}` of bylaw.yaml has no file: its `paths` match none."


def prepared(
    governance: Governance,
    project: Project,
    request: Request,
    cache: Cache,
    now: int,
    branch: str | None,
    only: Callable[[RuleCard], bool] = lambda card: True,
) -> Policies:
    """What judges a project's part. Raises Wrong."""
    packs = packs_of_project(governance, project)
    return prepare(governance, request, cache, now, branch, Piece(project, packs, only))


def packs_of_project(governance: Governance, project: Project) -> tuple[PackText, ...]:
    """The packs that judge a project's part. Raises Wrong."""
    assert governance.tree is not None
    packs, wrong = packs_of(governance.tree, project, project.policies or (), governance.elsewhere)
    if governance.mandate is not None:
        from bylaw.gate.organisation import clashes

        wrong += clashes(packs.values(), governance.mandate)
    if wrong:
        raise Wrong(wrong)
    return tuple(packs.values())


def _is_from_above(card: RuleCard) -> bool:
    return any(fact.partition(".")[0] in _FROM_ABOVE for fact in card.requires)


def _upwards(path: str) -> Iterator[str]:
    """A path, and the folders above it but the root."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _hiding(matches: Callable[[str], bool], above: frozenset[str]) -> Callable[[str], bool]:
    return lambda path: matches(path) or path.rpartition("/")[0] in above


def _namesakes(known: Sequence[Policies]) -> Iterator[Diagnostic]:
    """Complains of two rules of one name: their findings could not be told apart."""
    first: dict[str, RuleCard] = {}
    for policies in known:
        for card in policies.cards:
            other = first.setdefault(card.id, card)
            if (other.path, other.line, other.source) != (card.path, card.line, card.source):
                message = f"two rules are called `{card.id}`: this one, and {other.path}"
                help = "put one of them into a pack of its own: a pack.yaml with `name:` beside it"
                yield Diagnostic("rule-name", message, card.path, card.line, help=help)


def _refuse_missing(request: Request, known: Sequence[Policies]) -> None:
    """Raises Wrong for what the command line names and no project has."""
    from bylaw.gate.params import unknown_param

    ids = sorted({rule for policies in known for rule in policies.known})
    for glob in request.rules:
        matches = matcher([glob])
        if not any(matches(rule) or matches(rule.partition("/")[2]) for rule in ids):
            raise no_rule("--rule", glob, ids)
    if request.explain and not any(policies.explained for policies in known):
        raise no_rule("--explain", request.explain, ids)
    declared = {name for policies in known for name in policies.bound}
    for name, _ in request.params:
        if name not in declared:
            raise Wrong((unknown_param(name, declared),))


# -- what they say, together ----------------------------------------------------------------------


def together(
    whole: Policies,
    results: Iterable[RuleResult],
    found: Sequence[tuple[Part, Iterable[RuleResult]]],
) -> tuple[Policies, tuple[RuleResult, ...]]:
    """The policies and results of all, as one run's: each rule once, each finding at its level."""
    if not found:
        return whole, tuple(results)
    scopes = [(whole, "", tuple(results))]
    scopes += [(part.policies, part.project.name, tuple(said)) for part, said in found]
    levels: dict[Finding, Level] = {}
    merged: dict[str, list[RuleResult]] = {}
    for policies, project, said in scopes:
        level_of = _levels(policies)
        for one in said:
            merged.setdefault(one.rule, []).append(_of_project(one, project))
            for finding in merged[one.rule][-1].findings:
                level = level_of(finding)
                before = levels.get(finding, level)
                levels[finding] = heavier(before, level)
    joined = tuple(_one(levels, merged[rule]) for rule in sorted(merged))
    return _policies(whole, [part.policies for part, _ in found], levels), joined


def of_all(whole: Policies, found: Sequence[Part]) -> Policies:
    """The policies of all together, before anything is judged.

    An import that moves from one project to another is new there, as one between components is.
    """
    if not found:
        return whole
    every = _policies(whole, [part.policies for part in found], {})
    asks = (every.guard_of_imports, *(part.matches for part in found))
    return replace(every, guard_of_imports=lambda path: tuple(ask(path) for ask in asks))


def _policies(
    whole: Policies, others: Sequence[Policies], levels: Mapping[Finding, Level]
) -> Policies:
    every = [whole, *others]
    cards: dict[str, RuleCard] = {}
    in_force: dict[str, Level] = {}
    weights: dict[str, Weight] = {}
    on_unknown: dict[str, Weight] = {}
    for policies in every:
        settings = policies.settings
        on_unknown |= settings.on_unknown
        default: Weight = "deny" if settings.profile == "ci" else "warn"
        weight = settings.configured_unknown or settings.unknown or default
        for card in policies.cards:
            level = settings.levels.get(card.id, card.level)
            before = in_force.get(card.id, level)
            in_force[card.id] = heavier(before, level)
            cards.setdefault(card.id, card)
            known = weights.get(card.id, weight)
            weights[card.id] = max(known, weight, key=WEIGHTS.__getitem__)
    asks = [policies.guard_of_imports for policies in every]
    return replace(
        whole,
        cards=tuple(cards.values()),
        settings=replace(
            whole.settings,
            levels=in_force,
            level_at=None,
            level_of=levels,
            on_unknown=on_unknown,
            configured_of=weights,
        ),
        packs=tuple({pack["pack"]: pack for each in every for pack in each.packs}.values()),
        guard_of_imports=lambda path: tuple(ask(path) for ask in asks),
        warnings=tuple(dict.fromkeys(one for each in every for one in each.warnings)),
        bound={name: value for each in reversed(every) for name, value in each.bound.items()},
    )


def _levels(policies: Policies) -> Callable[[Finding], Level]:
    """What the findings of some policies weigh by themselves."""
    settings = policies.settings
    plain = {card.id: settings.levels.get(card.id, card.level) for card in policies.cards}

    def level_of(finding: Finding) -> Level:
        at = settings.level_at and settings.level_at(finding.rule, finding.place.path)
        return at or plain[finding.rule]

    return level_of


def _of_project(one: RuleResult, project: str) -> RuleResult:
    """A result, in which findings of the change are of the project's part of it."""
    if not project or not any(each.anchor.kind == "change" for each in one.findings):
        return one
    named = (
        replace(each, anchor=Anchor("change", project)) if each.anchor.kind == "change" else each
        for each in one.findings
    )
    return replace(one, findings=tuple(named))


def _one(levels: dict[Finding, Level], said: Sequence[RuleResult]) -> RuleResult:
    """What one rule says, over all that it judged."""
    if len(said) == 1:
        return said[0]
    findings: dict[tuple[Any, str], Finding] = {}
    for finding in (finding for one in said for finding in one.findings):
        first = findings.setdefault((finding.place, finding.message), finding)
        if first != finding:
            levels[first] = heavier(levels[first], levels[finding])
    missing: dict[tuple[str, str], Missing] = {}
    for lack in (lack for one in said for lack in one.missing):
        before = missing.get((lack.fact, lack.reason), lack)
        missing[lack.fact, lack.reason] = replace(
            before,
            count=max(before.count, lack.count),
            places=tuple(dict.fromkeys((*before.places, *lack.places)))[:_MOST_PLACES],
            bound=before.bound or lack.bound,
            fatal=before.fatal or lack.fatal,
        )
    idle = all(one.status == "not-applicable" for one in said)
    return RuleResult(
        said[0].rule,
        "not-applicable" if idle else "judged",
        tuple(findings.values()),
        tuple(missing.values()),
        sum(one.steps for one in said),
    )
