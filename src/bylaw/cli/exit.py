"""The one place where what stops a run becomes an exit code and a sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final, NoReturn, TextIO, cast

PASSED: Final = 0
FAILED: Final = 1
WRONG: Final = 2
NOT_JUDGED: Final = 3
BROKEN: Final = 4
INTERRUPTED: Final = 130
"""128 + SIGINT, as shells have it: nobody may take an interrupted run for an answer."""
TERMINATED: Final = 143
"""128 + SIGTERM, likewise: a pipeline that is cancelled."""
HUNG_UP: Final = 129
"""128 + SIGHUP: the terminal has gone away."""
SIGNALLED: Final = {INTERRUPTED: "interrupted", TERMINATED: "terminated", HUNG_UP: "hung up"}


def guarded(args: Sequence[str]) -> int:
    """Runs the command line; the answer is the exit code. Nothing is raised."""
    try:
        _hold_closed_streams()
        _clear_away_on_signals()
        code = _commands(args)
        sys.stdout.flush()
    except SystemExit as leaving:
        if leaving.code in SIGNALLED:
            _say(f"bylaw: {SIGNALLED[leaving.code]}; nothing was judged.")
        return leaving.code if isinstance(leaving.code, int) else BROKEN
    except BaseException as error:
        return _explain(error)
    return code


def _hold_closed_streams() -> None:
    """Standard streams that the caller closed (`>&-`) are held open on nothing.

    Otherwise the next file that is opened, a report perhaps, takes the number of the closed one.
    Standard input and output are opened the wrong way round, so that using them fails: what was
    never read must not look like an empty patch, nor what was never written like a report.
    """
    if sys.stdin is None:
        sys.stdin = _nothing(os.O_WRONLY, "r")
    if sys.stdout is None:
        sys.stdout = _nothing(os.O_RDONLY, "w")
    if sys.stderr is None:
        sys.stderr = _nothing(os.O_WRONLY, "w")


def _nothing(flags: int, mode: str) -> TextIO:
    return cast("TextIO", os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8"))


def _commands(args: Sequence[str]) -> int:
    import click

    from bylaw.cli.group import group

    try:
        code: Any = group.main(list(args), prog_name="bylaw", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        code = leaving.exit_code
    except click.UsageError as error:
        _say(_usage(error))
        return WRONG
    except click.ClickException as error:
        _say(f"bylaw: {error.format_message()}")
        return WRONG
    except click.Abort:
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else PASSED


def _explain(error: BaseException) -> int:
    """Says what happened; the exit code."""
    from bylaw.gate.errors import Wrong
    from bylaw.reports.interface import ReaderGone, ReportError
    from bylaw.sources.git.errors import NotJudged

    match error:
        case Wrong():
            from bylaw.cli.diagnostics import show

            with suppress(OSError, ValueError):
                show(error.diagnostics)
            return WRONG
        case NotJudged():
            _say(f"bylaw: {error.message}" + (f"\n  {error.remedy}" if error.remedy else ""))
            return NOT_JUDGED
        case ReaderGone() | BrokenPipeError():
            _drop_stdout()
            _say("bylaw: the report was not written in full: its reader has gone away.")
            return BROKEN
        case ReportError():
            _drop_stdout()
            _say(f"bylaw: {error}")
            return BROKEN
        case KeyboardInterrupt():
            _say("bylaw: interrupted; nothing was judged.")
            return INTERRUPTED
        case OSError():
            import errno

            _drop_stdout()
            where = f"{error.filename}: " if error.filename else ""
            is_full = error.errno == errno.ENOSPC
            more = ". Make room, or set TMPDIR to another folder." if is_full else ""
            _say(f"bylaw: {where}{error.strerror or error}{more}")
            return BROKEN
        case MemoryError():
            _say("bylaw: there is not enough memory for this run.")
            return BROKEN
    return _bug(error)


def _bug(error: BaseException) -> int:
    if os.environ.get("BYLAW_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
        return BROKEN
    from bylaw import __version__

    _say(
        f"bylaw: internal error: {type(error).__name__}: {_plain(str(error))}\n"
        f"  This is a bug in bylaw {__version__}. Please report it, with the command you ran;\n"
        "  BYLAW_DEBUG=1 shows where it happened."
    )
    return BROKEN


def _usage(error: Any) -> str:
    import re

    command = error.ctx.command_path if error.ctx else "bylaw"
    message = error.format_message()
    if message.startswith("Usage: "):  # called without a command: the help is the answer
        return str(message)
    # Like all our sentences: names in backticks, and a full stop.
    message = re.sub(r"'([^'`\n]*)'", r"`\1`", message)
    message += "" if message.endswith((".", "?")) else "."
    return f"bylaw: {message}\n  Try `{command} --help`."


def _plain(text: str) -> str:
    """One line without control characters."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text[:300])


def _say(text: str) -> None:
    """On standard error, whatever state it is in; names of files in it steer no terminal."""
    from bylaw.reports.escape import block

    with suppress(OSError, ValueError):
        encoded = (block(text) + "\n").encode("utf-8", "backslashreplace")
        sys.stderr.flush()
        sys.stderr.buffer.write(encoded)
        sys.stderr.flush()


def _drop_stdout() -> None:
    """So that Python's own flush at the end does not fail once more, with a traceback."""
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


def _clear_away_on_signals() -> None:
    """Makes a signal an exception, so that what is half done is cleared away.

    A second signal does not break into that; what a parent process chose to ignore stays ignored.
    """
    import signal

    ends = [
        number
        for name in ("SIGINT", "SIGTERM", "SIGHUP")
        if (number := getattr(signal, name, None)) is not None
        and signal.getsignal(number) is not signal.SIG_IGN
    ]

    def leave(number: int, frame: object) -> NoReturn:
        for each in ends:
            signal.signal(each, signal.SIG_IGN)
        # No KeyboardInterrupt: inside of exec(), and so of a dataclass that is being made, Python
        # notes it down, and ends by the signal although it was caught.
        raise SystemExit(128 + number)

    with suppress(ValueError):  # not in the main thread
        for each in ends:
            signal.signal(each, leave)
