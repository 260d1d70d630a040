"""From text to a checked policy: syntax, types, checker, formatter, diagnostics.

`bylaw.lang.parse.parse` reads a file, `check_pack` checks the files of a pack, `render_all` shows
what is wrong with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from bylaw.lang.check import CheckResult, check_pack, referenced_packs
    from bylaw.lang.checking.params import check_param
    from bylaw.lang.codes import code_docs, explain
    from bylaw.lang.render import render_all
    from bylaw.lang.schema import Schema, load_schema

FORMAT: Final = 1
"""Of the checked pack; see docs/internals.md."""

__all__ = [
    "FORMAT",
    "CheckResult",
    "Schema",
    "check_pack",
    "check_param",
    "code_docs",
    "explain",
    "load_schema",
    "referenced_packs",
    "render_all",
]

_WHERE: Final = {
    "CheckResult": "check",
    "Schema": "schema",
    "check_pack": "check",
    "check_param": "checking.params",
    "code_docs": "codes",
    "explain": "codes",
    "load_schema": "schema",
    "referenced_packs": "check",
    "render_all": "render",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for: a run with known policies needs none of them."""
    if name not in _WHERE:
        raise AttributeError(f"module 'bylaw.lang' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"bylaw.lang.{_WHERE[name]}"), name)
