"""The process that parses: `python -I -m bylaw.sources.code.worker`.

Text that was made for it can keep a parser busy for hours or make it abort for want of memory.
Here that ends this process, and nobody else.

Each request is a line of JSON and so is each answer; see `answer`.
"""

from __future__ import annotations

import json
import sys
from typing import Any, BinaryIO, Final

MEMORY: Final = 1 << 30
"""Bytes of address space, where the platform can bound it."""


def main() -> None:
    """Answer until the other side goes away."""
    bound_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer)


def bound_memory() -> None:
    """Let no text take more than its share."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        return


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer each request; the last syntax tree is kept for the next pattern."""
    last: tuple[str, str] | None = None
    root: Any = None
    for line in requests:
        request = json.loads(line)
        asked = request["parser"], request["text"]
        try:
            if asked != last:
                root, last = parse(*asked), asked
            said = answer(root, request)
        except Exception as error:
            said = {"error": type(error).__name__}
        answers.write(json.dumps(said, separators=(",", ":")).encode() + b"\n")
        answers.flush()


def parse(parser: str, text: str) -> Any:
    """The root of a text's syntax tree."""
    from ast_grep_py import SgRoot

    return SgRoot(text, parser).root()


def answer(root: Any, request: dict[str, Any]) -> dict[str, Any]:
    """What one request asks of a tree; offsets are code points.

    `rules`: nodes that one of these ast-grep rules describes, as `[kind, start, end]`, outer before
    inner. `pattern`: where it matches, as `[start, end, [[start, end] or null, …]]` with one pair
    for each of `groups`; null where the pattern is no code in this language.
    """
    said: dict[str, Any] = {}
    if request.get("rules"):
        found = root.find_all({"rule": {"any": request["rules"]}})
        said["nodes"] = [[node.kind(), *_span(node)] for node in found]
    if "pattern" in request:
        said["hits"] = _hits(root, request["pattern"], request["groups"])
    return said


def _hits(root: Any, pattern: str, groups: list[str]) -> list[Any] | None:
    try:
        found = root.find_all(pattern=pattern)
    except RuntimeError:
        return None
    return [[*_span(node), [_group(node, name) for name in groups]] for node in found]


def _group(node: Any, name: str) -> list[int] | None:
    single = node.get_match(name)
    nodes = [single] if single is not None else node.get_multiple_matches(name)
    return [_span(nodes[0])[0], _span(nodes[-1])[1]] if nodes else None


def _span(node: Any) -> list[int]:
    where = node.range()
    return [where.start.index, where.end.index]


if __name__ == "__main__":
    main()
