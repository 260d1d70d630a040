"""Whether what a configuration writes as globs are globs, and stay inside of the repository."""

from __future__ import annotations

from collections.abc import Iterator

from bylaw.config.model import Config
from bylaw.lang.diagnostic import Diagnostic
from bylaw.packs.glob import matcher


def wrong_globs(config: Config) -> list[Diagnostic]:
    """A diagnostic for each glob of configured paths and levels that cannot be used."""
    found = []
    for at, glob, is_path in _globs(config):
        message = _outside(glob) if is_path else ""
        try:
            matcher([glob])
        except ValueError as error:
            message = message or str(error)
        if message:
            found.append(config.document.complaint("config-value", message, at))
    return found


def _globs(config: Config) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    """Where each stands, its text, and whether files are read by it."""
    for index, glob in enumerate(config.policies or ()):
        if glob not in (".", "./"):
            yield ("policies", index), glob, True
    for index, name in enumerate(config.packs or ()):
        if "/" in name:
            yield ("packs", index), name, True
    for index, path in enumerate(config.architecture.sources or ()):
        yield ("architecture", "sources", index), path, True
    for index, path in enumerate(config.decisions or ()):
        yield ("decisions", "paths", index), path, True
    if config.waivers.path is not None:
        yield ("waivers", "path"), config.waivers.path, True
    spans = config.document.spans
    for key, steps in config.levels:
        for number, step in enumerate(steps):
            whole: tuple[str | int, ...] = ("levels", key, number)
            at = whole if whole in spans else ("levels", key)
            for name, globs in (("branch", step.branches), ("path", step.paths)):
                for index, glob in enumerate(globs):
                    one = (*at, name, index)
                    yield one if one in spans else (*at, name), glob, False


def _outside(glob: str) -> str:
    is_out = glob.startswith("/") or ".." in glob.split("/")
    return f"`{glob}` leads out of the repository" if is_out else ""
