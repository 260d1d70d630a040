"""What git-ai notes down about a commit: which lines an agent wrote (`refs/notes/ai`).

After the Git AI standard, `authorship/3.0.0`: paths, below each its lines by who wrote them, then
`---`, then JSON that says who is who. An id `h_…` is a person. Anybody who may push can write such
a note; it is data like a trailer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from bylaw.sources.git.attribution import Evidence
from bylaw.sources.git.objects import TooLarge

if TYPE_CHECKING:
    from bylaw.sources.git.commits import Commit
    from bylaw.sources.git.store import Store

REF: Final = "refs/notes/ai"
LARGEST: Final = 1 << 20
"""Bytes of a note that is read."""
SCHEMA: Final = "authorship/3."
NAME: Final = re.compile(r"[A-Za-z][\w.+ -]{0,39}")


def of_note(store: Store, commit: Commit) -> Iterator[Evidence]:
    """The mark in a commit's note: strong where lines are an agent's, weak where it took part."""
    try:
        note = _note(store, commit.id)
    except TooLarge as large:
        text = f"{REF}: a note of {large.size} bytes, at most {LARGEST} are read"
        yield Evidence("note", "weak", "unknown", text, commit.id)
        return
    if note is None:
        return
    for agent, wrote in agents_of(note.decode(errors="replace")).items():
        said = "lines by" if wrote else "work with"
        strength: Any = "strong" if wrote else "weak"
        yield Evidence("note", strength, agent, f"{REF}: {said} {agent}", commit.id)


def agents_of(note: str) -> dict[str, bool]:
    """The agents that a note names, and whether lines of the commit are theirs."""
    lines, mark, data = f"\n{note}".partition("\n---\n")
    try:
        said = json.loads(data)
        if not mark or not str(said["schema_version"]).startswith(SCHEMA):
            return {}
        who = {
            str(key): _name(entry)
            for kind in ("prompts", "sessions")
            for key, entry in (said.get(kind) or {}).items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    found = dict.fromkeys(who.values(), False)
    for line in lines.split("\n"):
        if line.startswith("  ") and (entry := line.split()):
            key = entry[0].partition("::")[0]  # a session's turn is `s_…::t_…`
            if not key.startswith("h_"):
                found[who.get(key, "unknown")] = True
    return found


def _name(entry: Any) -> str:
    """The tool that a prompt or a session was with."""
    tool = entry["agent_id"]["tool"] if isinstance(entry.get("agent_id"), dict) else ""
    return tool.lower() if isinstance(tool, str) and NAME.fullmatch(tool) else "unknown"


def _note(store: Store, oid: str) -> bytes | None:
    """A commit's note, by the ways in which git spreads notes over folders."""
    notes = store.ref(REF)
    if notes is None:
        return None
    for path in (oid, f"{oid[:2]}/{oid[2:]}", f"{oid[:2]}/{oid[2:4]}/{oid[4:]}"):
        found = store.objects.blob(f"{notes}:{path}", LARGEST)
        if found is not None:
            return found
    return None
