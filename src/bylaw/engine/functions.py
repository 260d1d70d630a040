"""Functions of the language, and the fields and methods of strings and lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from bylaw.engine.budget import Run
from bylaw.engine.compare import equal
from bylaw.engine.lists import gap, of
from bylaw.engine.values import LARGEST, Glob, gaps_of, union
from bylaw.facts.place import Unknown
from bylaw.versions.version import Version, rank

_INT: Final = re.compile(r"[+-]?[0-9]{1,19}")


def _lower(run: Run, text: str) -> str:
    run.built_text(len(text))
    return text.lower()


def _upper(run: Run, text: str) -> str:
    run.built_text(len(text))
    return text.upper()


def _trim(run: Run, text: str) -> str:
    run.built_text(len(text))
    return text.strip()


def _lines(run: Run, text: str) -> list[str]:
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    run.built_list(len(lines))
    return [line.removesuffix("\r") for line in lines]


def _split(run: Run, text: str, separator: str) -> list[str]:
    parts = text.split(separator) if separator else list(text)
    run.built_list(len(parts))
    return parts


def _join(run: Run, items: Any, separator: str) -> Any:
    if (doubt := union((*gaps_of(items), *items))) is not None:
        return doubt
    texts = [item for item in items if item is not None]
    run.built_text(sum(map(len, texts)) + len(separator) * len(texts))
    return separator.join(texts)


STRING: Final[dict[str, Callable[..., Any]]] = {
    "lower": _lower, "upper": _upper, "trim": _trim, "lines": _lines, "split": _split,
    "length": lambda run, text: len(text),
}  # fmt: skip
LIST: Final[dict[str, Callable[..., Any]]] = {"join": _join}


def _glob(run: Run, *texts: str) -> Any:
    glob = Glob(texts)
    try:
        glob.source  # noqa: B018 - translates, and so finds out
    except ValueError as error:
        return Unknown("glob()", "bad-glob", f"This is no glob: {error}.")
    return glob


def _version(run: Run, text: str, ecosystem: str | None = None) -> Any:
    if ecosystem is not None and rank(text, ecosystem) is None:
        return None
    return Version(text, ecosystem or "")


def _int(run: Run, text: str) -> int | None:
    if not _INT.fullmatch(text):
        return None
    number = int(text)
    return number if -LARGEST - 1 <= number <= LARGEST else None


def _cidr(run: Run, text: str) -> Any:
    import ipaddress

    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def _first(run: Run, xs: Any) -> Any:
    if gaps := gaps_of(xs):
        return union(gaps)
    return next(iter(xs), None)


def _distinct(run: Run, xs: Any) -> Any:
    found: list[Any] = []
    gaps = list(gaps_of(xs))
    seen: set[Any] = set()
    for item in xs:
        run.spend(1)
        if isinstance(item, Unknown):
            gaps.append(gap(item, 1))
            continue
        try:
            if item in seen:
                continue
            seen.add(item)
        except TypeError:
            run.spend(len(found))
            if any(equal(item, each) is True for each in found):
                continue
        found.append(item)
    run.built_list(len(found))
    return of(found, gaps)


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "glob": _glob, "version": _version, "int": _int, "cidr": _cidr,
    "first": _first, "distinct": _distinct,
}  # fmt: skip
