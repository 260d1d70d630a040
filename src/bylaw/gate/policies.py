"""From governance to a program that is ready to run, and the settings of its verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def prepare(
    governance: Governance, request: Request, cache: Cache, now: int, branch: str | None
) -> Policies:
    """Loads, binds and compiles. Raises Wrong with every error of every file."""
    loaded = load_packs(guarded.packs(governance.packs, request), cache, library=governance.library)
    refuse(loaded.diagnostics)
    every = cards(loaded.packs)
    if not every:
        raise Wrong((_nothing(governance),))
    chosen = [*_chosen(every, request.rules)]
    chosen += [card for card in every if guarded.is_on(card.id, request) and card not in chosen]
    config = governance.config
    bound, wrong = bind(loaded.packs, config, request.params)
    levels = Levels()
    if config is not None:
        packs = [pack["pack"] for pack in loaded.packs]
        ids = [card.id for card in every]
        levels = resolve(config, ids, packs, clock.shown(now)[:10], branch)
        levels = guarded.levels(levels, every, request)
    problems = (*wrong, *levels.diagnostics)
    if request.policies:
        # The command line chose other packs than the configuration speaks of.
        problems = tuple(
            p for p in problems if p.code not in ("unknown-param", "unknown-rule") or not p.path
        )
    if problems:
        raise Wrong(problems)
    silent = {rule for rule, level in levels.levels.items() if level == "off"}
    live = tuple(card for card in chosen if card.id not in silent)
    from bylaw.engine.program import Program

    program = Program.of(loaded.packs, bound, only={card.id for card in live})
    settings = Settings(
        levels=levels.levels,
        level_at=levels.at,
        on_unknown={
            rule["id"]: rule["on_unknown"]
            for pack in loaded.packs
            for rule in pack["rules"]
            if rule["on_unknown"]
        },
        configured_unknown=config.unknown if config else None,
        unknown=request.unknown,
        fail_on=request.fail_on,
        profile=request.profile,
        now=clock.shown(now),
    )
    explained = None
    if request.explain is not None:
        explained = _explained(request.explain, live)
    return Policies(
        program,
        live,
        settings,
        loaded.packs,
        guard(loaded.packs, bound),
        guard_of_imports(loaded.packs, bound),
        explained,
        loaded.diagnostics,
    )


def _nothing(governance: Governance) -> Diagnostic:
    """No rule is there to judge: an empty policy file, or packs that only bring names."""
    message = f"no rule is in {governance.source}, so nothing could be judged"
    help = "write a rule, or name a pack that has some: `packs: [change-hygiene]`"
    return Diagnostic("nothing-to-judge", message, help=help)


def _explained(name: str, live: Sequence[RuleCard]) -> str:
    for card in live:
        if name in (card.id, card.id.partition("/")[2]):
            return card.id
    raise _no_rule("--explain", name, live)


def _no_rule(option: str, name: str, rules: Sequence[RuleCard]) -> Wrong:
    from bylaw.lang.suggest import nearest

    ids = {card.id: card.id for card in rules}
    names = {card.id.partition("/")[2]: card.id for card in rules}
    near = {**names, **ids}.get(nearest(name, ids if "/" in name else names) or "")
    label = f"did you mean `{near}`?" if near else ""
    message = f"{option} {name} matches no rule"
    return wrong_request(message, label=label, help="`bylaw rules` lists them")


def _chosen(every: Sequence[RuleCard], globs: Sequence[str]) -> list[RuleCard]:
    """The rules that `--rule` names; each glob has to match one."""
    if not globs:
        return list(every)
    chosen: dict[str, RuleCard] = {}
    for glob in globs:
        try:
            matches = matcher([glob])
        except ValueError as error:
            raise wrong_request(f"--rule {glob}: {error}") from None
        found = [card for card in every if matches(card.id) or matches(card.id.partition("/")[2])]
        if not found:
            raise _no_rule("--rule", glob, every)
        chosen.update({card.id: card for card in found})
    return list(chosen.values())
