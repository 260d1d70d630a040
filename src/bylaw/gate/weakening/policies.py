"""Rules that are gone or changed, levels that are lower, parameters that are other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from bylaw.dataclass import dataclass
from bylaw.facts.place import Place
from bylaw.gate.errors import Wrong
from bylaw.gate.governance import CONFIG
from bylaw.gate.weakening.interface import Side, Sides, Weakening, at_base, at_head, clause
from bylaw.gate.weakening.paths import is_policy
from bylaw.lang.diagnostic import Diagnostic
from bylaw.verdict.secrets import TAG
from bylaw.verdict.weigh import LEVELS

if TYPE_CHECKING:
    from bylaw.config.model import Scope


@dataclass(frozen=True, slots=True)
class _Rules:
    """What judges on one side."""

    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    """The level of each rule today."""
    steps: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    """`levels:` as written, by key."""
    meant: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The rules that each key means."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Parameters, by `PACK/NAME`."""
    names: Mapping[str, Any] = field(default_factory=dict)
    """Lets and defs, by `PACK/NAME`."""
    built_in: frozenset[str] = frozenset()
    config: Scope | None = None


def find(sides: Sides) -> Iterator[Weakening]:
    """What became weaker; nothing where no policy was there before."""
    if not any(map(is_policy, sides.touched)):
        return
    yield from _of_scope(sides, "")
    left = _projects(sides.head)
    for project in _projects(sides.base):
        if project in left:  # that one is gone, its configuration tells
            yield from _of_scope(sides, project)


def _projects(side: Side) -> tuple[str, ...]:
    from bylaw.gate.governance import read_config
    from bylaw.packs.cache import Cache

    try:
        config, _ = read_config(side, Cache(None))
    except Wrong:
        return ()
    return tuple(project.name for project in config.projects) if config else ()


def _of_scope(sides: Sides, project: str) -> Iterator[Weakening]:
    """What became weaker in the whole repository, or in a project of it."""
    before = _rules(sides.base, sides, project)
    if isinstance(before, Diagnostic):
        # What could not be read judged nothing; but nobody can say that it is not weaker now.
        said = f"what judged before could not be read ({clause(before.message)})"
        yield Weakening("policy", said, at_base(before.path or CONFIG))
        return
    if before is None:
        return
    after = _rules(sides.head, sides, project)
    if isinstance(after, Diagnostic):
        said = f"what would judge is refused: {clause(after.message)}"
        path = after.path if after.path in sides.touched else CONFIG
        yield Weakening("policy", said, at_head(path, after.line if path == after.path else 0))
        return
    after = after or _Rules()
    yield from _rules_gone(before, after, sides)
    yield from _levels_lower(before, after)
    yield from _values_other(before, after, sides)


def _rules(side: Side, sides: Sides, project: str) -> _Rules | Diagnostic | None:
    """The rules of a side, what is wrong with them, or None where it has none of its own."""
    from bylaw.gate.governance import read
    from bylaw.gate.levels import meant, resolve
    from bylaw.gate.params import bind
    from bylaw.gate.policies import load_packs
    from bylaw.packs.cache import Cache

    cache = Cache(None)
    try:
        governance = read(side, cache)
        if not governance.own:
            return None
        texts, library = governance.packs, governance.library
        config: Scope | None = governance.config
        if project and governance.config is not None:
            from bylaw.gate.projects import packs_of_project

            known = governance.config.projects
            config = part = next(each for each in known if each.name == project)
            texts, library = packs_of_project(governance, part), (*texts, *library)
        loaded = load_packs(texts, cache, library=library)
    except Wrong as wrong:
        return wrong.diagnostics[0]
    first = next((one for one in loaded.diagnostics if one.severity == "error"), None)
    if first is not None:
        return first
    rules = {rule["id"]: rule for pack in loaded.packs for rule in pack["rules"]}
    names = [pack["pack"] for pack in loaded.packs]
    levels = {name: rule["verb"] for name, rule in rules.items()}
    values: dict[str, Any] = {
        f"{pack['pack']}/{name}": param["default"]
        for pack in loaded.packs
        for name, param in pack["params"].items()
    }
    bound, wrong_values = bind(loaded.packs, config, ())
    if wrong_values:
        return wrong_values[0]
    steps: dict[str, tuple[Any, ...]] = {}
    keys: dict[str, tuple[str, ...]] = {}
    if config is not None:
        found = resolve(config, list(rules), names, sides.today, sides.branch)
        if found.diagnostics:
            return found.diagnostics[0]
        levels |= found.levels
        steps = dict(config.levels)
        keys = {key: tuple(meant(key, list(rules), set(names))) for key in steps}
    return _Rules(
        rules,
        levels,
        steps,
        keys,
        {**values, **bound},
        {
            f"{pack['pack']}/{name}": _bare(one)
            for pack in loaded.packs
            for part in ("lets", "defs")
            for name, one in pack[part].items()
        },
        frozenset(one.name for one in texts if one.origin == "built-in"),
        config,
    )


