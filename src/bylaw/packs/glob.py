"""Whether names match globs: paths, rule ids, branches."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bylaw.facts.globs import regex_of


def matcher(globs: Iterable[str]) -> Callable[[str], bool]:
    """Whether a name matches one of the globs. ValueError where one is not a glob."""
    import re2

    patterns = [regex_of(glob.removeprefix("./")) for glob in globs]
    if not patterns:
        return lambda name: False
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile("|".join(patterns), options)
    except re2.error as error:
        raise ValueError(str(error)) from None

    def matches(name: str) -> bool:
        return compiled.fullmatch(name.encode("utf-8", "replace").decode()) is not None

    return matches


def fixed_folder(glob: str) -> str:
    """The folder below which everything stands that a glob can match; empty for the root."""
    text = glob.removeprefix("./")
    wild = min((at for char in "*?[{" if (at := text.find(char)) >= 0), default=-1)
    if wild >= 0:
        return text[:wild].rpartition("/")[0]
    return text.rstrip("/")
