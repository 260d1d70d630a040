r"""The line regexes of all rules as RE2 sets over a file's text.

A set says which patterns occur in a chunk of about 4 kB that ends where a line ends; each hit is
then confirmed line by line with the pattern as it was written. In the set, `^ $ \A \z` hold at
the ends of each line, and what else a pattern says of one line it says of the chunk too: no hit is
lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from bylaw.engine.relax import CLASS, Pattern
from bylaw.engine.values import Regex
from bylaw.facts.lines import Line, LineBlock

CHUNK: Final = 4096
_MEMORY: Final = 64 << 20
_FEW: Final = 64
_ANCHORS: Final = {"^": "(?m:^)", "$": "(?m:$)", "\\A": "(?m:^)", "\\z": "(?m:$)"}
Hits: TypeAlias = dict[int, list[int]]
"""Offsets of line starts, ascending, by the number of the pattern."""


def for_blocks(pattern: str, flags: str = "") -> str:
    """The regex that is found in a text of many lines if the pattern is found in one of them."""
    parts, at = [f"(?{flags})" if flags else ""], 0
    while at < len(pattern):
        if pattern.startswith("\\Q", at):
            end = pattern.find("\\E", at)
            part = pattern[at:] if end < 0 else pattern[at : end + 2]
            parts.append(part)
        elif pattern[at] == "\\":
            part = pattern[at : at + 2]
            parts.append(_ANCHORS.get(part, part))
        elif pattern[at] == "[" and (found := CLASS.match(pattern, at)):
            part = found[0]
            parts.append(part)
        else:
            part = pattern[at]
            parts.append(_ANCHORS.get(part, part))
        at += len(part)
    return "".join(parts)


def _options() -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return options


class Scanner:
    """Some patterns, numbered in the order they were given; its sets are built when first used."""

    def __init__(self) -> None:
        self._numbers: dict[Pattern, int] = {}
        self._sets: list[tuple[Any, list[int]]] | None = None
        self._patterns: list[Pattern] = []
        self._lines: dict[int, tuple[Any, Regex]] = {}
        """Of the patterns that a set found somewhere; most are found nowhere in a small change."""

    def number(self, pattern: str, flags: str) -> int:
        """The number of a pattern."""
        self._sets = None
        return self._numbers.setdefault((pattern, flags), len(self._numbers))

    def _build(self) -> list[tuple[Any, list[int]]]:
        self._patterns, self._lines = list(self._numbers), {}
        sources = [for_blocks(*each) for each in self._patterns]
        return list(_sets(sources, list(range(len(sources)))))

    def scan(self, block: LineBlock, tick: Callable[[], None]) -> Hits:
        """The lines of a block on which each pattern is found."""
        if self._sets is None:
            self._sets = self._build()
        data, hits = block.data, Hits()
        for start, end in _chunks(data):
            tick()
            chunk = data[start:end]
            for found_by, numbers in self._sets:
                for number in _found(found_by, numbers, chunk):
                    self._confirm(number, data, start, end, hits)
        return hits

    def _confirm(self, number: int, data: bytes, start: int, end: int, hits: Hits) -> None:
        if number not in self._lines:
            import re2

            pattern = self._patterns[number]
            loose = re2.compile(for_blocks(*pattern).encode(), _options())
            self._lines[number] = loose, Regex(*pattern)
        found = _lines_with(*self._lines[number], data, start, end)
        if found:
            hits.setdefault(number, []).extend(found)


def _chunks(data: bytes) -> Iterator[tuple[int, int]]:
    """Stretches of whole lines, so short that what is tried anew for each line stays cheap."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", min(start + CHUNK, len(data)) - 1) + 1
        yield start, end
        start = end


def _lines_with(loose: Any, exact: Regex, data: bytes, start: int, end: int) -> list[int]:
    found: list[int] = []
    while start < end and (match := loose.search(data, start, end)) is not None:
        at = match.start()
        first = data.rfind(b"\n", start, at) + 1 or start
        last = data.find(b"\n", at)
        if last < 0 or last >= end:
            break
        if exact.found_in(data, first, last):
            found.append(first)
        start = last + 1
    return found


def lines_of(regex: Regex, block: LineBlock) -> list[Line]:
    """The lines of a block in which one regex is found."""
    import re2

    loose = re2.compile(for_blocks(regex.pattern, regex.flags).encode(), _options())
    found = [
        at
        for start, end in _chunks(block.data)
        for at in _lines_with(loose, regex, block.data, start, end)
    ]
    if len(found) < _FEW:
        return [block.line_at(at) for at in found]
    wanted = set(found)
    return [line for line in block if line.offset in wanted]


def _found(set_: Any, numbers: Sequence[int], chunk: bytes) -> Sequence[int]:
    if set_ is None:
        return numbers
    found = set_.Match(chunk)
    # The last pattern of a set is the line's end, which every chunk has: without it the set ran out
    # of memory, and each pattern has to be looked for by itself.
    if found is None or len(numbers) not in found:
        return numbers
    return sorted(numbers[each] for each in found if each < len(numbers))


def _sets(
    sources: Sequence[str], numbers: list[int], witness: str = "\n"
) -> list[tuple[Any, list[int]]]:
    import re2

    if not numbers:
        return []
    try:
        built = re2.Set.SearchSet(_options())
        for number in numbers:
            built.Add(sources[number])
        built.Add(witness)
        built.Compile()
        if built.Match(b"\n") is None:
            raise re2.error("out of memory")
    except re2.error:
        if len(numbers) == 1:
            return [(None, numbers)]
        half = len(numbers) // 2
        return [
            *_sets(sources, numbers[:half], witness),
            *_sets(sources, numbers[half:], witness),
        ]
    return [(built, numbers)]


def globs_of(sources: Sequence[str], elements: Sequence[Sequence[bytes]]) -> list[bytearray]:
    """For each regex of a whole path, one byte an element: 1 where it matches one of its paths.

    One set does all.
    """
    masks = [bytearray(len(elements)) for _ in sources]
    # An empty text stands for the line's end that `_found` asks for.
    whole = [rf"\A(?:{source})\z" for source in sources]
    for set_, numbers in _sets(whole, [*range(len(sources))], witness=""):
        alone = {number: Regex(whole[number]) for number in numbers}
        for at, path in ((at, path) for at, paths in enumerate(elements) for path in paths):
            hits = numbers if set_ is None else set_.Match(path)
            if hits is None or (hits is not numbers and len(numbers) not in hits):
                hits = numbers
            if hits is numbers:
                hits = [n for n in numbers if alone[n].found_in(path, 0, len(path))]
            else:
                hits = [numbers[each] for each in hits if each < len(numbers)]
            for number in hits:
                masks[number][at] = 1
    return masks
