"""Parameters of packs, bound to what configuration and command line say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bylaw.config.params import Misfit, constant
from bylaw.facts.globs import regex_of
from bylaw.lang.diagnostic import Diagnostic

if TYPE_CHECKING:
    from bylaw.config.model import Scope


def bind(
    packs: Sequence[dict[str, Any]], config: Scope | None, said: Iterable[tuple[str, str]]
) -> tuple[dict[str, list[Any]], tuple[Diagnostic, ...]]:
    """IR constants by `pack/name`, and what is wrong: unknown, of another type, or missing."""
    declared = {
        f"{pack['pack']}/{name}": param for pack in packs for name, param in pack["params"].items()
    }
    bound: dict[str, list[Any]] = {}
    diagnostics: list[Diagnostic] = []
    for setting in config.params if config else ():
        name = f"{setting.pack}/{setting.name}"
        assert config is not None
        if name not in declared:
            label, help = _suggest(name, declared)
            message = f"there is no parameter `{name}`"
            diagnostics.append(
                config.document.complaint(
                    "unknown-param", message, setting.at, key=True, label=label, help=help
                )
            )
            continue
        try:
            bound[name] = constant_of(declared[name], setting.value)
        except Misfit as misfit:
            message = f"`{name}`: {misfit}"
            at = (*setting.at, *misfit.at)
            diagnostics.append(config.document.complaint("param-type", message, at))
    for name, text in said:
        diagnostics += _from_text(name, text, declared, bound)
    wrong = {one.message.partition("`")[2].partition("`")[0] for one in diagnostics}
    for name, param in declared.items():
        if param["default"] is None and name not in bound and name not in wrong:
            path, line, column = param["place"]
            help = f"set it in bylaw.yaml under `params:`, or with --param {name}=VALUE"
            message = f"`{name}` has no default and is not set"
            diagnostics.append(Diagnostic("missing-param", message, path, line, column, help=help))
    return bound, tuple(diagnostics)


def _from_text(
    name: str, text: str, declared: dict[str, Any], bound: dict[str, list[Any]]
) -> list[Diagnostic]:
    """Binds a value of the command line, which is text."""
    if name not in declared:
        return [unknown_param(name, declared)]
    type_ = declared[name]["type"]
    try:
        bound[name] = constant_of(declared[name], value_of(type_, text))
    except Misfit as misfit:
        return [Diagnostic("param-type", f"--param `{name}`: {misfit}")]
    return []


def unknown_param(name: str, declared: Collection[str]) -> Diagnostic:
    """A complaint of a name on the command line that no pack declares."""
    label, help = _suggest(name, declared)
    message = f"--param: there is no parameter `{name}`"
    return Diagnostic("unknown-param", f"{message}; {label}" if label else message, help=help)


def constant_of(param: dict[str, Any], value: Any) -> list[Any]:
    """The IR of a value, which has to pass as what the rules use it for, too. Raises Misfit."""
    ir = constant(param["type"], value)
    for text in _texts(ir, "glob"):
        try:
            regex_of(text)
        except ValueError as error:
            raise Misfit(str(error)) from None
    for text in _texts(ir, "regex"):
        from bylaw.lang.checking.patterns import regex_mistake

        if mistake := regex_mistake(text, ""):
            raise Misfit(mistake.message)
    if param.get("checks"):
        from bylaw.lang.checking.params import check_param

        for text in _texts(ir, "lit"):
            if wrong := check_param("string", param["checks"], text):
                raise Misfit(wrong)
    return ir


def _texts(ir: list[Any], kind: str) -> Iterator[str]:
    """The texts of all constants of a kind in a value."""
    match ir:
        case ["list", items]:
            for item in items:
                yield from _texts(item, kind)
        case ["record", pairs]:
            for _, item in pairs:
                yield from _texts(item, kind)
        case ["glob", texts] if kind == "glob":
            yield from texts
        case [name, str(text), *_] if name == kind:
            yield text


def value_of(type_: str, text: str) -> Any:
    """The plain value that a text stands for where a type is expected."""
    bare = type_.removesuffix("?")
    if bare in ("bool", "int", "float") or bare.startswith(("list[", "{")):
        from bylaw.config.document import read

        document, complaints = read("--param", text.encode("utf-8", "surrogateescape"))
        if document is None or complaints:
            raise Misfit("its value is not YAML")
        if bare.startswith("list[") and not isinstance(document.value, list):
            return [one.strip() for one in text.split(",")] if text else []
        return document.value
    return text


def _suggest(name: str, declared: Collection[str]) -> tuple[str, str]:
    from bylaw.lang.suggest import nearest

    near = nearest(name, declared)
    pack = name.partition("/")[0]
    known = sorted(one for one in declared if one.startswith(f"{pack}/"))
    return (
        f"did you mean `{near}`?" if near else "",
        f"parameters of {pack}: {', '.join(known)}" if known else "",
    )
