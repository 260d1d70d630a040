r"""Imports of Ruby: https://docs.ruby-lang.org/en/master/Kernel.html#method-i-require.

`require`, `require_relative`, `load` and `autoload :Name, "path"` of a literal path, or of one from
`__dir__` or `__FILE__` (`File.expand_path("../a", __FILE__)`, `File.join(__dir__, "a")`).

**Constants are not imports.** A Rails application, and whatever else Zeitwerk loads, names classes
without requiring them: of such code there are few edges or none, and a rule about its components
sees only what is required by a path. Nor are `autoload :Name` without a path (Active Support),
`Bundler.require`, paths that are computed, changes of `$LOAD_PATH`, and files without an extension
(Rakefile, Gemfile) read.

`require "a/b"` is looked for below every folder that is on the load path by custom: `lib`, `test`,
`spec`, `features`, those of `app`, and the root, the closest to the importing file first; `./a` in
the file's own folder, then in those above it. What is not there is where it would have to be, in a
`lib` that has `a.rb` and the folder of the file; else it is a gem outside, named by its first part:
`rack` for `rack/session`, and so is what lies in `vendor`. Rails' gems have their own names
(`activesupport` for `active_support`), and those below `net` both parts (`net-ssh`). What Ruby
brings along (https://stdgems.org) is no package. A path that leads out of the repository is no
edge.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from posixpath import normpath
from typing import Any, Final

from bylaw.sources.imports.escapes import unescaped
from bylaw.sources.imports.folders import LONGEST, common
from bylaw.sources.imports.interface import (
    ERRORS,
    Files,
    Found,
    Reading,
    Resolve,
    Statement,
    Target,
    inside,
    outside,
    unclear,
)

_RULE: Final = {
    "rule": {
        "any": [
            {
                "kind": "call",
                "has": {
                    "field": "method",
                    "regex": "^(require|require_relative|load|autoload)$",
                },
            },
            {"kind": "uninterpreted"},
            *ERRORS,
        ]
    }
}
_RECEIVERS: Final = frozenset({"Kernel", "self", "Object", "::Kernel"})
_STRINGS: Final = ("string", "chained_string")
_ROOTS: Final = frozenset({"lib", "test", "tests", "spec", "features"})
_OWN: Final = frozenset(
    {
        *("abbrev", "base64", "benchmark", "bigdecimal", "bundler", "cgi", "complex"),
        *("continuation", "coverage", "csv", "date", "debug", "delegate", "did_you_mean"),
        *("digest", "drb", "English", "enumerator", "erb", "error_highlight", "etc"),
        *("expect", "fcntl", "fiber", "fiddle", "fileutils", "find", "forwardable"),
        *("getoptlong", "io", "ipaddr", "irb", "json", "kconv", "logger", "matrix", "mkmf"),
        *("monitor", "mutex_m", "nkf", "objspace", "observer", "open-uri", "open3"),
        *("openssl", "optparse", "ostruct", "pathname", "pp", "prettyprint", "prime"),
        *("prism", "pstore", "psych", "pty", "random", "rational", "rbconfig", "rdoc"),
        *("readline", "reline", "resolv", "resolv-replace", "rinda", "ripper", "rubygems"),
        *("securerandom", "set", "shellwords", "singleton", "socket", "stringio"),
        *("strscan", "syntax_suggest", "syslog", "tempfile", "thread", "time", "timeout"),
        *("tmpdir", "tracer", "tsort", "un", "unicode_normalize", "uri", "weakref"),
        *("win32ole", "yaml", "zlib"),
    }
)
_OWN_OF_NET: Final = frozenset({"ftp", "http", "https", "imap", "pop", "protocol", "smtp"})
_GEMS: Final = {
    "abstract_controller": "actionpack",
    "action_cable": "actioncable",
    "action_controller": "actionpack",
    "action_dispatch": "actionpack",
    "action_mailbox": "actionmailbox",
    "action_mailer": "actionmailer",
    "action_pack": "actionpack",
    "action_text": "actiontext",
    "action_view": "actionview",
    "active_job": "activejob",
    "active_model": "activemodel",
    "active_record": "activerecord",
    "active_storage": "activestorage",
    "active_support": "activesupport",
}


def extract(root: Any, text: str) -> Reading:
    """See interface."""
    found = Found(r"\b(?:require|require_relative|load|autoload)\b\s*\(?\s*[\"':]")
    for node in root.find_all(_RULE):
        kind = node.kind()
        # the grammar takes `__END__ x` for the end, too
        if kind == "ERROR" or (kind == "uninterpreted" and not node.text().startswith("\n")):
            found.error(node)
        elif kind == "call":
            _call(node, found)
    return found.reading()


def _call(node: Any, found: Found) -> None:
    method = node.field("method").text()
    receiver, arguments = node.field("receiver"), node.field("arguments")
    if arguments is None or (receiver is not None and receiver.text() not in _RECEIVERS):
        return
    values = [each for each in arguments.children() if each.is_named()]
    if method == "autoload":
        values = values[1:]
    if not values:
        return
    said = _path(values[0])
    if said is None:
        if any(each.kind() == "ERROR" for each in node.children()):
            found.error(node)
        return
    path, is_own = said
    form = "own" if is_own or method == "require_relative" else method
    found.add(values[0], path, form=form)


def _path(node: Any) -> tuple[str, bool] | None:
    """A literal path, and whether it begins at the file's own folder."""
    match node.kind():
        case "string" | "chained_string":
            return _literal(node)
        case "binary":
            left, right = node.field("left"), node.field("right")
            if left is None or right is None or left.text() != "__dir__":
                return None
            said = _literal(right) if right.kind() in _STRINGS else None
            return None if said is None else (said[0].lstrip("/"), True)
        case "call":
            return _of_file(node)
    return None


