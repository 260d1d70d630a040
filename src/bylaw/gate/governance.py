"""Which configuration and policies a tree holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bylaw.dataclass import dataclass
from bylaw.gate.errors import Wrong
from bylaw.gate.globs import wrong_globs
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs import builtin
from bylaw.packs.cache import Cache
from bylaw.packs.find import DEFAULT, find
from bylaw.packs.text import PackText
from bylaw.packs.tree import Tree, Unreadable

if TYPE_CHECKING:
    from bylaw.config.model import Config
    from bylaw.config.waiver_file import WaiverFile

CONFIG: Final = "bylaw.yaml"
START: Final = "start"
_ASIDE: Final = frozenset(
    {"example", "examples", "test", "tests", "testdata", "fixtures", "__fixtures__",
     "vendor", "third_party", "node_modules"}
)  # fmt: skip
_NEAR_MISSES: Final = ("bylaw.yml", ".bylaw.yaml", ".bylaw.yml", "bylaw.json", "bylaw.toml")


@dataclass(frozen=True, slots=True)
class Governance:
    """What judges: a configuration, and the packs whose rules run."""

    config: Config | None
    packs: tuple[PackText, ...]
    source: str
    """Where it came from, for people."""
    files: tuple[tuple[str, bytes], ...] = ()
    """The files of the tree that it was read from."""
    globs: tuple[str, ...] = (DEFAULT,)
    """Where the tree's own policies are."""
    own: bool = False
    """Whether the tree says anything; otherwise it is the pack `start`."""
    notices: tuple[str, ...] = ()
    waivers: WaiverFile | None = None
    """What the tree accepts; None where it has no file of waivers."""
    waivers_path: str = ""
    """Where that file is, or would be."""


def read(tree: Tree, cache: Cache, config_path: str = CONFIG) -> Governance:
    """The governance of a tree. Raises Wrong with everything that is wrong with it."""
    config, data = read_config(tree, cache, config_path)
    return assemble(tree, config, data)


def assemble(tree: Tree, config: Config | None, data: bytes | None) -> Governance:
    """The packs that a configuration asks for, from a tree. `data`: its bytes, if it is there."""
    if config is not None and (wrong := wrong_globs(config)):
        raise Wrong(wrong)
    globs = (DEFAULT,) if config is None or config.policies is None else config.policies
    found = find(tree, globs)
    diagnostics = list(found.diagnostics)
    if config is not None and config.policies is not None:
        diagnostics += [
            config.document.complaint(
                "no-policy-file", f"`{glob}` matches no policy file",
                ("policies", config.policies.index(glob)),
            )
            for glob in found.unmatched
        ]  # fmt: skip
    packs = {pack.name: pack for pack in found.packs}
    for index, name in enumerate((config and config.packs) or ()):
        assert config is not None
        named, unknown = _pack(tree, name)
        if unknown:
            at = config.document.complaint("unknown-pack", unknown[0], ("packs", index))
            diagnostics.append(replace(at, label=unknown[1], help=unknown[2]))
        packs.update({pack.name: pack for pack in named})
    files = tuple((path, text) for pack in packs.values() for path, text in _own_files(pack))
    if data is not None:
        assert config is not None
        files = ((config.path, data), *files)
    silent = not packs and (config is None or (config.packs is None and config.policies is None))
    if silent and (start := builtin.load(START)):
        packs[START] = start
    if not packs and not diagnostics and config is not None:
        message = "no policy is configured, so nothing could be judged"
        diagnostics.append(config.document.complaint("nothing-to-judge", message))
    if diagnostics:
        raise Wrong(diagnostics)
    own = bool(files)
    where = f" at {tree.name}" if tree.name else ""
    source = f"{config.path if config else 'policies/'}{where}"
    return Governance(
        config, tuple(packs.values()), source if own else "built-in pack start", files, globs, own
    )


def read_config(tree: Tree, cache: Cache, path: str = CONFIG) -> tuple[Config | None, bytes | None]:
    """A tree's configuration and its bytes; None where it has none. Raises Wrong."""
    try:
        data = tree.read(path)
    except Unreadable as error:
        raise Wrong(
            (Diagnostic("config-unreadable", f"{path} cannot be read: {error}", path),)
        ) from None
    if data is None:
        if path == CONFIG:
            _refuse_near_misses(tree)
        return None, None
    return parse(path, data, cache), data


def parse(path: str, data: bytes, cache: Cache) -> Config:
    """A configuration from its bytes, or from the cache. Raises Wrong."""
    from hashlib import sha256

    from bylaw import __version__
    from bylaw.config.document import Document
    from bylaw.config.read import build, read

    salted = f"{__version__} bylaw.yaml {path}\0".encode("utf-8", "surrogateescape")
    digest = sha256(salted + data).hexdigest()
    known = cache.get(digest)
    if isinstance(known, dict):
        document = Document.from_plain(path, data.decode().removeprefix("\ufeff"), known)
        config, diagnostics = build(document)
    else:
        config, diagnostics = read(path, data)
        if config is not None:
            cache.put(digest, config.document.plain())
    if config is None:
        raise Wrong(diagnostics)
    return config


def _refuse_near_misses(tree: Tree) -> None:
    for name in _NEAR_MISSES:
        try:
            found = tree.read(name) is not None
        except Unreadable:
            found = True
        if found:
            message = f"{name} is not read: the configuration is called {CONFIG}"
            raise Wrong((Diagnostic("config-name", message, name, help="rename it"),))


def _pack(tree: Tree, name: str) -> tuple[tuple[PackText, ...], tuple[str, str, str] | None]:
    """The packs that an entry of `packs:` names; message, label and help when there is none."""
    if "/" in name:
        found = find(tree, [name])
        if found.diagnostics:
            raise Wrong(found.diagnostics)
        if not found.packs:
            return (), (f"there is no policy file in `{name}`", "", "")
        return found.packs, None
    pack = builtin.load(name)
    return ((pack,), None) if pack else ((), unknown_pack(name))


def unknown_pack(name: str) -> tuple[str, str, str]:
    """Message, label and help for a name that is no built-in pack's."""
    from bylaw.lang.suggest import nearest

    near = nearest(name, builtin.names())
    return (
        f"there is no built-in pack `{name}`",
        f"did you mean `{near}`?" if near else "",
        f"built-in packs: {', '.join(builtin.names())}; a folder is written with a slash",
    )


def _own_files(pack: PackText) -> Sequence[tuple[str, bytes]]:
    return () if pack.origin == "built-in" else pack.files


def nested(paths: Iterable[str]) -> list[Diagnostic]:
    """A diagnostic for each bylaw.yaml that is not at the root.

    Those in folders of examples, tests and foreign code govern nothing, and nobody thinks they do.
    """
    return [
        Diagnostic(
            "nested-config", f"a repository has one {CONFIG}, at its root", path,
            help="move what it says into the one at the root",
        )
        for path in paths
        if path.endswith(f"/{CONFIG}") and not _ASIDE & set(path.split("/"))
    ]  # fmt: skip
