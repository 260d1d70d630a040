"""`go.sum`: the hashes of the modules that a Go module was ever built of.

It is no list of what a build takes: a version that is no longer used stays until `go mod tidy`,
and modules that only took part in choosing versions stand there too. Which ones count, `go.mod`
says; an entry here gives the module of that name and version its hash, and nothing more. The lines
of `go.mod` files alone (`v1.2.3/go.mod h1:…`) are not the code that is built, and are left out.

Source: the Go modules reference, "go.sum files".
"""

from __future__ import annotations

from bylaw.sources.manifests.interface import Entry, Problem, Reading, Source
from bylaw.sources.manifests.load import load_text


def read(file: Source) -> Reading:
    """The hashed modules of a `go.sum`."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    seen: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(load_text(file).split("\n"), 1):
        words = line.split()
        if not words:
            continue
        if len(words) != 3 or not words[1].startswith("v") or ":" not in words[2]:
            problems.append(Problem("this is not `module version hash`", number))
            continue
        name, version, integrity = words
        if version.endswith("/go.mod"):
            continue
        key = f"{name}@{version}"
        if key in seen:
            known, place = seen[key]
            if known != integrity:
                problems.append(Problem(f"line {place} has another hash of `{key[:80]}`", number))
            continue
        seen[key] = integrity, number
        entries.append(Entry(name, "", number, version=version, integrity=integrity, key=key,
                             pinned=True))  # fmt: skip
    return Reading(tuple(entries), tuple(problems))
