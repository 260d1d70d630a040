"""The text of a proposed architecture.yaml, with what to know of it as comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bylaw.sources.infer.folders import Proposed
from bylaw.sources.infer.order import Link, Links, Order, lightest, odd

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_./*-]*\Z")
_WORDS: Final = frozenset(
    ("true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf")
)  # fmt: skip
"""Plain texts that YAML 1.1 or 1.2 takes for something else than text."""
_MOST_SHOWN: Final = 12
_WIDTH: Final = 100
_HEAD: Final = """\
# The architecture, as `bylaw architecture infer` proposes it from folders and imports.
# It allows every import of today. Read it, rename and regroup, then narrow it:
# - `depends_on` is what a component imports today. Take out what should go, and write
#   `may_depend_on: []` beside it: then it may import nothing else.
# - `public: [GLOB]` names the files that others may import; `externals: [NAME]` the packages that a
#   component may use; `owner: "@org/team"` says who is responsible.
# `bylaw architecture` shows what is not allowed. The pack `architecture` denies what a change adds
# of it: write `packs: [architecture]` in bylaw.yaml.
"""
_LAYERS: Final = """\
# The highest first: a component may import what is in its own layer or below. Name them.
"""


def written(
    proposed: Sequence[Proposed],
    links: Links,
    order: Order,
    unclaimed: int,
    owners: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The file.

    Args:
        proposed: The components.
        links: What they import of one another.
        order: What follows from it.
        unclaimed: How many source files belong to none of them.
        owners: Who owns all of a component, by its name.
    """
    kinds = {each.name: each.kind for each in proposed}
    parts = [_HEAD, *_about(kinds, links, order, unclaimed), "\ncomponents:\n"]
    layer_of = {
        name: _layer(number) for number, names in enumerate(order.layers, 1) for name in names
    }
    uses: dict[str, list[str]] = {each.name: [] for each in proposed}
    for source, target in sorted(links):
        uses[source].append(target)
    for each in proposed:
        parts.append(f"  {quoted(each.name)}:\n")
        parts.append(_list("    paths", each.paths))
        parts.append(f"    kind: {quoted(each.kind)}\n")
        if each.name in owners:
            parts.append(f"    owner: {quoted(owners[each.name])}\n")
        if each.name in layer_of:
            parts.append(f"    layer: {layer_of[each.name]}\n")
        if uses[each.name] and each.kind != "tests":
            parts.append(_list("    depends_on", uses[each.name]))
    if order.layers:
        names = ", ".join(_layer(number) for number in range(1, len(order.layers) + 1))
        parts.append(f"\n{_LAYERS}layers: [{names}]\n")
    return "".join(parts)


def _layer(number: int) -> str:
    return f"level-{number}"


def _about(kinds: Mapping[str, str], links: Links, order: Order, unclaimed: int) -> Iterator[str]:
    if order.cycles:
        yield "#\n# Cycles: these import one another. Below each are its edges of few imports:\n"
        for cycle in order.cycles[:_MOST_SHOWN]:
            yield _comment(f"- {_names(cycle)}")
            yield from (_comment(f"    {_told(link)}") for link in lightest(cycle, links))
    if order.across:
        yield "#\n# In no layer, because most cycles go through them:\n"
        yield _comment(f"- {_names(order.across)}")
    strange = list(odd(kinds, links))
    if strange:
        yield "#\n# Worth a look:\n"
        yield from (_comment(f"- {_told(link)}: {why}") for link, why in strange[:_MOST_SHOWN])
        if len(strange) > _MOST_SHOWN:
            yield _comment(f"- and {len(strange) - _MOST_SHOWN:,} more")
    if unclaimed:
        files = "file belongs" if unclaimed == 1 else "files belong"
        yield f"#\n# {unclaimed:,} source {files} to no component; rules find them in\n"
        yield "# `architecture.unclaimed`.\n"


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_SHOWN])
    rest = len(names) - _MOST_SHOWN
    return f"{shown} and {rest:,} more" if rest > 0 else shown


def _told(link: Link) -> str:
    imports = "1 import" if link.imports == 1 else f"{link.imports:,} imports"
    place = link.place
    return f"{link.source} imports {link.target}: {imports}, {place.path}:{place.line}"


def _comment(text: str) -> str:
    plain = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return f"# {plain}\n"


def _list(key: str, values: Iterable[str]) -> str:
    """A key and its list: in one line where there is room."""
    items = [quoted(value) for value in values]
    line = f"{key}: [{', '.join(items)}]\n"
    if len(line) <= _WIDTH:
        return line
    indent = " " * (len(key) - len(key.lstrip()))
    return f"{key}:\n" + "".join(f"{indent}  - {item}\n" for item in items)


def quoted(text: str) -> str:
    """A text in YAML: plain where nothing else could be read in it, else in double quotes."""
    if _PLAIN.match(text) and text.lower() not in _WORDS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(map(_shown, escaped)) + '"'


def _shown(char: str) -> str:
    return char if char.isprintable() else f"\\U{ord(char):08x}"
