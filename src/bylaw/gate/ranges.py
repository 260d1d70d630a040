"""What an organisation lets repositories set parameters to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from bylaw.config.document import Path
from bylaw.config.model import Scope
from bylaw.config.organisation import Organisation, Range
from bylaw.config.params import Misfit
from bylaw.dataclass import dataclass
from bylaw.gate.floors import refused, refused_option
from bylaw.gate.organisation import Mandate
from bylaw.gate.params import constant_of
from bylaw.lang.diagnostic import Diagnostic

_ORDERED: Final = frozenset({"int", "float", "size", "duration", "date"})


@dataclass(frozen=True, slots=True)
class _Limits:
    """A range as constants of a parameter's type."""

    least: list[Any] | None = None
    most: list[Any] | None = None
    one_of: tuple[list[Any], ...] = ()
    includes: tuple[list[Any], ...] = ()
    value: list[Any] | None = None
    default: list[Any] | None = None


def ranged(
    asked: Mandate,
    scope: Scope | None,
    packs: Sequence[dict[str, Any]],
    said: Mapping[str, str],
    bound: dict[str, list[Any]],
) -> list[Diagnostic]:
    """Complains of settings that are out of range, and moves defaults that are into it.

    Args:
        asked: What the organisation asks for.
        scope: What sets parameters; None sets none.
        packs: The loaded packs.
        said: What the command line sets, as text.
        bound: Constants by `pack/name`; defaults that the organisation gives are put in.
    """
    declared = {
        f"{pack['pack']}/{name}": param for pack in packs for name, param in pack["params"].items()
    }
    loaded = {pack["pack"] for pack in packs}
    wrong: list[Diagnostic] = []
    for one in asked.organisation.ranges:
        names = [f"{one.pack}/{one.name}"] if one.name else _of_pack(one.pack, declared)
        for name in names:
            if name in declared:
                wrong += _held(asked.organisation, one, name, declared[name], scope, said, bound)
            elif one.pack in asked.names & loaded:
                message = f"there is no parameter `{name}`"
                document = asked.organisation.document
                wrong.append(document.complaint("unknown-param", message, one.at, key=True))
    return wrong


def without_answered(
    problems: Iterable[Diagnostic], bound: Mapping[str, Any]
) -> Iterator[Diagnostic]:
    """The complaints that are left once the organisation has said what parameters are."""
    for one in problems:
        if one.code != "missing-param" or one.message.split("`")[1] not in bound:
            yield one


def _of_pack(pack: str, declared: Mapping[str, Any]) -> list[str]:
    return [name for name in declared if name.startswith(f"{pack}/")]


def _held(
    organisation: Organisation,
    one: Range,
    name: str,
    param: dict[str, Any],
    scope: Scope | None,
    said: Mapping[str, str],
    bound: dict[str, list[Any]],
) -> Iterator[Diagnostic]:
    try:
        limits = _limits(one, param)
    except Misfit as misfit:
        at: Path = (*one.at, *misfit.at)
        yield organisation.document.complaint("param-type", f"`{name}`: {misfit}", at)
        return
    is_set = False
    for setting in scope.params if scope else ():
        if f"{setting.pack}/{setting.name}" == name and (value := _constant(param, setting.value)):
            is_set = True
            if breach := _breach(one, limits, value):
                assert scope is not None
                message = f"`{name}` {breach}"
                yield refused(organisation, scope, message, setting.at, one.at)
    if name in said and name in bound:
        is_set = True
        if breach := _breach(one, limits, bound[name]):
            yield refused_option(organisation, f"--param {name} {breach}")
    if not is_set and not one.is_fixed:
        yield from _default(organisation, one, name, param, limits, bound)


def _constant(param: dict[str, Any], value: Any) -> list[Any] | None:
    try:
        return constant_of(param, value)
    except Misfit:
        return None  # which is complained of already


