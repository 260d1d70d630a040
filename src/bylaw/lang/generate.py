"""Turn grammar.lark into grammar.json: `python -m bylaw.lang.generate`.

Lark builds the LALR(1) automaton and refuses a grammar with conflicts. What is written is plain
data in an order of its own (states are numbered as a walk from the entry points meets them), so
that the same grammar gives the same bytes whatever the hash seed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
STARTS = ("module", "piece", "interpolation", "clause_piece")


def generate(grammar: str) -> str:
    """The tables of a grammar, as JSON text.

    Raises:
        lark.exceptions.GrammarError: the grammar is wrong or has a conflict.
    """
    from lark import Lark
    from lark.common import LexerConf
    from lark.lexer import Lexer

    class NoLexer(Lexer):
        """Lark only builds the automaton; lexer.py reads the tokens."""

        def __init__(self, conf: LexerConf) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any) -> Any:
            return iter(())

    lark = Lark(
        grammar,
        parser="lalr",
        start=list(STARTS),
        lexer=NoLexer,
        strict=True,
        maybe_placeholders=True,
    )
    literals = {terminal.name: terminal.pattern.value for terminal in lark.terminals}
    table = lark.parser.parser._parse_table
    rules = sorted(lark.rules, key=_rule_key)
    number_of = {id(rule): number for number, rule in enumerate(rules)}
    return _dump(_walk(table, literals, number_of), [_rule(rule) for rule in rules])


def _walk(table: Any, literals: dict[str, str], number_of: dict[int, int]) -> dict[str, Any]:
    """The automaton with its states renumbered in the order of a breadth-first walk."""
    order: dict[Any, int] = {}
    for start in STARTS:
        order.setdefault(table.start_states[start], len(order))
    actions: list[dict[str, int]] = []
    gotos: list[dict[str, int]] = []
    for state in _in_order(order):
        row: dict[str, int] = {}
        goto: dict[str, int] = {}
        for symbol, (action, argument) in sorted(table.states[state].items()):
            if action.name == "Shift":
                target = order.setdefault(argument, len(order))
                terminal = symbol.isupper()
                (row if terminal else goto)[literals.get(symbol, symbol)] = target
            else:
                row[literals.get(symbol, symbol)] = ~number_of[id(argument)]
        actions.append(dict(sorted(row.items())))
        gotos.append(dict(sorted(goto.items())))
    return {
        "starts": {s: [order[table.start_states[s]], order[table.end_states[s]]] for s in STARTS},
        "words": sorted(literals.values()),
        "actions": actions,
        "gotos": gotos,
    }


def _in_order(order: dict[Any, int]) -> Any:
    """The states in order, while the walk still adds to them."""
    done = 0
    while done < len(order):
        pending = list(order)[done:]
        done += len(pending)
        yield from pending


def _rule_key(rule: Any) -> tuple[str, list[str], str]:
    return (rule.origin.name, [symbol.name for symbol in rule.expansion], rule.alias or "")


def _rule(rule: Any) -> list[Any]:
    """`[left side, length, action, kept, spliced]`.

    `kept` lists the positions of the children that the action gets: -1 for an optional part that is
    not there. The action is empty where the only child is the value, and `*` where the children
    are spliced into the rule above; `spliced` says that some child is such a rule.
    """
    kept: list[int] = []
    missing = rule.options.empty_indices or (False,) * len(rule.expansion)
    position = 0
    for is_missing in missing:
        if is_missing:
            kept.append(-1)
            continue
        symbol = rule.expansion[position]
        if rule.options.keep_all_tokens or not (symbol.is_term and symbol.filter_out):
            kept.append(position)
        position += 1
    name = rule.origin.name
    spliced = any(not s.is_term and s.name.startswith("_") for s in rule.expansion)
    action = rule.alias or name
    if name.startswith("_"):
        action = "*"
    elif rule.options.expand1 and not rule.alias and len(kept) == 1 and not spliced:
        action = ""
    return [name, len(rule.expansion), action, kept, spliced]


def _dump(automaton: dict[str, Any], rules: list[Any]) -> str:
    """JSON with one state or rule a line; equal rows are written once."""
    rows: dict[str, int] = {}

    def shared(table: list[dict[str, int]]) -> list[int]:
        return [rows.setdefault(json.dumps(row, separators=(",", ":")), len(rows)) for row in table]

    actions, gotos = shared(automaton["actions"]), shared(automaton["gotos"])
    lines = [
        f'"starts":{json.dumps(automaton["starts"])}',
        f'"words":{json.dumps(automaton["words"])}',
        f'"actions":{json.dumps(actions, separators=(",", ":"))}',
        f'"gotos":{json.dumps(gotos, separators=(",", ":"))}',
        '"rows":[\n' + ",\n".join(rows) + "\n]",
        '"rules":[\n' + ",\n".join(json.dumps(r, separators=(",", ":")) for r in rules) + "\n]",
    ]
    return "{" + ",\n".join(lines) + "}\n"


def main() -> None:
    """Write grammar.json beside grammar.lark."""
    tables = generate((HERE / "grammar.lark").read_text(encoding="utf-8"))
    (HERE / "grammar.json").write_text(tables, encoding="utf-8")


if __name__ == "__main__":
    main()
