"""YAML 1.1 as PyYAML reads it, with places; tags are not followed, nothing is constructed."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any, Final

from bylaw.sources.documents.node import DEEPEST, Flaw, Malformed, Node, Parsed

MOST_NODES: Final = 3_000_000
"""Nodes that a document has after its aliases are written out."""

_OTHER_BREAKS: Final = re.compile("[\r\x85\u2028\u2029]")
"""What ends a line in YAML 1.1, and in no editor."""
_PREFIX: Final = "tag:yaml.org,2002:"
_BOOLS: Final = {
    **dict.fromkeys(("yes", "true", "on"), True),
    **dict.fromkeys(("no", "false", "off"), False),
}
_INT: Final = re.compile(r"[-+]?(?:0|[1-9][0-9_]{0,17})\Z")
_FLOAT: Final = re.compile(r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*)\Z")


def compose(text: str, are_texts: bool = False) -> list[Any]:
    """The `yaml.Node` of each document, by the C loader where there is one.

    Args:
        text: The characters, with LF at the ends of lines.
        are_texts: Do not tell what kind of scalar each is: they are all texts, and a tenth quicker.

    Raises:
        Malformed: It is not YAML, or nested too deeply for its parser.
    """
    import yaml

    kind = "BaseLoader" if are_texts else "SafeLoader"
    loader = getattr(yaml, f"C{kind}", None) or getattr(yaml, kind)
    try:
        roots = [node for node in yaml.compose_all(text, Loader=loader) if node is not None]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "it cannot be read"
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        last = text.count("\n") + 1
        place = place if place[0] <= last else (last, 1)
        raise Malformed(problem, *place) from None
    except yaml.YAMLError as error:
        raise Malformed(str(getattr(error, "reason", "it cannot be read"))) from None
    except RecursionError:
        raise Malformed(f"it is nested more than {DEEPEST} levels deep") from None
    if _OTHER_BREAKS.search(text):
        _count_lines(roots, text)
    return roots


def _count_lines(roots: list[Any], text: str) -> None:
    """Lets marks count lines as everybody does, where YAML ends more of them."""
    from yaml import Mark

    starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def mended(mark: Any) -> Mark:
        line = bisect_right(starts, mark.index) - 1
        return Mark(mark.name, mark.index, line, mark.index - starts[line], None, 0)

    seen: set[int] = set()
    left = list(roots)
    while left:
        node = left.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        node.start_mark, node.end_mark = mended(node.start_mark), mended(node.end_mark)
        if node.id == "sequence":
            left += node.value
        elif node.id == "mapping":
            left += (each for pair in node.value for each in pair)


def read_yaml(text: str) -> list[Parsed]:
    """Every document of a YAML text that is not empty.

    Scalars are what YAML 1.1 makes of them, dates stay texts. An alias is the node that it stands
    for; what `<<` merges in is among a mapping's keys.

    Raises:
        Malformed: It is not YAML, at the place where it stops being so; an alias stands inside
            what it names, or all of them together stand for too much.
    """
    return [_Maker().parsed(root) for root in compose(text)]


class _Maker:
    """From the parser's nodes to ours."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []
        self.made: dict[int, tuple[Node, int] | None] = {}
        """By the parser's node: ours and how many nodes it stands for; None while it is made."""

    def parsed(self, root: Any) -> Parsed:
        return Parsed(self._node(root, 0)[0], tuple(self.flaws))

    def _node(self, made_by: Any, depth: int) -> tuple[Node, int]:
        known = self.made.get(id(made_by), ())
        start, end = made_by.start_mark, made_by.end_mark
        if known is None:
            raise Malformed("an alias stands inside what it names", start.line + 1)
        if known:
            return known
        if depth > DEEPEST:
            raise Malformed(f"it is nested more than {DEEPEST} levels deep", start.line + 1)
        node = Node(None, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
        if made_by.id == "scalar":
            node.value, node.written = _scalar(made_by), made_by.value
            return node, 1
        self.made[id(made_by)] = None
        if made_by.id == "sequence":
            size, items = 1, []
            for each in made_by.value:
                item, count = self._node(each, depth + 1)
                items.append(item)
                size += count
            node.value = items
        else:
            size = self._mapping(node, made_by, depth)
        if size > MOST_NODES:
            raise Malformed("its aliases stand for too much", node.line)
        self.made[id(made_by)] = (node, size)
        return node, size

    def _mapping(self, node: Node, made_by: Any, depth: int) -> int:
        values: dict[str, Node] = {}
        merged: list[tuple[str, Node]] = []
        size = 1
        for key, value in made_by.value:
            item, count = self._node(value, depth + 1)
            size += count
            if key.tag == _PREFIX + "merge":
                for source in item.value if isinstance(item.value, list) else [item]:
                    merged += source.items()
                    size += len(source.value) if isinstance(source.value, dict) else 0
                if size > MOST_NODES:
                    raise Malformed("its aliases stand for too much", node.line)
                continue
            name = key.value if key.id == "scalar" else ""
            line, column = key.start_mark.line + 1, key.start_mark.column + 1
            if name in values:
                self.flaws.append(Flaw(f"the key `{name[:80]}` stands here twice", line, column))
            if item.key_line:  # an alias: the same value under another key
                item = Node(
                    item.value, item.line, item.column, item.end_line, item.end_column,
                    written=item.written,
                )  # fmt: skip
            item.key_line, item.key_column = line, column
            values[name] = item
        for name, item in merged:
            values.setdefault(name, item)
        node.value = values
        return size


def _scalar(node: Any) -> Any:
    """What YAML makes of a scalar, as far as nothing of what was written is lost."""
    text: str = node.value
    kind = node.tag.removeprefix(_PREFIX)
    if kind == "bool":
        return _BOOLS.get(text.lower(), text)
    if kind == "null":
        return None
    if kind == "int" and _INT.match(text):
        return int(text.replace("_", ""))
    if kind == "float" and _FLOAT.match(text):
        return float(text.replace("_", ""))
    return text
