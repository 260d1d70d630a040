"""Whether what a configuration writes as globs are globs, and stay inside of the repository."""

from __future__ import annotations

from collections.abc import Iterator

from bylaw.config.document import Path
from bylaw.config.levels import place_of
from bylaw.config.model import Config, Scope
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.glob import matcher


def wrong_globs(config: Config) -> list[Diagnostic]:
    """A diagnostic for each glob of configured paths and levels that cannot be used."""
    found = []
    for at, glob, is_path in _globs(config):
        message = outside(glob) if is_path else ""
        try:
            matcher([glob])
        except ValueError as error:
            message = message or str(error)
        if message:
            found.append(config.document.complaint("config-value", message, at))
    return found


def _globs(config: Config) -> Iterator[tuple[Path, str, bool]]:
    """Where each stands, its text, and whether files are read by it."""
    yield from _of_scope(config)
    for project in config.projects:
        for index, glob in enumerate(project.paths):
            one: Path = (*project.at, "paths", index)
            yield one if one in config.document.spans else one[:-1], glob, True
        yield from _of_scope(project)
    for index, path in enumerate(config.architecture.sources or ()):
        yield ("architecture", "sources", index), path, True
    for index, path in enumerate(config.decisions or ()):
        yield ("decisions", "paths", index), path, True
    if config.waivers.path is not None:
        yield ("waivers", "path"), config.waivers.path, True


def _of_scope(scope: Scope) -> Iterator[tuple[Path, str, bool]]:
    for index, glob in enumerate(scope.policies or ()):
        if glob not in (".", "./"):
            yield (*scope.at, "policies", index), glob, True
    for index, name in enumerate(scope.packs or ()):
        if "/" in name:
            yield (*scope.at, "packs", index), name, True
    spans = scope.document.spans
    for key, steps in scope.levels:
        for number, step in enumerate(steps):
            at = place_of(scope.document, scope.at, key, number)
            for name, globs in (("branch", step.branches), ("path", step.paths)):
                for index, glob in enumerate(globs):
                    one = (*at, name, index)
                    yield one if one in spans else (*at, name), glob, False


def outside(glob: str, of: str = "the repository") -> str:
    """What is wrong with a glob that leads out of a folder; empty where it does not."""
    is_out = glob.startswith("/") or ".." in glob.split("/")
    return f"`{glob}` leads out of {of}" if is_out else ""
