"""From governance to a program that is ready to run, and the settings of its verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from bylaw.dataclass import dataclass
from bylaw.gate import clock, guarded
from bylaw.gate.cards import cards
from bylaw.gate.errors import Wrong, refuse, wrong_request
from bylaw.gate.governance import Governance
from bylaw.gate.guards import guard, guard_of_imports
from bylaw.gate.levels import Levels, resolve
from bylaw.gate.params import bind
from bylaw.gate.request import Request
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs import builtin
from bylaw.packs.cache import Cache
from bylaw.packs.glob import matcher
from bylaw.packs.load import Loaded, load
from bylaw.packs.text import PackText
from bylaw.verdict.model import RuleCard
from bylaw.verdict.settings import Settings

if TYPE_CHECKING:
    from bylaw.config.model import Scope
    from bylaw.config.projects import Project
    from bylaw.engine.program import Program


@dataclass(frozen=True, slots=True)
class Policies:
    """Compiled rules, their cards, and how their results are weighed."""

    program: Program
    cards: tuple[RuleCard, ...]
    settings: Settings
    packs: tuple[dict[str, Any], ...]
    guard: Callable[[str], object]
    """What the rules ask of a path."""
    guard_of_imports: Callable[[str], object]
    """What those of them ask that compare imports."""
    explained: str | None = None
    """The id of the rule whose decisions are to be shown."""
    warnings: tuple[Diagnostic, ...] = ()
    bound: Mapping[str, list[Any] | None] = field(default_factory=dict)
    """Parameters by `pack/name`: what holds for them."""
    known: tuple[str, ...] = ()
    """Rules by id, those too that are off or were not asked for."""


def schema() -> bytes:
    """The fact schema that policies are checked against."""
    from pathlib import Path

    import bylaw.facts

    return (Path(bylaw.facts.__path__[0]) / "schema.json").read_bytes()


def load_packs(
    texts: Sequence[PackText],
    cache: Cache,
    tests: bool = False,
    library: Sequence[PackText] = (),
) -> Loaded:
    """Checked packs, and those that they use: of each other, of a library, and built-in ones."""
    more = {pack.name: pack for pack in library}

    def used(name: str) -> PackText | None:
        return more.get(name) or builtin.load(name)

    return load(texts, schema(), cache, used, tests, _code_problem)


def _code_problem(pattern: str) -> str | None:
    """What is wrong with a code pattern: only a parser of code can tell."""
    from bylaw.sources.code.patterns import pattern_problem

    return pattern_problem(pattern)


@dataclass(frozen=True, slots=True)
class Piece:
    """A project, and the packs that judge its part of a change."""

    project: Project
    packs: tuple[PackText, ...]
    only: Callable[[RuleCard], bool]
    """Which of their rules are asked."""


def prepare(
    governance: Governance,
    request: Request,
    cache: Cache,
    now: int,
    branch: str | None,
    piece: Piece | None = None,
) -> Policies:
    """Loads, binds and compiles. Raises Wrong with every error of every file.

    What the command line names and is not found is said where there is only one place to look:
    see gate/projects.py for several.
    """
    config, asked = governance.config, governance.mandate
    scope = piece.project if piece else config
    is_split = config is not None and bool(config.projects) and not request.policies
    texts = piece.packs if piece else guarded.packs(governance.packs, request)
    library = (*governance.packs, *governance.library) if piece else governance.library
    loaded = load_packs(texts, cache, library=library)
    refuse(loaded.diagnostics)
    every = cards(loaded.packs)
    if not every and (piece or not is_split):
        raise Wrong((_nothing(governance, piece),))
    chosen, missed = chosen_of(every, request.rules)
    if missed and not is_split:
        raise no_rule("--rule", missed[0], [card.id for card in every])
    names = {card.id for card in chosen}
    musts = asked.names if asked is not None and piece is None else frozenset()
    chosen += [
        card
        for card in every
        if card.id not in names and (card.pack in musts or guarded.is_on(card.id, request))
    ]
    declared = {f"{pack['pack']}/{name}" for pack in loaded.packs for name in pack["params"]}
    said = [each for each in request.params if not is_split or each[0] in declared]
    bound, wrong = bind(loaded.packs, scope, said)
    today = clock.shown(now)[:10]
    levels = Levels()
    if scope is not None:
        packs = [pack["pack"] for pack in loaded.packs]
        levels = resolve(scope, [card.id for card in every], packs, today, branch)
    problems = (*wrong, *levels.diagnostics)
    if request.policies:
        # The command line chose other packs than the configuration speaks of.
        problems = tuple(
            p for p in problems if p.code not in ("unknown-param", "unknown-rule") or not p.path
        )
    levels = guarded.levels(levels, every, request)
    in_force = levels.levels
    if asked is not None:
        from bylaw.gate import floors, organisation, ranges

        in_force, below = floors.lifted(asked, every, levels, scope, today, branch)
        out = ranges.ranged(asked, scope, loaded.packs, dict(said), bound)
        problems = (*ranges.without_answered(problems, bound), *below, *out)
        if piece is None:
            problems = (*problems, *floors.weights(asked, config, request))
            problems = (*problems, *organisation.foreign_uses(asked, loaded.packs))
    if problems:
        raise Wrong(dict.fromkeys(problems))
    live = tuple(
        card
        for card in chosen
        if in_force.get(card.id) != "off" and (piece is None or piece.only(card))
    )
    from bylaw.engine.program import Program

    explained = None
    if request.explain is not None:
        explained = explained_of(request.explain, live)
        if explained is None and not is_split:
            raise no_rule("--explain", request.explain, [card.id for card in live])
    return Policies(
        Program.of(loaded.packs, bound, only={card.id for card in live}),
        live,
        _settings(governance, scope, request, loaded.packs, replace(levels, levels=in_force), now),
        loaded.packs,
        guard(loaded.packs, bound),
        guard_of_imports(loaded.packs, bound),
        explained,
        loaded.diagnostics,
        {
            f"{pack['pack']}/{name}": bound.get(f"{pack['pack']}/{name}", param["default"])
            for pack in loaded.packs
            for name, param in pack["params"].items()
        },
        tuple(card.id for card in every),
    )


def _settings(
    governance: Governance,
    scope: Scope | None,
    request: Request,
    packs: Sequence[dict[str, Any]],
    levels: Levels,
    now: int,
) -> Settings:
    config, asked = governance.config, governance.mandate
    weights = [each.unknown for each in (scope, config) if each is not None and each.unknown]
    organisation = asked.organisation if asked else None
    return Settings(
        levels=levels.levels,
        level_at=levels.at,
        on_unknown={
            rule["id"]: rule["on_unknown"]
            for pack in packs
            for rule in pack["rules"]
            if rule["on_unknown"]
        },
        configured_unknown=next(iter(weights), None),
        unknown=request.unknown,
        unknown_floor=(organisation and organisation.unknown) or "pass",
        fail_on=request.fail_on or (organisation and organisation.fail_on) or "deny",
        profile=request.profile,
        required=governance.required,
        now=clock.shown(now),
    )


def _nothing(governance: Governance, piece: Piece | None) -> Diagnostic:
    """No rule is there to judge: an empty policy file, or packs that only bring names."""
    help = "write a rule, or name a pack that has some: `packs: [change-hygiene]`"
    if piece is not None:
        project = piece.project
        message = f"the packs of the project `{project.name}` have no rule"
        return replace(
            project.document.complaint("nothing-to-judge", message, project.at, key=True), help=help
        )
    message = f"no rule is in {governance.source}, so nothing could be judged"
    return Diagnostic("nothing-to-judge", message, help=help)


def explained_of(name: str, live: Sequence[RuleCard]) -> str | None:
    """The id of the rule that `--explain` names; None where it is not among these."""
    ids = (card.id for card in live if name in (card.id, card.id.partition("/")[2]))
    return next(ids, None)


def no_rule(option: str, name: str, rules: Sequence[str]) -> Wrong:
    """Wrong for a name on the command line that is no rule's."""
    from bylaw.lang.suggest import nearest

    ids = {rule: rule for rule in rules}
    names = {rule.partition("/")[2]: rule for rule in rules}
    near = {**names, **ids}.get(nearest(name, ids if "/" in name else names) or "")
    label = f"did you mean `{near}`?" if near else ""
    message = f"{option} {name} matches no rule"
    return wrong_request(message, label=label, help="`bylaw rules` lists them")


def chosen_of(
    every: Sequence[RuleCard], globs: Sequence[str]
) -> tuple[list[RuleCard], tuple[str, ...]]:
    """The rules that `--rule` names, and the globs that match none of them. Raises Wrong."""
    if not globs:
        return list(every), ()
    chosen: dict[str, RuleCard] = {}
    missed = []
    for glob in globs:
        try:
            matches = matcher([glob])
        except ValueError as error:
            raise wrong_request(f"--rule {glob}: {error}") from None
        found = [card for card in every if matches(card.id) or matches(card.id.partition("/")[2])]
        if not found:
            missed.append(glob)
        chosen.update({card.id: card for card in found})
    return list(chosen.values()), tuple(missed)
