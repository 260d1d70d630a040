"""`mix.lock`: the packages that Mix resolved for Elixir and Erlang, as one map of Elixir.

The key of an entry is the name of the application, which others ask for; its name is that of the
package. A package of Hex has the hash of its contents and, since Hex 0.20, that of its archive.
Who asks for it, and for what, only the program `mix.exs` tells, which is not run.

Sources: `lib/hex/scm.ex` and `lib/hex/utils.ex` of Hex; `lib/mix/scm/git.ex` of Mix.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bylaw.sources.documents.node import Malformed, Node
from bylaw.sources.manifests.elixir_terms import read_terms
from bylaw.sources.manifests.interface import Entry, Problem, Reading, Source, Unreadable
from bylaw.sources.manifests.load import load_text, problems_of
from bylaw.sources.manifests.references import plain_address
from bylaw.sources.manifests.revisions import is_commit

_PUBLIC: Final = "hexpm"
"""What locks call the registry that counts where none is named."""
_HASH: Final = re.compile(r"[0-9a-fA-F]{64}\Z")


def read(file: Source) -> Reading:
    """The packages of a Mix lock.

    Raises:
        Unreadable: it is no term of Elixir.
    """
    text = load_text(file)
    try:
        parsed = read_terms(text)
    except Malformed as error:
        message = f"it is no map of Elixir: {error.message}"
        raise Unreadable(message, error.line, error.column) from None
    root, problems = parsed.root, list(problems_of(parsed.flaws))
    if not isinstance(root.value, dict):
        problems.append(Problem("it is no map of packages", root.line, root.column))
    entries = []
    names = dict(root.items())
    for key, node in names.items():
        entry = _entry(key, node, names)
        if entry is None:
            message = f"`{key[:80]}` is no package that is known: of Hex or of git"
            problems.append(Problem(message, node.start_line, node.key_column or node.column))
        else:
            entries.append(entry)
    kept = {entry.key for entry in entries}
    if len(kept) < len(names):
        entries = [
            replace(entry, requires=tuple(each for each in entry.requires if each in kept))
            for entry in entries
        ]
    problems.sort(key=lambda each: each.line)
    return Reading(tuple(entries), tuple(problems))


def _entry(key: str, node: Node, names: dict[str, Node]) -> Entry | None:
    parts = node.elements()
    kind = parts[0].text if parts else None
    if not key or len(parts) < 3:
        return None
    if kind == "hex":
        return _of_hex(key, node, parts, names)
    address, revision = parts[1].text, parts[2].text
    if kind != "git" or not address or not revision:
        return None
    location = plain_address(address)
    options = parts[3] if len(parts) > 3 else None
    folder = options.string("sparse") or options.string("subdir") if options is not None else None
    if folder:
        location += f"?subdir={folder}"
    return Entry(
        key,
        line=node.start_line,
        column=node.key_column or node.column,
        version=revision,
        source="git",
        location=f"{location}#{revision}",
        key=key,
        pinned=is_commit(revision),
    )


def _of_hex(key: str, node: Node, parts: Sequence[Node], names: dict[str, Node]) -> Entry | None:
    """`{:hex, :name, "version", "hash", [:mix], [needs], "registry", "hash of the archive"}`."""
    name, version = parts[1].text, parts[2].text
    if not name or not version:
        return None
    said = [parts[number].text or "" if len(parts) > number else "" for number in (3, 7)]
    registry = parts[6].text or "" if len(parts) > 6 else ""
    requires: dict[str, None] = {}
    for need in parts[5].elements() if len(parts) > 5 else ():
        other = need.elements()[0].text if need.elements() else None
        if other is not None and other in names and other != key:
            requires[other] = None
    return Entry(
        name,
        line=node.start_line,
        column=node.key_column or node.column,
        version=version,
        location="" if registry == _PUBLIC else registry,
        integrity=" ".join(each for each in said if _HASH.match(each)) or None,
        key=key,
        requires=tuple(requires),
    )
