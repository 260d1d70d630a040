"""Marks of AI assistance in commits, in records, and around uncommitted work.

A mark is anchored on an e-mail address or on a trailer that only an agent writes, never on a
person's name. Marks can be forged, and their absence proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, Literal

from bylaw.dataclass import dataclass
from bylaw.facts.place import Unknown

if TYPE_CHECKING:
    from bylaw.sources.git.commits import Commit

EMAILS: Final = {
    "noreply@anthropic.com": "claude",
    "noreply@openai.com": "codex",
    "noreply@aider.chat": "aider",
    "aider@aider.chat": "aider",
    "cursoragent@cursor.com": "cursor",
    "223556219+copilot@users.noreply.github.com": "copilot",
    "198982749+copilot@users.noreply.github.com": "copilot",
    "copilot@github.com": "copilot",
    "amp@ampcode.com": "amp",
    "roomote@roocode.com": "roo",
    "noreply@windsurf.com": "windsurf",
    "noreply@codeium.com": "windsurf",
    "openhands@all-hands.dev": "openhands",
    "gemini-cli@google.com": "gemini",
}
BOTS: Final = {
    "copilot-swe-agent[bot]": "copilot",
    "cursor[bot]": "cursor",
    "devin-ai-integration[bot]": "devin",
    "factory-droid[bot]": "factory",
    "google-labs-jules[bot]": "jules",
}
"""Accounts on GitHub: `ID+NAME[bot]@users.noreply.github.com`."""
CREDITS: Final = frozenset(("co-authored-by", "assisted-by", "co-developed-by", "generated-by"))
"""Trailers whose address counts. A sign-off is a person's, and is none of them."""
KEYS: Final = {
    "agent-logs-url": ("copilot", re.compile(r"https://\S+")),
    "amp-thread-id": ("amp", re.compile(r"https://ampcode\.com/threads/T-\S+")),
    "entire-checkpoint": ("entire", re.compile(r"\S+")),
}
ADDRESS: Final = re.compile(r"<([^<>\s]+@[^<>\s]+)>\s*$")
ASSISTED: Final = re.compile(r"([A-Za-z][\w.+-]*(?: [\w.+-]+){0,3}):[^\s/]\S*")
"""The Linux kernel's `Assisted-by: AGENT_NAME:MODEL_VERSION [TOOL…]`."""
LINE: Final = re.compile(r"^\s*([A-Za-z][A-Za-z-]*):[ \t]*(\S.*)$")
CLAUDE_CODE: Final = re.compile(
    r"Generated with \[?Claude Code\]?(?:\(https://(?:www\.)?claude\.(?:com|ai)/\S*\)|\s*$)"
)
AIDER_NAME: Final = " (aider)"

RUNNING: Final = (
    ("CLAUDECODE", "claude"),
    ("CURSOR_AGENT", "cursor"),
    ("CODEX_SANDBOX", "codex"),
    ("CODEX_SANDBOX_NETWORK_DISABLED", "codex"),
    ("CODEX_THREAD_ID", "codex"),
    ("CODEX_CI", "codex"),
    ("COPILOT_CLI", "copilot"),
    ("GEMINI_CLI", "gemini"),
    ("OPENCODE", "opencode"),
    ("AUGMENT_AGENT", "augment"),
    ("CLINE_ACTIVE", "cline"),
    ("GOOSE_TERMINAL", "goose"),
    ("QWEN_CODE", "qwen"),
)
"""Variables that an agent sets for the programs it runs, and that it sets for nobody else."""
NAMED: Final = ("AI_AGENT", "AGENT")
"""Variables whose value is the agent's name."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One mark. `run`: an agent asked for this judgement."""

    kind: Literal["trailer", "message", "author", "note", "record", "run"]
    strength: Literal["strong", "weak"]
    agent: str
    text: str
    commit: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """What the marks add up to."""

    marked: bool
    assisted: bool | Unknown
    agents: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def attribution(
    evidence: Iterable[Evidence], unmarked: Literal["unknown", "human", "assisted"]
) -> Attribution:
    """Add marks up; without one, `assisted` is what configuration says of unmarked changes."""
    marks = tuple(evidence)
    assisted: bool | Unknown = True
    if not marks:
        assisted = unmarked == "assisted"
        if unmarked == "unknown":
            assisted = Unknown(
                "change.ai.assisted",
                "no-mark",
                "No mark of AI assistance was found, which does not prove that there was none.",
                "Set ai.unmarked to human or assisted in bylaw.yaml.",
            )
    return Attribution(bool(marks), assisted, tuple(dict.fromkeys(m.agent for m in marks)), marks)


