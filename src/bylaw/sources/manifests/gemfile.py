"""`Gemfile` and `gems.rb`: the gems that a Ruby project asks for, where it does so literally.

A Gemfile is a program, and is not run: all calls of `gem` count, those in conditions too. What is
computed is a problem at its line. `eval_gemfile` is followed where it names a file; `gemspec` says
that what the gem itself asks for is asked for too, which only the program in its `.gemspec` tells
and, once it is resolved, the lock. A gem is for development or tests where all of its groups are by
their names; other groups are installed unless they are optional.

Source: `dsl.rb` of Bundler; "gemfile(5)" of its documentation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from posixpath import dirname
from typing import Final

from bylaw.dataclass import dataclass
from bylaw.sources.documents.node import Malformed
from bylaw.sources.documents.text import decode
from bylaw.sources.manifests.gemfile_calls import Argument, Call, call_at, path_of
from bylaw.sources.manifests.gemfile_sources import (
    HOSTS,
    Provenance,
    from_git,
    from_host,
    from_path,
    from_registry,
    template_of,
)
from bylaw.sources.manifests.interface import (
    Entry,
    Origin,
    Problem,
    Reading,
    Scope,
    Source,
    Unreadable,
)
from bylaw.sources.manifests.load import load_text
from bylaw.sources.manifests.references import within
from bylaw.sources.manifests.ruby_tokens import Token, tokens_of

_TEST: Final = frozenset(("test", "tests", "testing", "spec", "specs"))
_DEVELOPMENT: Final = _TEST | frozenset(
    ("development", "dev", "develop", "local", "lint", "linting", "linters", "rubocop", "doc",
     "docs", "documentation", "ci", "debug", "debugging", "tools", "tooling", "benchmark",
     "benchmarks", "profiling")
)  # fmt: skip
_BLOCKS: Final = frozenset(
    ("group", "source", "path", "git", "platforms", "platform", "install_if")
)
_OPENS: Final = frozenset(
    ("if", "unless", "case", "begin", "while", "until", "for", "def", "class", "module")
)
_LOOPS: Final = frozenset(("while", "until", "for"))
_EVALUATES: Final = frozenset(("instance_eval", "class_eval", "eval", "instance_exec", "load"))
_EXACT: Final = re.compile(r"=?\s*([0-9]+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z.-]+)?)")
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,255}")
_KINDS: Final[dict[str, Origin]] = {"source": "registry", "path": "path"}
"""What a place is by the word for it; git for all others."""
_MOST_FILES: Final = 50


@dataclass(frozen=True, slots=True)
class _Context:
    """What the blocks around a call say."""

    groups: tuple[str, ...] = ()
    is_optional: bool = False
    place: Provenance | None = None
    is_conditional: bool = False
    is_loop: bool = False
    """It begins with `while` or the like, whose `do` opens nothing more."""


def read(file: Source) -> Reading:
    """The gems of a Gemfile.

    Raises:
        Unreadable: it is no text, or no program of Ruby.
    """
    reader = _Reader(file)
    reader.program(tokens_of(load_text(file)), _Context())
    return Reading(
        tuple(reader.entries), tuple(reader.problems), includes=tuple(list(reader.files)[1:])
    )


class _Reader:
    """Collects the entries of a Gemfile and of those that it includes."""

    def __init__(self, file: Source) -> None:
        self.file = file
        self.path = file.path
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self.files: dict[str, None] = {file.path: None}
        self.hosts: dict[str, str] = dict(HOSTS)
        """By name: the addresses that `{}` stands for a repository in."""

    @property
    def _shown(self) -> str:
        """The file that is read, where that is not the Gemfile itself."""
        return "" if self.path == self.file.path else self.path

    def wrong(self, token: Token, message: str) -> None:
        """Notes what cannot be understood."""
        self.problems.append(Problem(message, token.line, token.column, self._shown))

    def program(self, tokens: Sequence[Token], outer: _Context) -> None:
        """Takes the statements of a program, block by block."""
        stack = [outer]
        at, is_start = 0, True
        while at < len(tokens):
            token, context = tokens[at], stack[-1]
            before = tokens[at - 1] if at else None
            is_method = before is not None and (before.is_mark(".", "&.") or before.is_name("def"))
            at += 1
            if token.kind == "line" or token.is_mark(";") or token.is_name("then", "else"):
                is_start = True
                if context.is_loop:
                    stack[-1] = replace(context, is_loop=False)
            elif token.is_name("do") or token.is_mark("{"):
                if token.value == "do" and context.is_loop:
                    stack[-1] = replace(context, is_loop=False)
                else:
                    stack.append(replace(context, is_loop=False))
                at, is_start = _behind_parameters(tokens, at), True
            elif token.is_name("end") or token.is_mark("}"):
                if len(stack) > 1:
                    stack.pop()
                is_start = False
            elif token.kind != "name" or is_method:
                is_start = False
            elif token.value in _OPENS and (is_start or (before and before.is_mark("=", "("))):
                is_condition = token.value in ("if", "unless", "case")
                stack.append(
                    replace(
                        context,
                        is_conditional=context.is_conditional or is_condition,
                        is_loop=token.value in _LOOPS,
                    )
                )
                is_start = False
            elif token.value in _EVALUATES:
                self.wrong(token, f"what `{token.value}` runs is not read")
                is_start = False
            elif _is_call(token, tokens, at, is_start, self.hosts):
                call = call_at(tokens, at - 1)
                if before is not None and before.is_mark("&&"):
                    context = replace(context, is_conditional=True)
                inner = self._called(token, call, context, tokens)
                at, is_start = call.next, False
                if inner is not None and at < len(tokens) and _opens_block(tokens[at]):
                    stack.append(inner)
                    at, is_start = _behind_parameters(tokens, at + 1), True
            else:
                is_start = False

    def _called(
        self, token: Token, call: Call, context: _Context, tokens: Sequence[Token]
    ) -> _Context | None:
        """What a block of this call says; None where it is no call with a block."""
        word = token.value
        if word == "gem":
            self._gem(token, call, context)
        elif word == "plugin":
            self._gem(token, call, replace(context, groups=(), is_optional=False), "build")
        elif word == "eval_gemfile":
            self._include(token, call, context)
        elif word == "git_source":
            name = call.arguments[0].literal if call.arguments else None
            template = template_of(tokens, call.next)
            if isinstance(name, str):
                self.hosts[name] = template or self.hosts.get(name, f"{name}:{{}}")
        elif word == "group":
            return self._group(call, context)
        elif word in ("platforms", "platform", "install_if"):
            return context
        elif word in _BLOCKS or word in self.hosts:
            place = self._place(word, call.arguments[0], call) if call.arguments else None
            if place is None and call.next < len(tokens) and _opens_block(tokens[call.next]):
                self.wrong(token, f"where `{word}` leads to is computed")
                place = Provenance(_KINDS.get(word, "git"))
            return replace(context, place=place)
        return None

    def _group(self, call: Call, context: _Context) -> _Context:
        named: list[str] = []
        for each in call.arguments:
            said = each.literal
            if not each.key:
                named += (said,) if isinstance(said, str) else said or ("?",)
        optional = call.option("optional")
        is_optional = optional is not None and any(each.is_name("true") for each in optional.tokens)
        return replace(
            context,
            groups=(*context.groups, *named),
            is_optional=context.is_optional or is_optional,
        )

    def _gem(self, token: Token, call: Call, context: _Context, scope: Scope | None = None) -> None:
        name = call.arguments[0].literal if call.arguments else None
        if not isinstance(name, str) or call.arguments[0].key or not _NAME.fullmatch(name):
            self.wrong(token, "the name of this gem is computed, or none that a gem can have")
            return
        wanted: list[str] = []
        computed = False
        for each in call.arguments[1:]:
            said = each.literal
            if not each.key and said is None:
                computed = True
            elif not each.key and said is not None:
                wanted += (said,) if isinstance(said, str) else said
        if computed:
            self.wrong(token, f"what is asked of `{name[:80]}` is computed in parts")
        place = self._given(token, name, call) or context.place or Provenance()
        groups = list(context.groups)
        if (option := call.option("group", "groups")) is not None:
            said = option.literal
            groups += (said,) if isinstance(said, str) else said or ("?",)
        requirement = ", ".join(wanted)
        exact = _EXACT.fullmatch(requirement.strip()) if not computed else None
        last = call.last
        self.entries.append(
            Entry(
                name,
                line=token.line,
                column=token.column,
                end_line=last.end_line if last.end_line > token.line else 0,
                end_column=last.end_column,
                version=exact[1] if exact else None,
                requirement=requirement,
                scope=scope or _scope(groups, context.is_optional),
                source=place.source,
                location=place.location,
                pinned=place.pinned,
                path=self._shown,
                unlocked=scope == "build",
            )
        )

    def _given(self, token: Token, name: str, call: Call) -> Provenance | None:
        """Where the options of a gem say that it comes from."""
        for each in call.arguments[1:]:
            if each.key in ("git", "path", "source") or each.key in self.hosts:
                place = self._place(each.key, each, call)
                if place is None:
                    self.wrong(token, f"where `{name[:80]}` comes from is computed")
                    return Provenance(_KINDS.get(each.key, "git"))
                return place
        return None

    def _place(self, kind: str, argument: Argument, call: Call) -> Provenance | None:
        """The place that a value names; None where it is computed."""
        if kind == "path":
            path = path_of(argument.tokens)
            return None if path is None else from_path(dirname(self.path), path)
        said = argument.literal
        if not isinstance(said, str):
            return None
        if kind == "source":
            return from_registry(said)
        revision = ""
        for name in ("ref", "tag", "branch"):
            option = call.option(name)
            value = option.literal if option is not None else None
            if isinstance(value, str):
                revision = value
                break
        if kind == "git":
            return from_git(said, revision)
        return from_host(kind, self.hosts[kind], said, revision)

    def _include(self, token: Token, call: Call, context: _Context) -> None:
        """Takes the statements of another Gemfile."""
        written = path_of(call.arguments[0].tokens) if call.arguments else None
        if written is None:
            self.wrong(token, "which file this includes is computed")
            return
        path = within(dirname(self.path), written)
        if path is None:
            self.wrong(token, f"`{written[:80]}` is out of the repository")
            return
        if path in self.files:
            return
        data = self.file.tree.read(path)
        if data is None:
            if not (call.is_conditional or context.is_conditional):
                self.wrong(token, f"there is no `{written[:80]}`")
            return
        if len(self.files) > _MOST_FILES:
            self.wrong(token, f"more than {_MOST_FILES} files are not read")
            return
        self.files[path] = None
        outer, self.path = self.path, path
        try:
            self.program(tokens_of(decode(data)), context)
        except (Malformed, Unreadable) as error:
            message = f"it cannot be read: {error.message}"
            self.problems.append(Problem(message, error.line, error.column, path))
        self.path = outer


def _opens_block(token: Token) -> bool:
    return token.is_name("do") or token.is_mark("{")


def _is_call(
    token: Token, tokens: Sequence[Token], at: int, is_start: bool, hosts: dict[str, str]
) -> bool:
    """Whether a word is a call that counts; those that ask for gems do so wherever they stand."""
    word = token.value
    following = tokens[at] if at < len(tokens) else None
    if word in ("gem", "eval_gemfile"):
        if following is None or following.kind in ("line", "number"):
            return False
        return following.kind != "mark" or following.is_mark("(", "[", "*")
    if not is_start or (following is not None and following.is_mark("=", ".")):
        return False
    return word in _BLOCKS or word in hosts or word in ("plugin", "git_source")


def _behind_parameters(tokens: Sequence[Token], at: int) -> int:
    """The index behind `|a, b|` of a block."""
    if at < len(tokens) and tokens[at].is_mark("||"):
        return at + 1
    if at < len(tokens) and tokens[at].is_mark("|"):
        end = at + 1
        while end < len(tokens) and not tokens[end].is_mark("|") and tokens[end].kind != "line":
            end += 1
        return end + 1
    return at


def _scope(groups: Sequence[str], is_optional: bool) -> Scope:
    if groups and _TEST.issuperset(groups):
        return "test"
    if groups and _DEVELOPMENT.issuperset(groups):
        return "development"
    return "optional" if is_optional else "runtime"
