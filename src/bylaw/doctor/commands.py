"""Shell lines that run bylaw: with which profile, and what becomes of the answer.

This reads text; it knows no shell. What it sees is what people commonly write; what it cannot see,
such as a script in a file, is said to be not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.doctor.yaml import LONGEST

_RUN: Final = re.compile(
    r"""(?:^|[\s;&|("'`/=])bylaw(?:\.exe)?["']?\s+(check|publish)(?=\s|$|["';)|&])"""
)
_INSTALL: Final = re.compile(
    r"\b(?:pip3?|pipx|uv)\b[^\n;&|]*\binstall\b[^\n;&|]*|\b(?:uvx|pipx run)\b[^\n;&|]*"
)
_NAMED: Final = re.compile(r"""(?:^|[\s"'/])bylaw\b([^\s"']*)""")
_SWALLOWED: Final = re.compile(r"\|\||(?<!&)&\s*(?:$|[^&\s>])")
_TALK: Final = re.compile(
    r"\s*(?:\w+=\S*\s+)*(?:echo|printf|cat|grep|git|pip3?|which|type|alias|export|local|declare|:)\b"
)
"""Commands that do not run what they name, unless it stands in `$(…)`: then its answer is lost."""
_CHANGE: Final = re.compile(
    r"^HEAD$|github\.sha|head_ref|head\.(?:sha|ref)|GITHUB_(?:SHA|HEAD_REF)|CI_COMMIT_(?:SHA|REF)|"
    r"SOURCE_BRANCH"
)
_CONDITION: Final = re.compile(r"^\s*(?:if|while|until|elif|!)\s")
_LENIENT: Final = re.compile(r"(?:^|[\s;])set\s+\+(?:[a-df-z]*e|o\s+errexit)")
_PIPEFAIL: Final = re.compile(r"(?:^|[\s;])set\s+-[a-z]*o\s+pipefail")
_REDIRECT: Final = re.compile(r"[0-9]?>&[0-9-]|&>>?")
_PLAIN: Final = re.compile(
    r"(?:sudo )?(?:python3?(?:\.\d+)? (?:-I )?-m (?:pip|venv)|pip3?|pipx|uv|uvx|git|echo|mkdir|cd|"
    r"set|export|printf|apt-get|apk|rm|test|\[|true|:)(?:\s|$)"
)
_OWN: Final = re.compile(
    r"\binstall\b.*\s(?:-[er]\b|--editable|--requirement|[\"']?\.(?:[\s/\[\"']|$))|&&|\|"
)
"""Installing the change itself, or what it lists, runs code of it; and so may what follows."""


@dataclass(frozen=True, slots=True)
class Command:
    """One run of bylaw in a script."""

    verb: str
    """`check` or `publish`."""
    text: str
    """The rest of its line, without the script before it."""
    is_swallowed: bool
    """The script goes on, and may succeed, whatever bylaw answers."""
    is_piped: bool
    """Its answer is lost unless the shell has `pipefail`."""

    @property
    def elsewhere(self) -> str:
        """An option by which it judges something else than the change, or by the change's rules."""
        for flag in ("staged", "worktree", "patch"):
            if self.has(flag):
                return f"--{flag}"
        for name in ("base", "policy-ref"):
            value = self.option(name)
            if value is not None and names_change(value):
                return f"--{name} {value}"
        return ""

    @property
    def is_ci(self) -> bool:
        """Whether the target branch judges."""
        profile = self.option("profile")
        return self.verb == "publish" or profile == "ci"

    def option(self, name: str) -> str | None:
        """The value of an option, as written; None where it is not there."""
        value = r"""["']?(\$\{\{[^}]*\}\}|[^\s"';|&)]*)"""
        found = re.search(rf"--{name}(?![\w-])(?:[=\s]+{value})?", self.text)
        return (found[1] or "") if found else None

    def has(self, flag: str) -> bool:
        """Whether a flag is there."""
        return re.search(rf"--{flag}(?![\w-])", self.text) is not None


def commands(script: str) -> list[Command]:
    """The runs of bylaw in a script."""
    if "bylaw" not in script:
        return []
    lines = _lines(script)
    is_lenient, has_pipefail = False, False
    found = []
    for at, line in enumerate(lines):
        match = _RUN.search(line)
        talks = match is not None and _TALK.match(_segment(line[: match.start()]))
        if match is not None and not (talks and "$(" not in line[: match.start() + 1]):
            before, rest = line[: match.start()], line[match.start() :]
            rest = _REDIRECT.sub(" ", rest)
            is_last = at == len(lines) - 1
            is_swallowed = (
                is_lenient
                or bool(talks)
                or _CONDITION.match(before + " ") is not None
                or _CONDITION.match(line) is not None
                or _SWALLOWED.search(rest) is not None
                or ("&&" in rest and not is_last)
            )
            is_piped = re.search(r"(?<!\|)\|(?!\|)", rest) is not None and not has_pipefail
            found.append(Command(match[1], rest, is_swallowed, is_piped))
        is_lenient = is_lenient or _LENIENT.search(line) is not None
        has_pipefail = has_pipefail or _PIPEFAIL.search(line) is not None
    return found


def _lines(script: str) -> list[str]:
    """Lines as a shell joins them, without comments and blank ones."""
    text = re.sub(r"\\\r?\n", " ", script[:LONGEST])
    stripped = (re.sub(r"(?:^|\s)#.*", "", line).strip() for line in text.split("\n"))
    return [line for line in stripped if line]


def _segment(text: str) -> str:
    """What stands before a command in the same one: behind the last `;`, `|`, `&`."""
    return re.split(r"[;|&]", text)[-1]


def names_change(value: str) -> bool:
    """Whether a revision is the change itself, so that nothing is between it and the change."""
    return _CHANGE.search(value) is not None


def unpinned(scripts: Iterable[str]) -> str:
    """How bylaw is installed, where no version is named; empty elsewhere."""
    for script in scripts:
        for line in _lines(script):
            for install in _INSTALL.finditer(line):
                for named in _NAMED.finditer(install[0]):
                    if not re.match(r"(?:\[[\w,.-]*\])?(?:==|@|\s*@)", named[1]):
                        return install[0].strip()[:200]
    return ""


def is_plain(script: str) -> bool:
    """Whether a script runs nothing of the change: it installs, fetches, or makes folders."""
    return all(_PLAIN.match(line) and not _OWN.search(line) for line in _lines(script))