def _limits(one: Range, param: dict[str, Any]) -> _Limits:
    """Raises Misfit, with where in the range."""
    type_ = param["type"].removesuffix("?")
    is_list = type_.startswith("list[")
    inner = {**param, "type": type_[5:-1]} if is_list else {**param, "type": type_}

    def read(word: str, of: dict[str, Any], value: Any, *at: int) -> list[Any]:
        try:
            return constant_of(of, value)
        except Misfit as misfit:
            raise Misfit(str(misfit), (word, *at, *misfit.at)) from None

    def every(word: str) -> tuple[list[Any], ...]:
        values = one.said.get(word, ())
        return tuple(read(word, inner, value, index) for index, value in enumerate(values))

    for word in ("min", "max"):
        if word in one.said and type_ not in _ORDERED:
            raise Misfit(f"`{word}` is for numbers, sizes, durations and dates", (word,))
    if "includes" in one.said and not is_list and type_ != "glob":
        raise Misfit("`includes` is for lists", ("includes",))
    single = {
        word: read(word, {**param, "type": type_}, one.said[word])
        for word in ("min", "max", "value", "default")
        if word in one.said
    }
    return _Limits(
        single.get("min"),
        single.get("max"),
        every("one_of"),
        every("includes"),
        single.get("value"),
        single.get("default"),
    )


def _breach(one: Range, limits: _Limits, value: list[Any]) -> str:
    """How a value is out of range, after the parameter's name; empty where it is not."""
    if one.is_fixed:
        return "is set here"
    if limits.value is not None:
        return "" if value == limits.value else f"is not {_shown(one.said['value'])}"
    if (limits.least or limits.most) and not _is_known(value):
        return "is not a constant"
    if limits.least is not None and value[1] < limits.least[1]:
        return f"is below {_shown(one.said['min'])}"
    if limits.most is not None and value[1] > limits.most[1]:
        return f"is above {_shown(one.said['max'])}"
    members = _members(value)
    if limits.one_of and (other := [each for each in members if each not in limits.one_of]):
        return f"holds {_shown(_plain(other[0]))}" if other[0] is not value else "is another value"
    for index, each in enumerate(limits.includes):
        if each not in members:
            return f"lacks {_shown(one.said['includes'][index])}"
    return ""


def _default(
    organisation: Organisation,
    one: Range,
    name: str,
    param: dict[str, Any],
    limits: _Limits,
    bound: dict[str, list[Any]],
) -> Iterator[Diagnostic]:
    """Binds what holds where nobody sets the parameter."""
    document = organisation.document
    if limits.value is not None:
        bound[name] = limits.value
        return
    value = limits.default or param["default"]
    if limits.default is not None:
        bound[name] = limits.default
        if breach := _breach(one, limits, limits.default):
            message = f"the default of `{name}` {breach}, which is said here too"
            yield document.complaint("param-type", message, (*one.at, "default"))
        return
    if value is None or not _breach(one, limits, value):
        return
    moved = _moved(limits, value)
    if moved is None or _breach(one, limits, moved):
        message = f"the default of `{name}` is not among what is allowed"
        help = "say which value holds where a repository sets none: `default: VALUE`"
        yield document.complaint("param-type", message, one.at, key=True, help=help)
        return
    bound[name] = moved


def _moved(limits: _Limits, value: list[Any]) -> list[Any] | None:
    """The nearest value that is in range; None where none is nearest."""
    if limits.includes:
        members = _members(value)
        missing = [each for each in limits.includes if each not in members]
        if value[0] == "glob":
            return ["glob", [*value[1], *(text for each in missing for text in each[1])]]
        return ["list", [*members, *missing]]
    if not _is_known(value):
        return None
    if limits.least is not None and value[1] < limits.least[1]:
        return limits.least
    if limits.most is not None and value[1] > limits.most[1]:
        return limits.most
    return None


def _members(value: list[Any]) -> list[list[Any]]:
    match value:
        case ["list", [*items]]:
            return items
        case ["glob", [*texts]]:
            return [["glob", [text]] for text in texts]
    return [value]


def _is_known(value: list[Any]) -> bool:
    """Whether a value is a constant that has an order."""
    match value:
        case ["lit", bool()]:
            return False
        case ["lit", int() | float()] | ["size" | "duration", int()] | ["date", str()]:
            return True
    return False


def _plain(value: list[Any]) -> Any:
    match value:
        case ["glob", [text]]:
            return text
        case [_, inner, *_]:
            return inner
    return value


def _shown(value: Any) -> str:
    from bylaw.lang.render import visible

    text = "true" if value is True else "false" if value is False else str(value)
    return f"`{visible(text[:60])}`"
