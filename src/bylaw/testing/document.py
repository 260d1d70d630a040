"""The documents that tests give for facts, read by the fact schema.

`given review "{labels: [hotfix]}"` states a `Review`: its keys are the fields of the type in
docs/facts.md, its values have their types. A key that the type does not have is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bylaw.facts.place import Place, Unknown
from bylaw.licenses import License

UNITS: Final = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
SIZES: Final = {
    "": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30
}  # fmt: skip

NUMBERS: Final = {"bool": (bool,), "int": (int,), "float": (int, float)}


class BadDocument(Exception):
    """A document that does not fit its schema."""


class Stated:
    """A fact as a test states it."""

    __slots__ = ("place", "type", "values")

    def __init__(self, type_: str, values: dict[str, Any], place: Place) -> None:
        self.type = type_
        self.values = values
        self.place = place

    def __str__(self) -> str:
        return str(next((self.values[k] for k in ("text", "name", "id") if k in self.values), ""))


@dataclass(frozen=True, slots=True)
class Reader:
    """How values of a document become values of facts."""

    types: Mapping[str, Any]
    """The types of the fact schema."""
    kind: str
    """What was given: `review`."""
    place: Place
    """Where the findings at what it states are placed."""
    empty_lists: bool
    """A list that is left out is empty; otherwise it is unknown."""
    scalars: Mapping[str, Callable[[str], Any]]
    """How the engine makes a version and a glob of a text."""

    def fact(self, type_: str, value: Any, at: str) -> Any:
        """A fact from a mapping, or from the short form that its type has."""
        if isinstance(value, str) and type_ in SHORT:
            value = SHORT[type_](value)
        if not isinstance(value, dict):
            raise BadDocument(f"`{at}` must be a mapping with the fields of {type_}")
        fields = {
            name: field
            for name, field in self.types[type_]["fields"].items()
            if "args" not in field and name != "place"
        }
        for key in value:
            if key not in fields:
                known = ", ".join(fields)
                raise BadDocument(f"`{at}` has no `{key}`; {type_} has {known}")
        values = {
            name: self.value(field["type"], value[name], f"{at}.{name}")
            if name in value
            else self._left_out(field["type"], f"{at}.{name}")
            for name, field in fields.items()
        }
        made = MADE.get(type_)
        if made is not None and not any(isinstance(each, Unknown) for each in values.values()):
            return made(values)
        return Stated(type_, values, self.place)

    def _left_out(self, type_: str, at: str) -> Any:
        if type_.endswith("?"):
            return None
        if type_.startswith("list[") and self.empty_lists:
            return ()
        return Unknown(
            at,
            "not-given",
            f"The test gives a {self.kind} that does not say it.",
            f"Add `{at.rpartition('.')[2]}:` to `given {self.kind}`.",
        )

    def value(self, type_: str, value: Any, at: str) -> Any:
        """A value of the language from a value of YAML; raises BadDocument."""
        if type_.endswith("?"):
            return None if value is None else self.value(type_[:-1], value, at)
        if type_.startswith("list["):
            if not isinstance(value, list):
                raise BadDocument(f"`{at}` must be a list")
            return tuple(self.value(type_[5:-1], item, f"{at}[]") for item in value)
        if type_ in self.types:
            return self.fact(type_, value, at)
        if type_.startswith("enum("):
            members = type_[5:-1].split("|")
            if value not in members:
                raise BadDocument(f"`{at}` must be one of {', '.join(members)}")
            return value
        return self._scalar(type_, value, at)

    def _scalar(self, type_: str, value: Any, at: str) -> Any:
        if type_ in ("bool", "int", "float"):
            if type(value) in NUMBERS[type_]:
                return float(value) if type_ == "float" else value
        elif type_ == "date":
            return _date(value, at)
        elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
            text = str(value)
            made = {"duration": _duration, "size": _size, **self.scalars}.get(type_, str)(text)
            if made is not None:
                return made
        raise BadDocument(f"`{at}` must be a {type_}, not {value!r}")


def _duration(text: str) -> int | None:
    if not re.fullmatch(r"(?:[0-9]+[wdhms])+", text):
        return None
    return sum(int(n) * UNITS[unit] for n, unit in re.findall(r"([0-9]+)([wdhms])", text))


def _size(text: str) -> int | None:
    found = re.fullmatch(r"([0-9]+)([kMG]i?B|KiB)?", text)
    return int(found[1]) * SIZES[found[2] or ""] if found and (found[2] or "") in SIZES else None


def _date(value: Any, at: str) -> int:
    from datetime import UTC, date, datetime

    if isinstance(value, datetime):
        return int((value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp())
    if isinstance(value, date):
        return int(datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp())
    raise BadDocument(f"`{at}` must be a date, not {value!r}")


def _owner(text: str) -> dict[str, str]:
    if not text.startswith("@"):
        return {"name": text, "kind": "email" if "@" in text else "user"}
    return {"name": text, "kind": "team" if "/" in text else "user"}


SHORT: Final[Mapping[str, Callable[[str], dict[str, Any]]]] = {
    "Owner": _owner,
    "License": lambda text: {"text": text},
    "Component": lambda text: {"name": text},
}
"""Types that may be given as one text."""

MADE: Final[Mapping[str, Callable[[dict[str, Any]], Any]]] = {
    "License": lambda values: License(values["text"]),
}
"""Types whose values are those of a real run."""


def read_yaml(text: str) -> Any:
    """The value of a YAML text; raises BadDocument with the parser's sentence."""
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or "it cannot be read"
        mark = getattr(error, "problem_mark", None)
        where = f" in its line {mark.line + 1}" if mark else ""
        raise BadDocument(f"it is not YAML: {problem}{where}") from None
    except RecursionError:
        raise BadDocument("it is nested too deeply") from None