def _rules_gone(before: _Rules, after: _Rules, sides: Sides) -> Iterator[Weakening]:
    heirs = {old: rule for rule in after.rules.values() for old in rule["formerly"]}
    packs_gone: dict[str, int] = {}
    for name, rule in before.rules.items():
        if before.levels[name] == "off":
            continue
        pack = name.partition("/")[0]
        heir = after.rules.get(name) or heirs.get(name)
        if heir is None:
            if pack in before.built_in and pack not in after.built_in:
                packs_gone[pack] = packs_gone.get(pack, 0) + 1
                continue
            yield Weakening("policy", f"the rule {name} is removed", _old_place(rule, sides))
            continue
        place = at_head(heir["place"][0], heir["place"][1])
        if LEVELS[heir["verb"]] < LEVELS[rule["verb"]]:
            said = f"the rule {name} says {heir['verb']} instead of {rule['verb']}"
            yield Weakening("level", said, place)
        if heir["on_unknown"] != rule["on_unknown"]:
            now, was = heir["on_unknown"] or "nothing", rule["on_unknown"] or "nothing"
            said = f"the rule {name} says {now} of what is unknown instead of {was}"
            yield Weakening("level", said, place)
        if _bare(rule) != _bare(heir):
            yield Weakening("policy", f"the rule {name} is changed", place)
        if TAG in rule["tags"] and TAG not in heir["tags"]:
            said = f"reports show what the rule {name} finds, which they masked"
            yield Weakening("policy", said, place)
        if taken := {*heir["formerly"]} - {*rule["formerly"], name}:
            said = f"what was accepted of {', '.join(sorted(taken))} is accepted of {name} now"
            yield Weakening("policy", clause(said), place)
    for pack, count in packs_gone.items():
        said = f"the pack {pack} is taken out, with {count} rule{'s'[: count != 1]}"
        yield Weakening("policy", said, at_head(CONFIG, _line(after, ("packs",))))
    for name, meaning in before.names.items():
        if meaning == after.names.get(name) or name.partition("/")[0] in packs_gone:
            continue
        verb = "changed" if name in after.names else "removed"
        said = f"the name {name}, which rules may use, is {verb}"
        yield Weakening("policy", said, _place_of_name(name.partition("/")[2], sides))


def _place_of_name(name: str, sides: Sides) -> Place:
    """Where a let or def is, or was: a checked pack does not say."""
    wanted = re.compile(rf"^(?:let|def)[ \t]+{re.escape(name)}\b", re.MULTILINE)
    for side, at in ((sides.head, at_head), (sides.base, at_base)):
        for path in sorted(sides.touched):
            text = side.text(path) if path.endswith(".bylaw") else ""
            if found := wanted.search(text):
                return at(path, text.count("\n", 0, found.start()) + 1)
    return at_head(CONFIG)


def _old_place(rule: Mapping[str, Any], sides: Sides) -> Place:
    """Where a rule was; the configuration where its file is not the repository's."""
    path, line = rule["place"][:2]
    return at_base(path, line) if path in sides.touched else at_head(CONFIG)


def _bare(one: Any) -> Any:
    """What a rule or a name means, without places and words for people."""
    if isinstance(one, dict):
        if "clauses" in one:
            return [_bare(one["clauses"]), _bare(one["outcome"]["place"])]
        kept = {key: one[key] for key in ("value", "body", "args", "type") if key in one}
        return {key: _bare(value) for key, value in kept.items()}
    if isinstance(one, list):
        if len(one) == 3 and one[0] == "at":
            return _bare(one[2])
        if one and one[0] in ("for", "let", "where", "unless") and isinstance(one[-1], list):
            return [_bare(part) for part in one[:-1]]
        return [_bare(part) for part in one]
    return one


def _levels_lower(before: _Rules, after: _Rules) -> Iterator[Weakening]:
    lower: set[str] = set()
    for name, was in before.levels.items():
        now = after.levels.get(name)
        if now is not None and LEVELS[now] < LEVELS[was]:
            lower.add(name)
            if (before.rules[name]["verb"], after.rules[name]["verb"]) == (was, now):
                continue  # its rule says so itself
            said = f"the level of {name} goes from {was} to {now}"
            yield Weakening("level", said, at_head(CONFIG, _level_line(after, name)))
    for key in {**before.steps, **after.steps}:
        old, new = before.steps.get(key, ()), after.steps.get(key, ())
        if old == new:
            continue
        for name in after.meant.get(key) or before.meant.get(key, ()):
            if name in lower or name not in before.levels or name not in after.levels:
                continue
            drops = any(LEVELS[step.level] < LEVELS[before.levels[name]] for step in new)
            loses = any(LEVELS[step.level] > LEVELS[after.levels[name]] for step in old)
            if drops or loses:
                said = f"the steps of the level of {key} are changed"
                yield Weakening("level", said, at_head(CONFIG, _line(after, ("levels", key))))
                break


def _level_line(after: _Rules, name: str) -> int:
    keys = [key for key, rules in after.meant.items() if name in rules]
    return _line(after, ("levels", keys[0])) if keys else 0


def _values_other(before: _Rules, after: _Rules, sides: Sides) -> Iterator[Weakening]:
    for name, was in before.values.items():
        if name not in after.values or after.values[name] == was:
            continue
        pack, _, short = name.partition("/")
        line = _line(after, ("params", name)) or _line(after, ("params", pack, short))
        yield Weakening("parameter", f"the parameter {name} has another value", _where(line, sides))


def _where(line: int, sides: Sides) -> Place:
    """The configuration; where that is untouched, a default of a policy file was altered."""
    if line or CONFIG in sides.touched:
        return at_head(CONFIG, line)
    path = min((one for one in sides.touched if is_policy(one)), default=CONFIG)
    return at_head(path)


def _line(side: _Rules, at: tuple[str, ...]) -> int:
    if side.config is None:
        return 0
    span = side.config.document.keys.get((*side.config.at, *at))
    return span[0] if span else 0
