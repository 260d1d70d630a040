"""From the texts of packs to their checked trees: shipped, cached, or checked now."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import Any, Final, TypeAlias

import bylaw.lang
from bylaw.dataclass import dataclass
from bylaw.lang import FORMAT
from bylaw.lang.diagnostic import Diagnostic, Note
from bylaw.packs.cache import Cache, last_change
from bylaw.packs.text import LOCAL, PackText

_LANG: Final = Path(bylaw.lang.__path__[0])

Checked: TypeAlias = dict[str, Any]
"""A checked pack; docs/internals.md, Checked pack."""


CodeProblem: TypeAlias = Callable[[str], str | None]
"""What is wrong with a code pattern; None where it is right."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Checked packs, those that others use before those that use them."""

    packs: tuple[Checked, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(slots=True)
class _Loading:
    texts: dict[str, PackText]
    library: Callable[[str], PackText | None]
    schema: bytes
    shipped: str
    """The salt of the trees that ship."""
    salt: str
    """The salt of the trees that are kept in the cache."""
    cache: Cache
    tests: bool
    code_problem: CodeProblem
    done: dict[str, Checked | None] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def load(
    texts: Iterable[PackText],
    schema: bytes,
    cache: Cache,
    library: Callable[[str], PackText | None],
    tests: bool = False,
    code_problem: CodeProblem = lambda pattern: None,
) -> Loaded:
    """Checks packs, and those that they use.

    Args:
        texts: Packs whose rules are to run.
        schema: The fact schema, JSON text.
        cache: Where checked trees are kept.
        library: A pack by the name in a `use`; None where there is none.
        tests: Whether the tests of the packs are wanted; kept trees have none.
        code_problem: Asked about each code pattern of a pack that is checked now.

    The rules of a pack that is only used are left out: `use` brings names, not rules.
    """
    named = {text.name: text for text in texts}
    shipped = salt(schema)
    loading = _Loading(
        named,
        library,
        schema,
        shipped,
        f"{shipped} {last_change(_LANG, _LANG / 'checking')}",
        cache,
        tests,
        code_problem,
    )
    for name in named:
        _pack(loading, name, ())
    packs = tuple(
        pack if name in named else {**pack, "rules": [], "tests": []}
        for name, pack in loading.done.items()
        if pack is not None
    )
    return Loaded(packs, tuple(loading.diagnostics))


def salt(schema: bytes) -> str:
    """What checked trees depend on besides texts: version, format, fact schema and grammar."""
    from hashlib import sha256

    from bylaw import __version__

    state = sha256(schema)
    state.update((_LANG / "grammar.json").read_bytes())
    return f"{__version__} {FORMAT} {state.hexdigest()}"


def _pack(loading: _Loading, name: str, chain: tuple[str, ...]) -> Checked | None:
    """One pack and those it uses, which land in `done` before it."""
    if name in loading.done:
        return loading.done[name]
    text = loading.texts.get(name) or loading.library(name)
    if text is None:
        return None
    digest = text.digest(loading.salt)
    chain = (*chain, name)
    pack = _known(loading, text, digest, chain)
    if pack is None:
        pack = _check(loading, text, digest, chain)
    return loading.done.setdefault(name, pack)


def _known(
    loading: _Loading, text: PackText, digest: str, chain: tuple[str, ...]
) -> Checked | None:
    """The tree that ships or is cached, if it was made from these texts and these used packs."""
    if loading.tests and text.name in loading.texts:
        return None
    for entry, expected in _entries(loading, text, digest):
        try:
            if entry is None or entry["made_from"] != expected:
                continue
            pack: Checked = entry["pack"]
            uses, warnings = entry["uses"].items(), [_diagnostic(one) for one in entry["warnings"]]
            if pack["pack"] != text.name:
                continue
        except (KeyError, TypeError, AttributeError):
            continue
        if all(
            name not in chain and (used := _pack(loading, name, chain)) and used["digest"] == known
            for name, known in uses
        ):
            loading.diagnostics += warnings
            return pack
    return None


def _entries(loading: _Loading, text: PackText, digest: str) -> Iterable[tuple[Any, str]]:
    """Kept trees, each with what it has to be made from."""
    if text.checked is not None:
        with suppress(ValueError):
            yield json.loads(text.checked), text.digest(loading.shipped)
    yield loading.cache.get(digest), digest


def _check(
    loading: _Loading, text: PackText, digest: str, chain: tuple[str, ...]
) -> Checked | None:
    from bylaw.lang.check import check_pack, referenced_packs
    from bylaw.lang.parse import parse
    from bylaw.lang.schema import load_schema
    from bylaw.packs.source import source_of

    modules, found = [], []
    for path, data in text.files:
        source = source_of(path, data)
        if isinstance(source, Diagnostic):
            found.append(source)
            continue
        module, diagnostics = parse(source)
        found += diagnostics
        modules.append(module)
    used: dict[str, Checked] = {}
    for name in referenced_packs(modules):
        if name in chain:
            message = f"packs use each other in a circle: {' → '.join((*chain, name))}"
            found.append(Diagnostic("pack-circle", message, text.files[0][0]))
        elif name != LOCAL and (pack := _pack(loading, name, chain)):
            used[name] = pack
    result = check_pack(
        modules,
        pack=text.name,
        schema=load_schema(json.loads(loading.schema)),
        used=used,
        code_problem=loading.code_problem,
    )
    found += result.diagnostics
    loading.diagnostics += found
    if result.pack is None or any(one.severity == "error" for one in found):
        return None
    loading.cache.put(digest, entry_of(digest, result.pack, used, found))
    return result.pack


def entry_of(
    digest: str, pack: Checked, used: dict[str, Checked], warnings: Iterable[Diagnostic]
) -> dict[str, Any]:
    """What is kept of a checked pack: all but its tests."""
    return {
        "made_from": digest,
        "uses": {name: used[name]["digest"] for name in used},
        "warnings": _plain(warnings),
        "pack": {**pack, "tests": []},
    }


def _plain(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    from dataclasses import asdict

    return [asdict(one) for one in diagnostics]


def _diagnostic(plain: dict[str, Any]) -> Diagnostic:
    notes = tuple(Note(**note) for note in plain["notes"])
    return Diagnostic(**{**plain, "notes": notes})
