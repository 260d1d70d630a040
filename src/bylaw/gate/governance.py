"""Which configuration and policies a tree holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bylaw.dataclass import dataclass
from bylaw.gate.documents import parsed
from bylaw.gate.errors import Wrong
from bylaw.gate.globs import wrong_globs
from bylaw.gate.vendored import Kept, clashes, kept
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs import builtin
from bylaw.packs.cache import Cache
from bylaw.packs.find import DEFAULT, find
from bylaw.packs.text import LOCK, PackText
from bylaw.packs.tree import Tree, Unreadable

if TYPE_CHECKING:
    from bylaw.config.dependencies import DependencySettings
    from bylaw.config.model import Config, Scope, Unmarked
    from bylaw.config.waiver_file import WaiverFile
    from bylaw.gate.organisation import Mandate

CONFIG: Final = "bylaw.yaml"
START: Final = "start"
_ASIDE: Final = frozenset(
    {"example", "examples", "test", "tests", "testdata", "fixtures", "__fixtures__",
     "vendor", "third_party", "node_modules"}
)  # fmt: skip
NEAR_MISSES: Final = ("bylaw.yml", ".bylaw.yaml", ".bylaw.yml", "bylaw.json", "bylaw.toml")


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
    elsewhere: Kept = Kept()
    """The packs from elsewhere, whether their rules run or others only use them."""
    tree: Tree | None = None
    """Where policies of projects and the baseline are read from; None where nothing is read."""
    mandate: Mandate | None = None
    """What the organisation asks for, where there is one."""
    tolerates: bool = True
    """Whether its baseline counts; one that the change itself brings never does."""

    @property
    def library(self) -> tuple[PackText, ...]:
        """The packs from elsewhere, that others may use."""
        return self.elsewhere.packs

    @property
    def unmarked(self) -> Unmarked:
        """How changes without a mark of AI assistance are seen."""
        asked = self.mandate.organisation.unmarked if self.mandate else None
        return asked or (self.config.unmarked if self.config else None) or "unknown"

    @property
    def required(self) -> frozenset[str]:
        """What a rule that needs it is not judged without."""
        asked = self.mandate.organisation.required if self.mandate else frozenset()
        return asked | (self.config.required if self.config else frozenset())

    @property
    def dependencies(self) -> DependencySettings:
        """Where facts about dependencies come from."""
        from bylaw.config.dependencies import DependencySettings

        said = self.config.dependencies if self.config else DependencySettings()
        asked = self.mandate.organisation.private if self.mandate else ()
        return replace(said, private=(*asked, *said.private)) if asked else said


def read(
    tree: Tree, cache: Cache, config_path: str = CONFIG, mandate: Mandate | None = None
) -> Governance:
    """The governance of a tree. Raises Wrong with everything that is wrong with it."""
    config, data = read_config(tree, cache, config_path)
    return assemble(tree, config, data, kept(tree, cache), mandate)


def assemble(
    tree: Tree,
    config: Config | None,
    data: bytes | None,
    elsewhere: Kept,
    mandate: Mandate | None = None,
) -> Governance:
    """The packs that a configuration asks for, from a tree. `data`: its bytes, if it is there."""
    if config is not None and (wrong := wrong_globs(config)):
        raise Wrong(wrong)
    globs = (DEFAULT,) if config is None or config.policies is None else config.policies
    packs, diagnostics = packs_of(tree, config, globs, elsewhere)
    files = tuple((path, text) for pack in packs.values() for path, text in _own_files(pack))
    if data is not None:
        assert config is not None
        files = ((config.path, data), *files)
    asked = mandate is not None and bool(mandate.packs)
    silent = not packs and (config is None or (config.packs is None and config.policies is None))
    if silent and not asked and (start := builtin.load(START)):
        packs[START] = start
    others = asked or (config is not None and config.projects)
    if not packs and not diagnostics and config is not None and not others:
        message = "no policy is configured, so nothing could be judged"
        diagnostics.append(config.document.complaint("nothing-to-judge", message))
    if diagnostics:
        raise Wrong(diagnostics)
    own = bool(files)
    where = f" at {tree.name}" if tree.name else ""
    source = f"{config.path if config else 'policies/'}{where}"
    if not own:
        source = "built-in pack start" if packs else "no policies of its own"
    return Governance(
        config,
        tuple(packs.values()),
        source,
        (*files, *elsewhere.files),
        globs,
        own,
        elsewhere=elsewhere,
        tree=tree,
    )


def packs_of(
    tree: Tree, scope: Scope | None, globs: Sequence[str], elsewhere: Kept
) -> tuple[dict[str, PackText], list[Diagnostic]]:
    """The packs of a tree that globs and a configuration name, and what is wrong with them."""
    found = find(tree, globs)
    diagnostics = list(found.diagnostics)
    if scope is not None and scope.policies is not None:
        diagnostics += [
            scope.document.complaint(
                "no-policy-file", f"`{glob}` matches no policy file",
                (*scope.at, "policies", scope.policies.index(glob)),
            )
            for glob in found.unmatched
        ]  # fmt: skip
    packs = {pack.name: pack for pack in found.packs}
    diagnostics += clashes(found.packs, elsewhere)
    for index, name in enumerate((scope and scope.packs) or ()):
        assert scope is not None
        named, unknown = _pack(tree, name, elsewhere)
        diagnostics += clashes(named, elsewhere)
        if unknown:
            at = (*scope.at, "packs", index)
            complaint = scope.document.complaint("unknown-pack", unknown[0], at)
            diagnostics.append(replace(complaint, label=unknown[1], help=unknown[2]))
        packs.update({pack.name: pack for pack in named})
    return packs, diagnostics


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
    from bylaw.config.read import build, check

    return parsed("bylaw.yaml", path, data, cache, check, build)


def _refuse_near_misses(tree: Tree) -> None:
    for name in NEAR_MISSES:
        try:
            found = tree.read(name) is not None
        except Unreadable:
            found = True
        if found:
            message = f"{name} is not read: the configuration is called {CONFIG}"
            raise Wrong((Diagnostic("config-name", message, name, help="rename it"),))


def _pack(
    tree: Tree, name: str, elsewhere: Kept
) -> tuple[tuple[PackText, ...], tuple[str, str, str] | None]:
    """The packs that an entry of `packs:` names; message, label and help when there is none."""
    if "/" in name:
        found = find(tree, [name])
        if found.diagnostics:
            raise Wrong(found.diagnostics)
        if not found.packs:
            return (), (f"there is no policy file in `{name}`", "", "")
        return found.packs, None
    pack = builtin.load(name) or elsewhere.named(name)
    return ((pack,), None) if pack else ((), unknown_pack(name, elsewhere))


def unknown_pack(name: str, elsewhere: Kept) -> tuple[str, str, str]:
    """Message, label and help for a name that is no pack's."""
    from bylaw.lang.suggest import nearest

    here = [pack.name for pack in elsewhere.packs]
    near = nearest(name, [*here, *builtin.names()])
    more = f"packs in {LOCK}: {', '.join(here)}; " if here else ""
    return (
        f"there is no built-in pack `{name}`, and none in {LOCK}",
        f"did you mean `{near}`?" if near else "",
        f"built-in packs: {', '.join(builtin.names())}; {more}a folder is written with a slash; "
        "`bylaw pack add` brings one from elsewhere",
    )


def _own_files(pack: PackText) -> Sequence[tuple[str, bytes]]:
    return pack.files if pack.origin == "repository" else ()


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
