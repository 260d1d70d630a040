"""Pictures of architectures: some drawn by hand, and any that hostile names can make."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from bylaw.facts.place import Place
from bylaw.verdict.architecture import Edge, Node, Picture

HOSTILE = (
    '"];x[', '"]\n  n1 --> n2', "-->", "a --> b", "end", "subgraph", "n1", "%%{init: {}}%%",
    'click n1 href "javascript:alert(1)"', "<img src=x onerror=alert(1)>", "</title><script>",
    "]]>", "&quot;", "&#34;", "#quot;", "#35;", "`md`", '"`md`"', "\\", "\\N", '\\"', "}", "{a|b}",
    "<b>x</b>", "\u202egnp", "\u200b", "\ud800", "\x00", "\x1b[2J", "\n", "a\tb", "##vso[x]",
    "::error::x", "$$x$$", "@{ shape: x }", ":::c", "~~~", ";", "|", "'", " ", "x" * 300,
    "寿司", "e\u0301", "\U0001f600",
)  # fmt: skip
NAMES = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=12))
COUNTS = st.sampled_from([0, 1, 2, 1_234])


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    """Any picture that keeps to its contract: edges between nodes, each once."""
    layers = tuple(draw(st.lists(NAMES, unique=True, max_size=3)))
    names = draw(st.lists(NAMES, unique=True, min_size=1, max_size=9))
    packages = draw(st.lists(NAMES, unique=True, max_size=2))
    nodes = [
        Node(name, draw(NAMES), draw(st.sampled_from(["", *layers])), draw(NAMES)) for name in names
    ]
    nodes += [Node(name, "package", is_external=True) for name in packages]
    pairs = [(one, other, False) for one in names for other in names if one != other]
    pairs += [(one, other, True) for one in names for other in packages]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=14)) if pairs else []
    edges = tuple(
        Edge(
            source, target, draw(st.none() | COUNTS), draw(COUNTS), draw(COUNTS),
            draw(st.just("") | NAMES), draw(st.none() | st.just(Place("a.py", 3, 1))), external,
        )
        for source, target, external in chosen
    )  # fmt: skip
    return Picture(tuple(nodes), edges, layers, draw(COUNTS))


def drawn(text: str, layers: Sequence[str] = ()) -> Picture:
    """A picture from lines such as `web -> pay`, marked by `+`, `-` or `!` in front.

    A name is put into a layer by `web: edge`.
    """
    edges: list[Edge] = []
    layer_of: dict[str, str] = {}
    for line in text.split("\n"):
        name, colon, layer = line.partition(":")
        if colon:
            layer_of[name.strip()] = layer.strip()
            continue
        head, arrow, tail = line.partition("->")
        if not arrow:
            layer_of.setdefault(line.strip(), "")
            continue
        marks, source, target = head[: len(head) - len(head.lstrip("+-! "))], head, tail.strip()
        source = source.lstrip("+-! ").strip()
        for each in (source, target):
            layer_of.setdefault(each, "")
        gone = "-" in marks
        edges.append(
            Edge(
                source, target, 0 if gone else 2, 2 * ("+" in marks), 2 * gone,
                "it is decided so" if "!" in marks else "",
            )
        )  # fmt: skip
    layer_of.pop("", None)
    nodes = [Node(name, "library", layer) for name, layer in sorted(layer_of.items())]
    return Picture(tuple(nodes), tuple(edges), tuple(layers))


def ring(count: int) -> Picture:
    """Components that import the next one and the seventh after it, round and round."""
    names = [f"component-{number:04}" for number in range(count)]
    nodes = tuple(Node(name, "library") for name in names)
    edges = {
        (name, names[(at + step) % count]): Edge(name, names[(at + step) % count], 1)
        for at, name in enumerate(names)
        for step in (1, 7)
    }
    return Picture(nodes, tuple(edges.values()))
