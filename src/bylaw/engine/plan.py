"""The order in which a rule's clauses are worked off: filters before the loops they do not need.

What moves is pure, and whether a binding passes hangs on no order: a condition that is false cuts
it, one that is unknown lets it go on in doubt. What could not be asked without the guard before it
is unknown when it is asked too early, and the guard then cuts the binding all the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from bylaw.engine.compile import Compiler, variables
from bylaw.engine.needles import Needle, named, needle

Clause: TypeAlias = list[Any]
_CHEAP: Final = frozenset(
    f"File.{name}"
    for name in ("path", "old_path", "status", "name", "stem", "extension", "directory", "mode")
)
_CONSTANTS: Final = frozenset(("lit", "date", "duration", "size", "glob", "regex"))
_LEAVES: Final = _CONSTANTS | {"var", "param"}
_FREE: Final = frozenset(
    ("and", "or", "not", "==", "!=", "<", "<=", ">", ">=", "matches", "starts", "ends",
     "exists", "absent", "else", "known", "unknown", "at")
)  # fmt: skip
_LINES: Final = frozenset(
    ("File.added_lines", "File.removed_lines", "File.lines",
     "Change.added_lines", "Change.removed_lines")
)  # fmt: skip


def bare(ir: Any) -> Any:
    """An expression without the marks for a trace."""
    if type(ir) is not list:
        return ir
    if ir and ir[0] == "at":
        return bare(ir[2])
    return [bare(each) if type(each) is list else each for each in ir]


def planned(to: Compiler, clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses in the order of the plan; `scan` is a loop over lines that a needle filters."""
    return _scans(to, _hoisted(_flat(clauses)))


def _flat(clauses: Sequence[Clause]) -> list[Clause]:
    """`where A and B` is `where A` and `where B`; `unless A or B` likewise."""
    flat: list[Clause] = []
    for clause in clauses:
        flat.extend(_parts(clause) if clause[0] in ("where", "unless") else [clause])
    return flat


def _parts(clause: Clause) -> list[Clause]:
    word, condition, span = clause
    condition = bare(condition)
    if condition[0] == "not":
        return _parts(["unless" if word == "where" else "where", condition[1], span])
    if condition[0] == ("and" if word == "where" else "or"):
        return [part for each in condition[1:] for part in _parts([word, each, span])]
    return [[word, condition, span]]


def _hoisted(clauses: Sequence[Clause]) -> list[Clause]:
    out: list[Clause] = []
    for clause in clauses:
        out.insert(_position(out, clause), clause)
    return out


def _position(out: Sequence[Clause], clause: Clause) -> int:
    """Where a condition goes: before a loop that it does not need, where nothing stops it."""
    end = len(out)
    if clause[0] not in ("where", "unless"):
        return end
    used = set(variables(clause[1]))
    bound = [at for at, each in enumerate(out) if each[0] in ("for", "let") and each[1] in used]
    if not bound:
        return end
    start = bound[-1] + 1
    if not is_free(clause[1], _CHEAP):
        conditions = [at for at in range(start, end) if out[at][0] in ("where", "unless")]
        start = conditions[-1] + 1 if conditions else start
    return next((at for at in range(start, end) if out[at][0] == "for"), end)


def is_free(ir: Any, fields: frozenset[str] | None = None) -> bool:
    """Whether it takes no step; where `fields` are given, whether it reads only these, too."""
    match ir:
        case ["get", of, owner, field, _]:
            known = owner[:1].isupper() if fields is None else f"{owner}.{field}" in fields
            return known and is_free(of, fields)
        case ["let", _]:
            return fields is not None
        case ["in", one, other, "glob" | "globs" | "string"]:
            return is_free(one, fields) and is_free(other, fields)
        case ["in", one, ["list", items], "list"]:
            return len(items) < 8 and all(map(is_constant, items)) and is_free(one, fields)
        case [str(word), *_] if word in _LEAVES:
            return True
        case [str(word), *rest] if word in _FREE:
            return all(is_free(each, fields) for each in rest if isinstance(each, list))
    return False


def is_constant(ir: Any) -> bool:
    """Whether it is a literal."""
    return ir[0] in _CONSTANTS


def _scans(to: Compiler, clauses: Sequence[Clause]) -> list[Clause]:
    out: list[Clause] = []
    left = list(clauses)
    while left:
        clause = left.pop(0)
        if clause[0] == "for" and is_lines(clause[3]):
            found = _needle(to, clause[1], left)
            if found is not None:
                clause = ["scan", *clause[1:], found]
        out.append(clause)
    return out


def is_lines(ir: Any) -> bool:
    """Whether it is a list of lines that a block of text stands behind."""
    ir = bare(ir)
    return bool(ir[0] == "get" and f"{ir[2]}.{ir[3]}" in _LINES)


def _needle(to: Compiler, line: str, rest: list[Clause]) -> Needle | None:
    """What cuts most lines. A condition that says no more than that is taken out of the clauses."""
    names: dict[str, Any] = {}
    for at, clause in enumerate(rest):
        if clause[0] == "for":
            source = bare(clause[3])
            if source[:4] != ["do", ["var", line], "Line", "find"]:
                return None
            return needle(to, ["matches", _text(line), source[4][0]], line, names)
        if clause[0] == "let":
            names[clause[1]] = named(bare(clause[3]), names)
        elif clause[0] == "where" and (found := needle(to, clause[1], line, names)):
            if found.is_all:
                rest.pop(at)
            return found
    return None


def _text(line: str) -> Any:
    return ["get", ["var", line], "Line", "text", False]


def key_of(ir: Any, name: str) -> str:
    """What two conditions on a bound name have in common when they say the same of it."""
    return json.dumps(_renamed(ir, name))


def _renamed(ir: Any, name: str) -> Any:
    if ir == ["var", name]:
        return ["var", ""]
    return [_renamed(each, name) if type(each) is list else each for each in ir]
