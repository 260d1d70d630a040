"""What packages of a lock are needed for, where only what reaches them tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bylaw.sources.manifests.interface import Scope


def scopes_of(
    roots: Iterable[tuple[Scope, str]], brings: Mapping[str, Mapping[str, bool]]
) -> dict[str, Scope]:
    """The scope of each package that can be reached; the most important counts.

    Args:
        roots: What projects ask for: for which scope, and its key.
        brings: By key, what a package brings in, and whether it can do without. What something of
            the scope `runtime` can do without has the scope `optional`.
    """
    stacks: dict[Scope, list[str]] = {
        "runtime": [], "optional": [], "development": [], "build": []
    }  # fmt: skip
    for scope, key in roots:
        stacks[scope].append(key)
    scopes: dict[str, Scope] = {}
    for scope, stack in stacks.items():
        spared = stacks["optional"] if scope == "runtime" else stack
        while stack:
            key = stack.pop()
            if key in scopes or (below := brings.get(key)) is None:
                continue
            scopes[key] = scope
            for other, is_optional in below.items():
                (spared if is_optional else stack).append(other)
    return scopes
