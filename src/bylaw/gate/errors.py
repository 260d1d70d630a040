"""What stops a run because somebody has to mend something first."""

from __future__ import annotations

from collections.abc import Iterable

from bylaw.lang.diagnostic import Diagnostic


class Wrong(Exception):
    """A policy, a configuration or a request is wrong: exit 2. Holds every error that was found."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(one.message for one in self.diagnostics))


def refuse(diagnostics: Iterable[Diagnostic]) -> None:
    """Raises Wrong if one of the diagnostics is an error."""
    found = tuple(diagnostics)
    if any(one.severity == "error" for one in found):
        raise Wrong(found)


def wrong_request(message: str, *, help: str = "", label: str = "") -> Wrong:
    """Wrong for an argument, which stands in no file."""
    if label:
        message = f"{message}; {label}"
    return Wrong((Diagnostic("bad-request", message, help=help),))