def agent_of(env: Mapping[str, str]) -> str | None:
    """The agent that runs this process, by the variables agents set for their own programs."""
    for name, agent in RUNNING:
        if env.get(name, "") not in ("", "0", "false"):
            return agent
    for name in NAMED:
        if found := re.fullmatch(r"([A-Za-z][\w.-]{1,40})(?:@[\w.-]*)?", env.get(name, "")):
            return found[1].lower()
    return None


def of_run(agent: str) -> Evidence:
    """The mark of work that is judged for an agent."""
    return Evidence("run", "strong", agent.lower(), f"judged for {agent}")


def of_commit(commit: Commit) -> Iterator[Evidence]:
    """The marks of one commit: its people, its trailers, then lines of its message."""
    for person in dict.fromkeys((commit.author, commit.committer)):
        agent = _of_address(person.email)
        if agent is None and person.name.endswith(AIDER_NAME):
            agent = "aider"
        if agent:
            yield Evidence("author", "strong", agent, f"{person.name} <{person.email}>", commit.id)
    seen = set()
    for trailer in commit.trailers:
        agent = _of_trailer(trailer.key, trailer.value)
        seen.add((trailer.key.lower(), trailer.value))
        if agent:
            text = f"{trailer.key}: {trailer.value}"
            yield Evidence("trailer", "strong", agent, text, commit.id)
    for line in commit.message.split("\n"):
        found = LINE.match(line)
        agent = None
        if found:
            key, value = found[1], found[2].strip()
            agent = None if (key.lower(), value) in seen else _of_trailer(key, value)
        if agent is None and CLAUDE_CODE.search(line):
            agent = "claude"
        if agent:
            yield Evidence("message", "weak", agent, line.strip(), commit.id)


def _of_trailer(key: str, value: str) -> str | None:
    key = key.lower()
    if key in KEYS:
        agent, shape = KEYS[key]
        return agent if shape.match(value) else None
    if key not in CREDITS:
        return None
    address = ADDRESS.search(value)
    if address:
        return _of_address(address[1])
    if key == "assisted-by" and (named := ASSISTED.match(value)):
        return named[1].lower()
    return None


def _of_address(address: str) -> str | None:
    address = address.lower()
    if address in EMAILS:
        return EMAILS[address]
    user, _, host = address.partition("@")
    if host == "users.noreply.github.com":
        number, plus, name = user.rpartition("+")
        if not plus or number.isdigit():
            return BOTS.get(name)
    return None


def of_record(line: str, path: str, touched: Container[str]) -> Iterator[Evidence]:
    """The marks in one line of an Agent Trace file: files that were touched, not by people alone.

    After Agent Trace 0.1.0. Who contributed a range may be said of it or of its conversation.
    """
    import json

    try:
        trace = json.loads(line)
        tool = trace.get("tool") or {}
        agent = str(tool.get("name") or "unknown").lower()[:40]
        for file in trace["files"]:
            if str(file["path"]).removeprefix("./") not in touched:
                continue
            for conversation in file["conversations"]:
                for part in (conversation, *(conversation.get("ranges") or ())):
                    kind = (part.get("contributor") or {}).get("type")
                    if kind in ("ai", "mixed"):
                        text = f"{path}: {kind} contributor to {file['path']}"
                        yield Evidence("record", "strong", agent, text)
                        return
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return  # not a record