def _literal(node: Any) -> tuple[str, bool] | None:
    """A string, of which nothing is computed but `#{__dir__}` at its beginning."""
    if node.kind() == "chained_string":
        said = [_literal(each) for each in node.children()]
        known = [each for each in said if each is not None]
        if len(known) < len(said) or any(is_own for _, is_own in known[1:]):
            return None
        return "".join(path for path, _ in known), known[0][1]
    parts = [each for each in node.children() if each.is_named()]
    is_own = bool(parts) and parts[0].text() == "#{__dir__}"
    contents = parts[1:] if is_own else parts
    if not contents or any(
        each.kind() not in ("string_content", "escape_sequence") for each in contents
    ):
        return None
    path = "".join(
        each.text() if each.kind() == "string_content" else unescaped(each.text())
        for each in contents
    )
    return (path.lstrip("/") if is_own else path), is_own


def _of_file(node: Any) -> tuple[str, bool] | None:
    """`File.expand_path("../a", __FILE__)`, `File.join(__dir__, "a", "b")`."""
    receiver, method, arguments = (node.field(one) for one in ("receiver", "method", "arguments"))
    if receiver is None or arguments is None or receiver.text() not in ("File", "::File"):
        return None
    values = [each for each in arguments.children() if each.is_named()]
    if method.text() == "expand_path" and len(values) == 2 and values[0].kind() in _STRINGS:
        said, base = _literal(values[0]), values[1].text()
        if said is None or base not in ("__FILE__", "__dir__"):
            return None
        return (said[0] if base == "__dir__" else _above(said[0])), True
    if method.text() != "join" or not values or values[0].text() != "__dir__":
        return None
    said_all = [_literal(each) if each.kind() in _STRINGS else None for each in values[1:]]
    parts = [each[0].strip("/") for each in said_all if each is not None]
    return ("/".join(parts), True) if parts and len(parts) == len(said_all) else None


def _above(path: str) -> str:
    """What is said from a file itself, said from its folder."""
    return path[3:] if path.startswith("../") else f"{path}\0"


def resolver(files: Files) -> Resolve:
    """See interface."""
    return _Paths(files).resolve


class _Paths:
    """Where paths of Ruby lead, in one tree."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._found: Callable[[str, str], Target] = cache(self._find)

    def resolve(self, path: str, statement: Statement) -> Sequence[Target]:
        """See interface."""
        module = statement.module
        if len(module) > LONGEST:
            return (unclear(module[:LONGEST], "its name is too long"),)
        if "\0" in module:
            return ()
        folder = path.rpartition("/")[0]
        if statement.form != "own":
            if module.startswith(("/", "~")):
                return ()
            full = _with_extension(module, statement.form)
            if not module.startswith(("./", "../")):
                return (self._found(full, folder),)
            folder = self._folder_of(full, folder)
        target = normpath(f"{folder}/{module}" if folder else module)
        if target.startswith(("../", "/")) or target in ("..", "."):
            return ()
        target = _with_extension(target, statement.form)
        return (inside(target, target),)

    def _folder_of(self, path: str, folder: str) -> str:
        """The folder that a program is started in, which has this file; else the root."""
        while folder and normpath(f"{folder}/{path}") not in self._files:
            folder = folder.rpartition("/")[0]
        return folder

    def _find(self, path: str, folder: str) -> Target:
        there = [
            each
            for each in self._files.named(path.rpartition("/")[2])
            if each == path or (each.endswith(f"/{path}") and _is_root(each[: -len(path) - 1]))
        ]
        first = path.partition("/")[0].removesuffix(".rb")
        name = path.removesuffix(".rb")
        own = _is_own(name, first)
        if own:
            there = [each for each in there if f"{folder}/".startswith(_project(each, path))]
        if there:
            target = min(there, key=lambda each: _closeness(each, folder))
            return inside(name, target)
        if own:
            return outside(name, None)
        missing = self._missing(path, first, folder)
        if missing is not None:
            return inside(name, missing)
        if first == "net" and "/" in name:
            return outside(name, f"net-{name.split('/')[1]}")
        return outside(name, _GEMS.get(first, first))

    def _missing(self, path: str, first: str, folder: str) -> str | None:
        """The file in a gem of the repository: in the `lib` that has the gem's first file."""
        there = [
            f"{each.rpartition('/')[0]}/{path}"
            for each in self._files.named(f"{first}.rb")
            if f"/{each}".endswith(f"/lib/{first}.rb") and "/vendor/" not in f"/{each}"
        ]
        there = [each for each in there if self._files.has_folder(each.rpartition("/")[0])]
        return min(there, key=lambda each: _closeness(each, folder)) if there else None


def _with_extension(path: str, form: str) -> str:
    if form == "load" or path.endswith(".rb"):
        return path
    return f"{path.removesuffix('.so')}.rb"


def _is_own(name: str, first: str) -> bool:
    """Whether Ruby itself brings it along."""
    if first == "net":
        return name.partition("/")[2].partition("/")[0] in _OWN_OF_NET
    return first in _OWN


def _is_root(folder: str) -> bool:
    """Whether a folder is on the load path by custom, and not of a vendored gem."""
    if "/vendor/" in f"/{folder}/":
        return False
    above, _, last = folder.rpartition("/")
    return last in _ROOTS or above.rpartition("/")[2] == "app"


def _project(found: str, path: str) -> str:
    """The beginning of all paths in the folder that holds the `lib` in which a file was found."""
    above = found[: -len(path)].rstrip("/").rpartition("/")[0]
    return above and f"{above}/"


def _closeness(path: str, folder: str) -> tuple[int, bool, str]:
    """A key by which the closest path comes first; of equal ones what is in `lib`."""
    return -common(path, folder), "/lib/" not in f"/{path}", path
