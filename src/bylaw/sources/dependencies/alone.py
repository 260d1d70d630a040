"""Manifests whose lock did not follow, and locks that changed without them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from bylaw.sources.dependencies.difference import Difference
from bylaw.sources.dependencies.names import normal
from bylaw.sources.dependencies.sides import Read, Side


def alone(
    head: Side,
    base: Side,
    touched: Iterable[str],
    old_names: Mapping[str, str],
    files: Mapping[str, Read],
    before: Callable[[str], Read | None],
    difference: Difference,
) -> set[str]:
    """The files that changed without those that belong to them.

    Args:
        head: The tree that the change would leave.
        base: The tree that it is measured from.
        touched: Paths of the manifests and locks that the change touches.
        old_names: Paths at the base, by those at the head, of what was renamed.
        files: What was read at the head.
        before: The same file at the base, by its path at the head.
        difference: What the change does.
    """
    own = set(touched)
    found: set[str] = set()
    led: set[str] = set()
    for path, file in files.items():
        if file.format.kind != "manifest":
            continue
        lock = head.locks.of(path, file.format)
        if lock is None or _asks(file) == _asks(before(path)):
            continue
        if lock in own:
            led.add(lock)
        elif path in own:
            found.add(path)
    moved = _moved(difference, old_names)
    for path in own:
        format_ = head.format_of(path)
        # A lock may change in what is no package, such as the version of the project itself.
        is_lock = format_ is not None and (
            format_.kind == "checksums" or (format_.kind == "lock" and path in moved)
        )
        is_both = path in head.entries() and old_names.get(path, path) in base.entries()
        if is_lock and is_both and path not in led:
            found.add(path)
    return found


def _moved(difference: Difference, old_names: Mapping[str, str]) -> set[str]:
    """Manifests and locks, by their paths at the head, whose packages from elsewhere changed."""
    packages = [
        *difference.added,
        *difference.removed,
        *(new for _, new, _ in difference.changed),
    ]
    found = {
        path
        for each in packages
        if each.source not in ("path", "workspace")
        for path in (each.path, each.lock)
    }
    return found | {new for new, old in old_names.items() if old in found}


def _asks(file: Read | None) -> Counter[tuple[str, ...]]:
    """What a manifest asks for, wherever in it that stands; what builds it is in no lock."""
    if file is None:
        return Counter()
    return Counter(
        (
            normal(each.ecosystem or file.format.ecosystem, each.name),
            # A project of the repository is used as it is, whatever version is asked for.
            "" if each.source in ("path", "workspace") else each.requirement,
            each.scope,
            each.source,
            each.location,
        )
        for each in file.reading.entries
        if each.scope != "build"
    )
