"""Where an entry of a structured manifest stands, from its key to the end of its value."""

from __future__ import annotations

from typing import NamedTuple

from bylaw.sources.documents.node import Node


class Region(NamedTuple):
    """The fields of an `Entry` that say where it stands."""

    line: int
    column: int
    end_line: int
    end_column: int


def region_of(node: Node) -> Region:
    """The region of a node with its key; that of a table under a header ends with its last value.

    `end_line` is 0 where it is `line`, and `end_column` where it is not known.
    """
    line = node.start_line
    end_line, end_column = node.end_line, node.end_column
    if not end_line and isinstance(node.value, dict):
        for below in node.value.values():
            if (below.end_line, below.end_column) > (end_line, end_column):
                end_line, end_column = below.end_line, below.end_column
    return Region(
        line, node.key_column or node.column, end_line if end_line > line else 0, end_column
    )


def value_region(node: Node) -> Region:
    """The region of a value alone, without its key; of a block of text its first line."""
    is_one_line = node.end_line in (0, node.line)
    return Region(node.line, node.column, 0, node.end_column if is_one_line else 0)


def extent_of(node: Node) -> Region:
    """The region of a mapping or list of YAML: what ends it may stand far below its last value."""
    end_line, end_column = node.line, 0
    for each in node.walk():
        if isinstance(each.value, (dict, list)):
            continue
        # A block of text ends at the start of the line after it.
        is_block = each.end_line > each.line and each.end_column == 1
        end = (each.end_line - 1, 0) if is_block else (each.end_line, each.end_column)
        if end > (end_line, end_column):
            end_line, end_column = end
    return Region(node.line, node.column, end_line if end_line > node.line else 0, end_column)


def whole_region(node: Node) -> Region:
    """The region of a value that may have several lines.

    One of YAML without brackets is said to end at the start of what follows it.
    """
    if node.end_column == 1 and node.end_line > node.line:
        return Region(node.line, node.column, node.end_line - 1, 0)
    end_line = node.end_line if node.end_line > node.line else 0
    return Region(node.line, node.column, end_line, node.end_column)
