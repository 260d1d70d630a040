"""The command line: one file a command, no logic in any of them."""

from __future__ import annotations

import sys


def main() -> None:
    """The program `bylaw`."""
    if sys.argv[1:] == ["--version"]:
        from bylaw import __version__

        print(f"bylaw {__version__}")
        return
    import gc

    from bylaw.cli.exit import guarded

    gc.set_threshold(100_000, 20, 20)  # a run makes many objects and little garbage
    code = guarded(sys.argv[1:])
    gc.freeze()  # the process ends: nobody has to look through all that it still holds, 10 ms
    sys.exit(code)
