"""What another version of a pack would change, what weakens it before all else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from typing import Any, Final, Literal, TypeAlias

from bylaw.dataclass import dataclass
from bylaw.packs.digest import hashes
from bylaw.verdict.model import RuleCard

Pack: TypeAlias = Mapping[str, Any]
What: TypeAlias = Literal[
    "removed", "lowered", "unknown", "raised", "renamed", "added", "parameter", "decision", "owner",
    "title", "text",
]  # fmt: skip

ORDER: Final[tuple[What, ...]] = (
    "removed", "lowered", "unknown", "parameter", "decision", "owner", "renamed", "raised",
    "added", "title", "text",
)  # fmt: skip
_RANK: Final = {"note": 1, "warn": 2, "deny": 3}
_NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that another version of a pack does otherwise."""

    what: What
    subject: str
    """The id of a rule, or PACK/NAME of a parameter."""
    detail: str
    """`deny → warn`, or a rule's title."""


def changes(old: Pack, new: Pack) -> tuple[Change, ...]:
    """What differs between the checked trees of two versions of one pack, in the order above."""
    found = [*_rules(old, new), *_params(old, new)]
    return tuple(sorted(found, key=lambda one: (ORDER.index(one.what), one.subject)))


def difference(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[str]:
    """A unified diff of the files of two versions, by path; lines without their ends."""
    for path in sorted({*old, *new}):
        before, after = old.get(path), new.get(path)
        if before == after:
            continue
        names = (path if path in old else "/dev/null", path if path in new else "/dev/null")
        for line in unified_diff(_lines(before), _lines(after), *names):
            yield line.removesuffix("\n")
            if not line.endswith("\n"):
                yield "\\ No newline at end of file"


def other_files(old: Mapping[str, str], new: Mapping[str, bytes]) -> tuple[str, ...]:
    """The paths of files that are other, missing or new. `old` is a lock's listing."""
    now = hashes(new)
    return tuple(sorted(path for path in {*old, *now} if old.get(path) != now.get(path)))


def _lines(data: bytes | None) -> list[str]:
    text = "" if data is None else data.decode("utf-8", "replace")
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _rules(old: Pack, new: Pack) -> Iterator[Change]:
    before = {rule["id"]: rule for rule in old["rules"]}
    after = {rule["id"]: rule for rule in new["rules"]}
    names = {
        former: id_
        for id_, rule in after.items()
        for former in rule["formerly"]
        if former in before and former not in after and id_ not in before
    }
    for id_, rule in before.items():
        now = after.get(names.get(id_, id_))
        if now is None:
            yield Change("removed", id_, f"{rule['verb']}: {rule['title']}")
            continue
        if id_ in names:
            yield Change("renamed", id_, f"→ {now['id']}")
        yield from _rule(rule, now)
    for id_ in sorted(set(after) - set(before) - set(names.values())):
        yield Change("added", id_, f"{after[id_]['verb']}: {after[id_]['title']}")


def _rule(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    id_ = new["id"]
    if old["verb"] != new["verb"]:
        is_lower = _RANK[new["verb"]] < _RANK[old["verb"]]
        yield Change("lowered" if is_lower else "raised", id_, f"{old['verb']} → {new['verb']}")
    fields: tuple[tuple[What, str], ...] = (
        ("unknown", "on_unknown"), ("decision", "decision"), ("owner", "owner"), ("title", "title"),
    )  # fmt: skip
    for what, name in fields:
        if old[name] != new[name]:
            yield Change(what, id_, f"{old[name] or _NONE} → {new[name] or _NONE}")
    if old["source"] != new["source"]:
        yield Change("text", id_, new["title"])


def _params(old: Pack, new: Pack) -> Iterator[Change]:
    before, after = old["params"], new["params"]
    for name in sorted({*before, *after}):
        subject = f"{new['pack']}/{name}"
        if name not in after:
            yield Change("parameter", subject, "is gone")
        elif name not in before:
            yield Change("parameter", subject, f"is new: {_declared(after[name])}")
        elif _declared(before[name]) != _declared(after[name]):
            detail = f"{_declared(before[name])} → {_declared(after[name])}"
            yield Change("parameter", subject, detail)


def _declared(param: Mapping[str, Any]) -> str:
    default = param["default"]
    return f"{param['type']} = {_shown(default)}" if default is not None else str(param["type"])


def _shown(ir: Any) -> str:
    """A default as people write it; what is computed, as its IR, so that no change goes unseen."""
    import json

    from bylaw.engine import show

    match ir:
        case ["lit", bool() as value]:
            return "true" if value else "false"
        case ["lit", value]:
            return json.dumps(value, ensure_ascii=False)
        case ["size", int() as value]:
            return show.size(value)
        case ["duration", int() as value]:
            return show.duration(value)
        case ["date", str() as value]:
            return value
        case ["list", items]:
            return f"[{', '.join(map(_shown, items))}]"
        case ["record", fields]:
            return "{" + ", ".join(f"{name}: {_shown(value)}" for name, value in fields) + "}"
        case ["glob", texts]:
            return f"glob({', '.join(map(json.dumps, texts))})"
        case ["regex", str() as pattern, flags]:
            return f"/{pattern}/{flags}"
    return json.dumps(ir)


def cards_of(pack: Pack) -> list[RuleCard]:
    """The rules of one checked pack, as they are listed."""
    from bylaw.gate.cards import cards

    return sorted(cards([dict(pack)]), key=lambda card: card.id)
