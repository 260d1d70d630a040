"""What `bylaw explain CODE` says of one kind of mistake."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeDoc:
    """The description of a diagnostic's code."""

    title: str
    """One line without a full stop."""
    text: str
    """One or more sentences: what is wrong and why the language refuses it."""
    wrong: str
    """A shortest example that gives this code."""
    right: str
    """The same, mended."""


def code_docs() -> dict[str, CodeDoc]:
    """Every code that `bylaw explain CODE` knows, by code."""
    from bylaw.lang.codes_names import NAME_CODES
    from bylaw.lang.codes_syntax import SYNTAX_CODES
    from bylaw.lang.codes_types import TYPE_CODES

    both = {**SYNTAX_CODES, **NAME_CODES, **TYPE_CODES}
    return dict(sorted(both.items()))


def explain(code: str) -> str | None:
    """The page of a code, `unknown-field` or `error[unknown-field]`; None if there is none."""
    name = code.removesuffix("]").rpartition("[")[2]
    doc = code_docs().get(name)
    if doc is None:
        return None
    import textwrap

    text = textwrap.fill(doc.text, 96, break_on_hyphens=False)
    wrong, right = (textwrap.indent(each.strip("\n"), "    ") for each in (doc.wrong, doc.right))
    return f"{name}: {doc.title}\n\n{text}\n\nWrong:\n\n{wrong}\n\nRight:\n\n{right}\n"
