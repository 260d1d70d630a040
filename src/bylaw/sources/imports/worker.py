"""The process that reads imports: `python -I -m bylaw.sources.imports.worker`.

Each request is a line of JSON: a list of `[module, parser, text]`. The answer is a list too, of
one list for each text, as `packed` makes it, or why there is none, as `Failure` says it.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any, BinaryIO

from bylaw.sources.code.worker import bound_memory
from bylaw.sources.imports.interface import Reading
from bylaw.sources.imports.languages import LANGUAGES
from bylaw.sources.imports.packed import packed


def main() -> None:
    """Answer until the other side goes away."""
    bound_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer each request."""
    for line in requests:
        said = [_answer(*each) for each in json.loads(line)]
        answers.write(json.dumps(said, separators=(",", ":")).encode() + b"\n")
        answers.flush()


def _answer(module: str, parser: str, text: str) -> list[Any] | str:
    """A fault here costs one text, which is then unknown, and never the others."""
    try:
        return packed(extract(module, parser, text))
    except (MemoryError, RecursionError):
        return "too-complex"
    except Exception:  # another grammar knows other nodes
        return "no-parser"


def extract(module: str, parser: str, text: str) -> Reading:
    """What a text says; whatever the parser raises comes through."""
    if all(module != each.module for each in LANGUAGES):
        raise ValueError(module)
    language = import_module(f"bylaw.sources.imports.{module}")
    reading: Reading = language.extract(_tree(parser, text), text)
    return reading


def _tree(parser: str, text: str) -> Any:
    if not parser:
        return None
    from ast_grep_py import SgRoot

    return SgRoot(text, parser).root()


if __name__ == "__main__":
    main()
