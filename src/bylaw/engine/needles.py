"""What a line has to hold for a condition on it not to be false: regexes that a scan looks for.

A condition on `line.code` or `line.comment` that no blanking of the line could make true is false,
and no parser is asked: see `relax`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from bylaw.dataclass import dataclass
from bylaw.engine.compile import IR, Closure, Compiler, Frame
from bylaw.engine.relax import Blanked, Pattern, exactly, is_choosy, relaxed
from bylaw.engine.values import Regex
from bylaw.facts.place import Unknown

_TEXTS: Final = ("text", "code", "comment")
_MOST_PARTS: Final = 64


@dataclass(frozen=True, slots=True)
class Needle:
    """Regexes one of which is found in the text of each line for which a condition may hold."""

    patterns: tuple[Pattern, ...]
    is_all: bool
    """Whether the condition says no more than that."""

    def condition(self, line: str) -> IR:
        """As a condition on a line with this name."""
        text = ["get", ["var", line], "Line", "text", False]
        parts = [["matches", text, ["regex", *each]] for each in self.patterns]
        return parts[0] if len(parts) == 1 else ["or", *parts]


def needle(to: Compiler, condition: IR, line: str, names: Mapping[str, IR]) -> Needle | None:
    """The needle of a condition on a line, in which `names` stand for what they are bound to.

    None where most lines may meet the condition, for all that can be said.
    """
    word = condition[0]
    if word == "at":
        return needle(to, condition[2], line, names)
    if word == "or":
        parts = [needle(to, each, line, names) for each in condition[1:]]
        if not all(parts):
            return None
        found = cast(list[Needle], parts)
        patterns = tuple(dict.fromkeys(one for each in found for one in each.patterns))
        if len(patterns) > _MOST_PARTS:
            return None
        return Needle(patterns, all(each.is_all for each in found))
    if word == "and":
        some = (needle(to, each, line, names) for each in condition[1:])
        first = next((each for each in some if each), None)
        return first and Needle(first.patterns, is_all=False)
    if word == "def":
        given = to.defs[condition[1]]
        inner = {
            arg: named(part, names)
            for (arg, _), part in zip(given["args"], condition[2], strict=True)
        }
        body = needle(to, given["body"], line, inner)
        return body and Needle(body.patterns, is_all=False)
    asked = asked_of(to, condition, names)
    if asked is None or asked[0] != line:
        return None
    _, text, pattern = asked
    if not is_choosy(*pattern):
        return None
    return Needle((pattern,), is_all=text == "text" and not names)


def named(ir: Any, names: Mapping[str, IR]) -> Any:
    """An expression in which some names are replaced by what they stand for."""
    if not names or not isinstance(ir, list):
        return ir
    if len(ir) == 2 and ir[0] == "var":
        return names.get(ir[1], ir)
    return [named(each, names) for each in ir]


def asked_of(
    to: Compiler, condition: IR, names: Mapping[str, IR]
) -> tuple[str, str, Pattern] | None:
    """The line, what is asked of it, and the regex that its text has to hold."""
    match condition:
        case ["matches" | "starts" | "ends" as word, text, part]:
            pass
        case ["==" | "contains" as word, text, part, "string"]:
            pass
        case ["in", part, text, "string"]:
            word = "contains"
        case _:
            return None
    text = _plain(text)
    match named(text, names):
        case ["get", ["var", line], "Line", field, False] if field in _TEXTS:
            if field != "text" and text[0] == "var":
                # By another name, code that is unknown is a value as good as any: see `foreseeing`.
                return None
            pattern = _pattern(word, constant(to, part))
            if pattern is None:
                return None
            if field != "text":
                pattern = relaxed(*pattern, cast(Blanked, field))
            return line, field, pattern
    return None


def _plain(ir: IR) -> IR:
    while ir[0] == "at":
        ir = ir[2]
    return ir


def _pattern(word: str, part: IR | None) -> Pattern | None:
    match word, part:
        case "matches", ["regex", pattern, flags]:
            return pattern, flags
        case "contains", ["lit", str(text)]:
            return exactly(text), ""
        case "starts", ["lit", str(text)]:
            return rf"\A{exactly(text)}", ""
        case "ends", ["lit", str(text)]:
            return rf"{exactly(text)}\z", ""
        case "==", ["lit", str(text)]:
            return rf"\A{exactly(text)}\z", ""
    return None


def constant(to: Compiler, ir: IR) -> IR | None:
    """The constant that an expression is, by way of lets and params; None where a fact decides."""
    match ir:
        case ["at", _, inner]:
            return constant(to, inner)
        case ["lit" | "regex" | "glob", *_]:
            return ir
        case ["let", name]:
            return constant(to, to.lets[name]["value"])
        case ["param", name] if name not in to.given:
            default = to.params.get(name, {}).get("default")
            return constant(to, default) if default else None
        case ["param", name]:
            value = to.given[name]
            if isinstance(value, list):
                return constant(to, value) if value and isinstance(value[0], str) else None
            type_ = to.params.get(name, {}).get("type")
            if isinstance(value, str) and type_ in ("string", "regex"):
                return ["lit", value] if type_ == "string" else ["regex", value, ""]
    return None


def foreseeing(word: str, make: Callable[..., Closure]) -> Callable[..., Closure]:
    """A comparison that knows its answer where no blanking of the line could make it hold."""
    told = word == "!="

    def made(to: Compiler, *irs: Any) -> Closure:
        ask = make(to, *irs)
        asked = asked_of(to, ["==" if told else word, *irs], {})
        if asked is None or asked[1] == "text":
            return ask
        line, regex = to.compile(["var", asked[0]]), Regex(*asked[2])
        text = to.reader("Line.text")

        def foreseen(frame: Frame) -> Any:
            value = line(frame)
            if value is not None and not isinstance(value, Unknown):
                held = frame[0].readers[text](value)
                if isinstance(held, str):
                    frame[0].scanned(len(held))
                    if not regex.matches(held):
                        return told
            return ask(frame)

        return foreseen

    return made
