"""The fact schema, for people to look things up in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from bylaw.facts.readers import Facts
from bylaw.gate.errors import wrong_request
from bylaw.gate.policies import schema

_UNREAD = (
    "This version of bylaw does not read it yet: what hangs on it is unknown, and never passes."
)


def describe(name: str | None, depth: int, width: int) -> str:
    """A fact, a type, a field or, without a name, everything that a rule can start from.

    Raises Wrong, with a suggestion, where there is nothing of that name.
    """
    facts = _marked(json.loads(schema()))
    if name is None:
        return "\n".join(_overview(facts, width))
    title, entry, inside = _find(facts, name)
    lines = [_signature(title, entry) if entry else title]
    doc = entry["doc"] if entry and entry.get("doc") else inside and facts["types"][inside]["doc"]
    lines += _wrapped(doc or "", "  ", width)
    if inside and facts["types"][inside]["unread"]:
        lines += _wrapped(_UNREAD, "  ", width)
    if inside:
        if facts["types"][inside]["located"]:
            article = "An" if inside[0] in "AEIO" else "A"
            place = f"{article} {inside} has a place: it can stand after `deny`, `warn` and `note`."
            lines += _wrapped(place, "  ", width)
        lines += ["", f"Fields of {inside}:"]
        lines += _fields(facts, inside, depth, "  ", width, (inside,))
    return "\n".join(lines)


def _marked(facts: dict[str, Any]) -> dict[str, Any]:
    """The schema, in which what no reader of this version reads has `unread`."""
    read = _read()
    types = {name.partition(".")[0] for name in read.readers}
    for entry in facts["roots"].values():
        inside = _inner(facts, entry["type"])
        entry["unread"] = inside is not None and inside not in types
    for name, entry in facts["functions"].items():
        entry["unread"] = name not in read.functions
    for type_, kind in facts["types"].items():
        kind["unread"] = type_ not in types
        for name, entry in kind["fields"].items():
            entry["unread"] = type_ in types and f"{type_}.{name}" not in read.readers
    return facts


def _read() -> Facts:
    """The facts of a change that does nothing: all that any reader of this version reads."""
    from bylaw.gate.decisions import glob_of
    from bylaw.gate.owners import facts_by
    from bylaw.gate.weakening.find import facts_of as safeguard_facts
    from bylaw.sources.architecture.catalogs import Catalogs
    from bylaw.sources.architecture.readers import architecture_facts
    from bylaw.sources.code.readers import code_readers
    from bylaw.sources.decisions.facts import decision_facts
    from bylaw.sources.dependencies.readers import dependency_facts
    from bylaw.sources.dependencies.said import Services
    from bylaw.sources.forges.facts import review_facts
    from bylaw.sources.forges.file import FileForge
    from bylaw.sources.git.patch import read_patch
    from bylaw.sources.git.readers import facts as git_facts
    from bylaw.sources.imports.kept import Kept
    from bylaw.sources.values import VALUES

    change = read_patch(b"")
    read = git_facts(change)
    for more in (
        code_readers(read),
        VALUES,
        architecture_facts(change, Catalogs(None), Kept(None), glob_of, lambda path: None),
        facts_by(lambda: None),
        decision_facts(change, None, None, glob_of, Facts),
        dependency_facts(change, Services()),
        review_facts(FileForge({}), lambda pull: None),
        safeguard_facts(change, "", None, lambda path: ()),
    ):
        read = read.joined(more)
    return read


def _overview(facts: dict[str, Any], width: int) -> Iterator[str]:
    yield "Facts:"
    yield from _rows(facts["roots"], "  ", width)
    yield ""
    yield "Functions:"
    yield from _rows(facts["functions"], "  ", width)
    yield ""
    yield "Types:"
    yield from _wrapped(", ".join(facts["types"]), "  ", width)
    yield ""
    yield "`bylaw facts NAME` shows one of them."


def _find(facts: dict[str, Any], name: str) -> tuple[str, dict[str, Any] | None, str | None]:
    """The title, the entry of a root, function or field, and the type that is inside it."""
    first, *rest = [part.removesuffix("()") for part in name.split(".")]
    entry: dict[str, Any] | None
    inside: str | None
    if first in facts["types"]:
        entry, inside = None, first
    elif (entry := facts["roots"].get(first) or facts["functions"].get(first)) is not None:
        inside = _inner(facts, entry["type"])
    else:
        known = [*facts["roots"], *facts["functions"], *facts["types"]]
        owners = [f"{t}.{first}" for t, kind in facts["types"].items() if first in kind["fields"]]
        raise _nothing(name, first, known, owners)
    title = first
    for part in rest:
        fields = facts["types"][inside]["fields"] if inside else {}
        if part not in fields:
            raise _nothing(name, part, fields, [], title)
        entry = fields[part]
        title, inside = f"{title}.{part}", _inner(facts, entry["type"])
    return title, entry, inside


def _nothing(name: str, part: str, known: Any, owners: list[str], owner: str = "") -> Exception:
    from bylaw.lang.suggest import nearest

    where = f"`{owner}` has no field `{part}`" if owner else f"there is no fact `{name}`"
    near = nearest(part, [one for one in known if one.islower()]) or nearest(part, known)
    label = f"did you mean `{f'{owner}.' if owner else ''}{near}`?" if near else ""
    like = next((one for one in known if one.lower() == part.lower()), None)
    if like is not None and not owner:
        label = f"did you mean the type `{like}`?"
    elif owners:
        label = f"it is a field: {', '.join(f'`{one}`' for one in owners[:4])}"
    listing = f"`bylaw facts {owner}` lists its fields" if owner else "`bylaw facts` lists them"
    return wrong_request(where, label=label, help=listing)


def _inner(facts: dict[str, Any], type_: str) -> str | None:
    """The fact type inside `list[File]`, `Component?` and their like."""
    return next((word for word in re.findall(r"\w+", type_) if word in facts["types"]), None)


def _signature(name: str, entry: dict[str, Any]) -> str:
    args = f"({', '.join(_argument(one) for one in entry['args'])})" if "args" in entry else ""
    unread = " (not in this version)" if entry.get("unread") else ""
    return f"{name}{args}: {_type(entry['type'])}{unread}"


def _type(text: str) -> str:
    """A type as docs/facts.md shows it: closed sets by their words."""
    found = re.fullmatch(r"enum\((.*)\)(\??)", text)
    if found is None:
        return text
    return " | ".join(found[1].split("|")) + (", or absent" if found[2] else "")


def _argument(text: str) -> str:
    return f"[{text[:-1]}]" if text.endswith("=") else text


def _rows(entries: dict[str, Any], indent: str, width: int) -> Iterator[str]:
    for name, entry in entries.items():
        yield f"{indent}{_signature(name, entry)}"
        yield from _wrapped(entry.get("doc", ""), f"{indent}    ", width)


def _fields(
    facts: dict[str, Any], type_: str, depth: int, indent: str, width: int, above: tuple[str, ...]
) -> Iterator[str]:
    for name, entry in facts["types"][type_]["fields"].items():
        yield f"{indent}{_signature(name, entry)}"
        yield from _wrapped(entry.get("doc", ""), f"{indent}    ", width)
        inside = _inner(facts, entry["type"])
        if depth > 1 and inside and inside not in above:
            yield from _fields(facts, inside, depth - 1, indent + "  ", width, (*above, inside))


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    from textwrap import wrap

    return wrap(
        " ".join(text.split()), width, initial_indent=indent, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
